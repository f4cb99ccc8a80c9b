import { decimal } from '@spotdeck/exact'
import { expect, test } from 'vitest'
import type { NewOrder, VenueEvent } from '../contract/exchange.ts'
import { type Venue, openVenue } from './open-venue.ts'
import { symbolsNamed } from '../listing/symbols.ts'

const TIME = 1_790_300_002_000

/** A venue where `alice` has 100 USDT and 50 MX, `bob` plenty, and everything that happens is told as text. */
function scene() {
  const venue = openVenue({ symbols: symbolsNamed(['MXUSDT', 'ETHUSDC', 'FROPUSDT']), firstVersion: 0 })
  venue.adjust('alice', 'USDT', decimal('100'), 'DEPOSIT', TIME)
  venue.adjust('alice', 'MX', decimal('50'), 'DEPOSIT', TIME)
  venue.adjust('bob', 'USDT', decimal('100000'), 'DEPOSIT', TIME)
  venue.adjust('bob', 'MX', decimal('100000'), 'DEPOSIT', TIME)
  const lines: string[] = []
  venue.subscribe((events) => lines.push(...events.flatMap(emit)))
  return { venue, lines }
}

/** Alice's events in a trader's words. */
function emit(event: VenueEvent): string[] {
  if (event.type === 'order' && event.order.account === 'alice') {
    const { status, executedQuantity, executedQuoteQuantity } = event.order
    return [
      `order ${status} ${executedQuantity}/${executedQuoteQuantity}${event.lastDealQuantity === undefined ? '' : ` last ${event.lastDealQuantity}`}`,
    ]
  }
  if (event.type === 'balance' && event.account === 'alice')
    return [`${event.asset} ${event.freeChange}/${event.lockedChange} ${event.reason}`]
  if (event.type === 'deal' && event.deal.account === 'alice')
    return [`deal ${event.deal.quantity}@${event.deal.price} fee ${event.deal.fee} ${event.deal.feeAsset}`]
  return []
}

function place(
  venue: Venue,
  account: string,
  side: 'BUY' | 'SELL',
  what: string,
  more: Partial<NewOrder> = {},
): ReturnType<Venue['place']> {
  const [quantity = '', price] = what.split('@')
  return venue.place({
    account,
    symbol: 'MXUSDT',
    side,
    type: price === undefined ? 'MARKET' : 'LIMIT',
    time: TIME,
    quantity: decimal(quantity),
    ...(price === undefined ? {} : { price: decimal(price) }),
    ...more,
  })
}

test('a limit buy rests, is filled in two parts by a taker, and pays no maker fee', () => {
  const { venue, lines } = scene()
  place(venue, 'alice', 'BUY', '10@2.49')
  place(venue, 'bob', 'SELL', '4@2.49')
  place(venue, 'bob', 'SELL', '6@2.49')
  expect(lines).toEqual([
    'order NEW 0/0',
    'USDT -24.9/24.9 ENTRUST_PLACE',
    'order PARTIALLY_FILLED 4/9.96 last 4',
    'USDT 0/-9.96 ENTRUST',
    'MX 4/0 ENTRUST',
    'deal 4@2.49 fee 0 USDT',
    'order FILLED 10/24.9 last 6',
    'USDT 0/-14.94 ENTRUST',
    'MX 6/0 ENTRUST',
    'deal 6@2.49 fee 0 USDT',
  ])
})

test('a cancel after a partial fill ends partially canceled and frees the rest', () => {
  const { venue, lines } = scene()
  const placed = place(venue, 'alice', 'BUY', '10@2.49')
  place(venue, 'bob', 'SELL', '4@2.49')
  lines.length = 0
  const orderId = placed.ok ? placed.order.orderId : ''
  const canceled = venue.cancel('alice', 'MXUSDT', { orderId }, TIME)
  expect(canceled).toMatchObject({
    ok: true,
    before: { status: 'PARTIALLY_FILLED' },
    order: { status: 'PARTIALLY_CANCELED' },
  })
  expect(lines).toEqual(['order PARTIALLY_CANCELED 4/9.96', 'USDT 14.94/-14.94 ENTRUST_CANCEL'])
  expect(venue.cancel('alice', 'MXUSDT', { orderId }, TIME)).toEqual({
    ok: false,
    refusal: { code: -2011, msg: 'Unknown order sent.' },
  })
})

test('a taker pays its fee net and gets the price improvement back', () => {
  const { venue, lines } = scene()
  place(venue, 'bob', 'SELL', '5@2.48')
  place(venue, 'alice', 'BUY', '5@2.5')
  expect(lines).toEqual([
    'order NEW 0/0',
    'USDT -12.5/12.5 ENTRUST_PLACE',
    'order FILLED 5/12.4 last 5',
    'USDT -0.0062/-12.4 ENTRUST',
    'MX 5/0 ENTRUST',
    'USDT 0.1/-0.1 ENTRUST_UNFROZEN',
    'deal 5@2.48 fee 0.0062 USDT',
  ])
})

