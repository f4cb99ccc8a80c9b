/** The ranges of charts and reports by name: what span each is, the gateway says. */

import type { RangeName } from '@spotdeck/api'
import { HOUR_MS, MINUTE_MS } from '../durations.ts'

/** Ranges of the equity chart, shortest first. */
export const equityRanges = ['1H', '6H', '1D', '7D', '30D', '90D', '1Y', 'All'] as const satisfies readonly RangeName[]
/** A range of the equity chart. */
export type EquityRange = (typeof equityRanges)[number]

/** Ranges of the reports, shortest first. */
export const reportRanges = [
  'today',
  '7D',
  'MTD',
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
  '30D': 360,
  '90D': 360,
  YTD: 365,
  '1Y': 365,
  All: 400,
}

/** No range is drawn shorter than this, however new the ledger is. */
const SHORTEST_MS = 10 * MINUTE_MS

/** A regular grid of buckets: bucket `n` (from 0) ends at `from + (n + 1) · stepMs`. */
export type Grid = { readonly from: number; readonly stepMs: number; readonly points: number }

/** A span that was read, and its curve. */
type ReadSpan = {
  readonly from: number
  readonly to: number
  readonly points: readonly { readonly time: number; readonly total: string | null }[]
}

/**
 * The grid on which a curve is drawn, about `count` buckets on whole steps so that an axis reads 14:00 and not 14:01. It begins where
 * anything is known when that is later: a ledger of ten minutes is not drawn as one dot at the edge of a day.
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

/** A name of the address as a range of the reports. */
export function asReportRange(name: string): ReportRange {
  return reportRanges.find((range) => range === name) ?? '30D'
}

/** Interval of the stored equity samples of the past. */
const SAMPLE_MS = HOUR_MS

/** Since when figures of a span count, where that is later than the span begins; `undefined` where they count from its beginning. */
export function countsSince({
  from,
  since,
}: {
  readonly from: number
  readonly since: number | null
}): number | undefined {
  return since !== null && since > from + SAMPLE_MS ? since : undefined
}
