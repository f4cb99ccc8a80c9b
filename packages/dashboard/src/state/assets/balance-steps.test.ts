import { expect, test } from 'vitest'
import { balanceShape } from '../../charts/balance-plot.ts'
import { balanceSteps, isOpening, knownSince, withBalance } from './balance-steps.ts'

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

test('a balance is unknown before its first change, and constant until the next', () => {
  expect(balanceSteps(history, 6).map(({ free }) => free)).toEqual([undefined, '10', '10', '8', '8', '8'])
  expect(balanceSteps(history, 6).map(({ time }) => time)).toEqual([100, 200, 300, 400, 500, 600])
})

test('without data nothing is drawn', () => {
  expect(balanceSteps({ ...history, points: [] }, 2).every(({ free }) => free === undefined)).toBe(true)
})

const now = { asset: 'MX', free: '9', locked: '1', total: '10', time: 700, reason: '' } as const

test('the right edge is the current balance, not the last read one', () => {
  const shown = withBalance(history, { ...now, freeChange: '1', lockedChange: '-1' })
  expect(balanceSteps(shown, 7).at(-1)).toEqual({ time: 700, free: '9', locked: '1' })
})

test('a balance older than the read one changes nothing', () => {
  expect(withBalance(history, { ...now, time: 340, freeChange: '1', lockedChange: '-1' })).toBe(history)
  expect(withBalance(history, undefined)).toBe(history)
})

test('a span that begins before the data states its start', () => {
  expect(knownSince(history)).toBe(150)
  expect(knownSince({ ...history, from: 150 })).toBeUndefined()
  expect(knownSince({ ...history, points: [] })).toBeUndefined()
})

test('the opening balance is not a correction; a later audit finding is', () => {
  const movement = {
    seq: 8,
    time: 100,
    asset: 'MX',
    reason: 'RECONCILED',
    kind: 'reconciled',
    source: 'rest',
    free: '7',
    locked: '1',
    freeChange: '7',
    lockedChange: '1',
  } as const
  expect(isOpening(movement, 108)).toBe(true)
  expect(isOpening({ ...movement, time: 109 }, 108)).toBe(false)
  expect(isOpening({ ...movement, freeChange: '0.5' }, 108)).toBe(false)
  expect(isOpening({ ...movement, reason: 'DEPOSIT', kind: 'flow' }, 108)).toBe(false)
})

test('before the first start the total is drawn where deals and flows explain it, also where coverage knows no balances', () => {
  const past = { time: 50, free: '4', locked: '0', total: '4', totalOnly: true } as const
  const steps = balanceSteps({ ...history, points: [past, ...history.points] }, 6)
  expect(steps[0]).toEqual({ time: 100, free: '4', locked: undefined, isPast: true })
  const unknown = { kind: 'assets', state: 'unknown', from: 0, to: 150 } as const
  const { points } = balanceShape(steps, [unknown])
  expect(points.map(({ known }) => known?.free)).toEqual(['4', '10', '10', '8', '8', '8'])
  expect(points[0]?.known?.locked).toBeUndefined()
})
