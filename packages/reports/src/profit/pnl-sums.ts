/**
 * Sums of profit, fees and turnover over a span: stored ones, those since the newest mark, and the edges of the span.
 * The number of rows read depends on the length of the span and on how it is divided, not on the deals in it.
 */

import { zero } from '@spotdeck/exact'
import {
  type Booked,
  type CostBook,
  type OpenQuarter,
  type PnlBooking,
  type PnlMethodName,
  type PnlSum,
  type PnlWalk,
  QUARTER_MS,
  type QuarterSums,
  type SumGrain,
  type TradeRun,
  type Value,
  beginPnl,
  bookPnl,
  closeBooked,
  closePnl,
  closedQuarter,
  costKey,
  openingsOf,
  quarterOf,
  withBooked,
} from '@spotdeck/ledger'
import { type LedgerStore, type SumFilter, type SumQuery, TRADE_LENGTHS, totalAt } from '@spotdeck/store'
import { pagesOf } from '../base/pages.ts'
import type { Span } from '../base/port.ts'
import { type PnlSource, nextEntries, resumeMark } from './pnl-entries.ts'
import type { PnlTail } from './realized-pnl-book.ts'
import { type Period, type Stretch, stretchesOf } from '../base/stretches.ts'

/** Reads that sums make. */
export type SumSource = PnlSource & Pick<LedgerStore, 'pnlSums' | 'pnlTrades' | 'pnlTotals' | 'load'>

/** One reading of a span. Sums may be finer than the grain, and reach over no two periods. */
export type Pass<Sums> = {
  readonly grain: SumGrain
  readonly period?: Period | undefined
  /** Sums that it counts; others may be left out, or not. */
  readonly only?: SumFilter | undefined
  readonly count: (sums: Sums, one: PnlSum) => void
}

/** Empty sums, and what adds to them. `trades`: called with all trades of the span in their order. */
export type Counting<Sums> = {
  readonly none: () => Sums
  readonly passes: readonly Pass<Sums>[]
  readonly trades?: ((sums: Sums, run: TradeRun) => void) | undefined
}

/** Stored profit, and what came since. @param turn lets other work run */
export type SumReading = { readonly store: SumSource; readonly tail: PnlTail; readonly turn: () => Promise<void> }

/** Stretches per read: some milliseconds. Each further one waits for a turn. */
const PAGE: Readonly<Record<SumGrain, number>> = { cell: 100, role: 200, all: 500 }
const TRADES_PAGE = 20

/** Adds up what a span contains. */
export async function sumsOver<Sums>(
  reading: SumReading,
  span: Span,
  { none, passes, trades }: Counting<Sums>,
): Promise<Sums> {
  const sums = none()
  const parts = await partsOf(reading, span)
  for (const { period, count, ...asked } of passes) {
    for (const quarter of [...parts.early, ...parts.late]) for (const one of quarter.sums) count(sums, one)
    for (const stretch of stretchesOf(parts.stored, { period }))
      for await (const stored of storedSums(reading, { ...stretch, grain: asked.grain, only: asked.only }))
        for (const one of stored) count(sums, one)
  }
  if (trades === undefined) return sums
  const take = (runs: readonly TradeRun[]): void => runs.forEach((run) => trades(sums, run))
  for (const quarter of parts.early) take(quarter.trades)
  for (const stretch of stretchesOf(parts.stored, { lengths: TRADE_LENGTHS }))
    for await (const runs of storedTrades(reading, stretch)) take(runs)
  for (const quarter of parts.late) take(quarter.trades)
  return sums
}

/** A span in the order of time: what is computed before the stored sums, and after them. */
type Parts = { readonly early: readonly QuarterSums[]; readonly stored: Span; readonly late: readonly QuarterSums[] }

async function partsOf(reading: SumReading, { from, to }: Span): Promise<Parts> {
  const { store, tail } = reading
  const { last } = tail.walk.books.average
  const none = { from: 0, to: 0 }
  if (last === undefined || from >= to) return { early: [], stored: none, late: [] }
  const end = to > last.time ? Infinity : to
  const first = quarterOf(from) === from ? from : quarterOf(from) + QUARTER_MS
  const until = end === Infinity ? Infinity : quarterOf(end)
  if (first >= until) return { early: await edge(reading, { from, to: end }), stored: none, late: [] }
  const early = from < first ? await edge(reading, { from, to: first }) : []
  const marked = tail.base === undefined ? 0 : quarterOf(tail.base.last.time)
  const [begin] = await store.pnlSums(
    { grain: 'all', lengthMs: QUARTER_MS, from: first, to: Math.min(until, marked) },
    1,
  )
  const stored = begin === undefined ? none : { from: begin.time, to: Math.min(until, marked) }
  const open = closePnl(tail.walk)
  const late = [...tail.quarters, ...(open === undefined ? [] : [open])]
  const since = late.filter(({ time }) => time >= first && time < until)
  return { early, stored, late: [...since, ...(until < end ? await edge(reading, { from: until, to: end }) : [])] }
}

