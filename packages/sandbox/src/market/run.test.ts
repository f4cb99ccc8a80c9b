import { createHash } from 'node:crypto'
import { silentLog } from '@spotdeck/ports'
import { VirtualTime } from '@spotdeck/ports/virtual'
import { decimal, notional, sum } from '@spotdeck/exact'
import { expect, test } from 'vitest'
import type { VenueEvent } from '../venue/contract/exchange.ts'
import { openVenue } from '../venue/engine/open-venue.ts'
import { referencePrices, sandboxSymbols } from '../venue/listing/symbols.ts'
import { startMarket } from './run.ts'
import { memoryMarketStore } from './data/store.ts'

const START = Date.UTC(2026, 8, 23, 12, 0, 3)

function world(
  setup: { start?: number; seed?: number; bots?: boolean; demo?: string } = {},
  store = memoryMarketStore(),
) {
  const start = setup.start ?? START
  const time = new VirtualTime(start)
  const exchange = openVenue({ symbols: sandboxSymbols, firstVersion: start })
  const events: VenueEvent[] = []
  exchange.subscribe((batch) => void events.push(...batch))
  if (setup.demo !== undefined) exchange.adjust(setup.demo, 'USDT', decimal('25000'), 'DEPOSIT', start)
  const market = startMarket({
    exchange,
    clock: time,
    timers: time,
    seed: setup.seed ?? 1,
    store,
    log: silentLog,
    bots: setup.bots ?? true,
    references: referencePrices,
    ...(setup.demo === undefined ? {} : { demo: { account: setup.demo, hasPast: false, keep: () => undefined } }),
  })
  return { time, exchange, events, market, store }
}

test('the market of a seed is the same in every version, byte for byte', async () => {
  const { time, exchange, events, market } = world({ seed: 7 })
  await time.advance(20_000)
  const hash = createHash('sha256').update(JSON.stringify(events))
  for (const symbol of exchange.rules.keys()) {
    hash.update(JSON.stringify([exchange.book(symbol, 1_000), market.data.trades(symbol, 200)]))
    hash.update(JSON.stringify(market.data.klines(symbol, '1m', { limit: 10 })))
  }
  // Another value is another market for everybody's seeds: change it only on purpose, and say so in the changelog.
  expect(hash.digest('hex')).toBe('017c09638e6a93dacdbc62dfa000d6cd05daa1a4aa277559a766eab30cbce70e')
})

test('every symbol has a full book, a last price, charts and a tape from the first moment', () => {
  const { exchange, market } = world()
  for (const symbol of exchange.rules.keys()) {
    const book = exchange.book(symbol, 20)
    expect([book.bids.length, book.asks.length]).toEqual([20, 20])
    expect(Number(book.bids[0]?.price)).toBeLessThan(Number(book.asks[0]?.price))
    expect(exchange.lastPrice(symbol)).toBeDefined()
    expect(market.data.klines(symbol, '60m', { limit: 500 })).toHaveLength(500)
    expect(market.data.trades(symbol, 500)).toHaveLength(500)
    expect(Number(market.data.stats24h(symbol).volume)).toBeGreaterThan(0)
  }
})

test.each(sandboxSymbols.map(({ rules }) => rules.symbol))(
  'the first candle of %s, lived in part, is the sum of its prints to the digit',
  async (symbol) => {
    const { time, market } = world({ start: START + 40_500 })
    await time.advance(30_000)
    const minute = Math.floor(START / 60_000) * 60_000
    const prints = market.data.trades(symbol, 1_000, { from: minute, to: minute + 59_999 }).toReversed()
    const [candle] = market.data.klines(symbol, '1m', { from: minute, to: minute + 1, limit: 1 })
    const prices = prints.map(({ price }) => Number(price))
    expect(candle).toMatchObject({
      open: prints[0]?.price,
      close: prints.at(-1)?.price,
      volume: sum(prints.map(({ quantity }) => quantity)),
    })
    expect([Number(candle?.high), Number(candle?.low)]).toEqual([Math.max(...prices), Math.min(...prices)])
    const quote = sum(prints.map(({ price, quantity }) => notional(price, quantity)))
    expect(Math.abs(Number(candle?.quoteVolume) - Number(quote))).toBeLessThan(1e-4)
  },
)

test('the market is alive: books change several times a second, trades print near the fair price', async () => {
  const { time, exchange, events, market } = world()
  events.length = 0
  await time.advance(30_000)
  for (const symbol of exchange.rules.keys()) {
    const own = events.filter((event) => 'symbol' in event && event.symbol === symbol)
    expect(own.filter((event) => event.type === 'level').length).toBeGreaterThan(30 * 5)
    expect(own.filter((event) => event.type === 'trade').length).toBeGreaterThan(1)
    const book = exchange.book(symbol, 20)
    expect(Math.min(book.bids.length, book.asks.length)).toBeGreaterThanOrEqual(18)
    const fair = market.model.price(symbol, time.now())
    expect(Math.abs(Number(exchange.lastPrice(symbol)) / fair - 1)).toBeLessThan(0.006)
    expect(Number(book.asks[0]?.price) / Number(book.bids[0]?.price) - 1).toBeLessThan(0.004)
  }
})

