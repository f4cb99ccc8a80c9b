import { decimal, fromUnits } from '@spotdeck/exact'
import type { OrderSide, OrderType } from '@spotdeck/wire'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { BotTradingApi, SeatOrder, VenueEvent } from './exchange.ts'
import { type Venue, openVenue } from './open-venue.ts'
import { sandboxSymbols, symbolsNamed } from './symbols.ts'

const BOTS = ['bot:a', 'bot:b', 'bot:c'] as const
const ASSETS = ['MX', 'BTC', 'ETH', 'USDT'] as const
const TIME = 1_790_000_000_000
/** Few digits, many digits, and a symbol whose quote is another one's base; sizes from the least to far beyond plain numbers. */
const SYMBOLS = { MXUSDT: 24_900, BTCUSDT: 9_125_000, ETHBTC: 34_192 } as const
const UNBOUNDED = decimal('1000000000000000000')

type Symbol = keyof typeof SYMBOLS
type Step =
  | { readonly what: 'cancel'; readonly who: number; readonly nth: number }
  | { readonly what: 'deduct'; readonly who: number; readonly on: boolean }
  | { readonly what: 'look'; readonly who: number }
  | {
      readonly what: 'place'
      readonly who: number
      readonly symbol: Symbol
      readonly side: OrderSide
      readonly type: OrderType
      readonly away: number
      readonly lots: number
    }

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      what: fc.constant('place' as const),
      who: fc.nat(2),
      symbol: fc.constantFrom<Symbol>('MXUSDT', 'BTCUSDT', 'ETHBTC'),
      side: fc.constantFrom<OrderSide>('BUY', 'SELL'),
      type: fc.constantFrom<OrderType>('LIMIT', 'LIMIT', 'LIMIT_MAKER', 'IMMEDIATE_OR_CANCEL', 'FILL_OR_KILL'),
      away: fc.integer({ min: -20, max: 20 }),
      lots: fc.oneof(fc.integer({ min: 1, max: 20_000 }), fc.integer({ min: 1, max: 2 ** 40 }), fc.maxSafeNat()),
    }),
  },
  { weight: 3, arbitrary: fc.record({ what: fc.constant('cancel' as const), who: fc.nat(2), nth: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('deduct' as const), who: fc.nat(2), on: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('look' as const), who: fc.nat(2) }) },
)
const grant = fc.oneof(
  fc.maxSafeNat().map((units) => fromUnits<'asset'>(BigInt(units), 12)),
  fc.constant(decimal<'asset'>('1000000000000')),
)
const scene = fc.record({
  grants: fc.array(grant, { minLength: 12, maxLength: 12 }),
  makerFeeRate: fc.constantFrom('0', '0.0002', '0.003'),
  steps: fc.array(step, { maxLength: 150, size: 'max' }),
})
type Scene = typeof scene extends fc.Arbitrary<infer S> ? S : never

function open({ grants, makerFeeRate }: Scene): { readonly venue: Venue; readonly told: string[] } {
  const symbols = sandboxSymbols
    .filter(({ rules }) => rules.symbol in SYMBOLS)
    .map((one) => ({ ...one, rules: { ...one.rules, maxNotional: UNBOUNDED, makerFeeRate: decimal(makerFeeRate) } }))
  const venue = openVenue({ symbols: symbols as typeof sandboxSymbols, firstVersion: 0 })
  BOTS.forEach((bot, n) =>
    ASSETS.forEach((asset, m) => venue.adjust(bot, asset, grants[n * 4 + m] ?? decimal('0'), 'DEPOSIT', TIME)),
  )
  const told: string[] = []
  venue.subscribe((events) => told.push(...events.map(textOf)))
  return { venue, told }
}

/** Without the trade's id: orders in text take ids of their own out of the same count. */
function textOf(event: VenueEvent): string {
  if (event.type === 'trade') {
    return [event.symbol, event.price, event.quantity, event.takerSide, event.time].join(' ')
  }
  if (event.type !== 'level') return event.type
  const { symbol, side, price, quantity, version, lastOrderCreateTime, time } = event
  return [symbol, side, price, quantity, version, lastOrderCreateTime, time].join(' ')
}

function accounts(venue: Venue): unknown {
  const zero = '0'
  const held = BOTS.map((bot) =>
    ASSETS.map((asset) => {
      const { free, locked } = venue.balances(bot).get(asset) ?? { free: zero, locked: zero }
      return `${bot} ${free} ${locked} ${asset}`
    }),
  )
  return [held, ASSETS.map((asset) => `${asset} ${venue.collectedFees().get(asset) ?? zero}`)]
}

/** The flow by the seats' plain numbers. */
function bySeats(played: Scene) {
  const { venue, told } = open(played)
  const seats: BotTradingApi[] = BOTS.map((bot) => venue.seat(bot))
  const resting: SeatOrder[][] = BOTS.map(() => [])
  const rested: boolean[] = []
  played.steps.forEach((one, at) => {
    const bot = BOTS[one.who] ?? 'bot:a'
    const own = resting[one.who] ?? []
    const seat = seats[one.who]
    if (one.what === 'deduct') venue.setMxDeduct(bot, one.on)
    if (one.what === 'look') venue.balances(bot)
    if (one.what === 'cancel') {
      const order = own[one.nth]
      if (order !== undefined) seat?.cancel(order, TIME + at)
    }
    if (one.what !== 'place') return
    const { symbol, side, type, lots, away } = one
    const order = seat?.place({ symbol, side, type, lots, ticks: SYMBOLS[symbol] + away, time: TIME + at })
    if (order !== undefined) own.push(order)
    rested.push(order !== undefined)
  })
  return { told, rested, accounts: accounts(venue) }
}

