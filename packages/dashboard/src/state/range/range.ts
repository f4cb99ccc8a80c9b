/** The ranges of charts and reports by name: what span each is, the gateway says. */

import type { RangeName } from '@spotdeck/api'
import { HOUR_MS, MINUTE_MS } from '../../durations.ts'
import { daysBetween } from './days.ts'

/** Ranges of the equity chart, shortest first. */
export const equityRanges = ['1H', '6H', '1D', '7D', '30D', '90D', '1Y', 'All'] as const satisfies readonly RangeName[]
/** A range of the equity chart. */
export type EquityRange = (typeof equityRanges)[number]

/** Ranges of the reports, shortest first. */
export const reportRanges = [
  'today',
  '7D',
  'MTD',
  'lastMonth',
  '30D',
  '90D',
  'YTD',
  '1Y',
  'All',
] as const satisfies readonly RangeName[]
/** A range of the reports. */
export type ReportRange = (typeof reportRanges)[number]

/** Number of points that a curve of each range is asked for. */
export const POINTS: Readonly<Record<RangeName, number>> = {
  '1H': 240,
  '6H': 360,
  today: 288,
  '1D': 288,
  '7D': 336,
  MTD: 360,
  lastMonth: 360,
  '30D': 360,
  '90D': 360,
  YTD: 365,
  '1Y': 365,
  All: 400,
}

/** Number of points that a curve over chosen days is asked for. */
export const DAYS_POINTS = 365

/** No range is drawn shorter than this, however new the ledger is. */
const SHORTEST_MS = 10 * MINUTE_MS

/**
 * A regular grid of buckets: bucket `n` (from 0) ends at `from + (n + 1) · stepMs`. `isOver`: its span ended, and
 * nothing follows the last bucket.
 */
export type Grid = {
  readonly from: number
  readonly stepMs: number
  readonly points: number
  readonly isOver?: boolean
}

/** A span that was read, and its curve. */
type ReadSpan = {
  readonly from: number
  readonly to: number
  readonly points: readonly { readonly time: number; readonly total: string | null }[]
}

/**
 * The grid on which a curve is drawn, about `count` buckets on whole steps so that an axis reads 14:00 and not 14:01.
 * It begins where anything is known if that is later: a ledger of ten minutes is not one dot at the edge of a day.
 */
export function gridOver({ from, to, points }: ReadSpan, count: number): Grid {
  const first = points.find(({ total }) => total !== null)?.time ?? from
  const begins = Math.min(to - SHORTEST_MS, Math.max(from, first))
  const stepMs = Math.max(1_000, Math.ceil((to - begins) / count / 1_000) * 1_000)
  const start = Math.floor(begins / stepMs) * stepMs
  return { from: start, stepMs, points: Math.ceil((to - start) / stepMs) }
}

/** A stored name as a range of the equity chart. */
export function asRange(name: string): EquityRange {
  return equityRanges.find((range) => range === name) ?? '1D'
}

/** A range of the reports as the address states it: a name, or `custom` with two days such as `2026-01-31`. */
export type RangeChoice = { readonly range: string; readonly from: string; readonly to: string }

/** Two days that a range reaches from and to, such as `2026-01-31`. */
export type Days = Pick<RangeChoice, 'from' | 'to'>

/** The days of a stored range such as `2026-01-01/2026-01-31`; empty where it is none. */
export function daysOf(stored: string): Days {
  const [from = '', to = ''] = stored.split('/')
  return { from, to }
}

/** Days that a custom range begins with, today among them. */
export const FIRST_DAYS = 30

/** Name of the range between two days that the user chooses. */
export const CUSTOM = 'custom'

/** The first day that can be chosen: the exchange opened later. */
export const FIRST_DAY = '2018-01-01'

/** Why two days make no range: in the wrong order, after today, too early, or still being entered. */
export type DaysProblem = 'order' | 'future' | 'early' | 'incomplete'

const DAY = /^[1-9]\d{3}-\d{2}-\d{2}$/

/** Checks the days of a choice; `undefined` where they make a range. */
export function problemOf({ from, to }: Pick<RangeChoice, 'from' | 'to'>, today: string): DaysProblem | undefined {
  if (![from, to].every((day) => DAY.test(day) && !Number.isNaN(Date.parse(day)))) return 'incomplete'
  if (from > today || to > today) return 'future'
  if (from < FIRST_DAY || to < FIRST_DAY) return 'early'
  return from > to ? 'order' : undefined
}

/** The choice of the address where it means something; else the usual range. */
export function asReportChoice(choice: RangeChoice, today: string): ReportRange | typeof CUSTOM {
  if (choice.range === CUSTOM && problemOf(choice, today) === undefined) return CUSTOM
  return reportRanges.find((range) => range === choice.range) ?? '30D'
}

/** Weeks of a calendar that needs a line of its own. */
const LONG_WEEKS = 20

/** True if the days of a range need a calendar over the whole width. */
export function isLong(choice: RangeChoice, today: string): boolean {
  const range = asReportChoice(choice, today)
  if (range !== CUSTOM) return range === '1Y' || range === 'All'
  return daysBetween(choice.from, choice.to).length > 7 * LONG_WEEKS
}

/** Interval of the stored equity samples of the past. */
const SAMPLE_MS = HOUR_MS

type CountsSinceFields = { readonly from: number; readonly since: number | null }

/** Since when figures of a span count; `undefined` where they count from its beginning. */
export function countsSince({ from, since }: CountsSinceFields): number | undefined {
  return since !== null && since > from + SAMPLE_MS ? since : undefined
}
