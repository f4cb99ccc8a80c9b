import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as exact from './index.ts'
import { decimal, type Decimal } from './decimal.ts'

/** The witness: a value as a ratio of two integers, with no idea of text beyond the plainest one. */
type Ratio = { readonly n: bigint; readonly d: bigint }
type Any = Decimal<'test'>

function ratioOf(text: string): Ratio {
  const [whole = '', rest = ''] = text.replace('-', '').split('.')
  const n = BigInt(whole + rest)
  return { n: text.startsWith('-') ? -n : n, d: 10n ** BigInt(rest.length) }
}

const same = (a: Ratio, b: Ratio): boolean => a.n * b.d === b.n * a.d
const expectValue = (got: string, wanted: Ratio): void => {
  expect(got).toMatch(/^(?:0|-?(?:[1-9]\d*|(?:0|[1-9]\d*)\.\d*[1-9]))$/)
  if (!same(ratioOf(got), wanted)) expect(got).toBe(`${wanted.n} / ${wanted.d}`)
}

const digits = (max: number) => fc.stringMatching(new RegExp(`^\\d{1,${max}}$`))
const plain = (whole: number, rest: number) =>
  fc
    .tuple(fc.constantFrom('', '-'), digits(whole), fc.option(digits(rest)))
    .map(([sign, a, b]) => (b === null ? `${sign}${a}` : `${sign}${a}.${b}`))

const anyDecimal: fc.Arbitrary<Any> = fc
  .oneof(
    plain(3, 2),
    plain(8, 8),
    plain(15, 1),
    plain(1, 14),
    plain(24, 30),
    fc.constantFrom(
      '0',
      '1',
      '-1',
      '0.1',
      '9007199254740991',
      '9007199254740993',
      '999999999999999',
      '0.00000000000001',
    ),
  )
  .map((text) => decimal<'test'>(text))

const pairs = fc.tuple(anyDecimal, anyDecimal)
const many = { numRuns: 3_000 }

describe('arithmetic agrees with fractions of integers', () => {
  test('sums and differences', () => {
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        const [x, y] = [ratioOf(a), ratioOf(b)]
        expectValue(exact.add(a, b), { n: x.n * y.d + y.n * x.d, d: x.d * y.d })
        expectValue(exact.subtract(a, b), { n: x.n * y.d - y.n * x.d, d: x.d * y.d })
      }),
      many,
    )
  })

  test('products', () => {
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        const [x, y] = [ratioOf(a), ratioOf(b)]
        expectValue(exact.multiply(a, b), { n: x.n * y.n, d: x.d * y.d })
      }),
      many,
    )
  })

  test('order', () => {
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        const [x, y] = [ratioOf(a), ratioOf(b)]
        const difference = x.n * y.d - y.n * x.d
        expect(exact.compare(a, b)).toBe(difference < 0n ? -1 : difference > 0n ? 1 : 0)
        expect(exact.compare(a, a)).toBe(0)
        expect(exact.max(a, b)).toBe(difference >= 0n ? a : b)
        expect(exact.min(a, b)).toBe(difference <= 0n ? a : b)
      }),
      many,
    )
  })

  test('quotients: half to even at the given digits, or truncated toward zero', () => {
    fc.assert(
      fc.property(pairs, fc.integer({ min: 0, max: 24 }), ([a, b], places) => {
        if (b === '0') return
        const [x, y] = [ratioOf(a), ratioOf(b)]
        const scale = 10n ** BigInt(places)
        const [n, d] = [x.n * y.d * scale, x.d * y.n]
        expectValue(exact.divideDown(a, b, places), { n: n / d, d: scale })
        const rounded = ratioOf(exact.divide(a, b, places))
        const units = (rounded.n * scale) / rounded.d
        const off = abs(units * d - n) * 2n
        expect(off <= abs(d)).toBe(true)
        if (off === abs(d)) expect(units % 2n).toBe(0n)
      }),
      many,
    )
  })

  test('sums of many, signs and notional', () => {
    fc.assert(
      fc.property(fc.array(anyDecimal, { maxLength: 12 }), (values) => {
        const total = values
          .map(ratioOf)
          .reduce((x, y) => ({ n: x.n * y.d + y.n * x.d, d: x.d * y.d }), { n: 0n, d: 1n })
        expectValue(exact.sum(values), total)
        for (const value of values) {
          expect(exact.add(value, exact.negate(value))).toBe('0')
          expect(exact.isNegative(exact.absolute(value))).toBe(false)
          const { n } = ratioOf(value)
          expect([exact.isZero(value), exact.isPositive(value), exact.isNegative(value)]).toEqual([
            n === 0n,
            n > 0n,
            n < 0n,
          ])
        }
      }),
    )
    expect(exact.notional(decimal('2.49'), decimal('4'))).toBe('9.96')
    expect(exact.sum([])).toBe('0')
  })
})

