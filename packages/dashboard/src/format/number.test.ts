import {
  type Decimal,
  absolute,
  compare,
  decimal,
  fromScaled,
  multiply,
  negate,
  stepOf,
  subtract,
} from '@spotdeck/exact'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  UNKNOWN,
  amountAt,
  changeAt,
  fixed,
  floorTo,
  full,
  loosePrice,
  money,
  percent,
  rounded,
  shortQuantity,
  signOf,
  signed,
  valueInColumn,
} from './number.ts'

const amounts = fc
  .tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.integer({ min: 0, max: 30 }))
  .map(([coefficient, scale]) => fromScaled<'any'>(coefficient, scale))
const digits = fc.integer({ min: 0, max: 18 })
const formats = [fixed, full, rounded].map((format) => (text: string, places: number) => format(text, places))
const loose = [money, valueInColumn, loosePrice, (text: string) => signed(text, money), (text: string) => percent(text)]

/** Text that a user would type for the shown number. */
function typedBack(shown: string): Decimal<'any'> {
  return decimal<'any'>(shown.replaceAll(',', '').replace('\u2212', '-').replace('+', ''))
}

describe('every figure', () => {
  test('is plain text: no exponent, no negative zero, no NaN', () => {
    fc.assert(
      fc.property(amounts, digits, (amount, places) => {
        const all = [...formats.map((format) => format(amount, places)), ...loose.map((format) => format(amount))]
        for (const shown of all) {
          expect(shown).not.toMatch(/e|NaN|Infinity/i)
          expect(shown).not.toMatch(/^\u22120(\.0+)?(%)?$/)
        }
      }),
    )
  })

  test('never shows more of an asset than exists, and at most one step less', () => {
    fc.assert(
      fc.property(amounts, digits, (amount, places) => {
        const shown = typedBack(fixed(amount, places))
        expect(compare(shown, amount)).toBeLessThanOrEqual(0)
        expect(compare(subtract(amount, shown), stepOf<'any'>(places))).toBe(-1)
      }),
    )
  })

  test('of a value is rounded half to even, for gains, costs and sums', () => {
    fc.assert(
      fc.property(amounts, digits, (amount, places) => {
        const off = subtract(typedBack(rounded(amount, places)), amount)
        expect(compare(multiply<'any'>(absolute(off), decimal<'any'>('2')), stepOf<'any'>(places))).toBeLessThanOrEqual(
          0,
        )
        expect(rounded(negate(amount), places).replace('\u2212', '')).toBe(
          rounded(amount, places).replace('\u2212', ''),
        )
      }),
    )
    expect(['0.125', '0.135', '-0.125'].map((text) => rounded(text, 2))).toEqual(['0.12', '0.14', '\u22120.12'])
  })

  test('in full is the exact figure', () => {
    fc.assert(
      fc.property(amounts, (amount) => {
        expect(typedBack(full(amount))).toBe(amount)
      }),
    )
  })

  test('has separated thousands and all its places', () => {
    fc.assert(
      fc.property(amounts, fc.integer({ min: 1, max: 8 }), (amount, places) => {
        expect(fixed(amount, places)).toMatch(new RegExp(`^\u2212?\\d{1,3}(,\\d{3})*\\.\\d{${places}}$`))
      }),
    )
  })
})

test('totals have two places, small ones four significant digits', () => {
  expect(money('12482.179')).toBe('12,482.18')
  expect(money('-12482.171')).toBe('\u221212,482.17')
  expect(money('0.00123456')).toBe('0.001235')
  expect(money('0.5')).toBe('0.5000')
  expect(money('0')).toBe('0.00')
  expect(money('-0.0012')).toBe('\u22120.0012')
  expect(money('-0.000000001')).toBe('\u22120.000000001')
  expect(money(undefined)).toBe(UNKNOWN)
  expect(money('1e-7')).toBe(UNKNOWN)
})

test('parts and their total are rounded by one rule, without bias', () => {
  const fees = ['4.541', '4.546', '4.553']
  expect(fees.map(money)).toEqual(['4.54', '4.55', '4.55'])
  expect(money('13.64')).toBe('13.64')
})

test('a column of values aligns its decimal points and marks values below a cent', () => {
  expect(valueInColumn('0.000001')).toBe('<0.01')
  expect(valueInColumn('0')).toBe('0.00')
  expect(valueInColumn('1931.539')).toBe('1,931.54')
})

test('percentages carry their sign and two places, and nothing before zero', () => {
  expect(percent('0.015', { sign: true })).toBe('+1.50%')
  expect(percent('-0.0032', { sign: true })).toBe('\u22120.32%')
  expect(percent('-0.00001', { sign: true })).toBe('0.00%')
  expect(percent('0.00001', { sign: true })).toBe('0.00%')
})

test('gains have a plus, losses a minus, zero neither', () => {
  expect(signed('184.2', money)).toBe('+184.20')
  expect(signed('-3.02', money)).toBe('\u22123.02')
  expect(signed('0', money)).toBe('0.00')
  expect([signOf('0.1'), signOf('-1'), signOf('0'), signOf(undefined)]).toEqual([1, -1, 0, 0])
})

test('floors below zero as above it', () => {
  expect(floorTo(decimal<'any'>('-1.231'), 2)).toBe('-1.24')
  expect(floorTo(decimal<'any'>('-1.23'), 2)).toBe('-1.23')
})

test('zero is 0 in every column, other values have the digits of their column', () => {
  expect([amountAt('0', 2), amountAt('0.000', 3), amountAt('5', 2), amountAt('1620.537', 2)]).toEqual([
    '0',
    '0',
    '5.00',
    '1,620.53',
  ])
  expect([changeAt('5', 2), changeAt('1620.53', 2), changeAt('-6.49', 2)]).toEqual(['+5.00', '+1,620.53', '\u22126.49'])
  expect(changeAt('0.0004', 2)).toBe('+0.0004')
  expect([changeAt('190.02209', 4), changeAt('-190.02209', 4)]).toEqual(['+190.0220', '\u2212190.0220'])
  expect(amountAt(undefined, 2)).toBe(UNKNOWN)
})

test('a quantity in a book is whole below a million and cut to millions, billions and trillions from there', () => {
  expect(shortQuantity('999999.996', 2)).toBe('999,999.99')
  expect(shortQuantity('1000000', 2)).toBe('1.00M')
  expect(shortQuantity('205909999.99', 2)).toBe('205.90M')
  expect(shortQuantity('2889269981.5', 2)).toBe('2.88B')
  expect(shortQuantity('1234567890123456.7', 0)).toBe('1,234.56T')
  expect(shortQuantity('0', 2)).toBe('0.00')
  expect(shortQuantity(undefined, 2)).toBe(UNKNOWN)
})
