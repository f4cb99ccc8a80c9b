/** The ranges of reports, in whole days. */

import { HOUR_MS } from '../durations.ts'

/** Names of the ranges, shortest first. */
export const reportRanges = ['7D', '30D', '90D', '1Y', 'All'] as const
/** A range of the reports. */
export type ReportRange = (typeof reportRanges)[number]

/** Days up to and including today. */
export const LENGTHS: { readonly [R in Exclude<ReportRange, 'All'>]: number } = {
  '7D': 7,
  '30D': 30,
  '90D': 90,
  '1Y': 365,
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

/** A name of the address as a range. */
export function asReportRange(name: string): ReportRange {
  return reportRanges.find((range) => range === name) ?? '30D'
}
