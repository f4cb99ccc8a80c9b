/** The ranges of the equity chart. */

import type { CoverageWindow } from '@spotdeck/api'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../durations.ts'
import { isKnown } from './complete-since.ts'

/** Ranges of the equity chart, shortest first. */
export const equityRanges = ['1H', '6H', '1D', '7D', '30D', '90D', '1Y', 'All'] as const
/** A range of the equity chart. */
export type EquityRange = (typeof equityRanges)[number]
const YEAR_MS = 365 * DAY_MS

/** Length of each range, in ms. */
export const LENGTHS: { readonly [Range in Exclude<EquityRange, 'All'>]: number } = {
  '1H': HOUR_MS,
  '6H': 6 * HOUR_MS,
  '1D': DAY_MS,
  '7D': 7 * DAY_MS,
  '30D': 30 * DAY_MS,
  '90D': 90 * DAY_MS,
  '1Y': YEAR_MS,
}

const POINTS: { readonly [Range in EquityRange]: number } = {
  '1H': 240,
  '6H': 360,
  '1D': 288,
  '7D': 336,
  '30D': 360,
  '90D': 360,
  '1Y': 365,
  All: 400,
}

/** No range is drawn shorter than this, however new the ledger is. */
const SHORTEST_MS = 10 * MINUTE_MS

/** A regular grid of buckets: bucket `n` (from 0) ends at `from + (n + 1) · stepMs`. */
export type Grid = { readonly from: number; readonly stepMs: number; readonly points: number }

/**
 * The grid of a range up to `now`, on whole steps so that an axis reads 14:00 and not 14:01. It begins where anything
 * is known when that is later: a ledger of ten minutes is not drawn as one dot at the edge of a day.
 */
export function gridOf(range: EquityRange, coverage: readonly CoverageWindow[], now: number): Grid {
  const points = POINTS[range]
  const known = coverage.filter(isKnown).map((window) => window.from)
  const sinceKnownMs = known.length === 0 ? undefined : now - Math.min(...known)
  const wantedMs = range === 'All' ? 10 * YEAR_MS : LENGTHS[range]
  const otherwiseMs = range === 'All' ? LENGTHS['90D'] : wantedMs
  const lengthMs = Math.max(SHORTEST_MS, Math.min(wantedMs, sinceKnownMs ?? otherwiseMs))
  const stepMs = Math.max(1_000, Math.ceil(lengthMs / points / 1_000) * 1_000)
  const to = Math.floor(now / stepMs) * stepMs
  return { from: to - points * stepMs, stepMs, points }
}

/** Number of points of a curve over whole days. */
const SPAN_POINTS = 360

/** The grid from `from` up to `now`, or from where anything is known when that is later. */
export function gridSince(from: number, coverage: readonly CoverageWindow[], now: number): Grid {
  const known = coverage.filter(isKnown).map((window) => window.from)
  const begins = Math.min(now - SHORTEST_MS, Math.max(from, known.length === 0 ? from : Math.min(...known)))
  const stepMs = Math.max(1_000, Math.ceil((now - begins) / SPAN_POINTS / 1_000) * 1_000)
  // A span begins exactly where its figures count from; where less is known the axis reads 14:00 and not 14:01.
  const start = begins === from ? from : Math.floor(begins / stepMs) * stepMs
  return { from: start, stepMs, points: Math.ceil((now - start) / stepMs) }
}

/** A stored name as a range. */
export function asRange(name: string): EquityRange {
  return equityRanges.find((range) => range === name) ?? '1D'
}

/** True if a baseline represents the start of its range: the first figures are within an hour of it. */
export function isWhole(range: Exclude<EquityRange, 'All'>, time: number, now: number): boolean {
  return now - time >= LENGTHS[range] - HOUR_MS
}
