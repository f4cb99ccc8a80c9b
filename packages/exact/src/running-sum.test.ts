import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { RunningSum, sum } from './running-sum.ts'
import { add, zero } from './arithmetic.ts'
import { decimal, fromScaled } from './decimal.ts'

const value = fc
  .tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.nat({ max: 30 }), fc.nat({ max: 30 }))
  .map(([coefficient, cut, scale]) => fromScaled<'test'>(coefficient / 10n ** BigInt(cut), scale))

test('a running sum is that of one step after the other, whatever the digits and signs', () => {
  fc.assert(
    fc.property(fc.array(value, { maxLength: 40 }), (values) => {
      const total = new RunningSum<'test'>()
      values.forEach((one) => total.add(one))
      const expected = values.reduce(add<'test'>, zero())
      expect(total.value).toBe(expected)
      expect(sum(values)).toBe(expected)
      expect(sum(new Set(values).values())).toBe([...new Set(values)].reduce(add<'test'>, zero()))
    }),
    { numRuns: 1_000 },
  )
})

test('a running sum can be read and added to again', () => {
  const total = new RunningSum<'test'>()
  expect(total.value).toBe('0')
  total.add(decimal('0.000000000000000001'))
  expect(total.value).toBe('0.000000000000000001')
  total.add(decimal('-1'))
  expect(total.value).toBe('-0.999999999999999999')
})

test('a running sum stays exact beyond what its parts hold', () => {
  const most = decimal<'test'>('999999999999.999999999999999999')
  const total = new RunningSum<'test'>()
  for (let i = 0; i < 20_000; i++) total.add(most)
  expect(total.value).toBe('19999999999999999.99999999999998')
})
