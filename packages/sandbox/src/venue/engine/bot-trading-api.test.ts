import { decimal, fromUnits } from '@spotdeck/exact'
import type { OrderSide, OrderType } from '@spotdeck/wire'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SeatOrder, VenueEvent } from '../contract/exchange.ts'
import { type Venue, openVenue } from './open-venue.ts'
import { sandboxSymbols } from '../listing/symbols.ts'

const PEOPLE = ['alice', 'bob', 'carol'] as const
const ASSETS = ['MX', 'BTC', 'ETH', 'USDT'] as const
const TIME = 1_790_000_000_000
/** Few digits, many digits, and a symbol whose quote is another one's base; sizes from the least to far beyond plain numbers. */
const SYMBOLS = { MXUSDT: 24_900, BTCUSDT: 9_125_000, ETHBTC: 34_192 } as const
const UNBOUNDED = decimal<'quote'>('1000000000000000000')

type Symbol = keyof typeof SYMBOLS
type Step =
  | { readonly what: 'cancel'; readonly who: number; readonly nth: number }
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
)
const flow = fc.array(step, { maxLength: 150, size: 'max' })

function open(): { readonly venue: Venue; readonly events: string[] } {
  const symbols = sandboxSymbols
    .filter(({ rules }) => rules.symbol in SYMBOLS)
    .map((one) => ({ ...one, rules: { ...one.rules, maxNotional: UNBOUNDED } }))
  const venue = openVenue({ symbols, firstVersion: 0 })
  for (const account of PEOPLE)
    for (const asset of ASSETS) venue.adjust(account, asset, decimal(`1${'0'.repeat(40)}`), 'DEPOSIT', TIME)
  const events: string[] = []
  venue.subscribe((all) => events.push(...all.flatMap(textOf)))
  return { venue, events }
}

/** Public events, without the trade's id: people's orders take ids of their own out of the same count. */
function textOf(event: VenueEvent): readonly string[] {
  if (event.type === 'trade') {
    return [[event.symbol, event.price, event.quantity, event.takerSide, event.time].join(' ')]
  }
  if (event.type !== 'level') return []
  const { symbol, side, price, quantity, before, version, lastOrderCreateTime, time } = event
  return [[symbol, side, price, quantity, before, version, lastOrderCreateTime, time].join(' ')]
}

/** The flow of bots, in whole steps. */
function asBots(steps: readonly Step[]) {
  const { venue, events } = open()
  const bots = PEOPLE.map(() => ({ api: venue.seat(), resting: [] as SeatOrder[] }))
  const rested = steps.map((one, at) => {
    const bot = bots[one.who]
    if (bot === undefined) return false
    if (one.what === 'place') {
      const { symbol, side, type, lots, away } = one
      const order = bot.api.place({ symbol, side, type, lots, ticks: SYMBOLS[symbol] + away, time: TIME + at })
      if (order !== undefined) bot.resting.push(order)
      return order !== undefined
    }
    const order = bot.resting[one.nth]
    if (order !== undefined) bot.api.cancel(order, TIME + at)
    return order !== undefined && bot.api.isResting(order)
  })
  return { events, rested }
}

/** The same flow in decimal text, of people who have enough of everything. */
function asPeople(steps: readonly Step[]) {
  const { venue, events } = open()
  const resting: { readonly symbol: string; readonly orderId: string }[][] = PEOPLE.map(() => [])
  const rested = steps.map((one, at) => {
    const account = PEOPLE[one.who] ?? 'alice'
    const own = resting[one.who] ?? []
    const time = TIME + at
    if (one.what === 'cancel') {
      const order = own[one.nth]
      if (order !== undefined) venue.cancel(account, order.symbol, order, time)
      return false
    }
    const { symbol, side, type, lots, away } = one
    const { priceDigits = 0, quantityDigits = 0 } = venue.rules.get(symbol) ?? {}
    const price = fromUnits<'quote per base'>(BigInt(SYMBOLS[symbol] + away), priceDigits)
    const quantity = fromUnits<'base'>(BigInt(lots), quantityDigits)
    const answer = venue.place({ account, symbol, side, type, price, quantity, time })
    const rests = answer.ok && (answer.order.status === 'NEW' || answer.order.status === 'PARTIALLY_FILLED')
    if (rests) own.push(answer.order)
    return rests
  })
  return { events, rested }
}

test('bot orders have the same public events as the same orders of people, at every size', () => {
  fc.assert(
    fc.property(flow, (steps) => {
      expect(asBots(steps)).toEqual(asPeople(steps))
    }),
    { numRuns: 500 },
  )
})

test('a bot learns which of its orders a match ended, and cancels are not among them', () => {
  const { venue } = open()
  const [maker, taker] = [venue.seat(), venue.seat()]
  const order = { symbol: 'MXUSDT', type: 'LIMIT', ticks: 24_900, lots: 10_000, time: TIME } as const
  const first = maker.place({ ...order, side: 'SELL' })
  const second = maker.place({ ...order, side: 'SELL' })
  expect(taker.place({ ...order, side: 'BUY' })).toBeUndefined()
  if (second !== undefined) maker.cancel(second, TIME)
  expect([first, second].map((one) => one !== undefined && maker.isResting(one))).toEqual([false, false])
  expect([maker.ended('MXUSDT'), taker.ended('MXUSDT')]).toEqual([1, 1])
  expect(maker.matches('MXUSDT')).toBe(1)
})
