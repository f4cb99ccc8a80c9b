/** Reads stored equity samples: all of a span, and its curve and index reduced to the points asked for. */

import type { EquityIndex, EquitySeries } from '@spotdeck/api'
import { zero } from '@spotdeck/exact'
import { type UnexplainedAdjustment, type ValuationChange, type Value, growthAlong } from '@spotdeck/ledger'
import type { EquityRow, LedgerStore, Resolution } from '@spotdeck/follow'
import type { Range, Span } from '../desk.ts'
import { type DenseRow, STEP_MS, pointsOf, spliced, thinned } from './equity-curve.ts'
import { sampleOf, toEquityIndex } from './equity-index.ts'
import { REACH_MS, withinSpan } from './equity-span.ts'
import { type Learned, type Restated, movesOf, restate } from './restate.ts'
import { type PnlBook, pnlAlong } from './pnl-curve.ts'

/** The history that is read, the notes of what nobody explains, and what gained or lost its price. */
export type SampleStore = Pick<LedgerStore, 'equity' | 'flows'> & {
  readonly notes: () => Iterable<UnexplainedAdjustment>
  readonly valuations: () => Iterable<ValuationChange>
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
  return withinSpan(restate(spliced(lists), learned), span, movesOf(learned))
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
