/** Redis targets of events and their progress; for the owner. */

import type { RedisStreamStats, RedisTargetStats } from '@spotdeck/api'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { full } from '../../format/number.ts'
import { useMessage } from '../../i18n/use-message.ts'
import { useServices } from '../../settings/services.ts'
import { useAccount } from '../../state/store/use-account-data.ts'
import { Card } from '../parts/card.tsx'
import { Failed, SkeletonRows } from '../parts/states.tsx'
import { useTimeFormat } from '../../format/use-time-format.ts'
import styles from './settings.module.css'

const REFRESH_MS = 5_000

/** Each Redis with its streams, or that there is none. */
export function RedisCard() {
  const { t } = useTranslation()
  const { api } = useServices()
  const { data, error, refetch } = useQuery({
    queryKey: ['redis'],
    queryFn: ({ signal }) => api.redis(signal),
    staleTime: 0,
    // Redis targets are configured when the gateway starts.
    refetchInterval: ({ state }) => (state.data?.items.length === 0 ? false : REFRESH_MS),
  })
  return (
    <Card title={t('watch.redis')}>
      <p className={styles.hint}>{t('watch.redisHint')}</p>
      {data === undefined ? (
        error === null ? (
          <SkeletonRows count={1} />
        ) : (
          <Failed error={error} retry={() => void refetch()} />
        )
      ) : data.items.length === 0 ? (
        <p className={`dim ${styles.none}`}>{t('watch.noRedis')}</p>
      ) : (
        data.items.map((target) => (
          <Target key={`${target.host} ${target.prefix} ${target.audience}`} target={target} />
        ))
      )}
    </Card>
  )
}

function Target({ target }: { readonly target: RedisTargetStats }) {
  const { t } = useTranslation()
  const formatMessage = useMessage()
  const { store } = useAccount()
  const format = useTimeFormat()
  const since = t('watch.since', { time: format.dateTime(target.since, store.read('now')) })
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
