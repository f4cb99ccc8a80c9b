/** What needs a look: the exchange's announcements as they come, and markets of this account that do not trade as usual. */

import type { NoticeData } from '@spotdeck/api'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useSay } from '../../i18n/say.ts'
import { type MarketTrouble, marketTroubles } from '../../state/attention.ts'
import { useMarkets } from '../../state/queries.ts'
import { useAccount, useDesk } from '../../state/use-desk.ts'
import { useHoldings } from '../../state/use-holdings.ts'
import { Card } from '../parts/card.tsx'
import { Icon } from '../parts/icons.tsx'
import { SkeletonRows } from '../parts/states.tsx'
import { useTimeFormat } from '../parts/use-time-format.ts'
import styles from './overview.module.css'

const SHOWN = 8

/** The newest notices, or that there are none. */
export function NoticesCard() {
  const { t } = useTranslation()
  const notices = useDesk('notices')
  const troubles = useTroubles()
  const count = notices.length + (troubles?.length ?? 0)
  return (
    <Card title={t('overview.notices')} className={styles.notices} count={count === 0 ? undefined : count}>
      {troubles === undefined ? (
        <SkeletonRows count={2} />
      ) : count === 0 ? (
        <p className="dim">{t('overview.noNotices')}</p>
      ) : (
        <ul className={styles.noticeList}>
          {notices.slice(0, SHOWN).map((notice) => (
            <Notice key={notice.id} notice={notice} />
          ))}
          {troubles.slice(0, SHOWN).map((trouble) => (
            <Trouble key={trouble.symbol} trouble={trouble} />
          ))}
        </ul>
      )}
    </Card>
  )
}

function useTroubles(): readonly MarketTrouble[] | undefined {
  const { data: markets } = useMarkets()
  const { holdings } = useHoldings()
  const orders = useDesk('openOrders')
  return useMemo(
    () =>
      markets === undefined || holdings === undefined || orders === undefined
        ? undefined
        : marketTroubles(markets, holdings, orders),
    [markets, holdings, orders],
  )
}

function Trouble({ trouble }: { readonly trouble: MarketTrouble }) {
  const { t } = useTranslation()
  return (
    <li>
      <p className={styles.noticeKind}>{trouble.symbol}</p>
      <p className="dim">{t(`trouble.${trouble.trouble}`)}</p>
    </li>
  )
}

function Notice({ notice }: { readonly notice: NoticeData }) {
  const { t } = useTranslation()
  const say = useSay()
  const { store } = useAccount()
  const format = useTimeFormat()
  return (
    <li>
      <p className={styles.noticeKind}>
        <span className="sentence">{say('notice', notice.kind)}</span>
        {notice.effectiveAt === undefined ? null : (
          <span className="dim num">
            {t('overview.effective', { time: format.day(notice.effectiveAt, store.read('now')) })}
          </span>
        )}
      </p>
      <p className="dim">
        {notice.symbols.length > 0
          ? notice.symbols.slice(0, SHOWN).join(', ')
          : say('notice', notice.code, notice.params)}
      </p>
      {notice.url === undefined ? null : (
        <a href={notice.url} target="_blank" rel="noreferrer noopener">
          mexc.com <Icon name="external" size={12} />
        </a>
      )}
    </li>
  )
}
