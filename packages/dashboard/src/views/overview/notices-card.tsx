/** Warnings about the key, and announcements that affect the account, then those for everybody. */

import type { Message, NoticeData } from '@spotdeck/api'
import { useTranslation } from 'react-i18next'
import { useMessage } from '../../i18n/use-message.ts'
import { isFirstRead } from '../../state/complete-since.ts'
import { useAccount, useAccountData } from '../../state/use-account-data.ts'
import { CAN_WITHDRAW, useAnnouncements, useWarnings } from '../../state/warnings.ts'
import { Card } from '../parts/card.tsx'
import { Icon } from '../parts/icons.tsx'
import { CatalogueText } from '../parts/catalogue-text.tsx'
import { Failed, SkeletonRows } from '../parts/states.tsx'
import { useTimeFormat } from '../../format/use-time-format.ts'
import styles from './overview.module.css'

/** The most of one kind that are drawn. */
const SHOWN = 20

/** Everything that needs a look, or that there is nothing. */
export function NoticesCard() {
  const { t } = useTranslation()
  const { warnings, error } = useWarnings()
  const everybody = useAnnouncements()
  // Before the account was read nobody knows what touches it.
  const isUnread = isFirstRead(useAccountData('coverage') ?? [], 'deals')
  // A key that may withdraw has a banner above every page.
  const ofKey = warnings?.key.filter(({ code }) => code !== CAN_WITHDRAW) ?? []
  const count = (warnings?.items.length ?? 0) + ofKey.length + (everybody?.length ?? 0)
  return (
    <Card title={t('overview.notices')} className={styles.notices} count={count === 0 ? undefined : count}>
      {error !== null ? (
        <Failed error={error} />
      ) : warnings === undefined || (count === 0 && (everybody === undefined || isUnread)) ? (
        <SkeletonRows count={2} />
      ) : count === 0 ? (
        <p className="dim">{t('overview.noNotices')}</p>
      ) : (
        <ul className={styles.noticeList}>
          {ofKey.map((message) => (
            <KeyWarning key={message.code} message={message} />
          ))}
          {warnings.items.slice(0, SHOWN).map((notice) => (
            <Notice key={notice.id} notice={notice} touches />
          ))}
          {everybody?.slice(0, SHOWN).map((notice) => (
            <Notice key={notice.id} notice={notice} />
          ))}
        </ul>
      )}
    </Card>
  )
}

function KeyWarning({ message }: { readonly message: Message }) {
  const { t } = useTranslation()
  const formatMessage = useMessage()
  return (
    <li>
      <p className={styles.noticeKind} data-touches>
        <span>
          <Icon name="warning" size={14} /> {t('overview.apiKey')}
        </span>
      </p>
      <p className="dim">
        <CatalogueText text={formatMessage('noticeText', message.code, message.params)} />
      </p>
    </li>
  )
}

function Notice({ notice, touches = false }: { readonly notice: NoticeData; readonly touches?: boolean }) {
  const { t } = useTranslation()
  const formatMessage = useMessage()
  return (
    <li>
      <p className={styles.noticeKind} data-touches={touches || undefined}>
        <span>
          {touches ? <Icon name="warning" size={14} /> : null}{' '}
          <span className="sentence">{formatMessage('notice', notice.kind)}</span>
        </span>
      </p>
      <NoticeTimes notice={notice} />
      <p className="dim">
        <CatalogueText text={formatMessage('noticeText', notice.code, notice.params)} />
      </p>
      {notice.url === undefined ? null : (
        <a href={notice.url} target="_blank" rel="noreferrer noopener">
          {t('overview.announcement')} <Icon name="external" size={12} />
        </a>
      )}
    </li>
  )
}

/** From when, and until when where it is told. */
function NoticeTimes({ notice: { effectiveAt, endsAt } }: { readonly notice: NoticeData }) {
  const { t } = useTranslation()
  const { store } = useAccount()
  const format = useTimeFormat()
  if (effectiveAt === undefined) return null
  const at = (time: number) => format.dateTime(time, store.read('now'))
  const words =
    endsAt === undefined
      ? t('overview.effective', { time: at(effectiveAt) })
      : t('overview.during', { from: at(effectiveAt), to: at(endsAt) })
  return <p className="dim num">{words}</p>
}
