import { type AssetAmount, type Price, decimal } from '@spotdeck/exact'
import { expect, test } from 'vitest'
import { createProblem } from './admit.ts'
import { waitingOf } from './fire.ts'
import type { Plan } from './plan.ts'
import type { PlanSpec } from './spec.ts'
import { type Effect, type Input, type PlansState, startOf } from './state.ts'
import { nextTick, step } from './step.ts'
import { MARKET } from './testing/plan-world.ts'

type Untimed = Input extends infer I ? (I extends Input ? Omit<I, 'at'> : never) : never

const STOP = {
  kind: 'stop',
  symbol: 'MXUSDT',
  side: 'SELL',
  quantity: '10',
  trigger: { source: 'last', price: '95' },
  order: { type: 'MARKET' },
} as const satisfies PlanSpec
const OCO: PlanSpec = { ...STOP, kind: 'oco', target: { price: '105', order: { type: 'LIMIT', price: '105' } } }
const BRACKET: PlanSpec = { ...OCO, kind: 'bracket', side: 'BUY', entry: { type: 'MARKET' } }

/** A live account with 15 MX and 2,000 USDT at a price of 100. */
class Desk {
  state: PlansState = startOf([], 0)
  now = 0
  effects: Effect[] = []

  constructor() {
    this.balance('15', '2000')
    this.send({ type: 'account', isLive: true })
    this.price('100')
  }

  send(input: Untimed): void {
    const { state, effects } = step(this.state, { ...input, at: this.now })
    this.state = state
    for (const effect of effects) {
      this.effects.push(effect)
      if (effect.type === 'record') this.send({ type: 'saved', planId: effect.plan.id, revision: effect.plan.revision })
    }
  }

  balance(mx: string, usdt: string): void {
    const free = new Map<string, AssetAmount>([
      ['MX', decimal(mx)],
      ['USDT', decimal(usdt)],
    ])
    this.send({ type: 'balances', free })
  }

  price(last: string, { bid = last, ask = last, printedAt = (this.now += 1_000) } = {}): void {
    const price = { last: decimal(last) as Price, bid: decimal(bid) as Price, ask: decimal(ask) as Price, printedAt }
    this.send({ type: 'price', symbol: 'MXUSDT', price: { ...price, currentAt: this.now } })
  }

  create(spec: PlanSpec, planId = 'p'): void {
    expect(this.problem(spec)).toBeUndefined()
    this.send({ type: 'create', planId, spec, market: MARKET })
  }

  problem(spec: PlanSpec) {
    return createProblem(this.state, { id: 'new', spec, market: MARKET }, this.now)
  }

  plan(id = 'p'): Plan {
    const plan = this.state.plans.get(id)
    if (plan === undefined) throw new Error(`no plan ${id}`)
    return plan
  }

  waiting(id = 'p') {
    return waitingOf(this.plan(id), this.state, this.now)?.code
  }

  placed() {
    return this.effects.flatMap((effect) => (effect.type === 'place' ? [effect.order] : []))
  }

  /** Answers the newest call. */
  answer(answer: Extract<Input, { type: 'answer' }>['answer']): void {
    this.send({ type: 'answer', call: this.state.calledCount, answer })
  }
}

test('a stop sells once when the price reaches its trigger, after the decision is stored', () => {
  const desk = new Desk()
  desk.create(STOP)
  desk.price('95.1')
  expect(desk.placed()).toEqual([])
  desk.price('95')
  desk.price('94')
  expect(desk.placed()).toMatchObject([{ side: 'SELL', type: 'MARKET', quantity: '10', clientOrderId: 'p-0' }])
  const [stored, sent] = [
    desk.effects.findIndex((effect) => effect.type === 'record' && effect.plan.legs[0]?.phase.kind === 'fired'),
    desk.effects.findIndex(({ type }) => type === 'place'),
  ]
  expect(stored).toBeGreaterThan(0)
  expect(sent).toBeGreaterThan(stored)
})

test('nothing is sent while the decision is not stored', () => {
  let { state } = new Desk()
  const inputs: Untimed[] = [
    { type: 'create', planId: 'p', spec: STOP, market: MARKET },
    { type: 'price', symbol: 'MXUSDT', price: { last: decimal('90'), printedAt: 2_000, currentAt: 2_000 } },
  ]
  for (const input of inputs) {
    const stepped = step(state, { ...input, at: 2_000 })
    state = stepped.state
    expect(stepped.effects.map(({ type }) => type)).toEqual(['record'])
  }
})

