import { expect, test } from 'vitest'
import { balanceSteps } from './balance-steps.ts'

const history = {
  asset: 'MX',
  from: 0,
  to: 600,
  points: [
    { time: 150, free: '10', locked: '0', total: '10' },
    { time: 320, free: '7', locked: '3', total: '10' },
    { time: 350, free: '8', locked: '2', total: '10' },
  ],
}

test('a balance is unknown before the first word of it, and holds until it changes', () => {
  expect(balanceSteps(history, 6).map(({ free }) => free)).toEqual([undefined, '10', '10', '8', '8', '8'])
  expect(balanceSteps(history, 6).map(({ time }) => time)).toEqual([100, 200, 300, 400, 500, 600])
})

test('nothing known is nothing drawn', () => {
  expect(balanceSteps({ ...history, points: [] }, 2).every(({ free }) => free === undefined)).toBe(true)
})
