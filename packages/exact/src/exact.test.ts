import { expect, test } from 'vitest'
import { add, decimal, divide, multiply, pad, roundDown } from './index.ts'

test('keeps every digit of the longest amounts the exchange sends', () => {
  expect(add(decimal('21.94210356004384'), decimal('0.000000000000000001'))).toBe('21.942103560043840001')
  expect(multiply(decimal('0.000000000000000001'), decimal('0.000000000000000001'))).toBe(`0.${'0'.repeat(35)}1`)
  expect(divide(decimal('1'), decimal('3'))).toBe('0.333333333333333333')
  expect(roundDown(decimal('-1.239'), 2)).toBe('-1.23')
  expect(pad(decimal('2.49'), 4)).toBe('2.4900')
})
