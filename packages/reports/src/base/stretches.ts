/** Divides a span into the longest stretches for which sums are stored, none of which reaches over two periods. */

import { SUM_LENGTHS } from '@spotdeck/ledger'
import type { Span } from './port.ts'

/** Stretches of one length that follow each other, `from <= begin < to`. */
export type Stretch = Span & { readonly lengthMs: number }

/** A division of time, such as days of a zone. A stretch of at most `longestMs` is in one period if its ends are. */
export type Period = { readonly keyOf: (time: number) => string; readonly longestMs: number }

/** Limits of the stretches. */
export type StretchOptions = {
  readonly period?: Period | undefined
  /** Ascending; each is a multiple of the one before. */
  readonly lengths?: readonly number[]
}

/** @param span begins and ends with a stretch of the shortest length */
export function stretchesOf({ from, to }: Span, { period, lengths = SUM_LENGTHS }: StretchOptions): readonly Stretch[] {
  const allowed = lengths.filter((length) => length <= (period?.longestMs ?? Infinity)).reverse()
  const found: Stretch[] = []
  divide({ from, to }, allowed, { period, found })
  return found
}

type Division = { readonly period: Period | undefined; readonly found: Stretch[] }

function divide({ from, to }: Span, [lengthMs, ...shorter]: readonly number[], division: Division): void {
  if (lengthMs === undefined || from >= to) return
  if (shorter.length === 0) return append(division.found, { from, to, lengthMs })
  const first = Math.ceil(from / lengthMs) * lengthMs
  const last = Math.floor(to / lengthMs) * lengthMs
  if (first >= last) return divide({ from, to }, shorter, division)
  divide({ from, to: first }, shorter, division)
  if (division.period === undefined) append(division.found, { from: first, to: last, lengthMs })
  else
    for (let time = first; time < last; time += lengthMs)
      divideOne({ from: time, to: time + lengthMs }, [lengthMs, ...shorter], division)
  divide({ from: last, to }, shorter, division)
}

function divideOne(span: Span, [lengthMs = 0, ...shorter]: readonly number[], division: Division): void {
  const { period, found } = division
  if (period === undefined || period.keyOf(span.from) === period.keyOf(span.to - 1))
    append(found, { ...span, lengthMs })
  else divide(span, shorter, division)
}

/** Stretches of one length that follow each other are read together. */
function append(found: Stretch[], next: Stretch): void {
  const last = found.at(-1)
  if (last?.lengthMs === next.lengthMs && last.to === next.from) found[found.length - 1] = { ...last, to: next.to }
  else found.push(next)
}
