import { appendFileSync, mkdtempSync, readFileSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compare, decimal, sum } from '@spotdeck/exact'
import { OrderRejected, UnknownOrder } from '@spotdeck/mexc'
import type { SymbolAnswer } from '@spotdeck/wire'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { NewOrder, OrderOutcome } from '../desk.ts'
import { type TradingLimits, worthOfOrder } from './limits.ts'
import { fileSpent } from './spent.ts'
import type { Sender } from './trade.ts'
import { createTrader } from './trader.ts'

const limits: TradingLimits = {
  maxOrderNotional: decimal('100'),
  maxDailyNotional: decimal('250'),
  zone: 'Asia/Taipei',
}
const order = (given: Partial<NewOrder> = {}): NewOrder => ({
  symbol: 'MXUSDT',
  side: 'BUY',
  type: 'LIMIT',
  price: '2',
  quantity: '50',
  clientOrderId: 'c1',
  ...given,
})
const freshFile = (): string => join(mkdtempSync(join(tmpdir(), 'spotdeck-spent-')), 'main.ordered')

/** A trader whose exchange takes every order unless told otherwise. */
function trader(path = freshFile(), more: { readonly quotePrice?: string; readonly row?: SymbolAnswer } = {}) {
  const world = { now: Date.parse('2026-11-21T15:00:00Z'), refuse: false, sent: [] as string[], appearsAt: Infinity }
  // waiting takes no time here but the clock's
  let clock = world.now
  const timers = {
    after: (ms: number, run: () => void) => {
      clock += ms
      queueMicrotask(run)
      return { cancel: () => {} }
    },
  }
  const rest = {
    recvWindow: 5_000,
    call: async ({ name }: { name: string }, query: { newClientOrderId?: string }) => {
      if (name === 'queryOrder' && clock >= world.appearsAt) return { orderId: 'C02__before' }
      if (name === 'queryOrder') throw new UnknownOrder()
      if (world.refuse) throw new OrderRejected()
      world.sent.push(query.newClientOrderId ?? '')
      return { orderId: `C02__${world.sent.length}` }
    },
  }
  const made = createTrader({
    sender: { rest, world: { clock: { now: () => clock }, timers } } as unknown as Sender,
    limits,
    spent: fileSpent(path),
    symbol: () => more.row,
    prices: () => ({
      lastPrice: decimal('2.5'),
      quotePrice: more.quotePrice === 'none' ? undefined : decimal(more.quotePrice ?? '1'),
    }),
    now: () => world.now,
  })
  return { path, world, place: (given: Partial<NewOrder> = {}) => made.place(order(given)) }
}

const codeOf = (outcome: OrderOutcome): string => (outcome.outcome === 'refused' ? outcome.code : outcome.outcome)