/** The same flow in text and bigint, as people place it. */
function byText(played: Scene) {
  const { venue, told } = open(played)
  const resting: { readonly symbol: string; readonly orderId: string }[][] = BOTS.map(() => [])
  const rested: boolean[] = []
  played.steps.forEach((one, at) => {
    const account = BOTS[one.who] ?? 'bot:a'
    const own = resting[one.who] ?? []
    const time = TIME + at
    if (one.what === 'deduct') venue.setMxDeduct(account, one.on)
    if (one.what === 'cancel') {
      const order = own[one.nth]
      if (order !== undefined) venue.cancel(account, order.symbol, order, time)
    }
    if (one.what !== 'place') return
    const { symbol, side, type, lots, away } = one
    const { priceDigits = 0, quantityDigits = 0 } = venue.rules.get(symbol) ?? {}
    const price = fromUnits<'quote per base'>(BigInt(SYMBOLS[symbol] + away), priceDigits)
    const quantity = fromUnits<'base'>(BigInt(lots), quantityDigits)
    const answer = venue.place({ account, symbol, side, type, price, quantity, time })
    const rests = answer.ok && (answer.order.status === 'NEW' || answer.order.status === 'PARTIALLY_FILLED')
    if (answer.ok && rests) own.push(answer.order)
    rested.push(rests)
  })
  return { told, rested, accounts: accounts(venue) }
}

test('bot orders have the same events, balances and fees as the same orders in decimal text', () => {
  fc.assert(
    fc.property(scene, (played) => {
      expect(bySeats(played)).toEqual(byText(played))
    }),
    { numRuns: 500 },
  )
})

test.each([
  ['249.1245', true],
  ['249.124499999999999999', false],
  ['249', false],
] as const)('with %s USDT a buy of 249 USDT that would pay a fee enters: %s', (funds, enters) => {
  const venue = openVenue({ symbols: symbolsNamed(['MXUSDT']), firstVersion: 0 })
  venue.adjust('bot:a', 'MX', decimal('100'), 'DEPOSIT', TIME)
  venue.adjust('bot:b', 'USDT', decimal(funds), 'DEPOSIT', TIME)
  const order = { symbol: 'MXUSDT', type: 'LIMIT', ticks: 24_900, lots: 10_000, time: TIME } as const
  venue.seat('bot:a').place({ ...order, side: 'SELL' })
  venue.seat('bot:b').place({ ...order, side: 'BUY' })
  expect(venue.seat('bot:b').matches('MXUSDT')).toBe(enters ? 1 : 0)
  expect(venue.balances('bot:b').get('USDT')?.free).toBe(enters ? '0' : funds)
  expect(venue.collectedFees().get('USDT')).toBe(enters ? '0.1245' : undefined)
})

test('a bot without funds in one symbol uses its funds of another', () => {
  const venue = openVenue({ symbols: symbolsNamed(['MXUSDT', 'XRPUSDT']), firstVersion: 0 })
  venue.adjust('bot:a', 'USDT', decimal('100'), 'DEPOSIT', TIME)
  const seat = venue.seat('bot:a')
  const order = { side: 'BUY', type: 'LIMIT', ticks: 10_000, time: TIME } as const
  const first = seat.place({ ...order, symbol: 'MXUSDT', lots: 6_000 })
  expect(seat.place({ ...order, symbol: 'XRPUSDT', lots: 4_001 })).toBeUndefined()
  expect(seat.place({ ...order, symbol: 'XRPUSDT', lots: 4_000 })).toBeDefined()
  if (first !== undefined) seat.cancel(first, TIME)
  expect(seat.place({ ...order, symbol: 'XRPUSDT', lots: 6_000 })).toBeDefined()
  expect(venue.balances('bot:a').get('USDT')).toEqual({ free: '0', locked: '100' })
})

test('a bot that sold more than a plain number holds can sell the rest only', () => {
  const venue = openVenue({ symbols: symbolsNamed(['KASUSDT']).map(unbounded), firstVersion: 0 })
  venue.adjust('bot:a', 'KAS', decimal('100000000000000'), 'DEPOSIT', TIME)
  const seat = venue.seat('bot:a')
  const order = { symbol: 'KASUSDT', side: 'SELL', type: 'LIMIT', time: TIME } as const
  expect(seat.place({ ...order, ticks: 84_214, lots: 8_523_360_197_344_810 })).toBeDefined()
  expect(seat.place({ ...order, ticks: 84_213, lots: 1_476_639_802_655_191 })).toBeUndefined()
  expect(seat.place({ ...order, ticks: 84_213, lots: 1_476_639_802_655_190 })).toBeDefined()
})

function unbounded(one: (typeof sandboxSymbols)[number]): (typeof sandboxSymbols)[number] {
  return { ...one, rules: { ...one.rules, maxNotional: decimal('1000000000000000000') } }
}
