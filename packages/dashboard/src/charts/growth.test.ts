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

test('a deposit is no gain and a withdrawal no loss', () => {
  expect(chain(['100', '100'], ['200', '200'], ['220', '200'], ['110', '90'])).toEqual([
    ['0', '0'],
    ['0', '0'],
    ['0.1', '0'],
    ['0.1', '0'],
  ])
})

test('what a large deposit loses is a loss of the deposit too, and never more than all', () => {
  expect(chain(['100', '0'], ['9595', '10000']).at(-1)).toEqual(['-0.05', '-0.05'])
})

test('what nobody explains is neither, and goes on so once it is explained', () => {
  expect(chain(['100', '0'], ['200', '0', '100'], ['220', '100', '0'], ['110', '100', '-110'])).toEqual([
    ['0', '0'],
    ['0', '0'],
    ['0.1', '0'],
    ['0.1', '0'],
  ])
})

test('drawdown is measured from the best so far, and ends with a new best', () => {
  expect(chain(['100', '0'], ['125', '0'], ['100', '0'], ['150', '0']).map((at) => at?.[1])).toEqual([
    '0',
    '0',
    '-0.2',
    '0',
  ])
})

test('where deposits are not known nothing is taken out, so that no fall is hidden; those since then are', () => {
  expect(chain(['100', null], ['90', null], ['80', '0'], ['88', '0'])).toEqual([
    ['0', '0'],
    ['-0.1', '-0.1'],
    ['-0.2', '-0.2'],
    ['-0.12', '-0.12'],
  ])
  expect(chain(['100', null], ['150', '50']).at(-1)).toEqual(['0', '0'])
})

test('an empty account neither gains nor loses, and a total that cannot be read is left out', () => {
  expect(chain(['100', '100'], ['0', '0'], ['50', '50'], ['?', '50'])).toEqual([
    ['0', '0'],
    ['0', '0'],
    ['0', '0'],
    undefined,
  ])
})
