import { type AssetAmount, add, as, compare, decimal, isNegative, sum } from '@spotdeck/exact'
import type { OrderSide, OrderType } from '@spotdeck/wire'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { NewOrder, StpMode, VenueEvent } from '../contract/exchange.ts'
import { type Venue, openVenue } from './open-venue.ts'
import { symbolsNamed } from '../listing/symbols.ts'

/** `SPOTDECK_PROPERTY_RUNS=2` runs twice as many. */
const RUNS = Number(process.env['SPOTDECK_PROPERTY_RUNS'] ?? 1)

const ACCOUNTS = ['alice', 'bob', 'carol'] as const
const PEOPLE = new Set(['alice', 'bob'])
const ASSETS = ['USDT', 'MX', 'BTC']
const SYMBOLS = ['MXUSDT', 'BTCUSDT']
const GRANT = { USDT: '1500', MX: '700', BTC: '0.0123456789' } as const

type Step =
  | { readonly what: 'place'; readonly order: Omit<NewOrder, 'time' | 'account'>; readonly who: number }
  | { readonly what: 'cancel'; readonly who: number; readonly nth: number }
  | { readonly what: 'deduct'; readonly who: number; readonly on: boolean }

const place = fc
  .record({
    who: fc.nat(2),
    symbol: fc.constantFrom(...SYMBOLS),
    side: fc.constantFrom<OrderSide>('BUY', 'SELL'),
    type: fc.constantFrom<OrderType>(
      'LIMIT',
      'LIMIT',
      'LIMIT',
      'LIMIT_MAKER',
      'IMMEDIATE_OR_CANCEL',
      'FILL_OR_KILL',
      'MARKET',
    ),
    tick: fc.integer({ min: -300, max: 300 }),
    lots: fc.integer({ min: 1, max: 20_000 }),
    byQuote: fc.boolean(),
    stp: fc.constantFrom<StpMode | undefined>(undefined, undefined, 'cancel_maker', 'cancel_taker', 'cancel_both'),
  })
  .map(({ who, symbol, side, type, tick, lots, byQuote, stp }): Step => {
    const mx = symbol === 'MXUSDT'
    const price = mx ? (24900 + tick) / 10_000 : (9125000 + tick * 300) / 100
    const size = mx
      ? { quantity: decimal<'base'>((lots / 100).toFixed(2)) }
      : { quantity: decimal<'base'>((lots / 1e8).toFixed(8)) }
    const order = { symbol, side, type, ...(stp === undefined ? {} : { stpMode: stp }) }
    if (type !== 'MARKET')
      return { what: 'place', who, order: { ...order, ...size, price: decimal(price.toFixed(mx ? 4 : 2)) } }
    if (byQuote)
      return { what: 'place', who, order: { ...order, quoteQuantity: decimal((lots / 13).toFixed(mx ? 4 : 2)) } }
    return { what: 'place', who, order: { ...order, ...size } }
  })
const cancel = fc.record({ what: fc.constant('cancel' as const), who: fc.nat(2), nth: fc.nat(20) })
const deduct = fc.record({ what: fc.constant('deduct' as const), who: fc.nat(1), on: fc.boolean() })
const flow = fc.array(
  fc.oneof({ weight: 8, arbitrary: place }, { weight: 2, arbitrary: cancel }, { weight: 1, arbitrary: deduct }),
  { maxLength: 120, size: 'max' },
)

/** Fees of one of the accounts: higher than the symbols' own, its maker's too. */
const TIER = { makerFeeRate: decimal<'fraction'>('0.0004'), takerFeeRate: decimal<'fraction'>('0.0013') }

function open(): Venue {
  const venue = openVenue({
    symbols: symbolsNamed(SYMBOLS),
    firstVersion: 0,
    sameGroup: (a, b) => PEOPLE.has(a) && PEOPLE.has(b),
    feeRates: (account) => (account === 'bob' ? TIER : undefined),
    mxDiscount: decimal('0.35'),
  })
  for (const account of ACCOUNTS) {
    for (const asset of ASSETS) venue.adjust(account, asset, decimal(GRANT[asset as keyof typeof GRANT]), 'DEPOSIT', 1)
  }
  return venue
}

