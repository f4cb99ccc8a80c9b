import { pad } from '@spotdeck/exact'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { full } from './number.ts'
import { checkAmount, readAmount } from './typed-amount.ts'

test.each([
  ['1.5', '1.5'],
  [' 2.0500 ', '2.05'],
  ['1,234.5', '1234.5'],
  ['12,345,678', '12345678'],
  ['.5', '0.5'],
  ['１２．３', '12.3'],
])('%j is read as %s', (typed, value) => {
  expect(readAmount(typed)).toBe(value)
})

test.each([
  '1,5',
  '2,1',
  '0,123',
  '00,123',
  '1,0.50',
  '1,23,456',
  '1234,567',
  '1,234,',
  ',123',
  '1.234,5',
  '1.234,567',
  '1,234.5,6',
  '1e3',
  '1 234',
  '1，234',
  '１，５',
  '--1',
  'abc',
  '',
])('%j is refused, never guessed', (typed) => {
  expect(readAmount(typed)).toBeUndefined()
})

test('every figure shown can be typed back unchanged', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n }), fc.nat({ max: 6 }), (units, digits) => {
      const value = readAmount(`${units}.${'7'.repeat(digits)}`)
      expect(value).toBeDefined()
      if (value !== undefined) expect(readAmount(full(pad(value, digits), digits))).toBe(value)
    }),
  )
})

test('a comma elsewhere than between thousands is rejected', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9]{1,7}$/), fc.stringMatching(/^[0-9]{1,2}$/), (whole, rest) => {
      expect(readAmount(`${whole},${rest}`)).toBeUndefined()
    }),
  )
})

test.each([
  ['1,000.50', { amount: '1000.5' }],
  ['0.000000000000000001', { amount: '0.000000000000000001' }],
  ['0.00000000000000000001', { trouble: 'digits' }],
  ['-1', { trouble: 'positive' }],
  ['0', { trouble: 'positive' }],
  [' ', { trouble: 'positive' }],
  ['1,5', { trouble: 'text' }],
])('%j is sent, or told why not, before it goes out', (typed, checked) => {
  expect(checkAmount(typed, 18)).toEqual(checked)
})