describe('limits of trading', () => {
  it('let an order of just the limit pass and refuse a hair more, with nothing sent', async () => {
    const { place, world } = trader()
    expect(await place({ clientOrderId: 'over', quantity: '50.00000001' })).toEqual({
      outcome: 'refused',
      code: 'NOTIONAL_LIMIT',
      params: { notional: '100.00000002', limit: '100' },
    })
    expect(world.sent).toEqual([])
    expect(await place()).toMatchObject({ outcome: 'placed' })
  })

  it('value a sale at the market, a market order at the last price, and quote assets in USDT', () => {
    const prices = { lastPrice: decimal<'quote per base'>('2.5'), quotePrice: decimal<'USDT per unit'>('1') }
    expect(worthOfOrder(order({ side: 'SELL', price: '0.01' }), prices)).toBe('125')
    expect(worthOfOrder(order({ side: 'SELL', price: '3' }), prices)).toBe('150')
    const { price: _none, ...market } = order({ type: 'MARKET' })
    expect(worthOfOrder(market, prices)).toBe('125')
    const { quantity: _no, ...byQuote } = { ...market, quoteQuantity: '0.5' }
    expect(worthOfOrder(byQuote, { ...prices, quotePrice: decimal('60000') })).toBe('30000')
    expect(worthOfOrder(market, { ...prices, lastPrice: undefined })).toBeUndefined()
    expect(worthOfOrder(order(), { ...prices, quotePrice: undefined })).toBeUndefined()
  })

  it('send nothing that cannot be valued', async () => {
    const { place, world } = trader(freshFile(), { quotePrice: 'none' })
    expect(await place()).toEqual({ outcome: 'refused', code: 'NOTIONAL_UNKNOWN', params: { symbol: 'MXUSDT' } })
    expect(world.sent).toEqual([])
  })

  it('count a day in the account’s zone, through restarts, and a repeat once', async () => {
    const first = trader()
    expect(codeOf(await first.place({ clientOrderId: 'a' }))).toBe('placed')
    expect(codeOf(await first.place({ clientOrderId: 'a' }))).toBe('placed')
    expect(codeOf(await first.place({ clientOrderId: 'b' }))).toBe('placed')
    const again = trader(first.path)
    expect(await again.place({ clientOrderId: 'c' })).toEqual({
      outcome: 'refused',
      code: 'DAILY_LIMIT',
      params: { spent: '300', limit: '250', zone: 'Asia/Taipei' },
    })
    expect(codeOf(await again.place({ clientOrderId: 'd', quantity: '25' }))).toBe('placed')
    again.world.now += 3_600_000 - 1
    expect(codeOf(await again.place({ clientOrderId: 'e', quantity: '1' }))).toBe('DAILY_LIMIT')
    again.world.now += 1
    expect(codeOf(await again.place({ clientOrderId: 'f' }))).toBe('placed')
    again.world.now -= 3_600_000
    expect(codeOf(await again.place({ clientOrderId: 'g' }))).toBe('placed')
    expect(codeOf(await again.place({ clientOrderId: 'h' }))).toBe('DAILY_LIMIT')
  })

  it('give back what the exchange refused, and not what may stand', async () => {
    const { place, world } = trader()
    for (const id of ['a', 'b', 'c', 'd']) {
      world.refuse = true
      expect(codeOf(await place({ clientOrderId: id }))).toBe('rejected')
    }
    world.refuse = false
    expect(codeOf(await place({ clientOrderId: 'e' }))).toBe('placed')
    world.refuse = true
    expect(codeOf(await place({ clientOrderId: 'e' }))).toBe('rejected')
    world.refuse = false
    expect(codeOf(await place({ clientOrderId: 'f' }))).toBe('placed')
    expect(codeOf(await place({ clientOrderId: 'g' }))).toBe('DAILY_LIMIT')
  })

  it('are no reason to send again what a run that died a moment ago has sent, though it is not visible yet', async () => {
    const before = trader()
    expect(codeOf(await before.place({ clientOrderId: 'a' }))).toBe('placed')
    const after = trader(before.path)
    after.world.appearsAt = after.world.now + 3_000
    expect(await after.place({ clientOrderId: 'a' })).toMatchObject({ outcome: 'placed', orderId: 'C02__before' })
    expect(after.world.sent).toEqual([])
  })

  it('count an order that is repeated at what it was first worth, though it is said to be smaller now', async () => {
    const first = trader()
    expect(codeOf(await first.place({ clientOrderId: 'a' }))).toBe('placed')
    const again = trader(first.path)
    expect(codeOf(await again.place({ clientOrderId: 'a', quantity: '1' }))).toBe('placed')
    expect(codeOf(await again.place({ clientOrderId: 'b' }))).toBe('placed')
    expect(codeOf(await again.place({ clientOrderId: 'c', quantity: '26' }))).toBe('DAILY_LIMIT')
  })

  it('hold orders that come at once to the same day', async () => {
    const { place } = trader()
    const all = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((clientOrderId) => place({ clientOrderId })))
    expect(all.map(codeOf).sort()).toEqual(['DAILY_LIMIT', 'DAILY_LIMIT', 'DAILY_LIMIT', 'placed', 'placed'])
  })

  it('say what the exchange would refuse before it is asked', async () => {
    const row = {
      symbol: 'MXUSDT',
      status: '1',
      baseAsset: 'MX',
      quoteAsset: 'USDT',
      baseAssetPrecision: 2,
      quoteAssetPrecision: 4,
      baseSizePrecision: '0.01',
      quoteAmountPrecision: '1',
      maxQuoteAmount: '2000000',
      orderTypes: ['LIMIT', 'MARKET'],
      isSpotTradingAllowed: true,
      tradeSideType: '1',
      permissions: ['SPOT'],
    } as unknown as SymbolAnswer
    const { place, world } = trader(freshFile(), { row })
    expect(await place({ quantity: '1.001' })).toMatchObject({ outcome: 'rejected', exchangeCode: 'QUANTITY_TOO_FINE' })
    expect(world.sent).toEqual([])
  })
})

describe('what was ordered', () => {
  it('is in a file of its owner alone, and a line that a crash cut off hides no other', () => {
    const path = freshFile()
    fileSpent(path).add('2026-11-21', 'a', decimal('10'))
    appendFileSync(path, '{"day":"2026-11-21","clientOr')
    fileSpent(path).add('2026-11-21', 'b', decimal('20'))
    expect(fileSpent(path).total('2026-11-21', '')).toBe('30')
    expect(statSync(path).mode & 0o077).toBe(0)
    fileSpent(path).add('2026-11-22', 'c', decimal('1'))
    expect(readFileSync(path, 'utf8').trim().split('\n')).toHaveLength(1)
  })

  it('never lets a day pass its limit, whatever is placed, refused and restarted', async () => {
    const step = fc.record({
      id: fc.integer({ min: 0, max: 9 }),
      cents: fc.integer({ min: 1, max: 12_000 }),
      refuse: fc.boolean(),
      restart: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        let at = trader()
        const placed = new Map<string, string>()
        for (const { id, cents, refuse, restart } of steps) {
          if (restart) at = trader(at.path)
          at.world.refuse = refuse
          const clientOrderId = `c${id}`
          if (placed.has(clientOrderId)) continue
          const outcome = await at.place({ clientOrderId, price: '1', quantity: String(cents / 100), side: 'BUY' })
          if (outcome.outcome === 'placed') placed.set(clientOrderId, String(cents / 100))
        }
        const total = sum<'USDT'>([...placed.values()].map((worth) => decimal<'USDT'>(worth)))
        expect(compare(total, decimal<'USDT'>('250'))).toBeLessThanOrEqual(0)
      }),
      { numRuns: 60 },
    )
  })
})
