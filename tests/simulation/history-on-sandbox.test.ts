/** The SDK's histories against the sandbox's own records, on one line of virtual time. */

import { decimal, notional, type Price, type Quantity } from '@spotdeck/exact'
import { type HistoryReading, MexcClient } from '@spotdeck/mexc'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '@spotdeck/ports'
import { seededRandom } from '@spotdeck/ports/virtual'
import type { DealRecord, OrderRecord } from '@spotdeck/sandbox'
import { afterEach, expect, it } from 'vitest'
import { CREDENTIALS, DEMO, REST_URL, sandboxInMemory, type SandboxScene, WS_URL } from './support/sandbox-in-memory.ts'

const SYMBOL = 'MXUSDT'
const open: { close(): unknown }[] = []
afterEach(() => {
  for (const one of open.splice(0).reverse()) void one.close()
})

function scene(bots = false): { readonly one: SandboxScene; readonly client: MexcClient } {
  const one = sandboxInMemory({ seed: 7, bots, symbols: [SYMBOL] })
  const host = { preset: 'custom', restUrl: REST_URL, wsUrl: WS_URL } as const
  const client = new MexcClient({ ...host, credentials: CREDENTIALS, world: one.world })
  open.push(one.rules, client)
  return { one, client }
}

async function all<Row>({ time }: SandboxScene, reading: HistoryReading<Row>): Promise<readonly Row[]> {
  let rows: readonly Row[] | undefined
  let failed: unknown
  reading.all().then(
    (read) => (rows = read),
    (error: unknown) => (failed = error),
  )
  await time.until(() => rows !== undefined || failed !== undefined, 2 * HOUR_MS)
  if (rows === undefined) throw failed
  return rows
}

/**
 * `count` filled orders over the last `days` days, in bursts of `burst`, each of one to three deals that share a
 * millisecond.
 */
function trade({ time, rules }: SandboxScene, count: number, days: number, burst = 5): void {
  const random = seededRandom('past')
  const orders: OrderRecord[] = []
  const deals: DealRecord[] = []
  const from = time.now() - days * DAY_MS + MINUTE_MS
  const step = (days * DAY_MS - 2 * MINUTE_MS) / count
  for (let index = 0; index < count; index++) {
    const at = Math.floor(from + (index - (index % burst)) * step)
    const parts = 1 + Math.floor(random.next() * 3)
    const price = decimal<'quote per base'>('2.5') as Price
    const quantity = decimal<'base'>(String(parts * 4)) as Quantity
    const common = {
      account: DEMO,
      symbol: SYMBOL,
      orderId: `C02__9${String(index).padStart(10, '0')}`,
      price,
    } as const
    const side = index % 2 === 0 ? 'BUY' : 'SELL'
    orders.push({
      ...{ ...common, side, type: 'LIMIT', status: 'FILLED', quantity, executedQuantity: quantity, isMaker: false },
      ...{ quoteQuantity: notional(price, quantity), executedQuoteQuantity: notional(price, quantity) },
      ...{ createdAt: at, updatedAt: at },
    })
    for (let part = 0; part < parts; part++) {
      const filled = decimal<'base'>('4') as Quantity
      deals.push({
        ...{
          ...common,
          side,
          tradeId: `9${String(index).padStart(10, '0')}X${part}`,
          quantity: filled,
          isMaker: false,
        },
        ...{ quoteQuantity: notional(price, filled), fee: decimal<'asset'>('0'), feeAsset: 'USDT' },
        ...{ isSelfTrade: false, time: at },
      })
    }
  }
  rules.exchange.adopt(DEMO, { balances: rules.exchange.balances(DEMO), orders, deals })
}

it('reads thirty days of trades in one call, and proves those of the last seven by their orders', async () => {
  const { one, client } = scene()
  trade(one, 3_000, 30)
  const from = one.time.now() - 30 * DAY_MS
  const reading = client.history.trades({ symbol: SYMBOL, from })
  const rows = await all(one, reading)
  const truth = one.rules.exchange.deals(DEMO, SYMBOL)
  expect(rows.map(({ id }) => id).sort()).toEqual(truth.map(({ tradeId }) => tradeId).sort())
  expect(rows.map(({ time }) => time)).toEqual(rows.map(({ time }) => time).sort((a, b) => a - b))
  const { state, provenFrom = 0, gaps } = reading.coverage
  expect([state, gaps]).toEqual(['unproven', []])
  expect(Math.abs(one.time.now() - 7 * DAY_MS - provenFrom)).toBeLessThan(10 * MINUTE_MS)
  const trades = one.calls.filter(({ call }) => call === 'GET /api/v3/myTrades')
  expect(trades.length).toBeLessThan(30)
})

