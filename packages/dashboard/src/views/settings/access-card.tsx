/** Access log: who signed in or was rejected, by which transport and from which address; for the owner. */

import type { AccessRecord } from '@spotdeck/api'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { capital, useMessage } from '../../i18n/use-message.ts'
import { useServices } from '../../settings/services.ts'
import { Card } from '../parts/card.tsx'
import { Moment } from '../parts/figures.tsx'
import { Icon } from '../parts/icons.tsx'
import { Read } from '../parts/states.tsx'
import { SmallButton } from '../parts/small-button.tsx'
import styles from './settings.module.css'

const ROWS = 20
/** Refusals whose words to the refused one tell them what to do: the record says what they tried instead. */
const TOLD = [
  ...(['AUDIENCE_FORBIDDEN', 'UNAUTHENTICATED', 'FOREIGN_ORIGIN', 'WRONG_HOST'] as const),
  ...(['PASSKEY_UNKNOWN', 'PASSKEY_INVALID', 'PASSKEY_EXPIRED', 'PASSKEY_COPIED', 'CONFIRMATION_NEEDED'] as const),
]
const isTold = (code: string): code is (typeof TOLD)[number] => TOLD.some((one) => one === code)
const REFRESH_MS = 30_000
const REFUSED: ReadonlySet<AccessRecord['event']> = new Set(['refused', 'login-refused'])

/** The record, newest first. */
export function AccessCard() {
  const { t } = useTranslation()
  const { api } = useServices()
  const { data, error, refetch, ...pages } = useInfiniteQuery({
    queryKey: ['access'],
    queryFn: ({ pageParam, signal }) => api.access({ cursor: pageParam, limit: ROWS }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    staleTime: 0,
    refetchInterval: REFRESH_MS,
  })
  const rows = data?.pages.flatMap(({ items }) => items)
  return (
    <Card title={t('watch.access')}>
      <p className={styles.hint}>{t('watch.accessHint')}</p>
      <Read query={{ data: rows, error, refetch }} waiting={4}>
        {(records) =>
          records.length === 0 ? (
            <p className={`dim ${styles.none}`}>{t('watch.noAccess')}</p>
          ) : (
            <ul className={styles.record}>
              {records.map((record, index) => (
                <Record key={index} record={record} />
              ))}
            </ul>
          )
        }
      </Read>
      {pages.hasNextPage ? (
        <SmallButton disabled={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {t('watch.more')}
        </SmallButton>
      ) : null}
    </Card>
  )
}

function Record({ record }: { readonly record: AccessRecord }) {
  const { t } = useTranslation()
  const formatMessage = useMessage()
  const isRefused = REFUSED.has(record.event)
  // The message to a rejected client is not meant for the owner.
  const refusal = (code: string) => (isTold(code) ? t(`watch.refusedFor.${code}`) : formatMessage('problem', code))
  const who = record.audience === undefined ? t('watch.nobody') : formatMessage('audience', record.audience)
  return (
    <li data-refused={isRefused || undefined}>
      <p>
        {isRefused ? <Icon name="warning" size={14} /> : null} <span>{capital(t(`watch.event.${record.event}`))}</span>
        <span className="dim">
          {' '}
          · {record.label === '' ? who : t('watch.called', { label: record.label, who })} ·{' '}
          {t(`watch.door.${record.door}`)}
          {record.from === '' ? '' : ` · ${record.from}`}
        </span>
      </p>
      <span className="dim num">
        <Moment time={record.time} />
      </span>
      {record.code === undefined ? null : <p className={styles.hint}>{refusal(record.code)}</p>}
    </li>
  )
}
