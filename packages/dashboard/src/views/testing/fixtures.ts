/** Figures for the component tests: ordinary ones, and zero, negative, tiny, huge and missing ones. */

import type { EquityData, Market } from '@spotdeck/api'
import { equityOf } from '../../live/testing/events.ts'

const marketOf = (baseAsset: string, change: Partial<Market> = {}): Market => ({
  symbol: `${baseAsset}USDT`,
  baseAsset,
  quoteAsset: 'USDT',
  priceDigits: 4,
  quantityDigits: 2,
  minQuantity: '0.01',
  minNotional: '1',
  status: 'online',
  apiTrading: true,
  ...change,
})

/** Three markets with digits of their own; KAS cannot be traded over the API. */
export const markets: readonly Market[] = [
  marketOf('MX', { change: '0.0125' }),
  marketOf('BTC', { priceDigits: 2, quantityDigits: 6, change: '-0.031' }),
  marketOf('SHIB', { priceDigits: 10, quantityDigits: 0, change: '0' }),
]

/** The market of the fixtures with this symbol. */
export function marketNamed(symbol: string): Market {
  const found = markets.find((market) => market.symbol === symbol)
  if (found === undefined) throw new Error(`The fixtures have no market ${symbol}.`)
  return found
}

/** Equity of an account that holds MX, BTC, SHIB and USDT, and DUST without a price. */
export const equity: EquityData = equityOf('12482.174', {
  time: Date.UTC(2026, 0, 31, 12),
  free: '9120.4449',
  locked: '3361.7291',
  netDeposits: '10000',
  realizedPnl: '42.1',
  unrealizedPnl: '-12.335',
  byAsset: [
    { asset: 'MX', total: '1234.5678', price: '2.50004', value: '3086.469' },
    { asset: 'BTC', total: '0.0901239', price: '95000.129', value: '8561.78' },
    { asset: 'SHIB', total: '250000000000', price: '0.0000000033', value: '825' },
    { asset: 'USDT', total: '8.925', price: '1', value: '8.925' },
    { asset: 'PEPE', total: '0.00000001', price: '0.1', value: '0.000000001' },
  ],
  unpriced: ['DUST'],
})
