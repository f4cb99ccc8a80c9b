/** The equity curve as it is asked for: stored points in even steps, holes as nulls, never bridged. */

import type { EquityPoint } from '@spotdeck/api'
import { roundHalfEven } from '@spotdeck/exact'
import type { GrowthLevels, GrowthPoint } from '@spotdeck/ledger'
import { defined } from '@spotdeck/ports'
import type { Range } from '../base/port.ts'
import type { Pnl } from './pnl-curve.ts'
import type { Restated } from './restate.ts'
import type { EquityRow, Resolution } from '@spotdeck/store'

const SECOND = 1_000
const MINUTE = 60_000
const HOUR = 3_600_000
/** Interval between samples of each resolution, in ms. */
export const STEP_MS: Readonly<Record<Resolution, number>> = { second: SECOND, minute: MINUTE, hour: HOUR }
/** Retention of each resolution in ms; hours are kept without limit. */
export const KEPT_MS: Readonly<Record<Exclude<Resolution, 'hour'>, number>> = { second: HOUR, minute: 31 * 24 * HOUR }
/** Digits of a shown return: hundredths of a percent, and two more. */
export const RETURN_DIGITS = 6
/** A pause of more steps than this is a hole. */
export const HOLE_STEPS = 3

/**
 * A stored point and how far apart points of its density stand, in ms. `grown`: it stands also for points since the one
 * before it, between which there is no gap, and this is the growth through them.
 */
export type DenseRow = Restated<EquityRow> & { readonly everyMs: number; readonly grown?: GrowthLevels }

/** The finest rows where they are kept, coarser ones before them: each list ascending, the finest first. */
export function spliced(
  densities: readonly { readonly everyMs: number; readonly rows: readonly EquityRow[] }[],
): DenseRow[] {
  let rows: DenseRow[] = []
  for (const { everyMs, rows: coarser } of densities) {
    const begins = rows[0]?.time ?? Infinity
    rows = [...coarser.filter(({ time }) => time < begins).map((row) => ({ ...row, everyMs })), ...rows]
  }
  return rows
}

/**
 * Part of `from <= time < to` that lies in gaps of more than a minute, in ms: before the first row, between rows, and
 * after the last.
 */
export function pausesIn(rows: readonly DenseRow[], from: number, to: number): number {
  let paused = 0
  let before: Pick<DenseRow, 'time' | 'everyMs'> = { time: from, everyMs: 0 }
  for (const row of [...rows, { time: to, everyMs: 0 }]) {
    const apart = row.time - before.time
    const isPause = !('grown' in row) && apart > Math.max(MINUTE, HOLE_STEPS * Math.max(row.everyMs, before.everyMs))
    if (isPause || ('breaks' in row && row.breaks === true)) paused += apart
    before = row
  }
  return paused
}

/** A place of a curve: a row that is shown, or the beginning of a hole. */
export type Thinned = { readonly time: number; readonly row?: DenseRow }

/** Step of a curve that begins with a row, in ms. */
export function stepOf({ from, to, points }: Range, first: Pick<DenseRow, 'time'> | undefined): number {
  const begins = Math.max(from, first?.time ?? from)
  return Math.max(1, Math.ceil((to - begins) / Math.max(1, points)))
}

/**
 * At most about `points` places, oldest first: the first row, the last of each step, and one place without a row for
 * each hole. The first and the last row are always among them. Steps are of the time that is known: who asks from long
 * before the first row gets no fewer points.
 */
export function thinned(rows: readonly DenseRow[], { from, to, points }: Range): readonly Thinned[] {
  const wanted = stepOf({ from, to, points }, rows[0])
  const curve: Thinned[] = []
  let last: DenseRow | undefined
  for (const one of rows) {
    let row = one
    const step = Math.max(wanted, row.everyMs, last?.everyMs ?? 0)
    const isAfterHole = last !== undefined && row.grown === undefined && row.time - last.time > HOLE_STEPS * step
    if (last !== undefined && isAfterHole) curve.push({ time: last.time + step })
    if (last === undefined && row.time - from > HOLE_STEPS * step) curve.push({ time: from })
    const isSameStep = last !== undefined && Math.floor(last.time / wanted) === Math.floor(row.time / wanted)
    if (isSameStep && last !== rows[0] && curve.pop()?.row?.breaks === true) row = { ...row, breaks: true }
    curve.push({ time: row.time, row })
    last = row
  }
  return curve
}

/** The points of the API: amounts are null where a hole begins, profit also where only the total is known. */
export function pointsOf(
  curve: readonly Thinned[],
  pnl: readonly (Pnl | undefined)[] = [],
  growth: readonly (GrowthPoint | undefined)[] = [],
): EquityPoint[] {
  return curve.map(({ time, row }, index) => {
    if (row === undefined) return { time, ...UNKNOWN_FIGURES }
    const { total, free, locked, netDeposits, netUnexplained, netRevalued, breaks, backfilled: estimate } = row
    const { realized = null, unrealized = null } = pnl[index] ?? {}
    return {
      time,
      total,
      free,
      locked,
      netDeposits,
      netUnexplained: netDeposits === null ? null : (netUnexplained ?? '0'),
      ...defined({ netRevalued, breaks, estimate }),
      ...grownTo(growth[index]),
      realizedPnl: realized,
      unrealizedPnl: unrealized,
    }
  })
}

function grownTo(point: GrowthPoint | undefined): Partial<Pick<EquityPoint, 'return' | 'drawdown'>> {
  if (point === undefined) return {}
  return { return: roundHalfEven(point.growth, RETURN_DIGITS), drawdown: roundHalfEven(point.drawdown, RETURN_DIGITS) }
}

/** Figures of an equity point at a time without samples: every one is unknown. */
export const UNKNOWN_FIGURES = {
  total: null,
  free: null,
  locked: null,
  netDeposits: null,
  netUnexplained: null,
  realizedPnl: null,
  unrealizedPnl: null,
} as const
