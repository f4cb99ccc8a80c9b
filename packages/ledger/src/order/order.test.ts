import { decimal } from '@spotdeck/exact'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Order, closedMissingOrder, changesOrder, joinOrders, remainingQuantity } from './order.ts'

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

function part(executed: string, over: Partial<Order> = {}): Order {
  return { ...base, status: 'PARTIALLY_FILLED', executedQuantity: decimal(executed), updatedAt: 2_000, ...over }
}
