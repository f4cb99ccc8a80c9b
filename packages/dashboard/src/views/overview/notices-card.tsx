/** Warnings about the key, and announcements that affect the account, then those for everybody. */

import type { Message } from '@spotdeck/api'
import { useTranslation } from 'react-i18next'
import { useMessage } from '../../i18n/use-message.ts'
import { isFirstRead } from '../../state/range/complete-since.ts'
import { useAccountData } from '../../state/store/use-account-data.ts'
import { CAN_WITHDRAW, useAnnouncements, useWarnings } from '../../state/queries/warnings.ts'
import { Card } from '../parts/card.tsx'
import { Icon } from '../parts/icons.tsx'
import { NoticeBody } from '../parts/notice-body.tsx'
import { CatalogueText, Failed, SkeletonRows } from '../parts/states.tsx'
import parts from '../parts/parts.module.css'
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
    <Card title={t('overview.notices')} className={styles.notices} count={count === 0 ? undefined : count} scrolls>
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
            <li key={notice.id}>
              <NoticeBody notice={notice} touches />
            </li>
          ))}
          {everybody?.slice(0, SHOWN).map((notice) => (
            <li key={notice.id}>
              <NoticeBody notice={notice} />
            </li>
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
      <p className={parts.noticeKind} data-touches>
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
