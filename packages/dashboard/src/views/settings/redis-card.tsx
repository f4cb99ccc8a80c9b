/** Redis targets of events and their progress; for the owner. */

import type { RedisStreamStats, RedisTargetStats } from '@spotdeck/api'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { full } from '../../format/number.ts'
import { useMessage } from '../../i18n/use-message.ts'
import { useServices } from '../../settings/services.ts'
import { useDateTime } from '../parts/figures.tsx'
import { ListCard } from './list-card.tsx'
import styles from './settings.module.css'

const REFRESH_MS = 5_000

/** Each Redis with its streams, or that there is none. */
export function RedisCard() {
  const { t } = useTranslation()
  const { api } = useServices()
  const query = useQuery({
    queryKey: ['redis'],
    queryFn: ({ signal }) => api.redis(signal),
    staleTime: 0,
    // Redis targets are configured when the gateway starts.
    refetchInterval: ({ state }) => (state.data?.items.length === 0 ? false : REFRESH_MS),
  })
  return (
    <ListCard
      title={t('watch.redis')}
      hint={t('watch.redisHint')}
      query={query}
      rows={1}
      none={t('watch.noRedis')}
      item={(target) => <Target key={`${target.host} ${target.prefix} ${target.audience}`} target={target} />}
    />
  )
}

function Target({ target }: { readonly target: RedisTargetStats }) {
  const { t } = useTranslation()
  const formatMessage = useMessage()
  const dateTime = useDateTime()
  const since = t('watch.since', { time: dateTime(target.since) })
  return (
    <>
      <div className={styles.row}>
        <div>
          <p className="num">{target.host}</p>
          <p className={styles.hint}>
            <code>{target.prefix}</code> · {formatMessage('audience', target.audience)}
            {target.failures === 0 ? '' : ` · ${t('watch.failures', { count: target.failures })}`}
          </p>
        </div>
        <div className={styles.state} data-good={target.state === 'connected' || undefined}>
          {t(`watch.redisState.${target.state}`)} <span className="dim num">{since}</span>
        </div>
      </div>
      {target.trouble === undefined ? null : (
        <p className={styles.refused}>{t('watch.trouble', { trouble: target.trouble })}</p>
      )}
      {target.accounts.map((stream) => (
        <Stream key={stream.account} stream={stream} />
      ))}
    </>
  )
}

function Stream({ stream }: { readonly stream: RedisStreamStats }) {
  const { t } = useTranslation()
  const { state, seq, lag, refusal, supersededBy } = stream
  const lagWords = lag === 0 ? '' : ` · ${t('watch.lag', { lag: full(String(lag)) })}`
  return (
    <>
      <div className={styles.row}>
        <div>
          <p>{stream.account}</p>
          <p className={`num ${styles.hint}`}>
            {t('watch.position', { seq: full(String(seq)) })}
            {lagWords}
          </p>
        </div>
        <div className={styles.state} data-good={state === 'following' || undefined}>
          {t(`watch.streamState.${state}`)}
        </div>
      </div>
      {refusal === undefined ? null : <p className={styles.refused}>{t('watch.refusal', { refusal })}</p>}
      {supersededBy === undefined ? null : <p className={styles.refused}>{t('watch.superseded')}</p>}
    </>
  )
}