test('a market sell stands at the protective price and receives its proceeds less the fee', () => {
  const { venue, lines } = scene()
  place(venue, 'bob', 'BUY', '100@2.49')
  const placed = place(venue, 'alice', 'SELL', '10')
  expect(placed).toMatchObject({
    ok: true,
    order: { status: 'FILLED', price: '2.3655', quantity: '10', quoteQuantity: '0' },
  })
  expect(lines).toEqual([
    'order NEW 0/0',
    'MX -10/10 ENTRUST_PLACE',
    'order FILLED 10/24.9 last 10',
    'MX 0/-10 ENTRUST',
    'USDT 24.88755/0 ENTRUST',
    'deal 10@2.49 fee 0.01245 USDT',
  ])
})

test('a market buy by quote amount spends what buys whole lots, returns the dust and ends filled', () => {
  const { venue, lines } = scene()
  place(venue, 'bob', 'SELL', '100@2.49')
  const placed = venue.place({
    account: 'alice',
    symbol: 'MXUSDT',
    side: 'BUY',
    type: 'MARKET',
    quoteQuantity: decimal('20'),
    time: TIME,
  })
  expect(placed).toMatchObject({ ok: true, order: { status: 'FILLED', quantity: '8.03', quoteQuantity: '20' } })
  expect(lines.slice(-2)).toEqual(['order FILLED 8.03/19.9947', 'USDT 0.0053/-0.0053 ENTRUST_UNFROZEN'])
})

test('a market buy of the whole balance leaves room for its own fee', () => {
  const { venue } = scene()
  place(venue, 'bob', 'SELL', '100@2.49')
  const order = { account: 'alice', symbol: 'MXUSDT', side: 'BUY', type: 'MARKET', time: TIME } as const
  expect(venue.place({ ...order, quoteQuantity: decimal('100') })).toMatchObject({
    ok: true,
    order: { status: 'FILLED' },
  })
  expect(Number(venue.balances('alice').get('USDT')?.free)).toBeLessThan(0.05)
})

test('a market order on a thin book ends partially canceled, on an empty one canceled', () => {
  const { venue } = scene()
  expect(place(venue, 'alice', 'SELL', '10')).toMatchObject({ order: { status: 'CANCELED' } })
  place(venue, 'bob', 'BUY', '4@2.49')
  expect(place(venue, 'alice', 'SELL', '10')).toMatchObject({
    order: { status: 'PARTIALLY_CANCELED', executedQuantity: '4' },
  })
  expect(venue.balances('alice').get('MX')).toEqual({ free: '46', locked: '0' })
})

test('a post-only order that would take is acknowledged and then canceled', () => {
  const { venue, lines } = scene()
  place(venue, 'bob', 'SELL', '5@2.48')
  expect(place(venue, 'alice', 'BUY', '5@2.5', { type: 'LIMIT_MAKER' })).toMatchObject({
    order: { status: 'CANCELED' },
  })
  expect(lines).toEqual([
    'order NEW 0/0',
    'USDT -12.5/12.5 ENTRUST_PLACE',
    'order CANCELED 0/0',
    'USDT 12.5/-12.5 ENTRUST_CANCEL',
  ])
})

test('fill-or-kill fills wholly or not at all, immediate-or-cancel what it can', () => {
  const { venue } = scene()
  place(venue, 'bob', 'SELL', '5@2.48')
  expect(place(venue, 'alice', 'BUY', '6@2.5', { type: 'FILL_OR_KILL' })).toMatchObject({
    order: { status: 'CANCELED' },
  })
  expect(place(venue, 'alice', 'BUY', '6@2.5', { type: 'IMMEDIATE_OR_CANCEL' })).toMatchObject({
    order: { status: 'PARTIALLY_CANCELED', executedQuantity: '5' },
  })
})

test('with MX deduction on, the fee is a fifth less, in MX, as a push of its own', () => {
  const { venue, lines } = scene()
  venue.setMxDeduct('alice', true)
  place(venue, 'bob', 'SELL', '5@2.5')
  place(venue, 'alice', 'BUY', '5@2.5')
  expect(lines.slice(2)).toEqual([
    'order FILLED 5/12.5 last 5',
    'USDT 0/-12.5 ENTRUST',
    'MX 5/0 ENTRUST',
    'MX -0.002/0 TRADE_FEE',
    'deal 5@2.5 fee 0.002 MX',
  ])
})

test('a trade with oneself happens and is flagged', () => {
  const { venue } = scene()
  place(venue, 'alice', 'SELL', '5@2.5')
  place(venue, 'alice', 'BUY', '5@2.5')
  const deals = venue.deals('alice', 'MXUSDT')
  expect(deals.map((deal) => deal.isSelfTrade)).toEqual([true, true])
  expect(deals.map((deal) => deal.isMaker)).toEqual([false, true])
})

