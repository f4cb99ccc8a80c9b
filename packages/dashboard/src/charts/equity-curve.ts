/** The equity series as a chart needs it: doubles for drawing beside the exact text, holes, flows as steps. */

import type { EquityData, EquityPoint } from '@spotdeck/api'
import { add, compare, decimal, isPositive, subtract, sum, toApproximate, tryDecimal } from '@spotdeck/exact'
import { MINUTE_MS, SECOND_MS } from '../durations.ts'
import { money, rounded, signed } from '../format/number.ts'
import type { Grid } from '../state/range/range.ts'
import { type Hole, type Mark, holesOf } from './time-plot.ts'

/** Return since a beginning, and the distance below the peak from 0 to 1; fractions, as the performance report has them. */
export type Growth = { readonly return: string; readonly drawdown: string }

/** One known moment. Exact text; time in ms since the epoch. */
export type KnownPoint = {
  readonly time: number
  readonly total: string
  /** `null` where only the total could be worked out, from history. */
  readonly free: string | null
  readonly locked: string | null
  readonly netDeposits: string | null
  /** Sum of the unexplained adjustments. */
  readonly netUnexplained?: string | null
  /** Value of assets that gained a price, less of those that lost it; absent: 0. */
  readonly netRevalued?: string | undefined
  /** The total as if what is no profit up to the curve's end had been there before; absent where that is not known. */
  readonly adjusted?: string | undefined
  /** Since the ledger's first record; absent as `null` where profit is not known beside the total. */
  readonly realizedPnl?: string | null
  readonly unrealizedPnl?: string | null
  /** Since the curve's beginning, as the gateway reports it. */
  readonly growth?: Growth | undefined
}

/**
 * One bucket of the curve at its end; the newest known one at its own time, since its bucket may not be over. `known`:
 * the last that is known in it. `quiet`: nothing was written, so that the line runs on to the next known. `hole`: not
 * known, and no line may be drawn.
 */
export type CurvePoint =
  | { readonly time: number; readonly state: 'known'; readonly known: KnownPoint }
  | { readonly time: number; readonly state: 'quiet' | 'hole'; readonly known?: undefined }

/** Money that came in (positive) or went out after `since` and up to `time`, two points of the curve. */
export type Flow = { readonly since: number; readonly time: number; readonly amount: string }

/** The equity series on its grid, ready to draw; everything in ascending order of time. */
export type Curve = {
  readonly points: readonly CurvePoint[]
  readonly grid: Grid
  readonly holes: readonly Hole[]
  readonly flows: readonly Flow[]
  /** The flows as arrows. */
  readonly marks: readonly Mark[]
}

/** Cents of a larger amount would only be cut at the live edge. */
const short = (amount = '') => (Math.abs(drawn(amount)) < 10 ? money(amount) : rounded(amount, 0))

/** More flows than this are arrows alone: their amounts would cover each other. */
const MAX_NAMED = 6

/** Buckets without a value at the live end that are only not filled yet, and no hole. */
const UNFILLED = 2

/**
 * Puts a series on its grid, since a chart's steps are even. A point without values says that nothing is known from
 * there to the next point with values: a hole. What lies before the first known bucket is left out; where that bucket
 * holds more, the first that is known stands before it.
 */
export function curveOf(series: readonly EquityPoint[], grid: Grid): Curve {
  const buckets = withMissing(bucketsOf(series, grid))
  const first = buckets.findIndex((point) => point.state === 'known')
  const last = buckets.findLastIndex((point) => point.state === 'known')
  if (first < 0) return { points: [], grid, holes: [], flows: [], marks: [] }
  const tail = buckets.slice(last + 1)
  // A quiet end is kept too: nothing happened, and the live sample is joined across it.
  const isUnfilled = tail.length <= UNFILLED && tail.some((point) => point.state === 'hole')
  const points = buckets
    .slice(first, isUnfilled ? last + 1 : buckets.length)
    .map((point, index) => (index === last - first ? atOwnTime(point, grid) : point))
  const whole = [...beginning(series, points[0], grid), ...points]
  const flows = flowsOf(whole)
  const marks = flows.map((flow): Mark => {
    const text = flows.length > MAX_NAMED ? undefined : signed(flow.amount, short)
    return { time: flow.time, points: cameIn(flow) ? 'up' : 'down', text }
  })
  return adjusted({ points: whole, grid, holes: holesOf(whole), flows, marks })
}

/**
 * The curve with each total adjusted for what is no profit after it: deposits, withdrawals, unexplained changes and
 * assets that began or stopped having a price. Its end is the total itself, and a deposit is no step.
 */