function run(venue: Venue, steps: readonly Step[]): void {
  steps.forEach((step, at) => {
    const account = ACCOUNTS[step.who] ?? 'alice'
    const time = 1_790_000_000_000 + at
    if (step.what === 'place') venue.place({ ...step.order, account, time })
    if (step.what === 'deduct') venue.setMxDeduct(account, step.on)
    if (step.what === 'cancel') {
      const order = venue.openOrders(account)[step.nth]
      if (order !== undefined)
        expect(venue.cancel(account, order.symbol, { orderId: order.orderId }, time).ok).toBe(true)
    }
    expectSane(venue)
  })
}

/** No crossed book, no negative balance, and every asset that was granted is still there. */
function expectSane(venue: Venue): void {
  for (const symbol of SYMBOLS) {
    const { bids, asks } = venue.book(symbol, 1)
    if (bids[0] !== undefined && asks[0] !== undefined) expect(compare(bids[0].price, asks[0].price)).toBe(-1)
  }
  for (const asset of ASSETS) {
    const locked = ACCOUNTS.map((account) => venue.balances(account).get(asset))
    const parts = locked.flatMap((one) => (one === undefined ? [] : [one.free, one.locked]))
    expect(parts.some(isNegative)).toBe(false)
    const fees = venue.collectedFees().get(asset) ?? decimal<'asset'>('0')
    const grant = decimal<'asset'>(GRANT[asset as keyof typeof GRANT])
    expect(add(sum(parts), fees)).toBe(sum([grant, grant, grant]))
  }
}

test('conserves money, never crosses and never goes below zero, for any order flow', () => {
  fc.assert(
    fc.property(flow, (steps) => run(open(), steps)),
    { numRuns: 40 * RUNS },
  )
})

test('locked balances equal the open orders: canceling all of them frees everything', () => {
  fc.assert(
    fc.property(flow, (steps) => {
      const venue = open()
      run(venue, steps)
      for (const account of ACCOUNTS) {
        for (const order of venue.openOrders(account))
          venue.cancel(account, order.symbol, { orderId: order.orderId }, 2e12)
        for (const { locked } of venue.balances(account).values()) expect(locked).toBe('0')
      }
      for (const symbol of SYMBOLS) expect(venue.book(symbol, 5)).toMatchObject({ bids: [], asks: [] })
    }),
    { numRuns: 25 * RUNS },
  )
})

test('events are complete: balances chain, deals sum to the executed quantity, versions count by one', () => {
  fc.assert(
    fc.property(flow, (steps) => {
      const venue = open()
      const free = new Map<string, AssetAmount>()
      const dealt = new Map<string, AssetAmount>()
      const versions = new Map<string, number>()
      for (const account of ACCOUNTS) {
        for (const [asset, { free: start }] of venue.balances(account)) free.set(`${account} ${asset}`, start)
      }
      venue.subscribe((events) => events.forEach((event) => check(event)))
      const check = (event: VenueEvent): void => {
        if (event.type === 'balance') {
          const key = `${event.account} ${event.asset}`
          expect(add(free.get(key) ?? decimal<'asset'>('0'), event.freeChange)).toBe(event.after.free)
          free.set(key, event.after.free)
        }
        if (event.type === 'deal') {
          const sofar = dealt.get(event.deal.orderId) ?? decimal<'asset'>('0')
          dealt.set(event.deal.orderId, add(sofar, as<'asset'>(event.deal.quantity)))
        }
        if (event.type === 'level') {
          expect(event.version).toBe((versions.get(event.symbol) ?? 0) + 1)
          versions.set(event.symbol, event.version)
        }
      }
      run(venue, steps)
      for (const account of ['alice', 'bob'] as const) {
        for (const order of SYMBOLS.flatMap((symbol) => venue.orders(account, symbol))) {
          expect(dealt.get(order.orderId) ?? '0').toBe(order.executedQuantity)
        }
      }
    }),
    { numRuns: 25 * RUNS },
  )
})
