/** The strategies of `examples/strategies` on the sandbox, in virtual time, while prices move and answers get lost. */

import { decimal, subtract } from '@spotdeck/exact'
import { MexcClient } from '@spotdeck/mexc'
import { MINUTE_MS, SECOND_MS, type Timer } from '@spotdeck/ports'
import { channels } from '@spotdeck/wire'
import { afterEach, describe, expect, it } from 'vitest'
import { alerts } from '../../examples/strategies/alerts.mjs'
import { averageIn } from '../../examples/strategies/average-in.mjs'
import { grid } from '../../examples/strategies/grid.mjs'
import type { Bot } from '../../examples/strategies/main.mjs'
import { marketMaker } from '../../examples/strategies/market-maker.mjs'
import { portfolio } from '../../examples/strategies/portfolio.mjs'
import { rebalance } from '../../examples/strategies/rebalancer.mjs'
import { record } from '../../examples/strategies/recorder.mjs'
import { trailingStop } from '../../examples/strategies/trailing-stop.mjs'
import { triangle } from '../../examples/strategies/triangle.mjs'
import { twap } from '../../examples/strategies/twap.mjs'
import { CREDENTIALS, DEMO, REST_URL, sandboxInMemory, WS_URL } from '../simulation/support/sandbox-in-memory.ts'

const SYMBOL = 'MXUSDT'
const open: { close(): unknown }[] = []
afterEach(() => {
  for (const one of open.splice(0).reverse()) void one.close()
})

/** A sandbox, and strategies that run on it. */
function scene(symbols: readonly string[] = [SYMBOL], seed = 11) {
  const { time, rules, world, network } = sandboxInMemory({ seed, bots: true, symbols })
  open.push(rules)
  const said: string[] = []
  const { exchange } = rules
  return {
    time,
    exchange,
    said,
    price: () => Number(exchange.lastPrice(SYMBOL)),
    orders: () => exchange.orders(DEMO, SYMBOL),
    held: (asset: string) => exchange.balances(DEMO).get(asset) ?? { free: '0', locked: '0' },
    move: (percent: number, overMs = 20 * SECOND_MS) =>
      void rules.core.market.move({ symbol: SYMBOL, target: { percent }, overMs }),
    fail: (kind: 'error-before' | 'error-after', endpoint: string, times = 1) =>
      void rules.faults.add({ kind, target: { endpoint }, probability: 1, times, status: 503 }),
    buy: (quantity: string) =>
      void exchange.place({
        account: DEMO,
        symbol: SYMBOL,
        side: 'BUY',
        type: 'MARKET',
        quantity: decimal(quantity),
        time: time.now(),
      }),
    cut: () => network.cut(new URL(REST_URL).host),
    publicTrades: async () => {
      const url = `${REST_URL}/api/v3/trades?symbol=${SYMBOL}&limit=1000`
      const asked = world.fetch({ method: 'GET', url, headers: {}, timeoutMs: SECOND_MS })
      let rows: readonly { readonly time: number }[] | undefined
      void asked.then(({ body }) => (rows = JSON.parse(String(body)) as typeof rows))
      await time.until(() => rows !== undefined, MINUTE_MS)
      return rows ?? []
    },
    /** Starts a strategy; `stop` ends it as Ctrl-C does, and fails where it failed. */
    run: <Options>(strategy: (bot: Bot, options: Options) => Promise<void>, options: Options) => {
      const host = { preset: 'custom', restUrl: REST_URL, wsUrl: WS_URL, credentials: CREDENTIALS } as const
      const heartbeat = { channel: channels.aggreBookTicker(SYMBOL) }
      const client = new MexcClient({ ...host, world, heartbeat })
      open.push(client)
      const ended = new AbortController()
      let waiting: { readonly timer: Timer; readonly resolve: () => void } | undefined
      const wait = (ms: number) =>
        new Promise<void>((resolve) => {
          waiting = { timer: world.timers.after(ms, resolve), resolve }
        })
      const say = (...words: unknown[]) => void said.push(words.join(' '))
      let end: { error?: unknown } | undefined
      strategy({ client, signal: ended.signal, wait, now: () => time.now(), say }, options).then(
        () => (end = {}),
        (error: unknown) => (end = { error }),
      )
      const settled = async () => {
        await time.until(() => end !== undefined, 10 * MINUTE_MS)
        expect(end).toEqual({})
      }
      return {
        settled,
        stop: async () => {
          ended.abort()
          waiting?.timer.cancel()
          waiting?.resolve()
          await settled()
          await client.close()
        },
      }
    },
  }
}

const sumOf = (rows: readonly { executedQuantity: string }[]): number =>
  rows.reduce((sum, { executedQuantity }) => sum + Number(executedQuantity), 0)

