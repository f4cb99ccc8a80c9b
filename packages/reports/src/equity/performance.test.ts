import { describe, expect, it } from 'vitest'
import { PerformanceReader } from '@spotdeck/ledger'
import { daysOf } from '../base/days.ts'
import { performanceReport } from './performance.ts'

const MINUTE = 60_000
const NOW = Date.UTC(2026, 0, 31, 20)
const sample = (minutesAgo: number, total: string) => ({
  time: NOW - minutesAgo * MINUTE,
  everyMs: MINUTE,
  total,
  free: null,
  locked: null,
  netDeposits: '0',
})
const ago = (from: number, to: number, total: (minutesAgo: number) => string) =>
  Array.from({ length: from - to + 1 }, (_, i) => sample(from - i, total(from - i)))
const report = (samples: ReturnType<typeof ago>, minutes: number, to = NOW) =>
  performanceReport(
    samples,
    { wins: 0, losses: 0 },
    { from: NOW - minutes * MINUTE, to, now: NOW },
    new PerformanceReader(daysOf('UTC')),
  )
const flat = () => '100'

describe('a drawdown', () => {
  it('is 0 for a complete curve that never fell', () => {
    expect(report(ago(60, 0, flat), 60)).toMatchObject({ unknownMs: 0, maxDrawdown: '0', drawdown: '0' })
  })

  it('is unknown for an incomplete curve without a fall', () => {
    const late = report(ago(60, 0, flat), 120)
    expect(late).toMatchObject({ unknownMs: 60 * MINUTE, maxDrawdown: null, drawdown: null, timeWeightedReturn: '0' })
    const paused = report([...ago(60, 40, flat), ...ago(20, 0, flat)], 60)
    expect(paused).toMatchObject({ unknownMs: 20 * MINUTE, maxDrawdown: null, drawdown: null })
    const ended = report(ago(60, 30, flat), 60)
    expect(ended).toMatchObject({ unknownMs: 30 * MINUTE, maxDrawdown: null })
  })

  it('is at least the largest fall of the known points', () => {
    const fell = report([...ago(60, 40, (at) => (at < 50 ? '90' : '100')), ...ago(20, 0, flat)], 60)
    expect(fell).toMatchObject({ unknownMs: 20 * MINUTE, maxDrawdown: '0.1', drawdown: null })
  })

  it('does not depend on later points', () => {
    expect(report(ago(60, 0, flat), 60, NOW + 600 * MINUTE)).toMatchObject({ unknownMs: 0, maxDrawdown: '0' })
  })

  it('is not known without samples', () => {
    expect(report([], 60)).toMatchObject({
      unknownMs: 60 * MINUTE,
      since: null,
      maxDrawdown: null,
      timeWeightedReturn: null,
    })
  })
})

describe('the change of equity', () => {
  it('is profit and, apart, what came in, what nothing explains and what lost its price', () => {
    const unknown = { ...sample(60, '7'), netDeposits: null as never }
    const end = { ...sample(0, '590'), netDeposits: '500', netUnexplained: '4', netRevalued: '-20' }
    expect(report([unknown, sample(30, '100'), end], 60)).toMatchObject({
      profit: '6',
      change: { opening: '100', total: '490', netDeposits: '500', netUnexplained: '4', netRevalued: '-20' },
    })
  })
})

describe('the return of a span', () => {
  const HOUR = 60 * MINUTE
  const past = (hoursAgo: number, total: string) => ({
    ...sample(hoursAgo * 60, total),
    everyMs: HOUR,
    backfilled: true as const,
  })

  it('includes computed points from before the first start, and states its start', () => {
    const hours = Array.from({ length: 48 }, (_, i) => past(48 - i, String(100 + i)))
    const told = report([...hours, sample(1, '147'), sample(0, '150')], 48 * 60)
    expect(told).toMatchObject({ since: NOW - 48 * HOUR, timeWeightedReturn: '0.5', maxDrawdown: null })
    expect(told.unknownMs).toBeGreaterThan(47 * HOUR)
    expect(told.days).toHaveLength(3)
    expect(told.bestDay?.day).not.toBe(told.worstDay?.day)
  })

  it('has no best or worst day with a single known day', () => {
    expect(report(ago(60, 0, flat), 60)).toMatchObject({ bestDay: null, worstDay: null })
    expect(report(ago(60, 0, flat), 60).days).toHaveLength(1)
  })
})