test('a single bad print does not trigger a plan that wants two confirmations, however often it is repeated', () => {
  const desk = new Desk()
  desk.create({ ...STOP, trigger: { ...STOP.trigger, confirmations: 2 } })
  desk.price('50', { printedAt: 5_000 })
  desk.price('50', { printedAt: 5_000 })
  desk.price('100')
  desk.price('94')
  expect(desk.placed()).toEqual([])
  desk.price('94.5')
  expect(desk.placed()).toHaveLength(1)
})

test('of many plans a price fires those that it reaches, and a trigger that was moved counts at its new place', () => {
  const desk = new Desk()
  desk.balance('1000', '100000')
  for (let price = 90; price < 110; price++) {
    const kind = price < 100 ? 'stop' : 'take-profit'
    if (price !== 100) desk.create({ ...STOP, kind, trigger: { source: 'last', price: String(price) } }, `p${price}`)
  }
  desk.create({ ...STOP, kind: 'trailing', trigger: { source: 'last', trail: { amount: '5' } } }, 'trail')
  const sent = (price: string): readonly string[] => {
    const before = desk.placed().length
    desk.price(price)
    return desk
      .placed()
      .slice(before)
      .map(({ clientOrderId }) => clientOrderId)
  }
  expect([sent('99.1'), sent('99'), sent('102'), sent('98.1')]).toEqual([[], ['p99-0'], ['p101-0', 'p102-0'], []])
  expect(sent('97')).toEqual(['p97-0', 'p98-0', 'trail-0'])
  desk.send({ type: 'change', planId: 'p90', spec: { ...STOP, trigger: { source: 'last', price: '96.5' } } })
  desk.send({ type: 'cancel', planId: 'p96' })
  expect(sent('95.5')).toEqual(['p90-0'])
})

test('a stale price triggers nothing and the plan says so', () => {
  const desk = new Desk()
  desk.create(STOP)
  desk.now += 11_000
  expect(desk.waiting()).toBe('PLAN_STALE_PRICE')
  desk.send({ type: 'price', symbol: 'MXUSDT', price: { last: decimal('90'), printedAt: 1_500, currentAt: 1_500 } })
  expect(desk.placed()).toEqual([])
  desk.price('90')
  expect(desk.placed()).toHaveLength(1)
})

test('nothing fires while the account is not live, and a print of that time fires afterwards', () => {
  const desk = new Desk()
  desk.create(STOP)
  desk.send({ type: 'account', isLive: false })
  desk.price('90', { printedAt: 7_000 })
  expect(desk.waiting()).toBe('PLAN_ACCOUNT_NOT_LIVE')
  expect(desk.placed()).toEqual([])
  desk.send({ type: 'account', isLive: true })
  desk.price('90', { printedAt: 7_000 })
  expect(desk.placed()).toHaveLength(1)
})

test('a trigger compares the side of the book that the order takes, or its middle', () => {
  const best = new Desk()
  best.create({ ...STOP, trigger: { source: 'best', price: '95' } })
  best.price('90', { bid: '96', ask: '97' })
  expect(best.placed()).toEqual([])
  best.price('100', { bid: '95', ask: '105' })
  expect(best.placed()).toHaveLength(1)
  const mid = new Desk()
  mid.create({ ...STOP, trigger: { source: 'mid', price: '95' } })
  mid.price('90', { bid: '90', ask: '101' })
  expect(mid.placed()).toEqual([])
  mid.price('90', { bid: '90', ask: '100' })
  expect(mid.placed()).toHaveLength(1)
})

test('of an OCO one side fires and the other ends', () => {
  const desk = new Desk()
  desk.create(OCO)
  desk.price('106')
  desk.price('90')
  expect(desk.placed()).toMatchObject([{ type: 'LIMIT', price: '105', clientOrderId: 'p-1' }])
  expect(desk.plan().legs[0]?.phase).toEqual({ kind: 'off', code: 'PLAN_OTHER_LEG' })
})

test('a trailing stop follows the best price and keeps it over a restart', () => {
  const desk = new Desk()
  desk.create({ ...STOP, kind: 'trailing', trigger: { source: 'last', trail: { amount: '5' } } })
  desk.price('110')
  desk.now += 10_000
  desk.send({ type: 'tick' })
  const records = desk.effects.flatMap((effect) => (effect.type === 'record' ? [effect.plan] : []))
  expect(records.at(-1)?.legs[0]?.when).toMatchObject({ extreme: '110' })
  desk.price('105.1')
  expect(desk.placed()).toEqual([])
  desk.price('105')
  expect(desk.placed()).toHaveLength(1)
})

