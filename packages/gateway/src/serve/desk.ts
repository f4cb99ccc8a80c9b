/** The desk: the served accounts by their ids, and the market that they share. */

import type { Bus, Desk, DeskAccount } from '@spotdeck/edge'
import { isChannelSymbol } from '@spotdeck/wire'
import type { ListedMarkets } from '../market/listed-markets.ts'
import type { MarketDataService } from '../market/market-data.ts'
import type { Prices } from '../market/prices.ts'
import type { NoticeBoard } from '../notices/notice-board.ts'
import { toMarket } from '../market/markets.ts'

/** An account of the desk. Which object answers for it changes when another process begins or ends to follow it. */
export interface Served {
  readonly id: string
  readonly current: DeskAccount
}

/** Parts of a desk. */
export type DeskOptions = {
  readonly served: readonly Served[]
  readonly bus: Bus
  readonly markets: ListedMarkets
  readonly prices: Prices
  readonly market: MarketDataService
  readonly board: NoticeBoard
  /** Calls to the exchange that wait for room. */
  readonly callsWaiting: () => number
  /** Exchange time. */
  readonly now: () => number
}

/** Creates the desk over the served accounts and the market. */
export function createDesk({ served, bus, markets, prices, market, board, callsWaiting, now }: DeskOptions): Desk {
  const byId = new Map(served.map((account) => [account.id, account]))
  return {
    now,
    accounts: () => served.map(({ current }) => current.info()),
    account: (id) => byId.get(id)?.current,
    vitals: () => ({ accounts: served.map(({ current }) => current.vitals()), callsWaiting: callsWaiting() }),
    subscribe: (listener) => bus.subscribe(listener),
    markets: () => markets.now().all.map((row) => toMarket(row, markets.isTradable(row), prices.ticker(row.symbol))),
    notices: () => board.notices(),
    watch: (...asked) => market.watch(...asked),
    hasChannels: isChannelSymbol,
    klines: (...asked) => market.klines(...asked),
    book: (...asked) => market.book(...asked),
    trades: (...asked) => market.trades(...asked),
  }
}
