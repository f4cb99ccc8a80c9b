/** What following an account asks of the exchange over REST: reads alone, paged, in the exchange's own words. */

import type {
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

/** Rows of a time window. `complete` is false where the exchange would not give all of it. */
export type Window<T> = { readonly rows: readonly T[]; readonly complete: boolean }

export interface Exchange {
  /** Exchange time, ms since the epoch. */
  now(): number
  /** Asks the exchange for its time anew. Rejects when no answer came. */
  relearnClock(): Promise<void>
  balances(): Promise<readonly BalanceAnswer[]>
  /** `symbols` are asked one by one where the exchange does not answer for all at once. */
  openOrders(symbols: readonly string[]): Promise<readonly OrderAnswer[]>
  /** `undefined` when the exchange does not know the order (any more: it looks back 7 days). */
  order(symbol: string, orderId: string): Promise<OrderAnswer | undefined>
  /** Orders created in `from..to`. MEXC: at most the last 7 days. */
  orders(symbol: string, from: number, to: number): Promise<Window<OrderAnswer>>
  /** Own trades in `from..to`. MEXC: at most the last month, times on whole seconds. */
  trades(symbol: string, from: number, to: number): Promise<Window<MyTradeAnswer>>
  tradesOf(symbol: string, orderId: string): Promise<readonly MyTradeAnswer[]>
  symbols(): Promise<readonly SymbolAnswer[]>
  /** Suspended and delisted symbols; `undefined` where the exchange keeps no such list. */
  offlineSymbols(): Promise<readonly OfflineSymbol[] | undefined>
  /** Since `from`, over all coins. MEXC: at most the last 90 days. */
  deposits(from: number): Promise<Window<Deposit>>
  /** Since `from`, over all coins. MEXC: at most the last 90 days. */
  withdrawals(from: number): Promise<Window<Withdrawal>>
  /** Between spot and futures, both ways, since `from`. MEXC: at most the last 6 months. */
  transfers(from: number): Promise<Window<TransferRow>>
  /**
   * Whether money may have moved since `from` in ways of which no list tells what they did to this account: to another user of the
   * exchange, between a master account and its sub-accounts.
   */
  mayHaveMovedOtherwise(from: number): Promise<boolean>
  tickers(): Promise<readonly Ticker24hAnswer[]>
  /** Hourly klines with `from <= openTime < to`, oldest first. */
  hourlyKlines(symbol: string, from: number, to: number): Promise<readonly KlineAnswer[]>
}

/** How far the exchange's REST looks back. */
export const ORDERS_REACH_MS = 7 * 86_400_000
export const TRADES_REACH_MS = 30 * 86_400_000
export const FLOWS_REACH_MS = 90 * 86_400_000
/** A sweep takes a while, and the reach moves on meanwhile: this much of it is not claimed. */
export const REACH_MARGIN_MS = 3_600_000

/** Orders and deals have different reaches: what holds for one need not hold for the other. */
export type Since = { readonly orders: number; readonly deals: number }
export type Complete = { readonly orders: boolean; readonly deals: boolean }

/** From when on a sweep that begins at `at` can give all there is. */
export function sweepReach(at: number): Since {
  return { orders: at - ORDERS_REACH_MS + REACH_MARGIN_MS, deals: at - TRADES_REACH_MS + REACH_MARGIN_MS }
}
