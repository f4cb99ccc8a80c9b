/** Calendar years that a span touches where the reader is. */

import { uncoveredIn } from '@spotdeck/api'
import { zoneName } from '../../format/time.ts'
import { useTimeFormat } from '../../format/use-time-format.ts'
import type { TimeSpan } from '../../live/account-api.ts'
import { usePreferences } from '../../settings/services.ts'
import { useAccount, useAccountData } from '../store/use-account-data.ts'

type ZonedSpan = TimeSpan & { readonly zone: string }

/** The years of `from <= time < to` in the span's zone, newest first. */
export function yearsOf({ from, to, zone }: ZonedSpan): readonly number[] {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, year: 'numeric' })
  const [first, last] = [from, to - 1].map((time) => Number(format.format(time)))
  if (first === undefined || last === undefined) return []
  return Array.from({ length: Math.max(1, last - first + 1) }, (_, back) => last - back)
}

/** The parts of a year until now of which records may be missing, oldest first. */
export function useUncovered(year: number): readonly { readonly from: number; readonly to: number }[] {
  const { store } = useAccount()
  const { startOfDate } = useTimeFormat()
  const [from, end] = [year, year + 1].map((one) => startOfDate(`${one}-01-01`))
  const span = { from: from ?? 0, to: Math.min(end ?? 0, store.read('now')) }
  return uncoveredIn(useAccountData('coverage') ?? [], span)
}

/** From where anything is known up to now, in the user's zone. */
export function useKnownSpan(): ZonedSpan {
  const { store } = useAccount()
  const [{ zone }] = usePreferences()
  const known = useAccountData('coverage')?.filter(({ state }) => state !== 'unknown') ?? []
  const now = store.read('now')
  return { from: Math.min(now, ...known.map(({ from }) => from)), to: now + 1, zone: zoneName(zone) }
}
