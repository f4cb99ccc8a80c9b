import { expect, test } from 'vitest'
import { drawdownOf, grown, returnOf } from './growth.ts'

const chain = (...moments: readonly (readonly [total: string, netDeposits: string | null])[]) => {
  let before: Parameters<typeof grown>[0]
  return moments.map(([total, netDeposits]) => {
    const growth = grown(before, { total, netDeposits })
    if (growth !== undefined) before = { total, netDeposits, growth }
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

test('drawdown is measured from the best so far, and ends with a new best', () => {
  expect(chain(['100', '0'], ['125', '0'], ['100', '0'], ['150', '0']).map((at) => at?.[1])).toEqual([
    '0',
    '0',
    '-0.2',
    '0',
  ])
})

test('where deposits are not known nothing is taken out, so that no fall is hidden', () => {
  expect(chain(['100', null], ['90', null], ['80', '100'], ['88', '100'])).toEqual([
    ['0', '0'],
    ['-0.1', '-0.1'],
    ['-0.2', '-0.2'],
    ['-0.12', '-0.12'],
  ])
})

test('an empty account neither gains nor loses, and a total that cannot be read is left out', () => {
  expect(chain(['100', '100'], ['0', '0'], ['50', '50'], ['?', '50'])).toEqual([
    ['0', '0'],
    ['0', '0'],
    ['0', '0'],
    undefined,
  ])
})
