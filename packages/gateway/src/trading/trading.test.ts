import { appendFileSync, mkdtempSync, readFileSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compare, decimal, sum } from '@spotdeck/exact'
import { OrderRejected, UnknownOrder } from '@spotdeck/mexc'
import type { SymbolAnswer } from '@spotdeck/wire'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { NewOrder, OrderOutcome } from '@spotdeck/edge'
import { type OrderPrices, type TopOfBook, type TradingLimits, orderNotional } from './limits.ts'
import { fileSpent } from './daily-notional.ts'
import type { Sender } from './trade.ts'
import { createTrader } from './trader.ts'

const limits: TradingLimits = {
  maxOrderNotional: decimal('100'),
  maxDailyNotional: decimal('250'),
  zone: 'Asia/Taipei',
}
type Given = { readonly [Name in keyof NewOrder]?: NewOrder[Name] | undefined }
const order = (given: Given = {}): NewOrder =>
  ({
    symbol: 'MXUSDT',
    side: 'BUY',
    type: 'LIMIT',
    price: '2',
    quantity: '50',
    clientOrderId: 'c1',
    ...given,
  }) as NewOrder
const withoutAbsent = (given: NewOrder): NewOrder =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as NewOrder
const marketOrder = (quantity: string): NewOrder => withoutAbsent(order({ type: 'MARKET', price: undefined, quantity }))
const PRICES = { lastPrice: decimal<'quote per base'>('2.5'), quotePrice: decimal<'USDT per unit'>('1') }
type Told = readonly (readonly [price: string, quantity: string])[]
const book = (asks: Told, bids: Told): TopOfBook => {
  const levels = (side: Told): TopOfBook['asks'] => side.map(([price, quantity]) => [decimal(price), decimal(quantity)])
  return { asks: levels(asks), bids: levels(bids) }
}
const freshFile = (): string => join(mkdtempSync(join(tmpdir(), 'spotdeck-spent-')), 'main.ordered')

/** A trader whose exchange takes every order unless told otherwise. */
function trader(
  path = freshFile(),
  more: { readonly quotePrice?: string; readonly row?: SymbolAnswer; readonly book?: TopOfBook } = {},
) {
  const world = {
    now: Date.parse('2026-11-21T15:00:00Z'),
    refuse: false,
    refusal: new OrderRejected(),
    sent: [] as string[],
    doubted: [] as string[],
    appearsAt: Infinity,
  }
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
      if (world.refuse) throw world.refusal
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
    doubt: (symbol) => world.doubted.push(symbol),
    book: () => Promise.resolve(more.book),
    now: () => world.now,
  })
  return { path, world, place: (given: Given = {}) => made.place(withoutAbsent(order(given))) }
}

const codeOf = (outcome: OrderOutcome): string => (outcome.outcome === 'refused' ? outcome.code : outcome.outcome)