describe('the grid', () => {
  it('holds one order for each space, sells above what it bought, and goes on after a restart', async () => {
    const { time, price, move, orders, exchange, run } = scene()
    await time.advance(2_000)
    const begin = price()
    const options = {
      ...{ symbol: SYMBOL, spaces: 10, quantity: '10' },
      ...{ low: (begin * 0.95).toFixed(4), high: (begin * 1.05).toFixed(4) },
    }
    const spaces = () => exchange.openOrders(DEMO).map(({ clientOrderId }) => clientOrderId?.split('-')[1])
    const first = run(grid, options)
    await time.advance(10_000)
    const count = spaces().length
    expect(count).toBeGreaterThan(3)
    for (const percent of [-3, 4, -5, 5, -3]) {
      move(percent)
      await time.advance(40_000)
      expect(new Set(spaces()).size).toBe(spaces().length)
    }
    await first.stop()
    const before = orders().length
    const second = run(grid, options)
    await time.advance(10_000)
    expect(new Set(spaces()).size).toBe(spaces().length)
    move(5)
    await time.advance(40_000)
    await second.stop()
    expect(orders().length).toBeGreaterThan(before)
    const filled = orders().filter(({ status }) => status === 'FILLED')
    const sold = filled.filter(({ side }) => side === 'SELL')
    expect(sold.length).toBeGreaterThan(2)
    // Each sale is one space above a purchase.
    for (const { price: at, clientOrderId } of sold) {
      const space = clientOrderId?.split('-')[1]
      const bought = filled.find(({ side, clientOrderId: id }) => side === 'BUY' && id?.split('-')[1] === space)
      expect(Number(at)).toBeGreaterThan(Number(bought?.price))
    }
  })
})

describe('the market maker', () => {
  it('never holds more than its limit beyond the start, has one order a side, and leaves none', async () => {
    const { time, move, held, exchange, orders, run, fail } = scene()
    const start = Number(held('MX').free)
    const maker = run(marketMaker, { symbol: SYMBOL, spread: '0.002', quantity: '10', most: '30', everyMs: 500 })
    await time.advance(10_000)
    fail('error-after', 'POST order')
    for (const percent of [-2, 3, -4, 2]) {
      move(percent, 10_000)
      for (let n = 0; n < 20; n++) {
        await time.advance(1_000)
        const sides = exchange.openOrders(DEMO).map(({ side }) => side)
        expect(new Set(sides).size).toBe(sides.length)
        const { free, locked } = held('MX')
        expect(Math.abs(Number(free) + Number(locked) - start)).toBeLessThanOrEqual(30)
      }
    }
    await maker.stop()
    expect(exchange.openOrders(DEMO)).toEqual([])
    expect(sumOf(orders())).toBeGreaterThan(0)
  })
})

describe('averaging in', () => {
  it('buys once in each period, also when answers are lost and after a restart', async () => {
    const { time, orders, run, fail } = scene()
    await time.advance(MINUTE_MS - (time.now() % MINUTE_MS))
    const options = { symbol: SYMBOL, amount: '10', everyMs: MINUTE_MS }
    const first = run(averageIn, options)
    await time.advance(30_000)
    fail('error-after', 'POST order')
    await time.advance(MINUTE_MS)
    await first.stop()
    const second = run(averageIn, options)
    await time.advance(2 * MINUTE_MS)
    await second.stop()
    expect(orders().map(({ clientOrderId }) => clientOrderId)).toHaveLength(4)
    expect(new Set(orders().map(({ clientOrderId }) => clientOrderId)).size).toBe(4)
  })
})

describe('the rebalancer', () => {
  it('brings a share back into its band, and trades no more then', async () => {
    const { time, held, price, orders, move, run } = scene()
    await time.advance(2_000)
    const share = () => {
      const value = Number(held('MX').free) * price()
      return value / (value + Number(held('USDT').free))
    }
    const one = run(rebalance, { shares: { MX: '0.3' }, band: '0.01', everyMs: 5_000 })
    await time.advance(30_000)
    expect(Math.abs(share() - 0.3)).toBeLessThan(0.011)
    const count = orders().length
    move(0, 1)
    move(20, 10_000)
    await time.advance(60_000)
    expect(Math.abs(share() - 0.3)).toBeLessThan(0.011)
    expect(orders().length).toBeGreaterThan(count)
    await one.stop()
  })
})

describe('the trailing stop', () => {
  it('sells once when the bid has fallen far enough from its highest, and not before', async () => {
    const { time, price, orders, move, run, fail } = scene()
    await time.advance(2_000)
    const stop = run(trailingStop, { symbol: SYMBOL, quantity: '10', below: '0.03', confirmations: 3, name: 'a' })
    move(5)
    await time.advance(30_000)
    const high = price()
    move(-2)
    await time.advance(30_000)
    expect(orders()).toEqual([])
    fail('error-after', 'POST order')
    move(-6)
    await stop.settled()
    expect(orders()).toMatchObject([{ side: 'SELL', status: 'FILLED', quantity: '10' }])
    expect(price()).toBeLessThan(high * 0.975)
    const again = run(trailingStop, { symbol: SYMBOL, quantity: '10', below: '0.03', confirmations: 3, name: 'a' })
    move(-6)
    await again.settled()
    expect(orders()).toHaveLength(1)
  })
})

