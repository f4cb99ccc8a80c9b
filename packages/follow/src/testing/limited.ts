/** An exchange behind the SDK's own limiter: each read waits until MEXC's limits, as the SDK keeps them, have room for it. */

import { type Limiter, type Priority, chargesOf, safestLimits } from '@spotdeck/mexc'
import {
  type AnyEndpoint,
  accountInformation,
  aggTrades,
  allOrders,
  deposits,
  exchangeInfo,
  myTrades,
  offlineSymbols,
  openOrders,
  queryOrder,
  serverTime,
  subAccounts,
  ticker24h,
  transfers,
  withdrawals,
} from '@spotdeck/wire'
import type { Exchange } from '../exchange.ts'
import type { Rig } from './rig.ts'

/** Patience of a read, in ms: the longest that the follower itself has. */
const MAX_WAIT_MS = 120_000

/** Puts a rig that has not started behind a limiter, with the priorities that its reads have over the SDK. */
export function limited(rig: Rig, limiter: Limiter): void {
  const waits = async (endpoint: AnyEndpoint, priority: Priority): Promise<void> =>
    limiter.acquire({
      endpoint: endpoint.name,
      account: 'main',
      charges: chargesOf(endpoint, 'main', safestLimits),
      priority,
      maxWaitMs: MAX_WAIT_MS,
    })
  const readsAt = (real: Exchange, usual: Priority): Exchange => {
    const after =
      <Args extends readonly unknown[], T>(
        endpoint: AnyEndpoint,
        read: (...args: Args) => Promise<T>,
        priority = usual,
      ): ((...args: Args) => Promise<T>) =>
      async (...args) => {
        await waits(endpoint, priority)
        return read(...args)
      }
    return {
      ...real,
      relearnClock: after(serverTime, (...args) => real.relearnClock(...args)),
      balances: after(accountInformation, (...args) => real.balances(...args), 'urgent'),
      openOrders: after(openOrders, (...args) => real.openOrders(...args), 'urgent'),
      order: after(queryOrder, (...args) => real.order(...args)),
      orders: after(allOrders, (...args) => real.orders(...args)),
      trades: after(myTrades, (...args) => real.trades(...args)),
      tradesOf: after(myTrades, (...args) => real.tradesOf(...args)),
      symbols: after(exchangeInfo, (...args) => real.symbols(...args)),
      offlineSymbols: after(offlineSymbols, (...args) => real.offlineSymbols(...args)),
      deposits: after(deposits, (...args) => real.deposits(...args)),
      withdrawals: after(withdrawals, (...args) => real.withdrawals(...args)),
      transfers: after(transfers, (...args) => real.transfers(...args)),
      mayHaveMovedOtherwise: after(subAccounts, (...args) => real.mayHaveMovedOtherwise(...args)),
      tickers: after(ticker24h, (...args) => real.tickers(...args)),
      publicTrades: after(aggTrades, (...args) => real.publicTrades(...args)),
    }
  }
  rig.rewire((real) => ({ ...readsAt(real, 'read'), background: readsAt(real, 'background') }))
}
