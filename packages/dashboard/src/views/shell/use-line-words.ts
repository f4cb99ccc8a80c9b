/** Reason why the account is not live, as a sentence: the gateway's own words, or what the page sees itself. */

import { useTranslation } from 'react-i18next'
import { useMessage, useStatusText } from '../../i18n/use-message.ts'
import { useAccountData } from '../../state/store/use-account-data.ts'
import { useDuration } from '../parts/figures.tsx'

/** The account's status in words; `mayBeStale` where figures may be wrong. `undefined` until there is a status. */
export function useLineWords(): { readonly words: string; readonly mayBeStale: boolean } | undefined {
  const { t } = useTranslation()
  const statusText = useStatusText()
  const message = useMessage()
  const duration = useDuration()
  const status = useAccountData('status')
  const { ageMs, isOld, busyMs } = useAccountData('freshness')
  if (status === undefined) return undefined
  const { state, code, params } = status
  if (state === 'live' && isOld && ageMs !== undefined) {
    return { words: t('state.silentHint', { duration: duration(ageMs) }), mayBeStale: true }
  }
  const isLong = busyMs !== undefined && (state === 'reconciling' || state === 'connecting')
  if (!isLong) {
    const mayBeStale = state === 'degraded' || state === 'stale' || state === 'offline'
    return { words: statusText(code, params), mayBeStale }
  }
  if (code !== 'RECONCILING' && code !== 'CONNECTING') return { words: statusText(code, params), mayBeStale: true }
  const known = typeof params['cause'] === 'string' ? message('cause', params['cause']) : undefined
  const cause = known ?? t('state.causeUnknown')
  const word = code === 'RECONCILING' ? 'state.longReconciling' : 'state.longConnecting'
  return { words: t(word, { duration: duration(busyMs), cause }), mayBeStale: true }
}
