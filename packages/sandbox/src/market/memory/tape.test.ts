import { HOUR_MS, MINUTE_MS, silentLog } from '@spotdeck/ports'
import { VirtualTime } from '@spotdeck/ports/virtual'
import { expect, test } from 'vitest'
import { openVenue } from '../../venue/engine/open-venue.ts'
import { referencePrices, symbolsNamed } from '../../venue/listing/symbols.ts'
import { startMarket } from '../run.ts'
import { memoryMarketStore } from '../data/store.ts'

const START = Date.UTC(2026, 8, 23, 12, 0, 13)

function world(start = START, store = memoryMarketStore()) {
  const time = new VirtualTime(start)
  const exchange = openVenue({ symbols: symbolsNamed(['MXUSDT']), firstVersion: start })
  const world = { exchange, clock: time, timers: time, log: silentLog, store }
  const market = startMarket({ ...world, seed: 3, bots: true, references: referencePrices })
  const trades = (from: number, to: number) => market.data.trades('MXUSDT', 1e6, { from, to })
  const minute = (from: number) => market.data.klines('MXUSDT', '1m', { from, to: from + MINUTE_MS, limit: 1 })[0]
  return { time, market, store, trades, minute }
}

/** Candle of a minute from its trades: first, highest, lowest and last price, and how much. */
function said(trades: ReturnType<ReturnType<typeof world>['trades']>) {
  const prices = trades.map((trade) => Number(trade.price))
  const volume = trades.reduce((sum, trade) => sum + Number(trade.quantity), 0)
  return [prices.at(-1), Math.max(...prices), Math.min(...prices), prices[0], Number(volume.toFixed(2))]
}

test('the trades of an hour before the start match its candles', () => {
  const { trades, minute } = world()
  for (const back of [1, 5, 23]) {
    const from = START - 13_000 - back * HOUR_MS
    const kline = minute(from)
    const figures = [kline?.open, kline?.high, kline?.low, kline?.close, kline?.volume].map(Number)
    expect(said(trades(from, from + MINUTE_MS - 1))).toEqual(figures)
  }
})

test('trades do not change: in the minute of the start, after it, and after a restart', async () => {
  const first = world()
  const before = first.trades(START - 2 * MINUTE_MS, START - 1)
  expect(before.length).toBeGreaterThan(4)
  await first.time.advance(5 * MINUTE_MS)
  expect(first.trades(START - 2 * MINUTE_MS, START - 1)).toEqual(before)
  const lived = first.trades(START, first.time.now())
  expect(lived.length).toBeGreaterThan(10)
  const times = [...lived, ...before].map((trade) => trade.time)
  expect(times).toEqual(times.toSorted((a, b) => b - a))
  first.market.stop()
  const again = world(first.time.now() + HOUR_MS, first.store)
  const whole = START - 13_000 + 2 * MINUTE_MS
  expect(said(again.trades(whole, whole + MINUTE_MS - 1))).toEqual(said(first.trades(whole, whole + MINUTE_MS - 1)))
})

test('a skipped pause has trades too, which match its candles', async () => {
  const { time, market, trades, minute } = world()
  await time.advance(2_000)
  market.step(time.now() + 2 * HOUR_MS)
  const from = START - 13_000 + HOUR_MS
  const kline = minute(from)
  const figures = [kline?.open, kline?.high, kline?.low, kline?.close, kline?.volume].map(Number)
  expect(said(trades(from, from + MINUTE_MS - 1))).toEqual(figures)
})
