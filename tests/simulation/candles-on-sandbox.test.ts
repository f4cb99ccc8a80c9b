/** The SDK's rolling candles against the prints of the sandbox, over interruptions and reads that lag. */

import { type Candle, type FollowedCandles, MexcClient } from '@spotdeck/mexc'
import { MINUTE_MS, SECOND_MS } from '@spotdeck/ports'
import { afterEach, expect, it } from 'vitest'
import { CREDENTIALS, REST_URL, sandboxInMemory, type SandboxScene, WS_URL } from './support/sandbox-in-memory.ts'

const SYMBOL = 'MXUSDT'
const LENGTH_MS = 3 * MINUTE_MS
const open: { close(): unknown }[] = []
afterEach(() => {
  for (const one of open.splice(0).reverse()) void one.close()
})

type Print = { readonly time: number; readonly price: number; readonly quantity: number }

function scene(): { readonly one: SandboxScene; readonly client: MexcClient; readonly prints: readonly Print[] } {
  const one = sandboxInMemory({ seed: 11, bots: true, symbols: [SYMBOL] })
  const prints: Print[] = []
  one.rules.exchange.subscribe((events) => {
    for (const event of events) {
      if (event.type !== 'trade') continue
      prints.push({ time: event.time, price: Number(event.price), quantity: Number(event.quantity) })
    }
  })
  const host = { preset: 'custom', restUrl: REST_URL, wsUrl: WS_URL } as const
  const client = new MexcClient({ ...host, credentials: CREDENTIALS, world: one.world })
  open.push(one.rules, client)
  return { one, client, prints }
}

/** Open, high, low, close and volume of the prints of a window. */
function truth(prints: readonly Print[], from: number, lengthMs: number): readonly number[] {
  const own = prints.filter(({ time }) => time >= from && time < from + lengthMs)
  const prices = own.map(({ price }) => price)
  const volume = own.reduce((sum, { quantity }) => sum + quantity, 0)
  return [Math.max(...prices), Math.min(...prices), prices.at(-1) ?? NaN, Math.round(volume * 100) / 100]
}

const figures = ({ high, low, close, volume }: Candle): readonly number[] =>
  [high, low, close, volume].map((text) => Math.round(Number(text) * 1e6) / 1e6)

function collect(candles: FollowedCandles): Candle[] {
  const seen: Candle[] = []
  void (async () => {
    for await (const candle of candles) seen.push(candle)
  })()
  return seen
}

it('brings each candle of three minutes once, final and exact, behind a window that is whole', async () => {
  const { one, client, prints } = scene()
  const from = one.time.now()
  const candles = client.candles(SYMBOL, '3m', { count: 300 })
  const seen = collect(candles)
  await one.time.advance(16 * MINUTE_MS)
  expect(seen.map(({ openTime }) => openTime)).toEqual(seen.map((_, n) => (seen[0]?.openTime ?? 0) + n * LENGTH_MS))
  expect(seen.length).toBeGreaterThanOrEqual(4)
  for (const candle of seen.filter(({ openTime }) => openTime >= from)) {
    expect(candle.closed).toBe(true)
    expect(figures(candle)).toEqual(truth(prints, candle.openTime, LENGTH_MS))
  }
  const { closed, current, closedTo } = candles
  expect(closed).toHaveLength(300)
  for (const [index, { openTime }] of closed.entries())
    if (index > 0) expect(openTime).toBe(closed[index - 1]?.closeTime)
  expect(closed.slice(-seen.length)).toEqual(seen)
  expect(closedTo).toBe(Math.floor((one.time.now() - SECOND_MS) / MINUTE_MS) * MINUTE_MS)
  expect(current).toMatchObject({ closed: false, openTime: closed.at(-1)?.closeTime })
})

it('misses no candle while its stream is cut, REST fails and answers lag', async () => {
  const { one, client, prints } = scene()
  const from = one.time.now()
  const seen = collect(client.candles(SYMBOL, '3m', { count: 10 }))
  await one.time.advance(4 * MINUTE_MS)
  one.rules.faults.add({ kind: 'half-open', target: { connection: '1' }, probability: 1, durationMs: 4 * MINUTE_MS })
  one.rules.faults.add({ kind: 'stale', target: {}, probability: 1, delayMs: 1_000 })
  await one.time.advance(4 * MINUTE_MS)
  const down = { target: { endpoint: 'klines' }, probability: 1, status: 503, durationMs: 4 * MINUTE_MS } as const
  one.rules.faults.add({ kind: 'error-before', ...down })
  await one.time.advance(8 * MINUTE_MS)
  const whole = seen.filter(({ openTime }) => openTime >= from)
  expect(whole.length).toBeGreaterThanOrEqual(4)
  for (const [index, candle] of whole.entries()) {
    if (index > 0) expect(candle.openTime).toBe(whole[index - 1]?.closeTime)
    expect(figures(candle)).toEqual(truth(prints, candle.openTime, LENGTH_MS))
  }
})

it('ends its loop when it is closed, and refuses a timeframe that is none', async () => {
  const { one, client } = scene()
  const candles = client.candles(SYMBOL, '2h')
  let done = false
  void (async () => {
    for await (const _ of candles);
    done = true
  })()
  let ready: boolean | undefined
  void candles.ready().then((is) => (ready = is))
  await one.time.until(() => ready !== undefined, 5_000)
  expect([ready, candles.closed.length]).toEqual([true, 200])
  candles.close()
  await one.time.until(() => done, 1_000)
  const wrong = '7x' as unknown as '7m'
  expect(() => client.candles(SYMBOL, wrong)).toThrow('A timeframe is such as')
})