const abs = (n: bigint): bigint => (n < 0n ? -n : n)

describe('rounding', () => {
  test('keeps the given digits, in the given direction', () => {
    fc.assert(
      fc.property(anyDecimal, fc.integer({ min: -6, max: 20 }), (value, places) => {
        const [down, up, near] = [exact.roundDown, exact.roundUp, exact.roundHalfEven].map((round) =>
          round(value, places),
        )
        const unit = places >= 0 ? decimal<'test'>(`0.${'0'.repeat(places)}`.slice(0, -1) + '1') : undefined
        for (const rounded of [down, up, near]) {
          if (rounded === undefined) throw new Error('three roundings')
          if (places >= 0) expect(exact.scaleOf(rounded)).toBeLessThanOrEqual(places)
          if (unit !== undefined && places > 0) {
            expect(exact.compare(exact.absolute(exact.subtract(rounded, value)), unit)).toBe(-1)
          }
        }
        expect(exact.compare(exact.absolute(down ?? value), exact.absolute(value))).not.toBe(1)
        expect(exact.compare(exact.absolute(up ?? value), exact.absolute(value))).not.toBe(-1)
        expect([down, up]).toContain(near)
      }),
      many,
    )
  })

  test('rounds as a trader expects', () => {
    expect(exact.roundDown(decimal('-1.239'), 2)).toBe('-1.23')
    expect(exact.roundUp(decimal('-1.231'), 2)).toBe('-1.24')
    expect(exact.roundUp(decimal('1.23'), 2)).toBe('1.23')
    expect(['0.5', '1.5', '2.5', '-2.5'].map((text) => exact.roundHalfEven(decimal(text), 0))).toEqual([
      '0',
      '2',
      '2',
      '-2',
    ])
    expect(exact.roundDown(decimal('1239'), -2)).toBe('1200')
    expect(exact.roundUp(decimal('1201'), -2)).toBe('1300')
  })

  test('rounds to ticks and lots, for any step', () => {
    expect(exact.isOnGrid(decimal('2.49'), decimal('0.01'))).toBe(true)
    expect(exact.isOnGrid(decimal('2.495'), decimal('0.01'))).toBe(false)
    expect(exact.isOnGrid(decimal('7.5'), decimal('2.5'))).toBe(true)
    expect(exact.stepDown(decimal('120.567'), decimal('0.05'))).toBe('120.55')
    expect(exact.stepUp(decimal('120.551'), decimal('0.05'))).toBe('120.6')
    expect(exact.stepDown(decimal('-0.07'), decimal('0.05'))).toBe('-0.05')
    expect(exact.stepUp(decimal('-0.07'), decimal('0.05'))).toBe('-0.1')
    for (const step of ['0', '-1']) {
      expect(() => exact.isOnGrid(decimal('1'), decimal(step))).toThrow(
        expect.objectContaining({ code: 'EXACT_BAD_STEP' }),
      )
    }
  })

  test('steps surround the value by less than one step', () => {
    fc.assert(
      fc.property(anyDecimal, anyDecimal, (value, size) => {
        const step = exact.absolute(size)
        if (step === '0') return
        const [down, up] = [exact.stepDown(value, step), exact.stepUp(value, step)]
        expect(exact.isOnGrid(down, step) && exact.isOnGrid(up, step)).toBe(true)
        const gap = exact.absolute(exact.subtract(up, down))
        expect(gap).toBe(exact.isOnGrid(value, step) ? '0' : step)
        expect(exact.compare(exact.absolute(down), exact.absolute(value))).not.toBe(1)
      }),
    )
  })
})

