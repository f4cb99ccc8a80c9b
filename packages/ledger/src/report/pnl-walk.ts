/**
 * Walks the cost books of an account through its entries, and adds up what each quarter hour realized, paid in fees and turned
 * over. A walk is a plain value: it can be stored and taken up again.
 */

import type { LedgerState } from '../state.ts'
import { type CostBook, type Opening, openCostBook } from './cost-book.ts'
import { type CostEntry, timeOf } from './cost-entry.ts'
import { type Charges, resultsOfSecond, savedByMx } from './entry-result.ts'
import { type LotBook, bookSeconds } from './lot-book.ts'
import { type Booked, type PnlMethodName, type PnlSum, combined, quarterOf, sumOf } from './pnl-sum.ts'
import { type DoneTrade, type TradeRun, tradeOf, withTrades } from './trade-run.ts'
import type { Value } from '../words.ts'

/** Sums of one quarter hour, and its trades in their order. */
export type QuarterSums = {
  /** Its start, ms since the epoch. */
  readonly time: number
  readonly sums: readonly PnlSum[]
  readonly trades: readonly TradeRun[]
}
/** Sums of a quarter hour to which more is added. `pending`: those of the newest entries, which are not added up yet. */
export type OpenQuarter = QuarterSums & { readonly pending: readonly PnlSum[] }

/** The cost books after the newest entry; the sums of its quarter hour are those of the seconds that are over. */
export type PnlWalk = {
  readonly books: Readonly<Record<PnlMethodName, CostBook>>
  /** Entries of the newest second, which a later purchase may still cover. */
  readonly newest: Readonly<Record<PnlMethodName, LotBook['newest']>>
  readonly charges: Charges
  readonly quarter: OpenQuarter | undefined
}

/** Realized profit by average cost after an entry, at its time in ms since the epoch. */
export type RealizedAt = { readonly time: number; readonly realized: Value }

/** Holdings of a ledger before its first record. What they cost is not known. */
export function openingsOf({ books }: Pick<LedgerState, 'books'>): readonly Opening[] {
  return [...books].map(([asset, { opening }]) => ({ asset, quantity: opening }))
}

/** The walk before its first entry. */
export function beginPnl(openings: readonly Opening[]): PnlWalk {
  const books = { average: openCostBook(openings, 'average'), fifo: openCostBook(openings, 'fifo') }
  return { books, newest: { average: [], fifo: [] }, charges: new Map(), quarter: undefined }
}

/** Result of booking entries. */
export type PnlBooking = {
  readonly walk: PnlWalk
  /** The entries of the seconds that are over. */
  readonly booked: readonly Booked[]
  /** The sums of the quarter hours that are over. */
  readonly closed: readonly QuarterSums[]
  /** After each entry. */
  readonly totals: readonly RealizedAt[]
}

/** Books the entries that follow in (time, id) order. Many at once cost less than one after the other. */
export function bookPnl(walk: PnlWalk, entries: readonly CostEntry[]): PnlBooking {
  const average = bookSeconds(lotBook(walk, 'average'), entries)
  const fifo = bookSeconds(lotBook(walk, 'fifo'), entries)
  const { charges, booked } = resultsOf(walk.charges, average.over, fifo.over)
  const { last } = average.lots.book
  const { quarter, closed } = withBooked(walk.quarter, booked)
  const isOver = quarter !== undefined && last !== undefined && quarter.time !== quarterOf(last.time)
  return {
    walk: {
      books: { average: average.lots.book, fifo: fifo.lots.book },
      newest: { average: average.lots.newest, fifo: fifo.lots.newest },
      charges,
      quarter: isOver ? undefined : quarter,
    },
    booked,
    closed: isOver ? [...closed, closedQuarter(quarter)] : closed,
    totals: average.booked.map(({ entry, total }) => ({ time: timeOf(entry), realized: total })),
  }
}

/** The entries of the newest second, where no more follow. */
export function closeBooked({ charges, newest }: PnlWalk): readonly Booked[] {
  return resultsOf(charges, [newest.average], [newest.fifo]).booked
}

/** The sums of the newest entry's quarter hour, where no more entries follow; `undefined` without entries. */
export function closePnl(walk: PnlWalk): QuarterSums | undefined {
  const { quarter } = withBooked(walk.quarter, closeBooked(walk))
  return quarter === undefined ? undefined : closedQuarter(quarter)
}

/** Entries whose sums are not added up yet, at least, before they are. */
const MAX_PENDING = 1_000

/** A quarter hour with the entries that follow; `closed`: those before the one of the last entry. */
export function withBooked(
  before: OpenQuarter | undefined,
  booked: readonly Booked[],
): { readonly quarter: OpenQuarter | undefined; readonly closed: readonly QuarterSums[] } {
  const closed: QuarterSums[] = []
  let quarter = before
  for (let from = 0, to = 0; from < booked.length; from = to) {
    const time = quarterAt(booked, from)
    while (quarterAt(booked, to) === time) to += 1
    if (quarter !== undefined && quarter.time !== time) {
      closed.push(closedQuarter(quarter))
      quarter = undefined
    }
    quarter = added(quarter ?? { time, sums: [], trades: [], pending: [] }, booked.slice(from, to))
  }
  return { quarter, closed }
}

const quarterAt = (booked: readonly Booked[], i: number): number => {
  const one = booked[i]
  return one === undefined ? NaN : quarterOf(timeOf(one.entry))
}

function added({ time, sums, trades, pending }: OpenQuarter, booked: readonly Booked[]): OpenQuarter {
  const all = [...pending, ...booked.map(sumOf)]
  const isLong = all.length > Math.max(MAX_PENDING, sums.length)
  return {
    time,
    sums: isLong ? combined([...sums, ...all], 'cell', time) : sums,
    pending: isLong ? [] : all,
    trades: withTrades(
      trades,
      time,
      booked.flatMap((one): DoneTrade | [] => tradeOf(one) ?? []),
    ),
  }
}

/** A quarter hour to which nothing is added any more. */
export const closedQuarter = ({ time, sums, trades, pending }: OpenQuarter): QuarterSums => ({
  time,
  sums: combined([...sums, ...pending], 'cell', time),
  trades,
})

const lotBook = ({ books, newest }: PnlWalk, method: PnlMethodName): LotBook => ({
  book: books[method],
  newest: newest[method],
})

function resultsOf(known: Charges, average: Seconds, fifo: Seconds) {
  const others = fifo.flatMap(resultsOfSecond)
  const results = average.flatMap(resultsOfSecond)
  const { charges, saved } = savedByMx(
    known,
    results.map(({ entry }) => entry),
  )
  const booked = results.map((result, i): Booked => {
    const other = others[i]
    if (other === undefined) throw new RangeError('The books of both methods have the same entries.')
    return { entry: result.entry, results: { average: result, fifo: other }, savedByMx: saved[i] }
  })
  return { charges, booked }
}

type Seconds = readonly LotBook['newest'][]
