/** Days of reports as the page writes days. */

import { useCallback, useMemo } from 'react'
import { DAY_MS } from '../../durations.ts'
import { knownSince } from '../../state/complete-since.ts'
import { daysBetween } from '../../state/days.ts'
import { useAccountData } from '../../state/use-account-data.ts'
import type { ZonedSpan } from '../../live/reports-api.ts'
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

/** The days of a span in the user's zone, as text. */
export function useDays({ from, to }: ZonedSpan): readonly string[] {
  const format = useTimeFormat()
  return useMemo(() => {
    const text = (time: number) => new Date(time + format.offsetMs(time)).toISOString().slice(0, 10)
    return daysBetween(text(from), text(to - 1))
  }, [from, to, format])
}

/**
 * Returns whether all fills of a day, or of the last day of a week or a month, may be known: not before their coverage begins.
 */
export function useDealsKnown(): (lastDay: string) => boolean {
  const format = useTimeFormat()
  const coverage = useAccountData('coverage')
  return useMemo(() => {
    const since = coverage === undefined ? undefined : knownSince(coverage, 'deals')
    const first = since === undefined ? undefined : new Date(since + format.offsetMs(since)).toISOString().slice(0, 10)
    return (lastDay) => first !== undefined && lastDay >= first
  }, [coverage, format])
}
