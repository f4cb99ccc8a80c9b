import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deal, order } from '../store.contract.ts'
import { dealOf, orderOf, packDeal, packOrder } from './packed.ts'

describe('a packed row', () => {
  it('gives back every field of an order and a deal, also those that it has no place for', () => {
    const extra = fc.dictionary(fc.stringMatching(/^x[a-z]{1,8}$/), fc.oneof(fc.string(), fc.integer(), fc.boolean()))
    const optional = fc.record(
      {
        clientOrderId: fc.string({ minLength: 1 }),
        sentAt: fc.nat(),
        rank: fc.nat(),
        rawType: fc.string({ minLength: 1 }),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(optional, extra, (known, unknown) => {
        const { rank, ...ofOrder } = known
        const { rawType, ...ofDeal } = known
        const [one, other] = [
          { ...order('a', 1, ofOrder), ...unknown },
          { ...deal('1X1', 'a', 2, ofDeal), ...unknown },
        ]
        expect(orderOf({ body: packOrder(one) })).toEqual(one)
        expect(dealOf({ body: packDeal(other) })).toEqual(other)
        expect([rank, rawType]).toBeDefined()
      }),
    )
  })

  it('is at most two thirds of its JSON', () => {
    const [one, other] = [order('C02__443776347957968800', 1), deal('443776347957968821X1', 'a', 2)]
    expect(packOrder(one).length).toBeLessThan((JSON.stringify(one).length * 2) / 3)
    expect(packDeal(other).length).toBeLessThan((JSON.stringify(other).length * 2) / 3)
  })
})