it('states that three days of trades are complete, and whose trades are missing where they are not', async () => {
  const { one, client } = scene()
  trade(one, 300, 3)
  const range = { symbol: SYMBOL, from: one.time.now() - 3 * DAY_MS }
  const whole = client.history.trades(range)
  expect(await all(one, whole)).toHaveLength(one.rules.exchange.deals(DEMO, SYMBOL).length)
  expect(whole.coverage).toMatchObject({ state: 'complete', gaps: [] })
  const [order] = one.rules.exchange.orders(DEMO, SYMBOL)
  if (order === undefined) throw new Error('There are orders.')
  const forgotten = { ...order, orderId: 'C02__8', createdAt: order.createdAt - HOUR_MS }
  one.rules.exchange.adopt(DEMO, { balances: new Map(), orders: [forgotten], deals: [] })
  const partial = client.history.trades(range)
  await all(one, partial)
  expect(partial.coverage).toMatchObject({ state: 'incomplete', gaps: [{ reason: 'MISSING', orderId: 'C02__8' }] })
})

it('finds by their orders the trades that one crowded second hid', async () => {
  const { one, client } = scene()
  trade(one, 600, 1, 600)
  const reading = client.history.trades({ symbol: SYMBOL, from: one.time.now() - DAY_MS })
  const rows = await all(one, reading)
  const truth = one.rules.exchange.deals(DEMO, SYMBOL)
  expect(truth.length).toBeGreaterThan(1_100)
  expect(rows.map(({ id }) => id).sort()).toEqual(truth.map(({ tradeId }) => tradeId).sort())
  expect(reading.coverage.gaps.map(({ reason }) => reason)).toEqual(['CROWDED'])
})

it('has the seven days of orders that MEXC lists, and names the rest as beyond its reach', async () => {
  const { one, client } = scene()
  trade(one, 2_600, 13)
  const from = one.time.now() - 13 * DAY_MS
  const reading = client.history.orders({ symbol: SYMBOL, from })
  const rows = await all(one, reading)
  const limit = one.time.now() - 7 * DAY_MS
  const truth = one.rules.exchange.orders(DEMO, SYMBOL).filter(({ createdAt }) => createdAt >= limit)
  expect(Math.abs(rows.length - truth.length)).toBeLessThan(6)
  expect(new Set(rows.map(({ orderId }) => orderId)).size).toBe(rows.length)
  const { state, gaps } = reading.coverage
  expect([state, gaps.map(({ reason, from: start }) => [reason, start])]).toEqual([
    'incomplete',
    [['BEYOND_REACH', from]],
  ])
})

it('goes on in another process behind the last row that was taken', async () => {
  const { one, client } = scene()
  trade(one, 400, 6)
  const range = { symbol: SYMBOL, from: one.time.now() - 6 * DAY_MS }
  const first = client.history.trades(range)
  const taken: string[] = []
  let done = false
  const part = async (): Promise<void> => {
    for await (const { id } of first) if (taken.push(id) === 333) break
    done = true
  }
  void part()
  await one.time.until(() => done, HOUR_MS)
  const resume = JSON.parse(JSON.stringify(first.position)) as typeof first.position
  const rest = await all(one, client.history.trades({ ...range, resume }))
  const ids = [...taken, ...rest.map(({ id }) => id)]
  expect([...ids].sort()).toEqual(
    one.rules.exchange
      .deals(DEMO, SYMBOL)
      .map(({ tradeId }) => tradeId)
      .sort(),
  )
})

it('has every closed candle of ten days once, and every public trade of some minutes', async () => {
  const { one, client } = scene(true)
  const truth: { readonly time: number; readonly quantity: string }[] = []
  const opened = one.time.now()
  one.rules.exchange.subscribe((events) => {
    for (const event of events) if (event.type === 'trade') truth.push({ time: event.time, quantity: event.quantity })
  })
  await one.time.advance(5 * MINUTE_MS)
  const now = one.time.now()
  const candles = client.history.klines({ symbol: SYMBOL, interval: '15m', from: now - 10 * DAY_MS })
  const rows = await all(one, candles)
  expect(candles.coverage.gaps).toEqual([])
  const first = Math.floor((now - 10 * DAY_MS) / (15 * MINUTE_MS)) * 15 * MINUTE_MS
  expect(rows.map(({ openTime }) => openTime)).toEqual(rows.map((_, index) => first + index * 15 * MINUTE_MS))
  expect(rows.at(-1)).toMatchObject({ closed: true, closeTime: Math.floor(now / (15 * MINUTE_MS)) * 15 * MINUTE_MS })
  const to = Math.floor((now - MINUTE_MS) / SECOND_MS) * SECOND_MS
  const trades = client.history.aggTrades({ symbol: SYMBOL, from: opened, to })
  const prints = await all(one, trades)
  expect(trades.coverage.state).toBe('complete')
  const made = truth.filter(({ time }) => time < to).map(({ quantity }) => quantity)
  expect(made.length).toBeGreaterThan(20)
  expect(prints.map(({ q }) => q).filter((q) => made.includes(q)).length).toBeGreaterThanOrEqual(made.length)
})

it('has deposits older than a week, each once', async () => {
  const { one, client } = scene()
  const { wallet } = one.rules.core.house
  for (let day = 20; day > 0; day--) wallet.deposit(DEMO, 'USDT', decimal<'asset'>('5'), one.time.now() - day * DAY_MS)
  const reading = client.history.deposits({ from: one.time.now() - 21 * DAY_MS })
  const rows = await all(one, reading)
  expect(rows).toHaveLength(20)
  expect(new Set(rows.map(({ txId }) => txId)).size).toBe(20)
  expect(reading.coverage.state).toBe('complete')
})
