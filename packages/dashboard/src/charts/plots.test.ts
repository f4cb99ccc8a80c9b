import type { CoverageWindow, EquityData, EquityPoint } from '@spotdeck/api'
import { describe, expect, test } from 'vitest'
import { DAY_MS, MINUTE_MS } from '../durations.ts'
import { balancePlot, balanceShape } from './balance-plot.ts'
import { curveOf, withLive } from './equity-curve.ts'
import { moneyPlot, returnPlot } from './equity-plot.ts'
import { profitCurve, profitPlot } from './profit-plot.ts'
import { returnsShape } from './returns-plot.ts'
import { changeOf } from './time-plot.ts'
const grid = { from: 0, stepMs: MINUTE_MS, points: 6 }
const HOLE = {
  total: null,
  free: null,
  locked: null,
  netDeposits: null,
  netUnexplained: null,
  realizedPnl: null,
  unrealizedPnl: null,
}
const at = (minute: number, more: Partial<EquityPoint> = {}): EquityPoint => ({
  ...HOLE,
  time: minute * MINUTE_MS,
  total: '1000',
  netDeposits: '0',
  netUnexplained: '0',
  ...more,
})
const pnl = (realizedPnl: string | null, unrealizedPnl: string | null) => ({ realizedPnl, unrealizedPnl })
const sample = (minute: number, realizedPnl: string, unrealizedPnl: string): EquityData => ({
  time: minute * MINUTE_MS,
  total: '1000',
  free: '1000',
  locked: '0',
  unit: 'USDT',
  netDeposits: '0',
  netUnexplained: '0',
  realizedPnl,
  unrealizedPnl,
  byAsset: [],
  unpriced: [],
})

describe('PnL over time', () => {
  const series = [
    at(1, pnl('100.1', '-5')),
    at(2, pnl('100.3', '-4')),
    at(3, pnl(null, null)),
    at(5, pnl('102', '1.5')),
  ]
  const profits = (curve: ReturnType<typeof profitCurve>) => curve.points.map(({ profit }) => profit)

  test('starts at 0 and counts realized and the change in unrealized from the start of the range, exactly', () => {
    const curve = profitCurve(curveOf(series, grid))
    expect(profits(curve)[0]).toEqual({ realized: '0', unrealized: '0', total: '0' })
    expect(profits(curve)[1]).toEqual({ realized: '0.2', unrealized: '1', total: '1.2' })
    expect(curve.points.findLast(({ profit }) => profit !== undefined)?.profit).toEqual({
      realized: '1.9',
      unrealized: '6.5',
      total: '8.4',
    })
    const [total, realized, unrealized] = profitPlot().lines
    expect([total, realized, unrealized].map((line) => curve.points[1] && line?.value(curve.points[1]))).toEqual([
      1.2, 0.2, 1,
    ])
  })

  test('has a gap where PnL is unknown, even if the equity is known', () => {
    const curve = profitCurve(curveOf(series, grid))
    expect(curveOf(series, grid).holes).toEqual([])
    expect(curve.holes).toEqual([{ from: 2 * MINUTE_MS, to: 5 * MINUTE_MS }])
  })

  test('begins at the first known point, and is empty without one', () => {
    const late = profitCurve(curveOf([at(1), at(2, pnl('7', '1')), at(3, pnl('7', '2'))], grid))
    expect(late.points.map(({ time }) => time)[0]).toBe(2 * MINUTE_MS)
    expect(profits(late).slice(0, 2)).toEqual([
      { realized: '0', unrealized: '0', total: '0' },
      { realized: '0', unrealized: '1', total: '1' },
    ])
    expect(profitCurve(curveOf([at(1), at(2)], grid)).points).toEqual([])
  })

  test('continues with each sample, and draws only the new end', () => {
    const first = profitCurve(curveOf(series, grid))
    const next = profitCurve(withLive(first.equity, sample(6, '104.1', '0.5')), first)
    expect(next.points.at(-1)?.profit).toEqual({ realized: '4', unrealized: '5.5', total: '9.5' })
    // It takes the place of a step in which nothing had been recorded yet.
    expect(changeOf(first, next)).toBe('replaced')
    const further = profitCurve(withLive(next.equity, sample(6.5, '104.1', '9')), next)
    expect(further.points.at(-1)?.profit?.total).toBe('18')
    expect(changeOf(next, further)).toBe('added')
  })

  test('moves with each sample in a step that has begun, whose end is to come', () => {
    const begun = curveOf(series, grid)
    expect(begun.points.at(-1)).toMatchObject({ time: 6 * MINUTE_MS, state: 'quiet' })
    const moved = withLive(begun, sample(5.1, '104.1', '0.5'))
    expect(moved.points.at(-1)).toMatchObject({ time: 5.1 * MINUTE_MS, known: { realizedPnl: '104.1' } })
    expect(withLive(moved, sample(5.2, '104.2', '0.5')).points.at(-1)?.known?.realizedPnl).toBe('104.2')
    expect(withLive(begun, sample(4.9, '1', '1'))).toBe(begun)
  })

  test('ends a hole with a sample of the step in which it is known again', () => {
    const lost = curveOf([at(1, pnl('1', '1')), at(2, HOLE)], grid)
    expect(lost.holes).toEqual([{ from: MINUTE_MS, to: 6 * MINUTE_MS }])
    const found = withLive(lost, sample(5.5, '2', '1'))
    expect(found.holes).toEqual([{ from: MINUTE_MS, to: 5.5 * MINUTE_MS }])
    expect(found.points.at(-1)).toMatchObject({ time: 5.5 * MINUTE_MS, state: 'known' })
  })

  test('of a span in the past does not go on', () => {
    const past = curveOf(series, { ...grid, isOver: true })
    expect(withLive(past, sample(6, '104.1', '0.5'))).toBe(past)
  })

  test('shows the first sample of a new account', () => {
    const first = profitCurve(withLive(curveOf([], grid), sample(2, '3', '1')))
    expect(profits(first)).toEqual([{ realized: '0', unrealized: '0', total: '0' }])
  })
})

