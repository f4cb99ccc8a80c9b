import { type AnyDecimal, decimal, fromUnits, scaleOf, toUnits } from '@spotdeck/exact'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { area, rateOf, scaleOfRules, share, stepsOf, textOf } from './units.ts'
import { sandboxSymbols } from '../listing/symbols.ts'

const digits = fc.integer({ min: 0, max: 12 })

test('steps and text equal those of the exact package, for every number', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), digits, digits, (units, written, read) => {
      const value: AnyDecimal = fromUnits<'base'>(units, written)
      expect(textOf(units, written)).toBe(value)
      const exact = scaleOf(value) > read ? undefined : toUnits(value, read)
      const expected = exact === undefined || exact > BigInt(Number.MAX_SAFE_INTEGER) ? undefined : Number(exact)
      expect(stepsOf(value, read)).toBe(expected)
    }),
    { numRuns: 2_000 },
  )
  expect(stepsOf(decimal('-1'), 2)).toBeUndefined()
})

test('ticks times lots is exact at every size', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.maxSafeNat(), (ticks, lots) => {
      expect(area(ticks, lots)).toBe(BigInt(ticks) * BigInt(lots))
    }),
  )
})

test('no fee of any symbol is ever rounded', () => {
  for (const { rules } of sandboxSymbols) {
    const scale = scaleOfRules(rules)
    for (const rate of [scale.maker, scale.taker]) expect((scale.tickLot * rate.units) % rate.over).toBe(0n)
  }
  expect(share(2_000n, rateOf(decimal('0.0005')))).toBe(1n)
})
