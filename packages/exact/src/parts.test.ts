import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Decimal, decimal, fromScaled } from './decimal.ts'
import { addParts } from './parts.ts'

const DIGITS = 18
/** Values of at most 11 digits before the point and 18 after it. */
const value = fc
  .tuple(fc.bigInt({ min: -(10n ** 29n) + 1n, max: 10n ** 29n - 1n }), fc.nat({ max: 29 }))
  .map(([coefficient, cut]) => coefficient / 10n ** BigInt(cut))

test('long values are added and subtracted without bigint, to the digit', () => {
  fc.assert(
    fc.property(value, value, fc.constantFrom(1 as const, -1 as const), (a, b, sign) => {
      const text = (coefficient: bigint): Decimal<'test'> => fromScaled(coefficient, DIGITS)
      expect(addParts(text(a), text(b), sign)).toBe(text(a + BigInt(sign) * b))
    }),
    { numRuns: 2_000 },
  )
})

test('values with more digits before or after the point are left to bigint', () => {
  const one = decimal<'test'>('1')
  for (const over of ['1000000000000', '-100000000000', '0.0000000000000000001'].map((text) => decimal<'test'>(text))) {
    expect(addParts(over, one, 1)).toBeUndefined()
    expect(addParts(one, over, -1)).toBeUndefined()
  }
})
