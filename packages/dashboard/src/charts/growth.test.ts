import { expect, test } from 'vitest'
import { drawdownOf, growthAt, returnOf } from './growth.ts'

const chain = (
  ...moments: readonly (readonly [total: string, netDeposits: string | null, netUnexplained?: string])[]
) => {
  let before: Parameters<typeof growthAt>[0]
  return moments.map(([total, netDeposits, netUnexplained = '0']) => {
    const now = { total, netDeposits, netUnexplained }
    const growth = growthAt(before, now)
    if (growth !== undefined) before = { ...now, growth }
    return growth && [returnOf(growth), drawdownOf(growth)]
  })
}

test('a deposit is not a gain and a withdrawal not a loss', () => {
  expect(chain(['100', '100'], ['200', '200'], ['220', '200'], ['110', '90'])).toEqual([
    ['0', '0'],
    ['0', '0'],
    ['0.1', '0'],
    ['0.1', '0'],
  ])
})

test('a loss after a large deposit is measured against it too, and never exceeds 100 %', () => {
  expect(chain(['100', '0'], ['9595', '10000']).at(-1)).toEqual(['-0.05', '-0.05'])
})

test('an unexplained adjustment is neither, before and after it is explained', () => {
  expect(chain(['100', '0'], ['200', '0', '100'], ['220', '100', '0'], ['110', '100', '-110'])).toEqual([
    ['0', '0'],
    ['0', '0'],
    ['0.1', '0'],
    ['0.1', '0'],
  ])
})

test('drawdown is measured from the peak so far, and ends at a new peak', () => {
  expect(chain(['100', '0'], ['125', '0'], ['100', '0'], ['150', '0']).map((at) => at?.[1])).toEqual([
    '0',
    '0',
    '-0.2',
    '0',
  ])
})

test('unknown deposits are not subtracted, so that no fall is hidden; later ones are', () => {
  expect(chain(['100', null], ['90', null], ['80', '0'], ['88', '0'])).toEqual([
    ['0', '0'],
    ['-0.1', '-0.1'],
    ['-0.2', '-0.2'],
    ['-0.12', '-0.12'],
  ])
  expect(chain(['100', null], ['150', '50']).at(-1)).toEqual(['0', '0'])
})

test('an empty account has no return, and an invalid total is skipped', () => {
  expect(chain(['100', '100'], ['0', '0'], ['50', '50'], ['?', '50'])).toEqual([
    ['0', '0'],
    ['0', '0'],
    ['0', '0'],
    undefined,
  ])
})
