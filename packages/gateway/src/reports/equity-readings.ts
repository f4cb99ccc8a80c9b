/** Reads stored equity samples: all of a span, and its curve and index reduced to the points asked for. */

import type { EquityIndex, EquitySeries } from '@spotdeck/api'
import { zero } from '@spotdeck/exact'
import { type UnexplainedAdjustment, type ValuationChange, type Value, growthAlong } from '@spotdeck/ledger'
import type { EquityRow, LedgerStore, Resolution } from '@spotdeck/follow'
import type { Range } from '../desk.ts'
import {
  type DenseRow,
  REACH_BACK_MS,
  STEP_MS,
  pointsOf,
  resolutionFor,
  spliced,
  startingAt,
  thinned,
} from './equity-curve.ts'
import { sampleOf, toEquityIndex } from './equity-index.ts'
import { type Learned, type Restated, restate } from './restate.ts'
import { pnlAlong } from './pnl-curve.ts'

/** The history that is read, the notes of what nobody explains, and what gained or lost its price. */
export type SampleStore = Pick<LedgerStore, 'equity' | 'flows'> & {
  readonly notes: () => Iterable<UnexplainedAdjustment>
  readonly valuations: () => Iterable<ValuationChange>
}

const MINUTE = 60_000
/** From the finest to the coarsest. */
const DENSITIES: readonly Resolution[] = ['second', 'minute', 'hour']

/** Every sample kept of a span, the finest there are, ascending; those computed back say so. */
export async function samplesOf(store: SampleStore, from: number, to: number): Promise<readonly DenseRow[]> {
  return read(store, DENSITIES, from, to)
}

/** Inputs of a curve besides the stored samples. */
export type Present = {
  /** Exchange time in ms. */
  readonly now: number
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

/** The curve, with the growth by every sample. Where it begins and ends is read at the finest density, as all reports do: neither depends on the points asked for. */
export async function seriesOf(store: SampleStore, range: Range, { now, last, book }: Present): Promise<EquitySeries> {
  const { from, to, points } = range
  const hours = await store.equity('hour', from - REACH_BACK_MS, to)
  // The first sample of all is kept as an hour's too: what lies before it asks for no coarser curve.
  const finest = resolutionFor(Math.max(from, hours[0]?.time ?? from), to, points, now)
  const rows = await read(store, DENSITIES.slice(DENSITIES.indexOf(finest)), from, to, hours)
  const newest = last !== undefined && last.time >= from && last.time < to ? last : undefined
  const samples = await samplesOf(store, from, to)
  const [start] = samples
  const end = newest ?? (await newestOf(store, from, to))
  const head = start === undefined ? [] : [start]
  const body = rows.filter(({ time }) => time > (start?.time ?? -Infinity))
  const before = body.at(-1) ?? start
  const changesOrder = end !== undefined && end.time > (before?.time ?? 0)
  const tail = changesOrder ? [{ ...end, everyMs: STEP_MS[finest] }] : []
  const curve = thinned([...head, ...body, ...tail], range)
  const grown = growthAlong(
    [...samples, ...tail.filter(({ time }) => time > (samples.at(-1)?.time ?? 0))].flatMap(sampleOf),
    curve.map(({ time }) => time),
  )
  if (book === undefined) return { unit: 'USDT', points: pointsOf(curve, pnlAlong(curve, undefined, last), grown) }
  const totals = await book.totalsAt(curve.map(({ time }) => time))
  const { opening } = book
  const known = { opening, realizedUntil: (time: number): Value => totals.get(time) ?? zero() }
  return { unit: 'USDT', points: pointsOf(curve, pnlAlong(curve, known, last), grown) }
}

/** The last sample of a span, wherever it is kept; `undefined` where none is within reach of the end. */
async function newestOf(store: SampleStore, from: number, to: number): Promise<Restated<EquityRow> | undefined> {
  for (const reach of [MINUTE, REACH_BACK_MS]) {
    const rows: EquityRow[] = []
    for (const resolution of DENSITIES) rows.push(...(await store.equity(resolution, Math.max(from, to - reach), to)))
    if (rows.length === 0) continue
    const newest = rows.reduce((last, row) => (row.time > last.time ? row : last))
    return restate([newest], await learnt(store))[0]
  }
  return undefined
}

/** The public's curve: growth is followed through every sample, as the return of the span is, and only then thinned out. */
export async function indexOf(store: SampleStore, range: Range): Promise<EquityIndex> {
  const samples = await samplesOf(store, range.from, range.to)
  return toEquityIndex(pointsOf(thinned(samples, range)), samples)
}

/** @param hours where they have been read already */
async function read(
  store: SampleStore,
  densities: readonly Resolution[],
  from: number,
  to: number,
  hours?: readonly EquityRow[],
): Promise<readonly DenseRow[]> {
  const lists = []
  for (const resolution of densities) {
    const known = resolution === 'hour' ? hours : undefined
    const rows = known ?? (await store.equity(resolution, from - REACH_BACK_MS, to))
    lists.push({ everyMs: STEP_MS[resolution], rows })
  }
  return startingAt(restate(spliced(lists), await learnt(store)), from)
}

async function learnt(store: SampleStore): Promise<Learned> {
  return { flows: await store.flows(), notes: store.notes(), valuations: store.valuations() }
}
