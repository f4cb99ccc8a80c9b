/** What the exchange has announced. */

import type { NoticeData } from '@spotdeck/api'
import { useTranslation } from 'react-i18next'
import { useSay } from '../../i18n/say.ts'
import { useNotices } from '../../state/queries.ts'
import { useAccount } from '../../state/use-desk.ts'
import { Card } from '../parts/card.tsx'
import { Icon } from '../parts/icons.tsx'
import { SkeletonRows } from '../parts/states.tsx'
import { useTimeFormat } from '../parts/use-time-format.ts'
import styles from './overview.module.css'

const SHOWN = 6

/** The newest notices, or that there are none. */
export function NoticesCard() {
  const { t } = useTranslation()
  const { data, isPending } = useNotices()
  return (
    <Card
      title={t('overview.notices')}
      className={styles.notices}
      count={data === undefined || data.length === 0 ? undefined : data.length}
    >
      {isPending ? (
        <SkeletonRows count={2} />
      ) : data === undefined || data.length === 0 ? (
        <p className="dim">{t('overview.noNotices')}</p>
      ) : (
        <ul className={styles.noticeList}>
          {data.slice(0, SHOWN).map((notice) => (
            <Notice key={notice.id} notice={notice} />
          ))}
        </ul>
      )}
    </Card>
  )
}

function Notice({ notice }: { readonly notice: NoticeData }) {
  const { t } = useTranslation()
  const say = useSay()
  const { store } = useAccount()
  const format = useTimeFormat()
  const now = store.read('now')
  return (
    <li>
      <p className={styles.noticeKind} data-kind={notice.kind}>
        <span className="sentence">{say('notice', notice.kind)}</span>
        {notice.effectiveAt === undefined ? null : (
          <span className="dim num">{t('overview.effective', { time: format.day(notice.effectiveAt, now) })}</span>
        )}
      </p>
      <p className="dim">
        {notice.symbols.length > 0 ? notice.symbols.slice(0, 8).join(', ') : say('notice', notice.code, notice.params)}
      </p>
      {notice.url === undefined ? null : (
        <a href={notice.url} target="_blank" rel="noreferrer noopener">
          mexc.com <Icon name="external" size={12} />
        </a>
      )}
    </li>
  )
}