function adjusted(curve: Curve): Curve {
  const end = noProfitIn(curve.points.findLast(({ known }) => known !== undefined)?.known)
  if (end === undefined) return curve
  const points = curve.points.map((point): CurvePoint => {
    if (point.state !== 'known') return point
    const own = noProfitIn(point.known) ?? end
    const adjustedTotal = add(decimal<'value'>(point.known.total), subtract(end, own))
    if (adjustedTotal === point.known.adjusted) return point
    return { ...point, known: { ...point.known, adjusted: adjustedTotal } }
  })
  return { ...curve, points }
}

function noProfitIn(known: KnownPoint | undefined) {
  if (known?.netDeposits == null) return undefined
  const parts = [known.netDeposits, known.netUnexplained ?? '0', known.netRevalued ?? '0']
  return sum(parts.map((part) => decimal<'value'>(part)))
}

/** True if a total of the curve differs from its adjusted one. */
export function isAdjusted({ points }: Pick<Curve, 'points'>): boolean {
  return points.some(
    ({ known }) => known?.adjusted !== undefined && compare(decimal(known.adjusted), decimal(known.total)) !== 0,
  )
}

/** The very first that is known, at its own time, where its bucket shows something later: growth counts from there. */
function beginning(series: readonly EquityPoint[], shown: CurvePoint | undefined, grid: Grid): readonly CurvePoint[] {
  const known = series.map(knownOf).find((point) => point !== undefined)
  if (known === undefined || shown === undefined) return []
  const bucket = Math.max(0, bucketAt(grid, known.time))
  const point = atOwnTime({ time: grid.from + (bucket + 1) * grid.stepMs, state: 'known', known }, grid)
  return point.time + SECOND_MS <= shown.time && known.time < (shown.known?.time ?? 0) ? [point] : []
}

function bucketsOf(series: readonly EquityPoint[], { from, stepMs, points }: Grid): readonly CurvePoint[] {
  const byBucket = new Map<number, EquityPoint[]>()
  for (const point of series) {
    const bucket = Math.min(points - 1, Math.max(0, Math.ceil((point.time - from) / stepMs) - 1))
    byBucket.set(bucket, [...(byBucket.get(bucket) ?? []), point])
  }
  let inHole = false
  return Array.from({ length: points }, (_, bucket): CurvePoint => {
    const time = from + (bucket + 1) * stepMs
    const inside = byBucket.get(bucket) ?? []
    const known = inside.map(knownOf).findLast((point) => point !== undefined)
    const newest = inside.at(-1)
    if (newest !== undefined) inHole = newest.total === null
    if (known !== undefined) return { time, state: 'known', known }
    return { time, state: inHole ? 'hole' : 'quiet' }
  })
}

/** A stretch up to this long misses no sample. */
const MISSING_MS = 10 * MINUTE_MS
/** A longer one misses some where it is this many times the stretches beside it: samples of the past are hourly. */
const MISSING_TIMES = 3

/** Makes holes of quiet stretches in which samples are missing: a chord over them would be made up. */
function withMissing(buckets: readonly CurvePoint[]): readonly CurvePoint[] {
  const known = buckets.flatMap(({ state }, index) => (state === 'known' ? [index] : []))
  const timeAt = (nth: number) => buckets[known[nth] ?? -1]?.time
  const stretch = (nth: number) => (timeAt(nth + 1) ?? 0) - (timeAt(nth) ?? Infinity)
  const points = [...buckets]
  known.forEach((from, nth) => {
    const to = known[nth + 1] ?? from
    const beside = Math.max(stretch(nth - 1), stretch(nth + 1))
    if (beside <= 0 || stretch(nth) <= Math.max(MISSING_MS, MISSING_TIMES * beside)) return
    for (let at = from + 1; at < to; at++) points[at] = { time: points[at]?.time ?? 0, state: 'hole' }
  })
  return points
}

function knownOf(point: EquityPoint): KnownPoint | undefined {
  const { time, total, free, locked, netDeposits, netUnexplained, realizedPnl, unrealizedPnl } = point
  const { netRevalued, return: gained = null, drawdown = null } = point
  if (total === null) return undefined
  const growth = gained === null || drawdown === null ? undefined : { return: gained, drawdown }
  return { time, total, free, locked, netDeposits, netUnexplained, netRevalued, realizedPnl, unrealizedPnl, growth }
}

