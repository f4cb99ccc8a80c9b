/** The equity series as a chart needs it: doubles for drawing beside the exact text, holes as holes, flows as steps. */

import type { EquityData, EquityPoint } from '@spotdeck/api'
import { compare, isPositive, subtract, toApproximate, tryDecimal } from '@spotdeck/exact'
import type { Grid } from '../state/range.ts'

/** One known moment. Exact text; time in ms since the epoch. */
export type KnownPoint = {
  readonly time: number
  readonly total: string
  /** `null` where only the total could be worked out, from history. */
  readonly free: string | null
  readonly locked: string | null
  readonly netDeposits: string | null
}

/**
 * One bucket of the curve at its end. `known`: the last that is known in it. `quiet`: nothing was written, so that the
 * line runs on to the next known. `hole`: not known, and no line may be drawn.
 */
export type CurvePoint =
  | { readonly time: number; readonly state: 'known'; readonly known: KnownPoint }
  | { readonly time: number; readonly state: 'quiet' | 'hole'; readonly known?: undefined }

/** Money that came in (positive) or went out between two points. */
export type Flow = { readonly time: number; readonly amount: string }

export type Curve = {
  readonly points: readonly CurvePoint[]
  readonly grid: Grid
  /** From the last known bucket before to the first after, in ms. */
  readonly holes: readonly { readonly from: number; readonly to: number }[]
  readonly flows: readonly Flow[]
}

/** Buckets without a value at the live end that are only not filled yet, and no hole. */
const UNFILLED = 2

/**
 * Puts a series on its grid, since a chart's steps are even. A point without values says that nothing is known from
 * there to the next point with values: a hole. What lies before the first known bucket is left out.
 */
export function curveOf(series: readonly EquityPoint[], grid: Grid): Curve {
  const buckets = bucketsOf(series, grid)
  const first = buckets.findIndex((point) => point.state === 'known')
  const last = buckets.findLastIndex((point) => point.state === 'known')
  if (first < 0) return { points: [], grid, holes: [], flows: [] }
  const tail = buckets.slice(last + 1)
  // A quiet end is kept too: nothing happened, and the live sample is joined across it.
  const isUnfilled = tail.length <= UNFILLED && tail.some((point) => point.state === 'hole')
  const points = buckets.slice(first, isUnfilled ? last + 1 : buckets.length)
  return { points, grid, holes: holesOf(points), flows: flowsOf(points) }
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

function knownOf(point: EquityPoint): KnownPoint | undefined {
  const { time, total, free, locked, netDeposits } = point
  return total === null ? undefined : { time, total, free, locked, netDeposits }
}

function holesOf(points: readonly CurvePoint[]): Curve['holes'] {
  const holes: { from: number; to: number }[] = []
  let lastKnown: number | undefined
  let start: number | undefined
  points.forEach((point, index) => {
    if (point.state === 'hole') start ??= lastKnown
    if (start !== undefined && (point.state === 'known' || index === points.length - 1)) {
      holes.push({ from: start, to: point.time })
      start = undefined
    }
    if (point.state === 'known') lastKnown = point.time
  })
  return holes
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
    return now === undefined || then === undefined ? [] : [{ time, amount: subtract(now, then) }]
  })
}

/** The live sample at the end of its bucket, so that it is redrawn in place until the bucket is over. */
export function livePoint({ grid }: Curve, live: EquityData): CurvePoint & { readonly known: KnownPoint } {
  const steps = Math.max(1, Math.ceil((live.time - grid.from) / grid.stepMs))
  const { total, free, locked, netDeposits } = live
  const known = { time: live.time, total, free, locked, netDeposits }
  return { time: grid.from + steps * grid.stepMs, state: 'known', known }
}

/** Whether a point may be joined to what was drawn last at `lastTime`, or a hole lies between. */
export function joins({ grid }: Curve, lastTime: number, time: number): boolean {
  return time >= lastTime && time - lastTime <= (UNFILLED + 1) * grid.stepMs
}

/** The double nearest to exact text, for drawing. */
export function drawn(text: string): number {
  const value = tryDecimal<'drawn'>(text)
  return value === undefined ? 0 : toApproximate(value)
}

/** Whether money came in. */
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