test('the same seed and the same commands give the same market, byte for byte, however time is cut', async () => {
  const run = async (cuts: readonly number[]) => {
    const { time, exchange, events, market } = world({ demo: 'demo' })
    exchange.adjust('carol', 'USDT', decimal('50000'), 'DEPOSIT', START)
    let at = START
    for (const cut of cuts) {
      at += cut
      await time.advanceTo(at)
      market.step(at)
    }
    const order = {
      account: 'carol',
      symbol: 'BTCUSDT',
      side: 'BUY',
      type: 'MARKET',
      quantity: decimal<'base'>('0.2'),
    } as const
    exchange.place({ ...order, time: at })
    await time.advance(3_000)
    return JSON.stringify(events)
  }
  const whole = await run([6_000])
  expect(await run([1, 1_499, 2_333, 2_167])).toBe(whole)
  expect(whole.length).toBeGreaterThan(50_000)
})

test("a user's order at a price the market passes is filled", async () => {
  const { time, exchange, market } = world()
  exchange.adjust('carol', 'BTC', decimal('1'), 'DEPOSIT', START)
  const price = decimal<'quote per base'>((market.model.price('BTCUSDT', START) * 1.0003).toFixed(2))
  const order = { account: 'carol', symbol: 'BTCUSDT', side: 'SELL', type: 'LIMIT' } as const
  const placed = exchange.place({ ...order, price, quantity: decimal('0.001'), time: START })
  expect(placed.ok).toBe(true)
  await time.until(() => exchange.openOrders('carol').length === 0, 1_800_000)
  expect(Number(exchange.balances('carol').get('USDT')?.free)).toBeGreaterThan(0)
})

test('recorded klines equal the trades, and longer klines are the sum of the minutes', async () => {
  const { time, events, market } = world()
  await time.advanceTo(START - 3_000 + 4 * 60_000 + 500)
  const from = START - 3_000 + 60_000
  const [kline] = market.data.klines('ETHUSDT', '1m', { from, to: from + 60_000, limit: 1 })
  const trades = events.filter((e) => e.type === 'trade' && e.symbol === 'ETHUSDT')
  const inside = trades.flatMap((e) => (e.type === 'trade' && e.time >= from && e.time < from + 60_000 ? [e] : []))
  const prices = inside.map((trade) => Number(trade.price))
  expect([kline?.open, kline?.close]).toEqual([inside[0]?.price, inside.at(-1)?.price])
  expect([Number(kline?.high), Number(kline?.low)]).toEqual([Math.max(...prices), Math.min(...prices)])
  expect(Number(kline?.volume)).toBeCloseTo(
    inside.reduce((sum, trade) => sum + Number(trade.quantity), 0),
    5,
  )
  const minutes = market.data.klines('ETHUSDT', '1m', { limit: 125 })
  const hour = market.data.klines('ETHUSDT', '60m', { limit: 2 })[0]
  const parts = minutes.filter((one) => one.openTime >= (hour?.openTime ?? 0) && one.openTime < (hour?.closeTime ?? 0))
  expect(parts).toHaveLength(60)
  expect(Number(hour?.volume)).toBeCloseTo(
    parts.reduce((sum, part) => sum + Number(part.volume), 0),
    4,
  )
  expect([hour?.open, hour?.close]).toEqual([parts[0]?.open, parts.at(-1)?.close])
})

test('after a restart recorded minutes are unchanged and the pause is filled by the model', async () => {
  const first = world()
  await first.time.advance(5 * 60_000)
  const minuteAt = (time: number) => Math.floor(time / 60_000) * 60_000
  const lived = first.market.data.klines('XRPUSDT', '1m', {
    from: minuteAt(START),
    to: minuteAt(first.time.now()),
    limit: 500,
  })
  first.market.stop()
  const later = world({ start: first.time.now() + 3 * 3_600_000 }, first.store)
  const again = later.market.data.klines('XRPUSDT', '1m', {
    from: minuteAt(START),
    to: minuteAt(first.time.now()),
    limit: 500,
  })
  expect(again).toEqual(lived)
  expect(lived.length).toBe(5)
  const hole = later.market.data.klines('XRPUSDT', '1m', { from: minuteAt(first.time.now()) + 60_000, limit: 500 })
  expect(hole.length).toBeGreaterThan(175)
  expect(hole.every((kline) => Number(kline.volume) > 0)).toBe(true)
})

test('a long pause is skipped, and the model fills the charts', async () => {
  const { time, market, events } = world()
  await time.advance(2_000)
  events.length = 0
  market.step(time.now() + 2 * 3_600_000)
  expect(events.length).toBeLessThan(2_000)
})

test('without bots there are no trades, and charts still have a past', async () => {
  const { time, events, market } = world({ bots: false })
  await time.advance(120_000)
  expect(events).toEqual([])
  expect(market.data.klines('BTCUSDT', '1d', { limit: 500 }).length).toBeGreaterThan(200)
  expect(market.data.currentKline('BTCUSDT', '1m').volume).toBe('0')
})

test('without bots the last price is what tickers show, at the start and after a pause', async () => {
  const { time, exchange, market } = world({ bots: false, seed: 5 })
  const same = (): void => {
    for (const symbol of exchange.rules.keys())
      expect([symbol, exchange.lastPrice(symbol)]).toEqual([symbol, market.data.stats24h(symbol).last])
  }
  same()
  const before = exchange.lastPrice('BTCUSDT')
  await time.advance(2_000)
  market.step(time.now() + 2 * 3_600_000)
  same()
  expect(exchange.lastPrice('BTCUSDT')).not.toBe(before)
})