describe('the recorder', () => {
  it('writes every public trade since it began, and names the gap of a cut', async () => {
    const { time, said, publicTrades, cut, run } = scene()
    const recorder = run(record, { symbol: SYMBOL })
    await time.advance(20_000)
    const lines = () =>
      said.map((line) => JSON.parse(line) as { kind: string; of?: string; from?: number; to?: number; time?: number })
    const from = lines().find(({ kind, of }) => kind === 'gap' && of === 'trade')?.to ?? Infinity
    const trades = lines().filter(({ kind }) => kind === 'trade')
    const until = time.now() - 2_000
    const isSure = ({ time: at = 0 }: { readonly time?: number }): boolean => at > from + 500 && at < until
    const truth = (await publicTrades()).filter(isSure)
    expect(truth.length).toBeGreaterThan(3)
    expect(trades.filter(isSure)).toHaveLength(truth.length)
    cut()
    await time.advance(10_000)
    const gaps = lines().filter(({ kind, of }) => kind === 'gap' && of === 'trade')
    expect(gaps).toHaveLength(2)
    expect(gaps[1]?.to ?? 0).toBeGreaterThan(gaps[1]?.from ?? Infinity)
    await recorder.stop()
  })
})

describe('the triangle', () => {
  it('says what a round pays after fees, and each step trades what the one before brought', async () => {
    const { time, said, exchange, held, run } = scene(['MXUSDT', 'BTCUSDT', 'ETHBTC', 'ETHUSDT'])
    const before = held('USDT').free
    const round = [
      { symbol: 'BTCUSDT', side: 'BUY' as const },
      { symbol: 'ETHBTC', side: 'BUY' as const },
      { symbol: 'ETHUSDT', side: 'SELL' as const },
    ]
    const options = { rounds: [round], amount: '1000', least: '-0.05', everyMs: 60_000, trades: true }
    const one = run(triangle, options)
    await time.advance(100_000)
    await one.stop()
    const gain = Number(/^gain (\S+)/m.exec(said.join('\n'))?.[1])
    expect(gain).toBeLessThan(0.01)
    for (const { symbol } of round)
      expect(exchange.orders(DEMO, symbol).filter(({ status }) => status === 'FILLED').length).toBeGreaterThan(0)
    const lost = Number(subtract(decimal(before), decimal(held('USDT').free)))
    expect(Math.abs(lost)).toBeLessThan(60)
  })
})

describe('TWAP', () => {
  it('trades the whole quantity in parts, none twice, though answers are lost', async () => {
    const { time, price, orders, run, fail } = scene()
    await time.advance(2_000)
    const options = { symbol: SYMBOL, side: 'BUY' as const, quantity: '60', parts: 6, everyMs: 5_000, name: 'x' }
    const one = run(twap, { ...options, price: (price() * 1.03).toFixed(4) })
    await time.advance(8_000)
    fail('error-after', 'POST order', 2)
    await one.settled()
    expect(sumOf(orders())).toBe(60)
    const again = run(twap, { ...options, price: (price() * 1.03).toFixed(4) })
    await again.settled()
    expect(sumOf(orders())).toBe(60)
  })

  it('trades nothing beyond its price', async () => {
    const { time, price, orders, run } = scene()
    await time.advance(2_000)
    const options = { symbol: SYMBOL, side: 'BUY' as const, quantity: '60', parts: 3, everyMs: 5_000, name: 'y' }
    await run(twap, { ...options, price: (price() * 0.9).toFixed(4) }).settled()
    expect(sumOf(orders())).toBe(0)
    expect(orders()).toHaveLength(3)
  })
})

describe('the alerts', () => {
  it('say once that a price has crossed a line, each time that it does, and which order is filled', async () => {
    const { time, price, move, said, buy, run } = scene()
    await time.advance(2_000)
    const line = (price() * 1.02).toFixed(4)
    const one = run(alerts, { lines: { [SYMBOL]: [line] } })
    await time.advance(10_000)
    buy('10')
    move(4)
    await time.advance(40_000)
    move(-4)
    await time.advance(40_000)
    await one.stop()
    const rises = said.filter((words) => words.includes('rose'))
    expect(said.filter((words) => words.includes('fell')).length).toBe(rises.length)
    expect(rises.length).toBeGreaterThan(0)
    expect(said).toContain(`BUY 10 ${SYMBOL} filled`)
  })
})

describe('the portfolio', () => {
  it('prints what the exchange holds, and again only after a change', async () => {
    const { time, held, said, buy, run } = scene()
    const one = run(portfolio, { everyMs: 5_000 })
    await time.advance(20_000)
    const { free } = held('USDT')
    expect(said.some((words) => words.startsWith('USDT') && words.includes(` ${decimal(free)} `))).toBe(true)
    const count = said.length
    await time.advance(20_000)
    expect(said).toHaveLength(count)
    buy('10')
    await time.advance(10_000)
    expect(said.length).toBeGreaterThan(count)
    await one.stop()
  })
})
