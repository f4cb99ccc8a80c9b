/** Sums of profit, fees and turnover over a span: stored ones, those since the newest mark, and the edges of the span. */

import { zero } from '@spotdeck/exact'
import {
  type PnlSum,
  QUARTER_MS,
  type Value,
  addToSums,
  beginPnl,
  bookPnl,
  costKey,
  openingsOf,
  quarterOf,
} from '@spotdeck/ledger'
import type { LedgerStore } from '@spotdeck/follow'
import type { Span } from '../desk.ts'
import { type PnlSource, nextEntries, resumeMark } from './pnl-entries.ts'
import { type PnlTail, totalAt } from './realized-pnl-book.ts'

/** Reads that sums make. */
export type SumSource = PnlSource & Pick<LedgerStore, 'pnlSums' | 'pnlTotals' | 'load'>

/** Empty sums, and the function that adds to them. */
export type Counting<Sums> = { readonly none: () => Sums; readonly count: (sums: Sums, one: PnlSum) => void }

/** Sums per read: some milliseconds. */
const PAGE = 500

/**
 * Sums of every quarter hour of the span, in any order; those of a quarter hour that is only partly in it cover that part.
 * @param turn lets other work run
 */
export async function* sumsBetween(
  { store, tail, turn }: { readonly store: SumSource; readonly tail: PnlTail; readonly turn: () => Promise<void> },
  { from, to }: Span,
): AsyncGenerator<PnlSum> {
  const { last } = tail.walk.books.average
  if (last === undefined || from >= to) return
  const end = to > last.time ? Infinity : to
  const first = quarterOf(from) === from ? from : quarterOf(from) + QUARTER_MS
  const until = end === Infinity ? Infinity : quarterOf(end)
  if (first >= until) return void (yield* edge({ store, tail, turn }, { from, to: end }))
  if (from < first) yield* edge({ store, tail, turn }, { from, to: first })
  if (until < end) yield* edge({ store, tail, turn }, { from: until, to: end })
  const marked = tail.base === undefined ? -Infinity : quarterOf(tail.base.last.time)
  const stored = { from: first, to: Math.min(until, marked) }
  let after: PnlSum | undefined
  while (stored.from < stored.to) {
    const page: readonly PnlSum[] = await store.pnlSums(stored, PAGE, after)
    yield* page
    after = page.at(-1)
    if (page.length < PAGE) break
    await turn()
  }
  for (const sum of [...tail.sums, ...tail.walk.sums.values()]) if (sum.time >= first && sum.time < until) yield sum
}

/** Sums of a part of a quarter hour: computed from the mark before it. */
async function* edge(
  { store, tail, turn }: { readonly store: SumSource; readonly tail: PnlTail; readonly turn: () => Promise<void> },
  { from, to }: Span,
): AsyncGenerator<PnlSum> {
  const [deal] = await store.dealsAscending({ from, to }, 1)
  const [flow] = await store.flowsAscending(1, { time: from, id: '' })
  if (deal === undefined && (flow === undefined || flow.time >= to)) return
  const mark = await store.pnlMark(tail.basis, from)
  const resumed = mark === undefined ? undefined : await resumeMark(store, mark, turn)
  let walk = resumed ?? beginPnl(openingsOf(await store.load()))
  const sums = new Map<string, PnlSum>()
  for (;;) {
    const { entries, isLast } = await nextEntries(store, walk)
    for (const entry of entries) {
      const { time } = costKey(entry)
      if (time >= to) return void (yield* sums.values())
      const booked = bookPnl(walk, entry)
      walk = booked.walk
      if (time >= from) addToSums(sums, booked.sum)
    }
    if (isLast) return void (yield* sums.values())
    await turn()
  }
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