describe('the lines of the equity chart', () => {
  const keys = (series: readonly EquityPoint[]) => moneyPlot(curveOf(series, grid)).lines.map(({ key }) => key)

  test('are only the drawable ones: known parts, and the unadjusted total where it differs', () => {
    const whole = (minute: number, total: string) => at(minute, { total, free: total, locked: '0', netDeposits: '995' })
    expect(keys([whole(1, '1000'), whole(2, '1010'), whole(3, '990')])).toEqual([
      'total',
      'netDeposits',
      'drawdown',
      'free',
      'locked',
    ])
    expect(keys([at(1), at(2, { total: '1010' })])).toEqual(['total', 'netDeposits', 'drawdown'])
    expect(keys([at(1, { netDeposits: null })])).toEqual(['total', 'drawdown'])
    expect(keys([at(1), at(2, { netDeposits: '5' })])).toEqual(['total', 'unadjusted', 'netDeposits', 'drawdown'])
    expect(returnPlot().lines.map(({ key }) => key)).toEqual(['return', 'drawdown'])
  })
})

describe('equity adjusted for transfers', () => {
  const deposit = curveOf(
    [at(1), at(2, { total: '1510', netDeposits: '500' }), at(3, { total: '1490', netDeposits: '500' })],
    grid,
  )
  const adjusted = ({ points }: ReturnType<typeof curveOf>) => points.flatMap(({ known }) => known?.adjusted ?? [])

  test('has no step where money came in, ends at the total and fills from where it began', () => {
    expect(adjusted(deposit)).toEqual(['1500', '1510', '1490'])
    expect(moneyPlot(deposit).lines[0]).toMatchObject({ key: 'total', kind: 'gain', base: 1500 })
    expect(deposit.marks).toEqual([{ time: 2 * MINUTE_MS, points: 'up', text: '+500' }])
  })

  test('leaves out what nobody explains and what gained a price, and follows the live sample', () => {
    const odd = curveOf([at(1), at(2, { total: '1003', netUnexplained: '2', netRevalued: '1' })], grid)
    expect(adjusted(odd)).toEqual(['1003', '1003'])
    const live = withLive(deposit, { ...sample(4, '0', '0'), total: '1990', netDeposits: '1000' })
    expect(adjusted(live)).toEqual(['2000', '2010', '1990', '1990'])
    expect(adjusted(curveOf([at(1, { netDeposits: null })], grid))).toEqual([])
  })
})

