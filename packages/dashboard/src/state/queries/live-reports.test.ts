import type { EquityData, Performance, PnlReport } from '@spotdeck/api'
import { decimal, sum } from '@spotdeck/exact'
import { expect, test } from 'vitest'
import { performanceAt, pnlAt } from './live-reports.ts'

const equity = {
  time: 20_000,
  total: '1120',
  netDeposits: '20',
  netUnexplained: '0',
  byAsset: [
    { asset: 'MX', total: '10', price: '3', value: '30' },
    { asset: 'BTC', total: '1', price: '90', value: '90' },
  ],
} as unknown as EquityData
const performance = {
  from: 0,
  to: 10_001,
  profit: '5',
  timeWeightedReturn: '0.1',
  last: { time: 10_000, total: '1000', worth: '1000' },
  drawdown: '0.05',
  maxDrawdown: '0.08',
  days: [
    { day: '2026-01-30', time: -86_400_000, return: '0.03', profit: '2', total: '0.03', drawdown: '0.08' },
    { day: '2026-01-31', time: 0, return: '0.02', profit: '3', total: '0.1', drawdown: '0.05' },
  ],
} as unknown as Performance
const pnl = {
  from: 0,
  to: 10_001,
  realized: '1',
  unrealized: '4',
  total: '5',
  positions: [
    { asset: 'MX', quantity: '10', price: '2' },
    { asset: 'BTC', quantity: '1', price: '100' },
  ],
  assets: [
    { asset: 'MX', realized: '1', realizedByFlows: '0', unrealized: '6', total: '7' },
    { asset: 'BTC', realized: '0', realizedByFlows: '0', unrealized: '-2', total: '-2' },
  ],
} as unknown as PnlReport

test('profit and return move with the sample, and a deposit moves neither', () => {
  const moved = performanceAt(performance, equity)
  expect(moved).toMatchObject({ profit: '105', timeWeightedReturn: '0.21' })
})

test('the day and the drawdown move with the sample, and the days add up to the profit as before', () => {
  const [yesterday, today] = performance.days
  const higher = performanceAt(performance, equity)
  expect(higher.days).toEqual([
    yesterday,
    { ...today, return: '0.122', profit: '103', total: '0.21', drawdown: '0.05' },
  ])
  expect(higher).toMatchObject({ drawdown: '0', maxDrawdown: '0.08' })
  expect(sum(higher.days.map(({ profit }) => decimal<'x'>(profit ?? '0')))).toBe(higher.profit)
  const lower = performanceAt(performance, { ...equity, total: '920' })
  expect(lower).toMatchObject({ profit: '-95', drawdown: '0.145', maxDrawdown: '0.145' })
  expect(lower.days[1]).toMatchObject({ return: '-0.082', profit: '-97', total: '-0.01', drawdown: '0.145' })
  const nextDay = performanceAt({ ...performance, to: 86_400_000 }, { ...equity, time: 86_400_001 })
  expect(nextDay.days).toEqual(performance.days)
})

test('coins move with their prices, and add up to the total as before', () => {
  const moved = pnlAt(pnl, equity)
  expect(moved).toMatchObject({ realized: '1', unrealized: '4', total: '5' })
  expect(moved.assets).toMatchObject([{ total: '17' }, { total: '-12' }])
  expect(sum((moved.assets ?? []).map(({ total }) => decimal<'x'>(total ?? '0')))).toBe(moved.total)
})

test('a report of the past stays as it is, and so does one without a newer sample', () => {
  const later = { ...equity, time: 20_000_000 }
  expect(pnlAt(pnl, later)).toBe(pnl)
  expect(performanceAt(performance, later)).toBe(performance)
  expect(performanceAt(performance, { ...equity, time: 9_000 })).toBe(performance)
  expect(pnlAt(pnl, undefined)).toBe(pnl)
})
