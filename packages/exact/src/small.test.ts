import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { decimal } from './decimal.ts'
import { addSmall, multiplySmall } from './small.ts'

/** A value of at most `digits` digits as its integer coefficient and its scale. */
const short = (digits: number) =>
  fc.tuple(fc.integer({ min: -(10 ** digits) + 1, max: 10 ** digits - 1 }), fc.nat({ max: digits }))

type Short = readonly [coefficient: number, scale: number]

/** The same value as text, by integers alone. */
function textOf([coefficient, scale]: readonly [bigint, number]) {
  const digits = (coefficient < 0n ? -coefficient : coefficient).toString().padStart(scale + 1, '0')
  const cut = digits.length - scale
  return decimal<'test'>(`${coefficient < 0n ? '-' : ''}${digits.slice(0, cut)}.${digits.slice(cut)}`)
}

const exactly = ([coefficient, scale]: Short) => textOf([BigInt(coefficient), scale])

test('short values are added and subtracted without bigint, to the digit', () => {
  fc.assert(
    fc.property(short(6), short(6), fc.constantFrom(1 as const, -1 as const), (a, b, sign) => {
      const scale = Math.max(a[1], b[1])
      const [x, y] = [a, b].map(([n, own]) => BigInt(n) * 10n ** BigInt(scale - own)) as [bigint, bigint]
      expect(addSmall(exactly(a), exactly(b), sign)).toBe(textOf([x + BigInt(sign) * y, scale]))
    }),
    { numRuns: 1_000 },
  )
})

test('short values are multiplied without bigint, to the digit', () => {
  fc.assert(
    fc.property(short(6), short(6), (a, b) => {
      expect(multiplySmall(exactly(a), exactly(b))).toBe(textOf([BigInt(a[0]) * BigInt(b[0]), a[1] + b[1]]))
    }),
    { numRuns: 1_000 },
  )
})

test('a value is short up to 15 characters', () => {
  const [most, over] = [decimal<'test'>('999999999999999'), decimal<'test'>('9999999999999999')]
  const one = decimal<'test'>('1')
  expect(addSmall(most, one, 1)).toBe('1000000000000000')
  expect(multiplySmall(most, one)).toBe(most)
  for (const pair of [[over, one] as const, [one, over] as const]) {
    expect(addSmall(...pair, 1)).toBeUndefined()
    expect(multiplySmall(...pair)).toBeUndefined()
  }
})

test('a result that a double cannot hold is left to bigint', () => {
  const large = decimal<'test'>('999999999999999')
  expect(multiplySmall(large, decimal('10'))).toBeUndefined()
  // Brought to one scale, the left or the right value would exceed 2^53.
  expect(addSmall(large, decimal('0.01'), 1)).toBeUndefined()
  expect(addSmall(decimal('0.01'), large, -1)).toBeUndefined()
})
