/** Reads stored equity samples: all of a span, and its curve and index reduced to the points asked for. */

import type { EquityIndex, EquitySeries } from '@spotdeck/api'
import { sum, zero } from '@spotdeck/exact'
import { type UnexplainedAdjustment, type ValuationChange, type Value, growthAlong } from '@spotdeck/ledger'
import type { EquityRow, LedgerStore, Resolution } from '@spotdeck/follow'
import type { Range, Span } from '../desk.ts'
import { type DenseRow, HOLE_STEPS, STEP_MS, pointsOf, spliced, thinned } from './equity-curve.ts'
import { sampleOf, toEquityIndex } from './equity-index.ts'
import { REACH_MS, withinSpan } from './equity-span.ts'
import { type Learned, type Restated, movesOf, restate, sinceOf } from './restate.ts'
import { type PnlBook, pnlAlong } from './pnl-curve.ts'
import { shown, valueInUsdt } from './valuation.ts'

/** The history that is read, the notes of what nobody explains, and what gained or lost its price. */
export type SampleStore = Pick<LedgerStore, 'equity' | 'flows'> & {
  readonly notes: () => Iterable<UnexplainedAdjustment>
  readonly valuations: () => Iterable<ValuationChange>
  /** True if the account had nothing before its first flow. */
  readonly isPastWhole: () => boolean
}

/** From the finest to the coarsest. */
const DENSITIES: readonly Resolution[] = ['second', 'minute', 'hour']

/** Every sample kept of a span, the finest there are, ascending, and its bounds; those computed back say so. */
export async function samplesOf(store: SampleStore, span: Span): Promise<readonly DenseRow[]> {
  const lists = []
  for (const resolution of DENSITIES) {
    const rows = await store.equity(resolution, span.from - REACH_MS, span.to + REACH_MS)
    lists.push({ everyMs: STEP_MS[resolution], rows })
  }
  const learned: Learned = {
    flows: await store.flows(),
    notes: [...store.notes()],
    valuations: [...store.valuations()],
  }
  const [rows, moves] = [spliced(lists), movesOf(learned)]
  const begin = store.isPastWhole() ? beginningOf(rows[0], learned) : undefined
  return withinSpan(restate(begin === undefined ? rows : [begin, ...rows], learned), span, moves)
}

/**
 * The sample at the first flow of an account that had nothing before: what came then, at its prices. None where a gap follows, or a
 * price is not known.
 */
function beginningOf(next: DenseRow | undefined, { flows }: Learned): DenseRow | undefined {
  const time = flows.reduce((first, flow) => Math.min(first, sinceOf(flow)), Infinity)
  if (next === undefined || time >= next.time || next.time - time > HOLE_STEPS * next.everyMs) return undefined
  const began = flows.filter((flow) => sinceOf(flow) === time)
  const values = began.flatMap(({ change, asset, unitPrice }) => valueInUsdt(change, asset, unitPrice) ?? [])
  if (values.length < began.length) return undefined
  const total = shown(sum(values))
  const pnl = { realized: '0', unrealized: '0', opening: '0' }
  return { time, total, free: null, locked: null, netDeposits: null, pnl, everyMs: next.everyMs }
}

/** Inputs of a curve besides the stored samples. */
export type Present = {
  /** The newest sample, which may not be kept. */
  readonly last?: Restated<EquityRow> | undefined
  /** Absent while it is being computed. */
  readonly book?:
    | {
        /** The value that it began with. */
        readonly opening: Value
        /** Realized up to and including each time. */
        totalsAt(times: readonly number[]): Promise<ReadonlyMap<number, Value>>
      }
    | undefined
}

/** The curve, with the growth by every sample: what it begins and ends with does not depend on the points asked for. */
export async function seriesOf(store: SampleStore, range: Range, { last, book }: Present): Promise<EquitySeries> {
  const samples = await samplesOf(store, range)
  const known = samples.at(-1)?.time ?? -Infinity
  const isNewer = last !== undefined && last.time >= range.from && last.time < range.to && last.time > known
  const rows = isNewer ? [...samples, { ...last, everyMs: STEP_MS.second }] : samples
  const curve = thinned(rows, range)
  const times = curve.map(({ time }) => time)
  const grown = growthAlong(rows.flatMap(sampleOf), times)
  return { unit: 'USDT', points: pointsOf(curve, pnlAlong(curve, await knownBook(book, times, range), last), grown) }
}

/** Reads the profit at each time of a curve. A span begins before what happens at its first millisecond. */
async function knownBook(
  book: Present['book'],
  times: readonly number[],
  { from }: Span,
): Promise<PnlBook | undefined> {
  if (book === undefined) return undefined
  const asked = (time: number): number => (time === from ? time - 1 : time)
  const totals = await book.totalsAt(times.map(asked))
  return { opening: book.opening, realizedUntil: (time) => totals.get(asked(time)) ?? zero() }
}

/** The public's curve: growth is followed through every sample, as the return of the span is, and only then thinned out. */
export async function indexOf(store: SampleStore, range: Range): Promise<EquityIndex> {
  const samples = await samplesOf(store, range)
  return toEquityIndex(pointsOf(thinned(samples, range)), samples)
}