test('a gap through the trigger pauses a plan that asks, and its owner lets it fire', () => {
  const desk = new Desk()
  desk.create({ ...STOP, onGap: 'ask' })
  desk.price('90')
  expect(desk.plan()).toMatchObject({
    status: 'paused',
    why: { code: 'PLAN_GAP', params: { price: '90', trigger: '95' } },
  })
  desk.price('89')
  expect(desk.placed()).toEqual([])
  desk.send({ type: 'resume', planId: 'p' })
  desk.price('88')
  expect(desk.placed()).toHaveLength(1)
})

test('the exits of a bracket protect what its entry bought, also when its fee was taken from it', () => {
  const desk = new Desk()
  desk.balance('0', '2000')
  desk.create(BRACKET)
  expect(desk.placed()).toMatchObject([{ side: 'BUY', quantity: '10' }])
  desk.send({ type: 'order', clientOrderId: 'p-0', orderId: '1', executed: decimal('10'), isOver: true })
  desk.balance('9.99', '1000')
  desk.price('94')
  expect(desk.placed()[1]).toMatchObject({ side: 'SELL', quantity: '9.9', clientOrderId: 'p-1' })
})

test('a bracket whose entry bought less than the minimum is paused and says so', () => {
  const desk = new Desk()
  desk.create(BRACKET)
  desk.send({ type: 'order', clientOrderId: 'p-0', orderId: '1', executed: decimal('0.5'), isOver: true })
  expect(desk.plan()).toMatchObject({
    status: 'paused',
    why: { code: 'PLAN_QUANTITY_TOO_SMALL', params: { quantity: '0.5' } },
  })
})

test('an iceberg shows one part at a time and ends when a part is canceled by hand', () => {
  const desk = new Desk()
  desk.create({
    kind: 'iceberg',
    symbol: 'MXUSDT',
    side: 'SELL',
    quantity: '9',
    order: { type: 'LIMIT', price: '101' },
    split: { count: 3 },
  })
  expect(desk.placed()).toHaveLength(1)
  desk.send({ type: 'order', clientOrderId: 'p-0', orderId: '1', executed: decimal('3'), isOver: true })
  expect(desk.placed()).toHaveLength(2)
  desk.send({ type: 'order', clientOrderId: 'p-1', orderId: '2', executed: decimal('1'), isOver: true })
  expect(desk.placed()).toHaveLength(2)
  expect(desk.plan()).toMatchObject({ status: 'ended' })
})

test('a TWAP places its parts in time and skips those that were missed', () => {
  const desk = new Desk()
  desk.create({
    kind: 'twap',
    symbol: 'MXUSDT',
    side: 'SELL',
    quantity: '9',
    order: { type: 'MARKET' },
    split: { count: 3, intervalMs: 60_000 },
  })
  expect(desk.placed()).toHaveLength(1)
  desk.now = nextTick(desk.state) + 61_000
  desk.send({ type: 'tick' })
  expect(desk.placed().map(({ clientOrderId }) => clientOrderId)).toEqual(['p-0', 'p-2'])
  expect(desk.plan().legs[1]?.phase).toEqual({ kind: 'off', code: 'PLAN_MISSED' })
})

test('a ladder spreads its orders evenly on the grid', () => {
  const desk = new Desk()
  desk.create({
    kind: 'ladder',
    symbol: 'MXUSDT',
    side: 'SELL',
    quantity: '10',
    order: { type: 'LIMIT', price: '101' },
    split: { count: 4, priceTo: '102' },
  })
  expect(desk.placed().map(({ price, quantity }) => `${quantity} at ${price}`)).toEqual([
    '2.5 at 101',
    '2.5 at 101.3',
    '2.5 at 101.6',
    '2.5 at 102',
  ])
})

test('a dead-man switch cancels all orders once its owner has been silent', () => {
  const desk = new Desk()
  desk.create({ kind: 'cancel-after', cancel: { silentMs: 30_000 } })
  desk.now += 20_000
  desk.send({ type: 'heartbeat' })
  const due = nextTick(desk.state)
  expect(due).toBe(desk.now + 30_000)
  desk.now = due - 1
  desk.send({ type: 'tick' })
  expect(desk.effects.some(({ type }) => type === 'cancel-all')).toBe(false)
  desk.now = due
  desk.send({ type: 'tick' })
  desk.answer({ kind: 'done' })
  expect(desk.effects.filter(({ type }) => type === 'cancel-all')).toHaveLength(1)
  expect(desk.plan()).toMatchObject({ status: 'ended', why: { code: 'PLAN_DONE' } })
})