test('where samples are missing there is a hole and no chord; samples an hour apart miss nothing', () => {
  const long = { from: 0, stepMs: MINUTE_MS, points: 400 }
  const holesAt = (...minutes: readonly number[]) =>
    curveOf(
      minutes.map((minute) => at(minute)),
      long,
    ).holes.map(({ from, to }) => [from / MINUTE_MS, to / MINUTE_MS])
  expect(holesAt(1, 2, 3, 41, 42)).toEqual([[3, 41]])
  expect(holesAt(1, 2, 3, 12, 13)).toEqual([])
  expect(holesAt(60, 120, 180, 226, 227, 228)).toEqual([])
  expect(holesAt(60, 120, 180, 240, 300)).toEqual([])
  expect(holesAt(1, 300)).toEqual([])
})

describe('a balance over time', () => {
  const steps = [1, 2, 3, 4].map((minute) => ({
    time: minute * MINUTE_MS,
    free: minute === 1 ? undefined : '10.25',
    locked: minute === 1 ? undefined : '0',
  }))
  const window = (from: number, to: number | undefined, state: CoverageWindow['state']): CoverageWindow => ({
    kind: 'assets',
    from: from * MINUTE_MS,
    ...(to === undefined ? {} : { to: to * MINUTE_MS }),
    state,
  })

  test('has a gap where balances are unknown, and begins at the first known one', () => {
    const coverage = [window(0, 2, 'complete'), window(2, 3, 'unknown'), window(3, undefined, 'complete')]
    const { points, holes } = balanceShape(steps, coverage)
    expect(points.map(({ time, state }) => [time / MINUTE_MS, state])).toEqual([
      [2, 'known'],
      [3, 'hole'],
      [4, 'known'],
    ])
    expect(holes).toEqual([{ from: 2 * MINUTE_MS, to: 4 * MINUTE_MS }])
    expect(balanceShape(steps, []).holes).toEqual([])
  })

  test('has a line for locked only if something was locked', () => {
    const plotOf = balancePlot(2)
    expect(plotOf(balanceShape(steps, [])).lines.map(({ key }) => key)).toEqual(['free'])
    const locked = steps.map((step) => ({ ...step, locked: '3' }))
    expect(plotOf(balanceShape(locked, [])).lines.map(({ key }) => key)).toEqual(['free', 'locked'])
  })
})

describe('returns by days', () => {
  test('show a missing day as a gap, and the report’s return so far and drawdown', () => {
    const day = (date: string, total: string) => ({
      day: date,
      time: Date.parse(date),
      return: '0',
      total,
      drawdown: '0.1',
    })
    const shape = returnsShape(
      [day('2026-01-01', '0.1'), day('2026-01-02', '0.1'), day('2026-01-04', '-0.01')],
      Date.parse,
    )
    expect(shape.points.map(({ state, known }) => [state, known?.total])).toEqual([
      ['known', '0.1'],
      ['known', '0.1'],
      ['hole', undefined],
      ['known', '-0.01'],
    ])
    expect(shape.points[0]?.known?.drawdown).toBe('-0.1')
    expect(shape.holes).toEqual([{ from: Date.parse('2026-01-02'), to: Date.parse('2026-01-04') }])
    expect(shape.points[2]?.time).toBe(Date.parse('2026-01-01') + 2 * DAY_MS)
    expect(returnsShape([], Date.parse)).toEqual({ points: [], holes: [] })
  })
})