async function* storedSums(reading: SumReading, query: SumQuery): AsyncGenerator<readonly PnlSum[]> {
  const { store } = reading
  const stored = { query, size: PAGE[query.grain], read: store.pnlSums.bind(store) }
  for await (const page of storedRows(reading, stored)) for (const { sums } of page) yield sums
}

async function* storedTrades(reading: SumReading, stretch: Stretch): AsyncGenerator<readonly TradeRun[]> {
  const { store } = reading
  const stored = { query: stretch, size: TRADES_PAGE, read: store.pnlTrades.bind(store) }
  for await (const page of storedRows(reading, stored)) for (const { trades } of page) yield trades
}

type Stored<Query, Row> = {
  readonly query: Query
  readonly size: number
  readonly read: (query: Query, limit: number) => Promise<readonly Row[]>
}

/** Pages of stored rows, each from the time after the last row of the one before. */
const storedRows = <Query extends Span, Row extends { readonly time: number }>(
  { turn }: SumReading,
  { query, size, read }: Stored<Query, Row>,
): AsyncGenerator<readonly Row[]> =>
  pagesOf<Row>({
    size,
    turn,
    read: (last) => read(last === undefined ? query : { ...query, from: last.time + 1 }, size),
  })

/** The cost book of a method after everything before `time`. */
export async function bookBefore(reading: SumReading, time: number, method: PnlMethodName): Promise<CostBook> {
  let { walk } = reading.tail
  const { last } = walk.books.average
  if (last !== undefined && last.time >= time)
    for await (const step of stepsOf(reading, { from: time, to: time })) walk = step.walk
  return walk.books[method]
}

/** Walks from the mark before a span to its end. */
async function* stepsOf(
  { store, tail, turn }: SumReading,
  { from, to }: Span,
): AsyncGenerator<Pick<PnlBooking, 'walk' | 'booked'>> {
  const mark = await store.pnlMark(tail.basis, from)
  const resumed = mark === undefined ? undefined : await resumeMark(store, mark, turn)
  let walk = resumed ?? beginPnl(openingsOf(await store.load()))
  for (let isOver = false; !isOver;) {
    const { entries, isLast } = await nextEntries(store, walk)
    const due = entries.filter((entry) => costKey(entry).time < to)
    const next = bookPnl(walk, due)
    yield next
    walk = next.walk
    isOver = isLast || due.length < entries.length
    if (!isOver) await turn()
  }
}

/** Sums of parts of quarter hours: computed from the mark before them. */
async function edge(reading: SumReading, { from, to }: Span): Promise<readonly QuarterSums[]> {
  const { store } = reading
  const [deal] = await store.dealsAscending({ from, to }, 1)
  const [flow] = await store.flowsAscending(1, { time: from, id: '' })
  if (deal === undefined && (flow === undefined || flow.time >= to)) return []
  const quarters: QuarterSums[] = []
  let open: OpenQuarter | undefined
  const take = (booked: readonly Booked[]): void => {
    const next = withBooked(
      open,
      booked.filter(({ entry }) => costKey(entry).time >= from),
    )
    quarters.push(...next.closed)
    open = next.quarter
  }
  let walk: PnlWalk | undefined
  for await (const step of stepsOf(reading, { from, to })) {
    walk = step.walk
    take(step.booked)
  }
  if (walk !== undefined) take(closeBooked(walk))
  return open === undefined ? quarters : [...quarters, closedQuarter(open)]
}

/** Realized by average cost up to and including each time. */
export async function realizedAt(
  store: Pick<LedgerStore, 'pnlTotals'>,
  { base, totals }: PnlTail,
  times: readonly number[],
): Promise<ReadonlyMap<number, Value>> {
  const earlier = base === undefined ? [] : times.filter((time) => time < base.last.time)
  const stored = await store.pnlTotals(earlier)
  const found = new Map(earlier.map((time, i) => [time, stored[i] ?? zero<'USDT'>()]))
  for (const time of times) if (!found.has(time)) found.set(time, totalAt(totals, time) ?? zero())
  return found
}