test('two plans cannot sell one quantity, and a sale by hand pauses the later one', () => {
  const desk = new Desk()
  desk.create(STOP, 'first')
  expect(desk.problem(STOP)).toEqual({ code: 'PLAN_NOT_COVERED', params: { asset: 'MX', missing: '5' } })
  desk.create({ ...STOP, quantity: '5' }, 'second')
  desk.balance('12', '0')
  expect(desk.waiting('first')).toBeUndefined()
  expect(desk.waiting('second')).toBe('PLAN_NOT_COVERED')
  desk.price('94')
  expect(desk.placed().map(({ clientOrderId }) => clientOrderId)).toEqual(['first-0'])
})

test('a plan is refused on the wrong side of the price, without a price, off the grid and below the minimum', () => {
  const desk = new Desk()
  const refused = (part: Partial<PlanSpec>) => desk.problem({ ...STOP, ...part })?.code
  expect(refused({ trigger: { source: 'last', price: '101' } })).toBe('PLAN_WRONG_SIDE')
  expect(refused({ side: 'BUY' })).toBe('PLAN_WRONG_SIDE')
  expect(refused({ kind: 'take-profit' })).toBe('PLAN_WRONG_SIDE')
  expect(refused({ symbol: 'BTCUSDT' })).toBe('PLAN_PRICE_UNKNOWN')
  expect(refused({ quantity: '0.5' })).toBe('PLAN_QUANTITY_TOO_SMALL')
  expect(refused({ quantity: '1.05' })).toBe('PLAN_INVALID')
  expect(refused({ split: { count: 2 } })).toBe('PLAN_INVALID')
  expect(refused({ trigger: { source: 'last', price: '95', confirmations: 0 } })).toBe('PLAN_INVALID')
  expect(refused({ expiresAt: 1 })).toBe('PLAN_INVALID')
})

test('a rejected order pauses its plan with the reason, and is tried again when its owner says so', () => {
  const desk = new Desk()
  desk.create(STOP)
  desk.price('95')
  desk.answer({ kind: 'refused', reason: { code: 'DAILY_LIMIT', params: {} } })
  expect(desk.plan()).toMatchObject({ status: 'paused', why: { code: 'DAILY_LIMIT' } })
  desk.price('90')
  expect(desk.placed()).toHaveLength(1)
  desk.send({ type: 'resume', planId: 'p' })
  expect(desk.placed().map(({ clientOrderId }) => clientOrderId)).toEqual(['p-0', 'p-0'])
})

test('a canceled plan cancels the orders that it has placed', () => {
  const desk = new Desk()
  desk.create(STOP)
  desk.price('95')
  desk.send({ type: 'cancel', planId: 'p' })
  desk.answer({ kind: 'order', orderId: '7', executed: decimal('0'), isOver: false })
  expect(desk.effects.at(-1)).toMatchObject({ type: 'cancel', orderId: '7' })
  desk.send({ type: 'order', clientOrderId: 'p-0', orderId: '7', executed: decimal('0'), isOver: true })
  expect(desk.plan()).toMatchObject({ status: 'ended', why: { code: 'PLAN_CANCELED' } })
})

test('a plan that expires ends without an order', () => {
  const desk = new Desk()
  desk.create({ ...STOP, expiresAt: 60_000 })
  desk.now = nextTick(desk.state)
  desk.price('90', { printedAt: desk.now })
  expect(desk.placed()).toEqual([])
  expect(desk.plan()).toMatchObject({ status: 'ended', why: { code: 'PLAN_EXPIRED' } })
})

test('a changed trigger counts, and what has fired is not changed any more', () => {
  const desk = new Desk()
  desk.create(STOP)
  desk.send({ type: 'change', planId: 'p', spec: { ...STOP, trigger: { source: 'last', price: '80' } } })
  desk.price('90')
  expect(desk.placed()).toEqual([])
  desk.price('80')
  expect(desk.placed()).toHaveLength(1)
  desk.send({ type: 'change', planId: 'p', spec: { ...STOP, quantity: '5' } })
  expect(desk.plan().spec.quantity).toBe('10')
})
