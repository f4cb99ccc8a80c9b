/** Days of reports as the page writes days. */

import { useCallback, useMemo } from 'react'
import { DAY_MS } from '../../durations.ts'
import { knownSince } from '../../state/range/complete-since.ts'
import { daysBetween } from '../../state/range/days.ts'
import { useAccountData } from '../../state/store/use-account-data.ts'
import { useTimeFormat } from '../../format/use-time-format.ts'

/** Writes `2026-01-31` as `31 Jan`. */
export function useDayWords(): (day: string) => string {
  const format = useTimeFormat()
  return useCallback(
    (day) => {
      const noon = Date.parse(day) + DAY_MS / 2
      return format.day(noon - format.offsetMs(noon), noon)
    },
    [format],
  )
}

/** A span of time: `from <= time < to`, in ms since the epoch. */
export type TimeSpan = { readonly from: number; readonly to: number }

/** The days of a span in the user's zone, as text; none while it is not known. */
export function useDays(span: TimeSpan | undefined): readonly string[] {
  const format = useTimeFormat()
  const { from, to } = span ?? {}
  return useMemo(() => {
    if (from === undefined || to === undefined) return []
    return daysBetween(format.date(from), format.date(to - 1))
  }, [from, to, format])
}

/** Returns whether all fills of a day may be known, or of the last day of a period: not before coverage begins. */
export function useDealsKnown(): (lastDay: string) => boolean {
  const format = useTimeFormat()
  const coverage = useAccountData('coverage')
  return useMemo(() => {
    const since = coverage === undefined ? undefined : knownSince(coverage, 'deals')
    return (lastDay) => since !== undefined && lastDay >= format.date(since)
  }, [coverage, format])
}
