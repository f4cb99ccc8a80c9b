import { describe, expect, it } from 'vitest'
import { fromMiniTicker, fromTicker24h } from './tickers.ts'

const mini = {
  symbol: 'BTCUSDT',
  price: '100',
  rate: '-0.0116',
  zonedRate: '0.0012',
  high: '101',
  low: '98',
  volume: '5000',
  quantity: '50',
  lastCloseRate: '-0.0116',
  lastCloseZonedRate: '0.0012',
  lastCloseHigh: '101',
  lastCloseLow: '98',
}
const day = {
  symbol: 'BTCUSDT',
  priceChange: '0.12',
  priceChangePercent: '0.0012',
  prevClosePrice: '99.88',
  lastPrice: '100',
  bidPrice: '99.9',
  bidQty: '1',
  askPrice: '100.1',
  askQty: '1',
  openPrice: '99.88',
  highPrice: '101',
  lowPrice: '98',
  volume: '50',
  quoteVolume: '5000',
  openTime: 1,
  closeTime: 2,
  count: null,
}

describe('a ticker', () => {
  it('has the change over 24 hours, from stream and REST alike, never since midnight UTC+8', () => {
    expect(fromMiniTicker(mini)?.change).toBe('0.0012')
    expect(fromTicker24h(day)?.change).toBe('0.0012')
  })
})