describe('trading limits', () => {
  it('accept an order of exactly the limit and reject the smallest step above it, with nothing sent', async () => {
    const { place, world } = trader()
    expect(await place({ clientOrderId: 'over', quantity: '50.00000001' })).toEqual({
      outcome: 'refused',
      code: 'NOTIONAL_LIMIT',
      params: { notional: '100.00000002', limit: '100' },
    })
    expect(world.sent).toEqual([])
    expect(await place()).toMatchObject({ outcome: 'placed' })
  })

  it('value sales at the market price, market orders at the last price, and quote assets in USDT', () => {
    const prices = { lastPrice: decimal<'quote per base'>('2.5'), quotePrice: decimal<'USDT per unit'>('1') }
    const worth = (given: NewOrder, more: Partial<OrderPrices> = {}): string => {
      const valued = orderNotional(given, { ...prices, ...more })
      return valued.kind === 'unknown' ? 'unknown' : valued.worth
    }
    expect(worth(order({ side: 'SELL', price: '0.01' }))).toBe('125')
    expect(worth(order({ side: 'SELL', price: '3' }))).toBe('150')
    const { price: _none, ...market } = order({ type: 'MARKET' })
    const { quantity: _no, ...byQuote } = { ...market, quoteQuantity: '0.5' }
    expect(worth(byQuote, { quotePrice: decimal('60000') })).toBe('30000')
    expect(worth(order(), { quotePrice: undefined })).toBe('unknown')
    const top = book([['2.5', '100']], [['2.4', '100']])
    expect(worth(market, { book: top })).toBe('125')
    expect(worth({ ...market, side: 'SELL' }, { book: top })).toBe('125')
    expect(worth(market, { book: top, lastPrice: undefined })).toBe('unknown')
    expect(worth(market)).toBe('unknown')
  })

  it('value a market order by the levels it takes, and reject one larger than the known book', async () => {
    const market = { type: 'MARKET', price: undefined, quantity: '20' } as const
    const thin = book(
      [
        ['2', '5'],
        ['4', '10'],
        ['6', '10'],
      ],
      [['1.9', '5']],
    )
    // 5 at 2, 10 at 4, 5 at 6: 80, where the last price says 50.
    expect(orderNotional(marketOrder('20'), { ...PRICES, book: thin })).toEqual({ kind: 'bounded', worth: '80' })
    const { place, world } = trader(freshFile(), { book: thin })
    expect(await place({ ...market, clientOrderId: 'fits' })).toMatchObject({ outcome: 'placed' })
    expect(await place({ ...market, clientOrderId: 'dear', quantity: '25' })).toEqual({
      outcome: 'refused',
      code: 'NOTIONAL_LIMIT',
      params: { notional: '110', limit: '100' },
    })
    const small = trader(freshFile(), { book: book([['2', '5']], [['1.9', '5']]) })
    for (const side of ['BUY', 'SELL'] as const)
      expect(await small.place({ ...market, side, clientOrderId: side })).toEqual({
        outcome: 'refused',
        code: 'NOTIONAL_UNKNOWN',
        params: { symbol: 'MXUSDT' },
      })
    expect(codeOf(await small.place({ ...market, clientOrderId: 'huge', quantity: '1000' }))).toBe('NOTIONAL_LIMIT')
    const blind = trader(freshFile())
    expect(codeOf(await blind.place({ ...market, clientOrderId: 'blind' }))).toBe('NOTIONAL_UNKNOWN')
    expect([...world.sent, ...small.world.sent, ...blind.world.sent]).toEqual(['fits'])
  })

  it('value a market order at no less than its levels or the last price', () => {
    const level = fc.tuple(fc.integer({ min: 1, max: 1_000 }), fc.integer({ min: 1, max: 100 }))
    fc.assert(
      fc.property(fc.array(level, { minLength: 1, maxLength: 20 }), fc.integer({ min: 1, max: 2_500 }), (levels, n) => {
        const sorted = [...levels].sort(([a], [b]) => a - b)
        const valued = orderNotional(marketOrder(String(n)), {
          ...PRICES,
          book: book(
            sorted.map(([price, quantity]) => [String(price), String(quantity)]),
            [],
          ),
        })
        let left = n
        let cost = 0
        for (const [price, quantity] of sorted) {
          cost += price * Math.min(left, quantity)
          left -= Math.min(left, quantity)
        }
        if (valued.kind === 'unknown') throw new Error('It can be valued.')
        expect(valued.kind).toBe(left > 0 ? 'unbounded' : 'bounded')
        expect(Number(valued.worth)).toBe(left > 0 ? cost + left * (sorted.at(-1)?.[0] ?? 0) : Math.max(cost, n * 2.5))
      }),
    )
  })

  it('reject an order that cannot be valued', async () => {
    const { place, world } = trader(freshFile(), { quotePrice: 'none' })
    expect(await place()).toEqual({ outcome: 'refused', code: 'NOTIONAL_UNKNOWN', params: { symbol: 'MXUSDT' } })
    expect(world.sent).toEqual([])
  })

  it('count a day in the account’s time zone, over restarts, and a repeated order once', async () => {
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

  it('release the amount of a rejected order, but not of one that may be open', async () => {
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

  it('send no order again that a crashed process has just sent, even if it is not visible yet', async () => {
    const before = trader()
    expect(codeOf(await before.place({ clientOrderId: 'a' }))).toBe('placed')
    const after = trader(before.path)
    after.world.appearsAt = after.world.now + 3_000
    expect(await after.place({ clientOrderId: 'a' })).toMatchObject({ outcome: 'placed', orderId: 'C02__before' })
    expect(after.world.sent).toEqual([])
  })

  it('count a repeated order at its first notional, even if the repeat is smaller', async () => {
    const first = trader()
    expect(codeOf(await first.place({ clientOrderId: 'a' }))).toBe('placed')
    const again = trader(first.path)
    expect(codeOf(await again.place({ clientOrderId: 'a', quantity: '1' }))).toBe('placed')
    expect(codeOf(await again.place({ clientOrderId: 'b' }))).toBe('placed')
    expect(codeOf(await again.place({ clientOrderId: 'c', quantity: '26' }))).toBe('DAILY_LIMIT')
  })

  it('apply to simultaneous orders of the same day', async () => {
    const { place } = trader()
    const all = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((clientOrderId) => place({ clientOrderId })))
    expect(all.map(codeOf).sort()).toEqual(['DAILY_LIMIT', 'DAILY_LIMIT', 'DAILY_LIMIT', 'placed', 'placed'])
  })

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

  it('refuse what breaks a rule of the market, and nothing is sent', async () => {
    const { place, world } = trader(freshFile(), { row })
    expect(await place({ quantity: '1.001' })).toMatchObject({
      outcome: 'refused',
      code: 'ORDER_RULE_BROKEN',
      params: { symbol: 'MXUSDT', rule: 'QUANTITY_TOO_FINE' },
    })
    expect([world.sent, world.doubted]).toEqual([[], []])
  })

  it.each([{ isSpotTradingAllowed: false }, { status: '2' }, { tradeSideType: '4' }])(
    'leave it to the exchange whether a market is open, and have %o read again where its answer differs',
    async (closed) => {
      const { place, world } = trader(freshFile(), { row: { ...row, ...closed } as SymbolAnswer })
      expect(await place()).toMatchObject({ outcome: 'placed' })
      expect([world.sent, world.doubted]).toEqual([['c1'], ['MXUSDT']])
    },
  )

  it.each([
    [10007, ['MXUSDT']],
    [30016, ['MXUSDT']],
    [30004, []],
  ])('have a market read again after a rejection with %i: %o', async (exchangeCode, doubted) => {
    const { place, world } = trader(freshFile(), { row })
    Object.assign(world, { refuse: true, refusal: new OrderRejected({ exchangeCode }) })
    expect(await place()).toMatchObject({ outcome: 'rejected', exchangeCode })
    expect(world.doubted).toEqual(doubted)
  })
})

describe('the daily notional log', () => {
  it('is in a file readable by its owner only; a line cut by a crash hides no other', async () => {
    const path = freshFile()
    await fileSpent(path).add('2026-11-21', 'a', decimal('10'))
    appendFileSync(path, '{"day":"2026-11-21","clientOr')
    await fileSpent(path).add('2026-11-21', 'b', decimal('20'))
    expect(fileSpent(path).total('2026-11-21', '')).toBe('30')
    expect(statSync(path).mode & 0o077).toBe(0)
    await fileSpent(path).add('2026-11-22', 'c', decimal('1'))
    expect(readFileSync(path, 'utf8').trim().split('\n')).toHaveLength(1)
  })

  it('never exceeds the daily limit, over any orders, rejections and restarts', async () => {
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
