/** The ranges of the equity chart. */

import type { CoverageWindow } from '@spotdeck/api'

export const equityRanges = ['1H', '6H', '1D', '7D', '30D', '90D', '1Y', 'All'] as const
export type EquityRange = (typeof equityRanges)[number]

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const YEAR_MS = 365 * DAY_MS

const LENGTHS: { readonly [Range in Exclude<EquityRange, 'All'>]: number } = {
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

/** How far a range reaches back from `now`, and how many points draw it. `All` begins where anything is known. */
export function spanOf(
  range: EquityRange,
  coverage: readonly CoverageWindow[],
  now: number,
): { readonly lengthMs: number; readonly points: number } {
  const points = POINTS[range]
  if (range !== 'All') return { lengthMs: LENGTHS[range], points }
  const known = coverage.filter((window) => window.state !== 'unknown').map((window) => window.from)
  const start = known.length === 0 ? now - 90 * DAY_MS : Math.min(...known)
  return { lengthMs: Math.min(10 * YEAR_MS, Math.max(DAY_MS, now - start)), points }
}

/** A stored name as a range. */
export function asRange(name: string): EquityRange {
  return equityRanges.find((range) => range === name) ?? '1D'
}
