import { decimal } from '@spotdeck/exact'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Order,
  closedMissingOrder,
  changesOrder,
  isOver,
  isTerminal,
  joinOrders,
  remainingQuoteQuantity,
  remainingQuantity,
} from './order.ts'

const base: Order = {
  orderId: 'C02__1',
  symbol: 'MXUSDT',
  side: 'BUY',
  type: 'LIMIT',
  status: 'NEW',
  price: decimal('2.49'),
  quantity: decimal('10'),
  executedQuantity: decimal('0'),
  quoteQuantity: decimal('24.9'),
  executedQuoteQuantity: decimal('0'),
  createdAt: 1_000,
  updatedAt: 1_000,
}

const report = fc
  .record({
    executed: fc.integer({ min: 0, max: 10 }),
    ended: fc.boolean(),
    at: fc.nat(50),
    raw: fc.nat(9),
    last: fc.option(fc.integer({ min: 1, max: 9 })),
  })
  .map(({ executed, ended, at, raw, last }): Order => {
    const status =
      executed === 10
        ? 'FILLED'
        : ended
          ? executed === 0
            ? 'CANCELED'
            : 'PARTIALLY_CANCELED'
          : raw === 0
            ? 'UNKNOWN'
            : executed === 0
              ? 'NEW'
              : 'PARTIALLY_FILLED'
    return {
      ...base,
      status,
      ...(status === 'UNKNOWN' ? { rawStatus: at > 40 ? 'BEYOND_REACH' : String(at) } : {}),
      executedQuantity: decimal(String(executed)),
      executedQuoteQuantity: decimal(String(executed * 2)),
      updatedAt: 1_000 + at,
      // Only a push carries both.
      ...(last === null ? {} : { lastExecutedQuantity: decimal(String(last)), sentAt: 1_000 + at }),
    }
  })

describe('merging updates of one order', () => {
  it('gives the same whatever the order of the reports and however often they repeat', () => {
    fc.assert(
      fc.property(fc.array(report, { minLength: 1, maxLength: 6 }), fc.infiniteStream(fc.nat()), (reports, dice) => {
        const shuffled = [...reports, ...reports].map((value) => ({ value, key: dice.next().value as number }))
        shuffled.sort((a, b) => a.key - b.key)
        const straight = reports.reduce(joinOrders)
        expect(shuffled.map(({ value }) => value).reduce(joinOrders)).toEqual(straight)
      }),
    )
  })

  it('keeps the larger executed quantity when an older update arrives late', () => {
    const filled = { ...base, status: 'FILLED', executedQuantity: decimal('10'), updatedAt: 3_000 } satisfies Order
    const late = {
      ...base,
      status: 'PARTIALLY_FILLED',
      executedQuantity: decimal('4'),
      updatedAt: 2_000,
    } satisfies Order
    const joined = joinOrders(filled, late)
    expect(joined).toMatchObject({ status: 'FILLED', executedQuantity: '10', updatedAt: 3_000 })
    expect(changesOrder(filled, joined)).toBe(false)
  })

  it('turns a cancel into a partial cancel when a fill is found later', () => {
    const canceled = { ...base, status: 'CANCELED' } satisfies Order
    const part = { ...base, status: 'PARTIALLY_FILLED', executedQuantity: decimal('4') } satisfies Order
    const joined = joinOrders(canceled, part)
    expect(joined.status).toBe('PARTIALLY_CANCELED')
    expect(remainingQuantity(joined)).toBe('6')
  })

  it('lets a known status replace one it does not know', () => {
    const unknown = { ...base, status: 'UNKNOWN', rawStatus: '9', updatedAt: 9_000 } satisfies Order
    expect(joinOrders(unknown, base)).toMatchObject({ status: 'NEW' })
    expect(joinOrders(unknown, base)).not.toHaveProperty('rawStatus')
  })

  it('keeps the last filled quantity together with its executed sum', () => {
    const first = part('4', { lastExecutedQuantity: decimal('4'), sentAt: 2_000 })
    const second = part('6', { lastExecutedQuantity: decimal('2'), sentAt: 3_000, updatedAt: 3_000 })
    expect(joinOrders(second, first)).toMatchObject({ lastExecutedQuantity: '2', sentAt: 3_000 })
    expect(joinOrders(second, part('6'))).toMatchObject({ lastExecutedQuantity: '2', sentAt: 3_000 })
    expect(joinOrders(second, part('7'))).not.toHaveProperty('lastExecutedQuantity')
    expect(joinOrders(part('6'), part('6'))).not.toHaveProperty('sentAt')
  })

  it('drops the last filled quantity if its deals show a missed fill', () => {
    const told = part('4', { lastExecutedQuantity: decimal('4') })
    const sums = { executedQuantity: decimal<'base'>('10'), executedQuoteQuantity: decimal<'quote'>('20') }
    expect(closedMissingOrder(told, sums, true)).not.toHaveProperty('lastExecutedQuantity')
    expect(closedMissingOrder(told, told, true)).toMatchObject({ lastExecutedQuantity: '4' })
  })
})

