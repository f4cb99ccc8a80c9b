/**
 * Profit over time beside the equity curve. Realized profit is read out of today's profit book, so that a deal learnt
 * late counts from its own time. The sum of both is followed back from the newest sample by the change of equity
 * without flows, which is the change of profit also of positions of unknown cost, whose profit no book knows.
 */

import { netFlow } from '@spotdeck/api'
import { add, as, decimal, subtract, zero } from '@spotdeck/exact'
import {
  type CostEntry,
  type Deal,
  type Opening,
  type PriceOf,
  type Value,
  bookEntry,
  compareKeys,
  costKey,
  openCostBook,
  unrealized,
} from '@spotdeck/ledger'
import { shown } from '../base/valuation.ts'
import type { EquityRow, EquityRowPnl } from '@spotdeck/store'
import type { Restated } from './restate.ts'

/** Exact text in USDT. */
export type Pnl = { readonly realized: string; readonly unrealized: string }

/** Today's profit book; its lines are up to date. */
export type PnlBook = {
  /** The value that it began with. */
  readonly opening: Value
  /** Realized up to and including `time`. */
  realizedUntil(time: number): Value
}

type Anchor = { readonly pnl: Value; readonly worth: Value }

/**
 * The profit at each place of a curve; `undefined` where it is not known.
 * @param book absent while it is being computed: then what was stored stands
 * @param last the newest sample, from which profit is followed back
 */
export function pnlAlong(
  curve: readonly { readonly row?: Restated<EquityRow> }[],
  book: PnlBook | undefined,
  last?: Restated<EquityRow>,
): readonly (Pnl | undefined)[] {
  const found: (Pnl | undefined)[] = []
  let anchor = last === undefined ? undefined : anchorOf(last, book)
  let isBroken = false
  for (const { row } of [...curve].reverse()) {
    const own = row === undefined ? undefined : anchorOf(row, book)
    // What lies before an unknown value is followed back from a sample of its own.
    if (anchor === undefined || (isBroken && own !== undefined)) [anchor, isBroken] = [own, false]
    found.push(row === undefined ? undefined : pnlAt(row, followedBack(row, anchor) ?? own?.pnl, book))
    isBroken ||= row?.breaks === true
  }
  return found.reverse()
}

function pnlAt(row: EquityRow, total: Value | undefined, book: PnlBook | undefined): Pnl | undefined {
  if (total === undefined) return undefined
  if (book === undefined) return row.pnl && { realized: row.pnl.realized, unrealized: row.pnl.unrealized }
  const realized = shown(book.realizedUntil(row.time))
  return { realized, unrealized: shown(subtract(total, realized)) }
}

/** The profit stored with a row, counted from the opening of `book`. */
function anchorOf(row: Restated<EquityRow>, book: PnlBook | undefined): Anchor | undefined {
  const { pnl } = row
  if (pnl === undefined || (book !== undefined && pnl.opening !== shown(book.opening))) return undefined
  const sum = add(decimal<'USDT'>(pnl.realized), decimal<'USDT'>(pnl.unrealized))
  return { pnl: sum, worth: valueInUsdt(row) }
}

function followedBack(row: Restated<EquityRow>, anchor: Anchor | undefined): Value | undefined {
  // Before the first start flows are not known in full: a deposit would look like profit.
  if (anchor === undefined || row.backfilled === true || row.netDeposits === null) return undefined
  return subtract(anchor.pnl, subtract(anchor.worth, valueInUsdt(row)))
}

/** Equity without what came and went of its own. */
function valueInUsdt(row: Restated<EquityRow>): Value {
  const flow = netFlow({ ...row, netDeposits: row.netDeposits ?? '0' }) ?? zero()
  return subtract(decimal<'USDT'>(row.total), as<'USDT'>(flow))
}

/** Entries of a profit book up to some time; deals ascending by (time, id), flows in any order. */
export type PastEntries = {
  readonly openings: Iterable<Opening>
  readonly flows: readonly CostEntry[]
  readonly deals: AsyncIterable<Deal> | Iterable<Deal>
  /** Lets other work run; by default everything is computed at once. */
  readonly turn?: () => Promise<void>
}

/** Entries that are booked before others may run: some milliseconds. */
const STEP = 200

/**
 * Profit at each of `times`, computed from the beginning of the book.
 * @param times ascending
 * @param pricesAt prices at one of them
 */
export async function pnlAtTimes(
  times: readonly number[],
  { openings, flows, deals, turn = () => Promise.resolve() }: PastEntries,
  pricesAt: (time: number) => PriceOf,
): Promise<ReadonlyMap<number, EquityRowPnl>> {
  let book = openCostBook(openings)
  const opening = shown(book.opening)
  const found = new Map<number, EquityRowPnl>()
  let next = 0
  const reach = (until: number): void => {
    for (let time = times[next]; time !== undefined && time < until; time = times[++next]) {
      found.set(time, { realized: shown(book.realized), unrealized: shown(unrealized(book, pricesAt(time))), opening })
    }
  }
  let booked = 0
  for await (const entry of inOrder(flows, deals)) {
    reach(costKey(entry).time)
    book = bookEntry(book, entry)
    booked += 1
    if (booked % STEP === 0) await turn()
  }
  reach(Infinity)
  return found
}

async function* inOrder(flows: readonly CostEntry[], deals: PastEntries['deals']): AsyncGenerator<CostEntry> {
  const waiting = [...flows].sort((a, b) => compareKeys(costKey(a), costKey(b)))
  let next = 0
  for await (const deal of deals) {
    const entry: CostEntry = { kind: 'deal', deal }
    for (let flow = waiting[next]; flow !== undefined; flow = waiting[++next]) {
      if (compareKeys(costKey(flow), costKey(entry)) > 0) break
      yield flow
    }
    yield entry
  }
  yield* waiting.slice(next)
}
