/** The equity series as a chart needs it: doubles for drawing beside the exact text, holes as holes, flows as steps. */

import type { EquityData, EquityPoint } from '@spotdeck/api'
import { compare, isPositive, subtract, toApproximate, tryDecimal } from '@spotdeck/exact'

/** One known moment. Exact text; time in ms since the epoch. */
export type KnownPoint = {
  readonly time: number
  readonly total: string
  readonly free: string
  readonly locked: string
  readonly netDeposits: string
}

/** A moment of the curve: known, or a hole (`undefined`). */
export type CurvePoint = { readonly time: number; readonly known: KnownPoint | undefined }

/** Money that came in (positive) or went out between two points. */
export type Flow = { readonly time: number; readonly amount: string }

export type Curve = {
  readonly points: readonly CurvePoint[]
  readonly stepMs: number
  /** From the last known point before to the first after, in ms. */
  readonly holes: readonly { readonly from: number; readonly to: number }[]
  readonly flows: readonly Flow[]
}

/** Empty buckets at the live end that are only not filled yet, and no hole. */
const UNFILLED = 2

/** Reads a series: what lies before the first known point is left out, what lies between is a hole. */
export function curveOf(series: readonly EquityPoint[]): Curve {
  const all = series.map((point) => ({ time: point.time, known: knownOf(point) }))
  const first = all.findIndex((point) => point.known !== undefined)
  const last = all.findLastIndex((point) => point.known !== undefined)
  if (first < 0) return { points: [], stepMs: stepOf(series), holes: [], flows: [] }
  const end = all.length - 1 - last <= UNFILLED ? last + 1 : all.length
  const points = all.slice(first, end)
  return { points, stepMs: stepOf(series), holes: holesOf(points), flows: flowsOf(points) }
}

function knownOf(point: EquityPoint): KnownPoint | undefined {
  const { time, total, free, locked, netDeposits } = point
  if (total === null || free === null || locked === null) return undefined
  return { time, total, free, locked, netDeposits: netDeposits ?? '0' }
}

function stepOf(series: readonly EquityPoint[]): number {
  const [first, second] = series
  return first === undefined || second === undefined ? 60_000 : Math.max(1_000, second.time - first.time)
}

function holesOf(points: readonly CurvePoint[]): Curve['holes'] {
  const holes: { from: number; to: number }[] = []
  let start: number | undefined
  points.forEach((point, index) => {
    if (point.known === undefined) {
      start ??= points[index - 1]?.time
      if (start !== undefined && index === points.length - 1) holes.push({ from: start, to: point.time })
    } else if (start !== undefined) {
      holes.push({ from: start, to: point.time })
      start = undefined
    }
  })
  return holes
}

function flowsOf(points: readonly CurvePoint[]): readonly Flow[] {
  const known = points.flatMap((point) => (point.known === undefined ? [] : [point.known]))
  return known.flatMap((point, index) => {
    const before = known[index - 1]
    if (before === undefined || before.netDeposits === point.netDeposits) return []
    const now = tryDecimal<'value'>(point.netDeposits)
    const then = tryDecimal<'value'>(before.netDeposits)
    return now === undefined || then === undefined ? [] : [{ time: point.time, amount: subtract(now, then) }]
  })
}

/** The live sample as the newest point, at the end of its bucket, so that it is redrawn in place until the bucket is over. */
export function livePoint(curve: Curve, live: EquityData): CurvePoint | undefined {
  const last = curve.points.at(-1)
  if (last === undefined || live.time <= last.time) return undefined
  const steps = Math.ceil((live.time - last.time) / curve.stepMs)
  const { total, free, locked, netDeposits } = live
  return { time: last.time + steps * curve.stepMs, known: { time: live.time, total, free, locked, netDeposits } }
}

/** Whether the live point joins the curve, or a hole lies between. */
export function joins(curve: Curve, point: CurvePoint): boolean {
  const last = curve.points.at(-1)
  return last?.known !== undefined && point.time - last.time <= (UNFILLED + 1) * curve.stepMs
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