describe('what two reports of one order say together', () => {
  const lost = { ...base, status: 'UNKNOWN', rawStatus: 'BEYOND_REACH' } satisfies Order
  const both = (a: Partial<Order>, b: Partial<Order>): readonly Order[] => {
    const [one, other] = [
      { ...base, ...a },
      { ...base, ...b },
    ]
    return [joinOrders(one, other), joinOrders(other, one)]
  }
  const expectBoth = (a: Partial<Order>, b: Partial<Order>, said: Partial<Order>): void => {
    for (const order of both(a, b)) expect(order).toMatchObject(said)
  }

  it('takes side and symbol from the report with more executions, then from the later one', () => {
    const other = { side: 'SELL', symbol: 'BTCUSDT' } as const
    expectBoth({ ...other, executedQuantity: decimal('4') }, { updatedAt: 9_000 }, other)
    expectBoth({ ...other, updatedAt: 9_000 }, {}, other)
    expect(joinOrders(base, { ...base, ...other })).toMatchObject({ side: 'BUY', symbol: 'MXUSDT' })
  })

  it('takes the highest sums, the earliest creation and the latest change', () => {
    const low = {
      price: decimal<'quote per base'>('0'),
      quantity: decimal<'base'>('0'),
      quoteQuantity: decimal<'quote'>('0'),
    }
    expectBoth(
      { ...low, createdAt: 400, updatedAt: 5_000 },
      {},
      {
        price: decimal('2.49'),
        quantity: decimal('10'),
        quoteQuantity: decimal('24.9'),
        createdAt: 400,
        updatedAt: 5_000,
      },
    )
    expectBoth(
      { executedQuoteQuantity: decimal('7') },
      { executedQuoteQuantity: decimal('9') },
      {
        executedQuoteQuantity: decimal('9'),
      },
    )
  })

  it('keeps a client id that one of them tells, and the least of two', () => {
    expectBoth({ clientOrderId: 'a' }, {}, { clientOrderId: 'a' })
    expectBoth({ clientOrderId: 'b' }, { clientOrderId: 'a' }, { clientOrderId: 'a' })
    expect(joinOrders(base, base)).not.toHaveProperty('clientOrderId')
  })

  it('takes a known type, with the exchange’s word for it, before an unknown one', () => {
    expectBoth({ type: 'UNKNOWN', rawType: '7' }, {}, { type: 'LIMIT' })
    for (const order of both({ type: 'UNKNOWN', rawType: '7' }, {})) expect(order).not.toHaveProperty('rawType')
    expectBoth({ type: 'STOP', rawType: '100' }, { type: 'UNKNOWN', rawType: '7' }, { type: 'STOP', rawType: '100' })
    expectBoth({ type: 'UNKNOWN', rawType: '7' }, { type: 'UNKNOWN', rawType: '8' }, { type: 'UNKNOWN', rawType: '7' })
    expectBoth({ type: 'STOP', rawType: '100' }, { type: 'LIMIT', rawType: '1' }, { type: 'LIMIT', rawType: '1' })
  })

  it('takes the final status, then the lost one, then what is open', () => {
    expectBoth(lost, { status: 'FILLED' }, { status: 'FILLED' })
    expectBoth(lost, { status: 'CANCELED' }, { status: 'CANCELED' })
    expectBoth({ status: 'PARTIALLY_CANCELED' }, {}, { status: 'CANCELED' })
    expectBoth(lost, { status: 'NEW' }, { status: 'UNKNOWN', rawStatus: 'BEYOND_REACH' })
    expectBoth(lost, { status: 'UNKNOWN', rawStatus: '9' }, { status: 'UNKNOWN', rawStatus: 'BEYOND_REACH' })
    expectBoth({ status: 'UNKNOWN', rawStatus: '9' }, { status: 'UNKNOWN', rawStatus: '8' }, { rawStatus: '8' })
    expectBoth({ status: 'UNKNOWN' }, { status: 'UNKNOWN', rawStatus: '8' }, { rawStatus: '8' })
    expect(joinOrders({ ...base, status: 'UNKNOWN' }, { ...base, status: 'UNKNOWN' })).not.toHaveProperty('rawStatus')
    expectBoth({ status: 'UNKNOWN' }, { status: 'PARTIALLY_FILLED' }, { status: 'PARTIALLY_FILLED' })
    expectBoth({ executedQuantity: decimal('1') }, {}, { status: 'PARTIALLY_FILLED' })
    expectBoth({ status: 'PARTIALLY_FILLED' }, {}, { status: 'PARTIALLY_FILLED' })
  })

  it('keeps the time of the newest push', () => {
    expectBoth({ sentAt: 3 }, { sentAt: 7 }, { sentAt: 7 })
    expectBoth({ sentAt: 3 }, {}, { sentAt: 3 })
    expectBoth({ sentAt: 0 }, {}, { sentAt: 0 })
    expect(joinOrders(base, base)).not.toHaveProperty('sentAt')
  })

  it('is over when it is final or lost', () => {
    expect((['FILLED', 'CANCELED', 'PARTIALLY_CANCELED'] as const).every(isTerminal)).toBe(true)
    expect((['NEW', 'PARTIALLY_FILLED', 'UNKNOWN'] as const).some(isTerminal)).toBe(false)
    expect([lost, { status: 'FILLED' } as const].every(isOver)).toBe(true)
    expect(isOver({ status: 'UNKNOWN', rawStatus: '9' })).toBe(false)
    expect(isOver({ status: 'NEW', rawStatus: 'BEYOND_REACH' })).toBe(false)
  })

  it('is news when anything but its time changed', () => {
    const news: readonly Partial<Order>[] = [
      { status: 'CANCELED' },
      { rawStatus: '9' },
      { type: 'MARKET' },
      { executedQuantity: decimal('1') },
      { executedQuoteQuantity: decimal('1') },
      { quantity: decimal('11') },
      { quoteQuantity: decimal('25') },
      { price: decimal('2.5') },
      { clientOrderId: 'a' },
    ]
    for (const change of news) expect(changesOrder(base, { ...base, ...change })).toBe(true)
    expect(changesOrder(base, { ...base, updatedAt: 9_000, sentAt: 9_000 })).toBe(false)
  })
})

