/** Markets that the account is in and that do not trade as usual: what the exchange's own list says needs a look. */

import type { Market, OrderData } from '@spotdeck/api'
import type { Holding } from './holdings.ts'

/** One market and what is the matter with it. */
export type MarketTrouble = {
  readonly symbol: string
  readonly trouble: 'api-disabled' | 'paused' | 'offline'
}

/** The troubles of markets in which something is held (against USDT) or an order stands; by name. */
export function marketTroubles(
  markets: readonly Market[],
  holdings: readonly Holding[],
  openOrders: readonly OrderData[],
): readonly MarketTrouble[] {
  const concerned = new Set([
    ...holdings.map((holding) => `${holding.asset}USDT`),
    ...openOrders.map((order) => order.symbol),
  ])
  return markets
    .filter((market) => concerned.has(market.symbol))
    .flatMap((market): readonly MarketTrouble[] => {
      if (market.status !== 'online') return [{ symbol: market.symbol, trouble: market.status }]
      return market.apiTrading ? [] : [{ symbol: market.symbol, trouble: 'api-disabled' }]
    })
    .sort((a, b) => (a.symbol < b.symbol ? -1 : 1))
}
