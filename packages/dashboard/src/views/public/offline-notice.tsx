/** A shared view has no stream that would tell of a lost line: the gateway is asked every few seconds whether it is there. */

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../live/api-client.ts'
import { useServices } from '../../settings/services.ts'
import { useTimeFormat } from '../../format/use-time-format.ts'
import styles from './public.module.css'

const ASK_EVERY_MS = 5_000

/** Says since when nothing answers; nothing while the gateway does. A link that was revoked ends the view. */
export function OfflineNotice() {
  const { t } = useTranslation()
  const { api } = useServices()
  const client = useQueryClient()
  const format = useTimeFormat()
  const { error, dataUpdatedAt, errorUpdatedAt } = useQuery({
    queryKey: ['alive'],
    queryFn: ({ signal }) => api.session(signal),
    refetchInterval: ASK_EVERY_MS,
    networkMode: 'always',
    retry: false,
    staleTime: 0,
  })
  const isRevoked = error instanceof ApiError && error.status === 401
  useEffect(() => {
    if (isRevoked) void client.resetQueries({ queryKey: ['session'] })
  }, [client, isRevoked])
  if (error === null) return null
  return (
    <p className={styles.away} role="status" data-testid="away">
      {t('shared.away', { time: format.clock(dataUpdatedAt === 0 ? errorUpdatedAt : dataUpdatedAt) })}
    </p>
  )
}