describe('an order that REST no longer returns', () => {
  const none = { executedQuantity: decimal<'base'>('0'), executedQuoteQuantity: decimal<'quote'>('0') }
  const sums = (executed: string) => ({
    executedQuantity: decimal<'base'>(executed),
    executedQuoteQuantity: decimal<'quote'>('20'),
  })

  it('is closed from its deals', () => {
    const open = part('4', { rawStatus: '9' })
    expect(closedMissingOrder(open, sums('10'), false)).toMatchObject({ status: 'FILLED', executedQuantity: '10' })
    expect(closedMissingOrder(open, sums('11'), false)).toMatchObject({ status: 'FILLED' })
    expect(closedMissingOrder(open, sums('6'), true)).toMatchObject({
      status: 'PARTIALLY_CANCELED',
      executedQuantity: '6',
      executedQuoteQuantity: '20',
    })
    expect(closedMissingOrder(open, sums('6'), true)).not.toHaveProperty('rawStatus')
    expect(closedMissingOrder(base, none, true)).toMatchObject({ status: 'CANCELED' })
    expect(closedMissingOrder(base, none, false)).toMatchObject({ status: 'UNKNOWN', rawStatus: 'BEYOND_REACH' })
  })

  it('keeps its own sums where the deals are fewer', () => {
    const told = part('4', { executedQuoteQuantity: decimal('9.96') })
    expect(closedMissingOrder(told, sums('3'), true)).toMatchObject({
      executedQuantity: '4',
      executedQuoteQuantity: '9.96',
    })
    expect(closedMissingOrder(told, sums('4'), true)).toMatchObject({ executedQuoteQuantity: '9.96' })
  })

  it('is not filled for want of a quantity', () => {
    const market = { ...base, quantity: decimal<'base'>('0') }
    expect(closedMissingOrder(market, none, true).status).toBe('CANCELED')
    expect(remainingQuantity({ ...market, executedQuantity: decimal('3') })).toBe('0')
    expect(remainingQuantity(part('4'))).toBe('6')
  })
})

describe('the amount that an order has left', () => {
  const left = (over: Partial<Order>) =>
    remainingQuoteQuantity(part('4', { price: decimal('2.49'), executedQuoteQuantity: decimal('9.6'), ...over }))

  it('is unfilled quantity × limit price, without price improvement, and none once it is filled', () => {
    expect([left({}), left({ status: 'PARTIALLY_CANCELED' })]).toEqual(['14.94', '14.94'])
    expect(left({ status: 'FILLED', executedQuantity: decimal('10') })).toBe('0')
  })

  it('is what an order by amount has not spent, at least 0', () => {
    const byAmount = { type: 'MARKET', quantity: decimal<'base'>('0'), quoteQuantity: decimal<'quote'>('20') } as const
    expect(left(byAmount)).toBe('10.4')
    expect(left({ ...byAmount, executedQuoteQuantity: decimal('20.1') })).toBe('0')
  })

  it('is none where the order names neither: the protective price of a market order is not its price', () => {
    expect(left({ type: 'MARKET', quoteQuantity: decimal('24.9') })).toBeUndefined()
    expect(left({ type: 'MARKET', price: decimal('0'), quoteQuantity: decimal('0') })).toBeUndefined()
  })
})

function part(executed: string, over: Partial<Order> = {}): Order {
  return { ...base, status: 'PARTIALLY_FILLED', executedQuantity: decimal(executed), updatedAt: 2_000, ...over }
}