describe('text', () => {
  test('of one value has one canonical form', () => {
    fc.assert(
      fc.property(anyDecimal, fc.nat({ max: 5 }), fc.nat({ max: 5 }), fc.boolean(), (value, before, after, plus) => {
        const negative = value.startsWith('-')
        const bare = negative ? value.slice(1) : value
        const padded = `${'0'.repeat(before)}${bare}${bare.includes('.') ? '' : '.'}${'0'.repeat(after)}`
        const sign = negative ? '-' : plus ? '+' : ''
        expect(decimal(sign + padded)).toBe(value)
        expect(exact.tryDecimal(sign + padded)).toBe(value)
      }),
    )
    expect(['-0', '0.000', '+.5', '-.50', '5.', '007', '00'].map((text) => decimal(text))).toEqual([
      '0',
      '0',
      '0.5',
      '-0.5',
      '5',
      '7',
      '0',
    ])
  })

  test.each([
    '',
    ' ',
    '.',
    '-',
    '+',
    '1e5',
    '1E-7',
    'NaN',
    'Infinity',
    '0x10',
    '1,000',
    '1 ',
    ' 1',
    '1\n',
    '--1',
    '1.2.3',
    '１',
    '٣',
    '1_000',
    '1'.repeat(129),
  ])('that is no plain decimal is refused: %j', (text) => {
    expect(() => decimal(text)).toThrow(expect.objectContaining({ code: 'EXACT_NOT_A_DECIMAL' }))
    expect(exact.tryDecimal(text)).toBeUndefined()
  })

  test('of any kind is parsed or rejected quickly, and tryDecimal agrees with decimal', () => {
    const soup = fc.string({ unit: fc.constantFrom('0', '1', '9', '.', '-', '+', 'e', ' '), maxLength: 140 })
    fc.assert(
      fc.property(fc.oneof(soup, fc.string()), (text) => {
        const read = exact.tryDecimal(text)
        if (read === undefined) expect(() => decimal(text)).toThrow(exact.ExactError)
        else expectValue(decimal(text), ratioOf(text.replace('+', '').replace(/^(-?)\./, '$10.')))
      }),
      many,
    )
    const started = process.cpuUsage()
    for (let i = 0; i < 2_000; i++) exact.tryDecimal(`${'0'.repeat(126)}x`)
    expect(process.cpuUsage(started).user / 1_000).toBeLessThan(1_000)
  })

  test('is padded and counted for the wire', () => {
    expect(exact.pad(decimal('2.49'), 4)).toBe('2.4900')
    expect(exact.pad(decimal('2'), 2)).toBe('2.00')
    expect(exact.pad(decimal('2'), 0)).toBe('2')
    expect(exact.pad(decimal('2.123'), 2)).toBe('2.123')
    expect(exact.scaleOf(decimal('0.010'))).toBe(2)
  })
})

