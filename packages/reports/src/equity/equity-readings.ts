/** Reads stored equity samples: all of a span, and its curve and index reduced to the points asked for. */

import type { EquityIndex, EquitySeries } from '@spotdeck/api'
import { sum, zero } from '@spotdeck/exact'
import { type UnexplainedAdjustment, type ValuationChange, type Value, growthAlong } from '@spotdeck/ledger'
import type { EquityRow, EquityStretch, LedgerStore, Resolution } from '@spotdeck/store'
import type { Range, Span } from '../base/port.ts'
import { type DenseRow, HOLE_STEPS, STEP_MS, pointsOf, spliced, stepOf, thinned } from './equity-curve.ts'
import { sampleOf, toEquityIndex } from './equity-index.ts'
import { REACH_MS, withinSpan } from './equity-span.ts'
import {
  type EquitySource,
  type SampleQuery,
  type StretchedRow,
  StretchedSamples,
  isUncut,
} from './equity-stretches.ts'
import { type Learned, type Move, type Restated, movesOf, restate, restatedAt, sinceOf } from './restate.ts'
import { type PnlBook, pnlAlong } from './pnl-curve.ts'
import { shown, valueInUsdt } from '../base/valuation.ts'

/** The history that is read, the notes of what nobody explains, and what gained or lost its price. */
export type SampleStore = EquitySource &
  Pick<LedgerStore, 'flows'> & {
    readonly notes: () => Iterable<UnexplainedAdjustment>
    readonly valuations: () => Iterable<ValuationChange>
    /** True if the account had nothing before its first flow. */
    readonly isPastWhole: () => boolean
  }

/** From the finest to the coarsest. */
const DENSITIES: readonly Resolution[] = ['second', 'minute', 'hour']
type IsTogether = SampleQuery['isTogether']

/**
 * Samples of a span, the finest there are, ascending, and its bounds; those computed back say so.
 * @param isTogether of samples that are read together, only the last one is among them; without it, each is
 */
export async function samplesOf(
  store: SampleStore,
  span: Span,
  isTogether: IsTogether = () => false,
): Promise<readonly DenseRow[]> {
  return (await SampleReading.begin(store, span)).read(isTogether)
}

/** Samples of a curve: those of one step are read together. */
async function samplesOfCurve(store: SampleStore, range: Range): Promise<readonly DenseRow[]> {
  const reading = await SampleReading.begin(store, range)
  const [first] = await reading.read(() => true)
  const step = stepOf(range, first)
  return reading.read(({ first, last }) => Math.floor(first / step) === Math.floor(last.time / step))
}

/** Reads the samples of a span, more or less finely. */
class SampleReading {
  readonly #span: Span
  readonly #learned: Learned
  readonly #moves: readonly Move[]
  readonly #cuts: readonly number[]
  readonly #samples: ReadonlyMap<Resolution, StretchedSamples>
  readonly #isPastWhole: boolean

  private constructor(store: SampleStore, span: Span, learned: Learned) {
    this.#span = span
    this.#learned = learned
    this.#moves = movesOf(learned)
    this.#cuts = [span.from, span.to, ...restatedAt(learned)].sort((a, b) => a - b)
    this.#samples = new Map(DENSITIES.map((resolution) => [resolution, new StretchedSamples(store, resolution)]))
    this.#isPastWhole = store.isPastWhole()
  }

  static async begin(store: SampleStore, span: Span): Promise<SampleReading> {
    const flows = await store.flows()
    return new SampleReading(store, span, { flows, notes: [...store.notes()], valuations: [...store.valuations()] })
  }

  /** The finest samples where they are kept, coarser ones before them. */
  async read(isTogether: IsTogether): Promise<readonly DenseRow[]> {
    const from = this.#span.from - REACH_MS
    let to = this.#span.to + REACH_MS
    const densities: { readonly everyMs: number; readonly rows: readonly StretchedRow[] }[] = []
    const asked = (one: EquityStretch): boolean => isUncut(one, this.#cuts) && isTogether(one)
    for (const [resolution, samples] of this.#samples) {
      const rows = await samples.read({ from, to, isTogether: asked })
      densities.push({ everyMs: STEP_MS[resolution], rows })
      to = Math.min(to, rows[0]?.time ?? to)
    }
    const [learned, rows] = [this.#learned, spliced(densities)]
    const begin = this.#isPastWhole ? beginningOf(rows[0], learned) : undefined
    return withinSpan(restate(begin === undefined ? rows : [begin, ...rows], learned), this.#span, this.#moves)
  }
}

/**
 * The sample at the first flow of an account that had nothing before: what came then, at its prices. None where a gap
 * follows, or a price is not known.
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
  const samples = await samplesOfCurve(store, range)
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

/** The public's curve: growth is followed through every sample, as the span's return is, and only then thinned out. */
export async function indexOf(store: SampleStore, range: Range): Promise<EquityIndex> {
  const samples = await samplesOfCurve(store, range)
  return toEquityIndex(pointsOf(thinned(samples, range)), samples)
}