test('ids have the form of the exchange and never repeat', () => {
  const { venue } = scene()
  const prints: string[] = []
  venue.subscribe((events) =>
    prints.push(...events.flatMap((event) => (event.type === 'trade' ? [event.tradeId] : []))),
  )
  place(venue, 'bob', 'SELL', '5@2.5')
  const placed = place(venue, 'alice', 'BUY', '5@2.5')
  expect(placed.ok && placed.order.orderId).toMatch(/^C02__\d{21}$/)
  expect(prints).toHaveLength(1)
  expect(prints[0]).toMatch(/^\d{18}X0_\d{18}X0$/)
  expect(prints[0]).toContain(venue.deals('alice', 'MXUSDT')[0]?.tradeId)
})

test.each([
  ['BUY', '10.001@2.49', {}, 400, ' quantity scale is invalid'],
  ['BUY', '10@2.49001', {}, 400, 'price scale is invalid'],
  ['BUY', '0.1@2.49', {}, 30002, 'The minimum transaction volume cannot be less than:1USDT'],
  ['BUY', '1000000@2.49', {}, 30003, 'The maximum transaction volume cannot be greater than:2000000USDT'],
  ['BUY', '10@3', {}, 30087, 'Order price exceeds allowed range'],
  ['SELL', '10@2', {}, 30087, 'Order price exceeds allowed range'],
  ['BUY', '50@2.49', {}, 30004, 'Insufficient position'],
  ['SELL', '51@2.49', {}, 30005, 'Oversold'],
  ['BUY', '10@2.49', { symbol: 'NOPEUSDT' }, 10007, 'bad symbol'],
  ['BUY', '1000@0.0312', { symbol: 'FROPUSDT' }, 10007, 'symbol not support api'],
  ['SELL', '1', { symbol: 'ETHUSDC' }, 30051, 'api market order is disabled'],
  ['BUY', '10@2.49', { clientOrderId: 'x'.repeat(33) }, 33333, 'param is error'],
] as const)('refuses %s %s %j with %i', (side, what, more, code, msg) => {
  const { venue, lines } = scene()
  expect(place(venue, 'alice', side, what, more)).toEqual({ ok: false, refusal: { code, msg } })
  expect(lines).toEqual([])
})

test('refuses the 501st open order, and a client id that is open already', () => {
  const { venue } = scene()
  for (let n = 0; n < 500; n++) place(venue, 'bob', 'BUY', '1@2', { clientOrderId: `bob-${n}` })
  expect(place(venue, 'bob', 'BUY', '1@2')).toMatchObject({ refusal: { code: 30029 } })
  venue.cancel('bob', 'MXUSDT', { clientOrderId: 'bob-0' }, TIME)
  expect(place(venue, 'bob', 'BUY', '1@2', { clientOrderId: 'bob-1' })).toMatchObject({ refusal: { code: 33333 } })
  expect(place(venue, 'bob', 'BUY', '1@2', { clientOrderId: 'bob-0' }).ok).toBe(true)
})

test('a bot trades with a person and leaves no account, order or deal of its own', () => {
  const { venue } = scene()
  const before = [...venue.accounts]
  const events: VenueEvent[] = []
  venue.subscribe((emitted) => events.push(...emitted))
  const bot = venue.seat()
  const order = bot.place({ symbol: 'MXUSDT', side: 'SELL', type: 'LIMIT', ticks: 25_000, lots: 500, time: TIME })
  place(venue, 'bob', 'BUY', '5@2.5')
  expect(order !== undefined && bot.isResting(order)).toBe(false)
  expect(bot.ended('MXUSDT')).toBe(1)
  expect([...venue.accounts]).toEqual(before)
  const owners = events.flatMap((event) => (event.type === 'order' ? [event.order.account] : []))
  expect(new Set(owners)).toEqual(new Set(['bob']))
})

test('a stored event has the same fields and JSON later', () => {
  const { venue } = scene()
  const kept: VenueEvent[] = []
  const emitted: string[] = []
  venue.subscribe((events) => {
    kept.push(...events)
    emitted.push(...events.map((event) => JSON.stringify(event)))
  })
  place(venue, 'alice', 'SELL', '5@2.5')
  place(venue, 'bob', 'BUY', '3@2.5')
  venue.adjust('alice', 'MX', decimal('-1'), 'WITHDRAW', TIME + 1)
  place(venue, 'bob', 'BUY', '2@2.5')
  expect(kept.map((event) => JSON.stringify(event))).toEqual(emitted)
  const trades = kept.flatMap((event) => (event.type === 'trade' ? [`${event.quantity}@${event.price}`] : []))
  expect(trades).toEqual(['3@2.5', '2@2.5'])
  const free = kept.flatMap((event) => (event.type === 'balance' && event.reason === 'WITHDRAW' ? [event.after] : []))
  expect(free).toEqual([{ free: '44', locked: '2' }])
})
