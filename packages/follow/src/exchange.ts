/** Port: the REST reads that following an account needs, paged, in MEXC's terms. */

import { DAY_MS, HOUR_MS } from '@spotdeck/ports'
import type {
  AggTradeAnswer,
  BalanceAnswer,
  Deposit,
  KlineAnswer,
  MyTradeAnswer,
  OfflineSymbol,
  OrderAnswer,
  SymbolAnswer,
  Ticker24hAnswer,
  TransferRow,
  Withdrawal,
} from '@spotdeck/wire'

/**
 * A row of a list that cannot be read: its text as it came, and what of it can be read. `time` of its order's creation,
 * or of its deal, in ms of exchange time.
 */
export type RawRow = {
  readonly raw: string
  readonly symbol?: string
  readonly orderId?: string
  readonly time?: number
}

/** Rows of a list; those that cannot be read stand beside the others. */
export type Rows<T> = { readonly rows: readonly T[]; readonly unreadable?: readonly RawRow[] }

/** Rows of a time window. `complete` is false where the exchange did not return all of it. */
export type Window<T> = Rows<T> & {
  readonly complete: boolean
  /** Present where one call does not read all pages: all from this time on was returned, the rest is to be read. */
  readonly from?: number | undefined
  /** True if only rows of seconds that hold more than a page can be missing. */
  readonly isCrowded?: true
}

/** A row of balances; one that cannot be read has its text as it came, and its asset where it names one. */
export type BalanceRow = BalanceAnswer | { readonly asset?: string; readonly raw: string }

/** Called when a call leaves, after its wait for the rate limits: its answer is of this moment or later. */
export type Leaves = () => void

/** REST reads of one account. Times in ms since the epoch; every call rejects with the SDK's errors. */
export interface Exchange {
  /** Exchange time, ms since the epoch. */
  now(): number
  /** Reads the exchange's clock again. Rejects when no answer came. */
  relearnClock(leaves?: Leaves): Promise<void>
  balances(leaves?: Leaves): Promise<readonly BalanceRow[]>
  /** Open orders. `symbols` are read one by one where the exchange does not answer for all at once. */
  openOrders(symbols: readonly string[]): Promise<Rows<OrderAnswer>>
  /** One order; `undefined` when the exchange does not return it. MEXC: orders of the last 7 days only. */
  order(symbol: string, orderId: string): Promise<OrderAnswer | RawRow | undefined>
  /** Orders created in `from..to`. MEXC: at most the last 7 days. */
  orders(symbol: string, from: number, to: number): Promise<Window<OrderAnswer>>
  /** Own trades in `from..to`. MEXC: at most the last month, times on whole seconds. */
  trades(symbol: string, from: number, to: number): Promise<Window<MyTradeAnswer>>
  tradesOf(symbol: string, orderId: string): Promise<Rows<MyTradeAnswer>>
  symbols(leaves?: Leaves): Promise<readonly SymbolAnswer[]>
  /** Suspended and delisted symbols; `undefined` where the exchange has no such list. */
  offlineSymbols(leaves?: Leaves): Promise<readonly OfflineSymbol[] | undefined>
  /** Since `from`, over all coins. MEXC: at most the last 90 days. */
  deposits(from: number): Promise<Window<Deposit>>
  /** Since `from`, over all coins. MEXC: at most the last 90 days. */
  withdrawals(from: number): Promise<Window<Withdrawal>>
  /** Between spot and futures, both ways, since `from`. MEXC: at most the last 6 months. */
  transfers(from: number): Promise<Window<TransferRow>>
  /** True if transfers since `from` may be in no list: to other users, or between master and sub-accounts. */
  mayHaveMovedOtherwise(from: number): Promise<boolean>
  tickers(): Promise<readonly Ticker24hAnswer[]>
  /** The newest `PUBLIC_TRADES` of a symbol in `from..to`, on whole seconds. MEXC: at most an hour of the last day. */
  publicTrades(symbol: string, from: number, to: number): Promise<readonly AggTradeAnswer[]>
  /** The same reads with what all others leave of the rate limits; the reads themselves where it is absent. */
  readonly background?: Exchange | undefined
  /** Hourly klines with `from <= openTime < to`, oldest first. */
  hourlyKlines(symbol: string, from: number, to: number): Promise<readonly KlineAnswer[]>
}

/** Age that an answer may have, in ms: balances read this far apart that agree are proof. MEXC: some seconds. */
export const REST_LAG_MS = 10_000
/** Most rows of one answer of public trades. */
export const PUBLIC_TRADES = 1_000
/** MEXC: how far back REST returns orders, in ms. */
export const ORDERS_REACH_MS = 7 * DAY_MS
/** MEXC: how far back REST returns own trades, in ms. */
export const TRADES_REACH_MS = 30 * DAY_MS
/** MEXC: how far back REST returns deposits and withdrawals, in ms. */
export const FLOWS_REACH_MS = 90 * DAY_MS
/** Margin at the start of the reach, in ms: a backfill takes a while, and the reach moves on meanwhile. */
export const REACH_MARGIN_MS = HOUR_MS

/** Start times per kind: orders and deals have different reaches. */
export type Since = { readonly orders: number; readonly deals: number }
/** True per kind if everything was returned. */
export type Complete = { readonly orders: boolean; readonly deals: boolean }

/** Start times from which a backfill that begins at `at` can be complete. */
export function sweepReach(at: number): Since {
  return { orders: at - ORDERS_REACH_MS + REACH_MARGIN_MS, deals: at - TRADES_REACH_MS + REACH_MARGIN_MS }
}
