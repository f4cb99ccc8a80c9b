/**
 * Walks the cost books of an account through its entries, and adds up what each quarter hour realized, paid in fees and turned
 * over. A walk is a plain value: it can be stored and taken up again.
 */

import { type AssetAmount, add, as, isNegative, isPositive, isZero, multiply, subtract, zero } from '@spotdeck/exact'
import type { Deal } from '../deal/deal.ts'
import type { LedgerState } from '../state.ts'
import { type UnitPrice, VALUE_ASSET, type Value } from '../words.ts'
import {
  type CostBook,
  type CostEntry,
  type Opening,
  bookEntry,
  compareKeys,
  costKey,
  openCostBook,
} from './cost-book.ts'

/** Cost methods whose results are kept. */
export type PnlMethodName = 'average' | 'fifo'

/** Offsets of time zones are whole quarter hours: within one, every time is of the same day in every zone. */
export const QUARTER_MS = 15 * 60_000

/** Sums over the deals of one quarter hour, one symbol and one fee asset, or over its flows of one asset. Values are in USDT. */
export type PnlSum = {
  /** Start of the quarter hour, ms since the epoch. */
  readonly time: number
  /** Empty for flows. */
  readonly symbol: string
  /** For flows: the asset that came or went. */
  readonly feeAsset: string
  /** Empty for flows. */
  readonly quoteAsset: string
  /** Number of entries. */
  readonly count: number
  /** After fees. */
  readonly realized: Readonly<Record<PnlMethodName, Value>>
  /** Closing deals that gained, and that lost, by average cost. */
  readonly wins: number
  readonly losses: number
  /** Deals with a fee, their fees in `feeAsset`, the value of those with a price, and how many have none. */
  readonly paidCount: number
  readonly paid: AssetAmount
  readonly fees: Value
  readonly unpricedFees: number
  /** Turnover of purchases, of sales, and of both as maker; and how many deals have no price. */
  readonly bought: Value
  readonly sold: Value
  readonly made: Value
  readonly unpriced: number
}

/** The cost books after the newest entry, and the sums of its quarter hour. */
export type PnlWalk = {
  readonly books: Readonly<Record<PnlMethodName, CostBook>>
  readonly sums: ReadonlyMap<string, PnlSum>
}

/** Holdings of a ledger before its first record. What they cost is not known. */
export function openingsOf({ books }: Pick<LedgerState, 'books'>): readonly Opening[] {
  return [...books].map(([asset, { opening }]) => ({ asset, quantity: opening }))
}

/** The walk before its first entry. */
export function beginPnl(openings: readonly Opening[]): PnlWalk {
  const books = { average: openCostBook(openings, 'average'), fifo: openCostBook(openings, 'fifo') }
  return { books, sums: new Map() }
}

/** Start of the quarter hour that `time` belongs to, ms since the epoch. */
export const quarterOf = (time: number): number => Math.floor(time / QUARTER_MS) * QUARTER_MS

/** True if `entry` can be booked on top of `walk`; false if it arrived late. */
export function pnlFollows({ books }: PnlWalk, entry: CostEntry): boolean {
  const { last } = books.average
  return last === undefined || compareKeys(last, costKey(entry)) < 0
}

/**
 * Books the entry that follows in (time, id) order. `sum`: what it adds. `closed`: the sums of the quarter hour before,
 * where the entry begins another one.
 */
export function bookPnl(
  { books, sums }: PnlWalk,
  entry: CostEntry,
): { readonly walk: PnlWalk; readonly sum: PnlSum; readonly closed: readonly PnlSum[] } {
  const next = { average: bookEntry(books.average, entry), fifo: bookEntry(books.fifo, entry) }
  const sum = sumOf(entry, {
    average: subtract(next.average.realized, books.average.realized),
    fifo: subtract(next.fifo.realized, books.fifo.realized),
  })
  const { last } = books.average
  const isOver = last !== undefined && quarterOf(last.time) < sum.time
  const open = new Map(isOver ? [] : sums)
  addToSums(open, sum)
  return { walk: { books: next, sums: open }, sum, closed: isOver ? [...sums.values()] : [] }
}

/** Name of a sum among others. */
export const sumKey = ({ time, symbol, feeAsset }: PnlSum): string => `${time} ${symbol} ${feeAsset}`

/** Adds to the sums of the same quarter hour, symbol and fee asset. */
export function addToSums(sums: Map<string, PnlSum>, sum: PnlSum): void {
  const key = sumKey(sum)
  const known = sums.get(key)
  sums.set(key, known === undefined ? sum : added(known, sum))
}

function added(a: PnlSum, b: PnlSum): PnlSum {
  return {
    ...a,
    count: a.count + b.count,
    realized: {
      average: add(a.realized.average, b.realized.average),
      fifo: add(a.realized.fifo, b.realized.fifo),
    },
    wins: a.wins + b.wins,
    losses: a.losses + b.losses,
    paidCount: a.paidCount + b.paidCount,
    paid: add(a.paid, b.paid),
    fees: add(a.fees, b.fees),
    unpricedFees: a.unpricedFees + b.unpricedFees,
    bought: add(a.bought, b.bought),
    sold: add(a.sold, b.sold),
    made: add(a.made, b.made),
    unpriced: a.unpriced + b.unpriced,
  }
}

const NONE = zero<'USDT'>()

function sumOf(entry: CostEntry, realized: PnlSum['realized']): PnlSum {
  const none: PnlSum = {
    time: quarterOf(costKey(entry).time),
    symbol: '',
    feeAsset: '',
    quoteAsset: '',
    count: 1,
    realized,
    wins: 0,
    losses: 0,
    paidCount: 0,
    paid: zero(),
    fees: NONE,
    unpricedFees: 0,
    bought: NONE,
    sold: NONE,
    made: NONE,
    unpriced: 0,
  }
  return entry.kind === 'flow'
    ? { ...none, feeAsset: entry.flow.asset }
    : { ...none, ...dealSums(entry.deal, realized.average) }
}

function dealSums(deal: Deal, realized: Value): Partial<PnlSum> {
  const { symbol, side, feeAsset, quoteAsset, isMaker, fee } = deal
  const worth = valueOf(as<'asset'>(deal.quoteQuantity), quoteAsset, deal.quoteUnitPrice)
  const feeWorth = valueOf(fee, feeAsset, deal.feeUnitPrice)
  // A sale that realized nothing before its fee closed nothing.
  const closes = side === 'SELL' && !isZero(add(realized, feeWorth ?? NONE))
  const paid = isZero(fee) ? {} : { paidCount: 1, paid: fee, unpricedFees: feeWorth === undefined ? 1 : 0 }
  return {
    symbol,
    feeAsset,
    quoteAsset,
    wins: closes && isPositive(realized) ? 1 : 0,
    losses: closes && isNegative(realized) ? 1 : 0,
    ...paid,
    fees: feeWorth ?? NONE,
    [side === 'SELL' ? 'sold' : 'bought']: worth ?? NONE,
    made: isMaker ? (worth ?? NONE) : NONE,
    unpriced: worth === undefined ? 1 : 0,
  }
}

function valueOf(amount: AssetAmount, asset: string, unitPrice: UnitPrice | undefined): Value | undefined {
  if (asset === VALUE_ASSET || isZero(amount)) return as<'USDT'>(amount)
  return unitPrice === undefined ? undefined : multiply<'USDT'>(amount, unitPrice)
}
