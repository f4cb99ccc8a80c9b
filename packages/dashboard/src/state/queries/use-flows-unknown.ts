/** The one sentence on money that came or went and is not known: everywhere with the time that coverage says. */

import { useTranslation } from 'react-i18next'
import { knownSince } from '../range/complete-since.ts'
import { useAccount, useAccountData } from '../store/use-account-data.ts'
import { useTimeFormat } from '../../format/use-time-format.ts'

/** The sentence for figures that begin at `from`; `undefined` where all is known since then. */
export function useFlowsUnknown(from: number | undefined): string | undefined {
  const { t } = useTranslation()
  const { store } = useAccount()
  const format = useTimeFormat()
  const coverage = useAccountData('coverage')
  if (coverage === undefined || from === undefined) return undefined
  const since = knownSince(coverage, 'flows')
  if (since === undefined) return t('chart.flowsNotKnown')
  return since <= from ? undefined : t('chart.flowsUnknown', { time: format.dateTime(since, store.read('now')) })
}
