/**
 * Walks the cost books of an account through its entries, and adds up what each quarter hour realized, paid in fees and turned
 * over. A walk is a plain value: it can be stored and taken up again.
 */

import { subtract } from '@spotdeck/exact'
import type { LedgerState } from '../state.ts'
import { type CostBook, type CostEntry, type Opening, compareKeys, costKey, openCostBook } from './cost-book.ts'
import { type EntryResult, type ResultBook, bookResults, closeResults } from './entry-result.ts'
import { type Booked, type PnlMethodName, type PnlSum, addToSums, quarterOf, roleOf, sumOf } from './pnl-sum.ts'
import { type TradeRun, withTrade } from './trade-run.ts'
import { holdingOf, outcomeOf } from './trade-sum.ts'

/** Sums of one quarter hour, and its trades in their order. */
export type QuarterSums = {
  /** Its start, ms since the epoch. */
  readonly time: number
  readonly sums: readonly PnlSum[]
  readonly trades: readonly TradeRun[]
}
/** Sums of a quarter hour to which more is added, by the names of the sums. */
export type OpenQuarter = Omit<QuarterSums, 'sums'> & { readonly sums: ReadonlyMap<string, PnlSum> }

/** The cost books after the newest entry; the sums of its quarter hour are those of the seconds that are over. */
export type PnlWalk = {
  readonly books: Readonly<Record<PnlMethodName, CostBook>>
  /** Entries of the newest second, which a later purchase may still cover, and what the books realized at each. */
  readonly drafts: Readonly<Record<PnlMethodName, ResultBook['lots']['drafts']>>
  readonly realized: readonly Booked['realized'][]
  readonly charges: ResultBook['charges']
  readonly quarter: OpenQuarter | undefined
}

/** Holdings of a ledger before its first record. What they cost is not known. */
export function openingsOf({ books }: Pick<LedgerState, 'books'>): readonly Opening[] {
  return [...books].map(([asset, { opening }]) => ({ asset, quantity: opening }))
}

/** The walk before its first entry. */
export function beginPnl(openings: readonly Opening[]): PnlWalk {
  const books = { average: openCostBook(openings, 'average'), fifo: openCostBook(openings, 'fifo') }
  return { books, drafts: { average: [], fifo: [] }, realized: [], charges: new Map(), quarter: undefined }
}

/** True if `entry` can be booked on top of `walk`; false if it arrived late. */
export function pnlFollows({ books }: PnlWalk, entry: CostEntry): boolean {
  const { last } = books.average
  return last === undefined || compareKeys(last, costKey(entry)) < 0
}

/**
 * Books the entry that follows in (time, id) order. `booked`: the entries of the second before, once it is over. `closed`: the sums of the
 * quarter hour before, where the entry begins another one.
 */
export function bookPnl(
  walk: PnlWalk,
  entry: CostEntry,
): { readonly walk: PnlWalk; readonly booked: readonly Booked[]; readonly closed: readonly QuarterSums[] } {
  const average = bookResults(resultBook(walk, 'average'), entry)
  const fifo = bookResults(resultBook(walk, 'fifo'), entry)
  const books = { average: average.book.lots.book, fifo: fifo.book.lots.book }
  const realized = {
    average: subtract(books.average.realized, walk.books.average.realized),
    fifo: subtract(books.fifo.realized, walk.books.fifo.realized),
  }
  const booked = zipped(walk, average.results, fifo.results)
  const next: PnlWalk = {
    books,
    drafts: { average: average.book.lots.drafts, fifo: fifo.book.lots.drafts },
    realized: average.book.lots.drafts.length === 1 ? [realized] : [...walk.realized, realized],
    charges: average.book.charges,
    quarter: withBooked(walk.quarter, booked),
  }
  const { quarter } = next
  if (quarter === undefined || quarter.time === quarterOf(costKey(entry).time))
    return { walk: next, booked, closed: [] }
  return { walk: { ...next, quarter: undefined }, booked, closed: [closedQuarter(quarter)] }
}

/** The entries of the newest second, where no more follow. */
export function closeBooked(walk: PnlWalk): readonly Booked[] {
  return zipped(walk, closeResults(resultBook(walk, 'average')), closeResults(resultBook(walk, 'fifo')))
}

/** The sums of the newest entry's quarter hour, where no more entries follow; `undefined` without entries. */
export function closePnl(walk: PnlWalk): QuarterSums | undefined {
  const quarter = withBooked(walk.quarter, closeBooked(walk))
  return quarter === undefined ? undefined : closedQuarter(quarter)
}

/** The sums of entries of one quarter hour, added to those before them; `undefined` for none. */
export function withBooked(quarter: OpenQuarter | undefined, booked: readonly Booked[]): OpenQuarter | undefined {
  const [first] = booked
  if (first === undefined) return quarter
  const time = quarter?.time ?? quarterOf(costKey(first.entry).time)
  const sums = new Map(quarter?.sums)
  let trades = quarter?.trades ?? []
  for (const one of booked) {
    const sum = sumOf(one)
    addToSums(sums, sum)
    if (one.entry.kind === 'flow') continue
    const { average, fifo } = one.results
    const { symbol, quoteAsset } = sum
    const cell = [symbol, quoteAsset, roleOf(one.entry.deal), holdingOf(fifo.trade)] as const
    const outcomes = { average: outcomeOf(average.trade), fifo: outcomeOf(fifo.trade) }
    trades = withTrade(trades, time, { cell, outcomes })
  }
  return { time, sums, trades }
}

/** A quarter hour to which nothing is added any more. */
export const closedQuarter = ({ time, sums, trades }: OpenQuarter): QuarterSums => ({
  time,
  sums: [...sums.values()],
  trades,
})

/** The same quarter hour, to which more can be added. */
export function openedQuarter({ time, sums, trades }: QuarterSums): OpenQuarter {
  const open = new Map<string, PnlSum>()
  for (const sum of sums) addToSums(open, sum)
  return { time, sums: open, trades }
}

const resultBook = ({ books, drafts, charges }: PnlWalk, method: PnlMethodName): ResultBook => ({
  lots: { book: books[method], drafts: drafts[method] },
  charges,
})

function zipped(
  { realized }: PnlWalk,
  average: readonly EntryResult[],
  fifo: readonly EntryResult[],
): readonly Booked[] {
  return average.map((result, i): Booked => {
    const [at, other] = [realized[i], fifo[i]]
    if (at === undefined || other === undefined)
      throw new RangeError('The books of both methods have the same entries.')
    return { entry: result.entry, realized: at, results: { average: result, fifo: other } }
  })
}