function flowsOf(points: readonly CurvePoint[]): readonly Flow[] {
  const known = points.flatMap(({ time, known: at }) => {
    const net = at?.netDeposits ?? undefined
    return net === undefined ? [] : [{ time, net }]
  })
  return known.flatMap(({ time, net }, index) => {
    const before = known[index - 1]
    if (before === undefined || before.net === net) return []
    const now = tryDecimal<'value'>(net)
    const then = tryDecimal<'value'>(before.net)
    return now === undefined || then === undefined ? [] : [{ since: before.time, time, amount: subtract(now, then) }]
  })
}

/** A known bucket at the time of what is known in it, in its bucket and a second apart from the one before. */
function atOwnTime(point: CurvePoint, { stepMs }: Grid): CurvePoint {
  if (point.known === undefined) return point
  const earliest = point.time - stepMs + SECOND_MS
  return { ...point, time: Math.max(earliest, Math.min(point.time, point.known.time)) }
}

/**
 * The curve with the live sample as its end, at the sample's own time. It takes the place of an earlier one in the same
 * bucket. Across a quiet stretch it is joined; where the page was told nothing for long, a hole lies before it. A
 * sample older than the curve's end changes nothing.
 * @param growth of the range up to now; by default that of the curve's end
 */
export function withLive(curve: Curve, live: EquityData, growth?: Growth): Curve {
  const { grid, points } = curve
  if (grid.isOver === true) return curve
  const { time, total, free, locked, netDeposits, netUnexplained, netRevalued, realizedPnl, unrealizedPnl } = live
  const now = { time, total, free, locked, netDeposits, netUnexplained, netRevalued, realizedPnl, unrealizedPnl }
  const end = points.findLast(({ known }) => known !== undefined)
  const point: CurvePoint = { time, state: 'known', known: { ...now, growth: growth ?? end?.known?.growth } }
  if (end !== undefined && time < end.time) return curve
  // A step without a value whose end is to come is the one that the sample is in.
  const before = points.filter((one) => one.state === 'known' || one.time < time)
  const last = before.at(-1)
  if (last === undefined) return adjusted({ ...curve, points: [point] })
  const buckets = bucketAt(grid, time) - bucketAt(grid, last.time)
  if (buckets === 0 && last.state !== 'hole') return adjusted({ ...curve, points: [...before.slice(0, -1), point] })
  const isSilence = last.state === 'known' && buckets > UNFILLED + 1
  const silent: readonly CurvePoint[] = isSilence ? [{ time: last.time + grid.stepMs, state: 'hole' }] : []
  const holes = holesBefore(curve, last, time, isSilence)
  return adjusted({ ...curve, points: [...before, ...silent, point], holes })
}

function bucketAt({ from, stepMs }: Grid, time: number): number {
  return Math.ceil((time - from) / stepMs) - 1
}

/** A hole at the end of the curve now reaches up to the sample; a silence is a new one. */
function holesBefore({ holes }: Curve, last: CurvePoint, to: number, isSilence: boolean): Curve['holes'] {
  if (isSilence) return [...holes, { from: last.time, to }]
  const open = last.state === 'hole' ? holes.at(-1) : undefined
  return open === undefined ? holes : [...holes.slice(0, -1), { from: open.from, to }]
}

/** Of the curve's width: less than this is no more than a speck at its edge. */
const PARTS_SHARE = 0.1

/** True if the parts of the total are known for enough of the curve to draw lines of them. */
export function hasParts({ points }: Pick<Curve, 'points'>): boolean {
  const first = points.findIndex((point) => (point.known?.free ?? null) !== null)
  const width = first < 0 ? 0 : points.length - first
  return width >= 2 && width >= PARTS_SHARE * points.length
}

/** The double nearest to exact text, for drawing. */
export function drawn(text: string): number {
  const value = tryDecimal<'drawn'>(text)
  return value === undefined ? 0 : toApproximate(value)
}

/** True if the flow is a deposit. */
export function cameIn(flow: Flow): boolean {
  const value = tryDecimal<'value'>(flow.amount)
  return value !== undefined && isPositive(value)
}

/** The lowest and highest total of a curve, exact. */
export function extremesOf(curve: Curve): { readonly low: string; readonly high: string } | undefined {
  const totals = curve.points.flatMap((point) => {
    const value = point.known === undefined ? undefined : tryDecimal<'value'>(point.known.total)
    return value === undefined ? [] : [value]
  })
  const [first] = totals
  if (first === undefined) return undefined
  return {
    low: totals.reduce((low, value) => (compare(value, low) < 0 ? value : low), first),
    high: totals.reduce((high, value) => (compare(value, high) > 0 ? value : high), first),
  }
}