describe('integers and grids', () => {
  test('units convert back to their value', () => {
    fc.assert(
      fc.property(anyDecimal, (value) => {
        const scale = exact.scaleOf(value)
        expect(exact.fromUnits(exact.toUnits(value, scale + 3), scale + 3)).toBe(value)
        const { coefficient, scale: own } = exact.toScaled(value)
        expect(exact.fromScaled(coefficient, own)).toBe(value)
      }),
    )
    expect(exact.fromUnits(249, 2)).toBe('2.49')
    expect(exact.stepOf(4)).toBe('0.0001')
    expect(exact.stepOf(0)).toBe('1')
    expect(exact.fromScaled(12n, -2)).toBe('1200')
  })

  test('a value that does not fit is rejected with its code', () => {
    const refusal = (code: string) => expect.objectContaining({ code }) as Error
    expect(() => exact.toUnits(decimal('0.001'), 2)).toThrow(refusal('EXACT_NOT_ON_GRID'))
    expect(() => exact.divide(decimal('1'), decimal('0'))).toThrow(refusal('EXACT_DIVISION_BY_ZERO'))
    expect(() => exact.divideDown(decimal('1'), decimal('0'))).toThrow(refusal('EXACT_DIVISION_BY_ZERO'))
    for (const bad of [-1, 1.5, 65, Number.NaN]) expect(() => exact.stepOf(bad)).toThrow(refusal('EXACT_BAD_SCALE'))
    for (const bad of [0.5, 1e9, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => exact.fromScaled(1n, bad)).toThrow(refusal('EXACT_BAD_SCALE'))
      expect(() => exact.powerOfTen(bad)).toThrow(refusal('EXACT_BAD_SCALE'))
      expect(() => exact.divide(decimal('1'), decimal('3'), bad)).toThrow(refusal('EXACT_BAD_SCALE'))
    }
    for (const bad of [1.5, 2 ** 53, Number.NaN])
      expect(() => exact.fromInteger(bad)).toThrow(refusal('EXACT_NOT_A_DECIMAL'))
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, 1e22]) {
      expect(() => exact.fromApproximate(bad, 2)).toThrow(refusal('EXACT_NOT_A_DECIMAL'))
    }
  })

  test('doubles convert only explicitly', () => {
    expect(exact.fromInteger(-0)).toBe('0')
    expect(exact.fromInteger(12n)).toBe('12')
    expect(exact.fromApproximate(2.4900001, 4)).toBe('2.49')
    expect(exact.fromApproximate(-0, 4)).toBe('0')
    expect(exact.fromApproximate(12_345_678_901.25, 8)).toBe('12345678901.25')
    expect(exact.toApproximate(decimal('2.49'))).toBe(2.49)
  })
})

test('keeps every digit of the longest amounts the exchange sends', () => {
  expect(exact.add(decimal('21.94210356004384'), decimal('0.000000000000000001'))).toBe('21.942103560043840001')
  const tiny = decimal('0.000000000000000001')
  expect(exact.multiply(tiny, tiny)).toBe(`0.${'0'.repeat(35)}1`)
  expect(exact.divide(decimal('1'), decimal('3'))).toBe('0.333333333333333333')
  expect(exact.divideDown(decimal('100'), decimal('3'), 2)).toBe('33.33')
})

test('the longest text and the deepest scale that are allowed are read', () => {
  expect(decimal('1'.repeat(exact.MAX_DECIMAL_LENGTH))).toBe('1'.repeat(exact.MAX_DECIMAL_LENGTH))
  expect(decimal(`+${'1'.repeat(exact.MAX_DECIMAL_LENGTH - 1)}`)).toBe('1'.repeat(exact.MAX_DECIMAL_LENGTH - 1))
  expect(exact.stepOf(64)).toBe(`0.${'0'.repeat(63)}1`)
  expect(exact.divide(decimal('1'), decimal('8'), 64)).toBe('0.125')
})

test('another unit is another type of the same value', () => {
  expect(exact.as<'other'>(decimal<'test'>('2.49'))).toBe('2.49')
})

test('a large double is converted exactly, one with an exponent in JavaScript is rejected', () => {
  expect(exact.fromApproximate(123_456_789_012_345_680_000, 2)).toBe('123456789012345683968')
  expect(() => exact.fromApproximate(1e21, 2)).toThrow(expect.objectContaining({ code: 'EXACT_NOT_A_DECIMAL' }))
})
