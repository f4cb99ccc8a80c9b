/**
 * Ranges of time that figures are about: one definition for every report. Days, months and years are those of a time zone, which
 * the caller gives as `DayOf`; a rolling range is a length of time that ends now, whatever the zone.
 */

import type { DayOf } from './performance.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** A length of time up to now, a calendar period up to now, or everything that is known. */
export type Range =
  | { readonly kind: 'rolling'; readonly ms: number }
  | { readonly kind: 'to-date'; readonly period: 'day' | 'month' | 'year' }
  | { readonly kind: 'all' }

/** The named ranges, shortest first. `today`, `MTD` and `YTD` begin with the calendar's day, month and year. */
export const RANGES = {
  '1H': { kind: 'rolling', ms: HOUR_MS },
  '6H': { kind: 'rolling', ms: 6 * HOUR_MS },
  today: { kind: 'to-date', period: 'day' },
  '1D': { kind: 'rolling', ms: DAY_MS },
  '7D': { kind: 'rolling', ms: 7 * DAY_MS },
  MTD: { kind: 'to-date', period: 'month' },
  '30D': { kind: 'rolling', ms: 30 * DAY_MS },
  '90D': { kind: 'rolling', ms: 90 * DAY_MS },
  YTD: { kind: 'to-date', period: 'year' },
  '1Y': { kind: 'rolling', ms: 365 * DAY_MS },
  All: { kind: 'all' },
} as const satisfies Readonly<Record<string, Range>>

/** Name of a range. */
export type RangeName = keyof typeof RANGES

/** The moment and the calendar that a range is counted from. */
export type RangeMoment = {
  /** In ms since the epoch. */
  readonly now: number
  /** Days of the reader's time zone. */
  readonly dayOf: DayOf
  /** Time since when anything is known; `undefined` where nothing is. */
  readonly knownSince?: number | undefined
}

/** The span of a range: `from <= time < to` in ms since the epoch. It includes what happens at `now`. */
export function spanOfRange(
  range: Range,
  { now, dayOf, knownSince = now }: RangeMoment,
): { readonly from: number; readonly to: number } {
  const to = now + 1
  switch (range.kind) {
    case 'rolling':
      return { from: now - range.ms, to }
    case 'to-date':
      return { from: beginOf(range.period, dayOf(now), dayOf), to }
    case 'all':
      return { from: Math.min(knownSince, now), to }
  }
}

function beginOf(period: 'day' | 'month' | 'year', today: ReturnType<DayOf>, dayOf: DayOf): number {
  if (period === 'day') return today.time
  const first = period === 'month' ? `${today.day.slice(0, 8)}01` : `${today.day.slice(0, 5)}01-01`
  return startOfDate(first, dayOf) ?? today.time
}

/**
 * The first moment of a calendar day such as `2026-01-31`, in ms since the epoch; `undefined` where the zone's calendar left that
 * day out, as Samoa's did once.
 */
export function startOfDate(date: string, dayOf: DayOf): number | undefined {
  const midnight = Date.parse(`${date}T00:00:00Z`)
  // No zone is more than 14 hours away: noon of the day in UTC, or of the day before, is on the zone's day.
  return [0, 1].map((days) => dayOf(midnight + DAY_MS / 2 - days * DAY_MS)).find(({ day }) => day === date)?.time
}
