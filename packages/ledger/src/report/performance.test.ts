import { decimal, fromScaled, toApproximate } from '@spotdeck/exact'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type EquitySample } from './growth-chain.ts'
import { PerformanceReader, growthAlong, performanceOf } from './performance.ts'

const DAY = 86_400_000
const dayOf = (time: number) => {
  const start = Math.floor(time / DAY) * DAY
  return { day: new Date(start).toISOString().slice(0, 10), time: start }
}
/** Largest distance of these levels below the peak so far, by day: five a day, and the one at which the day begins. */
function deepestByDay(levels: readonly number[]): readonly number[] {
  let peak = 0
  const below = levels.map((level) => 1 - level / (peak = Math.max(peak, level)))
  const days = Array.from({ length: Math.ceil(levels.length / 5) }, (_, day) =>
    below.slice(Math.max(0, day * 5 - 1), day * 5 + 5),
  )
  return days.map((day) => Math.max(...day))
}
const sample = (time: number, total: string, netFlows = '0'): EquitySample => ({
  time,
  total: decimal(total),
  netFlows: decimal(netFlows),
})

describe('performance', () => {
  it('chains growth over deposits and withdrawals, which are never profit', () => {
    const reading = performanceOf(
      [
        sample(0, '100'),
        sample(1, '110'),
        sample(2, '1110', '1000'),
        sample(3, '555', '1000'),
        sample(DAY, '55', '500'),
      ],
      dayOf,
    )
    expect(reading).toMatchObject({ since: 0, growth: '-0.45', maxDrawdown: '0.5', drawdown: '0.5' })
    expect(reading?.days).toMatchObject([
      { day: '1970-01-01', time: 0, growth: '-0.45', profit: '-545' },
      { day: '1970-01-02', growth: '0', profit: '0' },
    ])
  })

  it('is unknown for fewer than two samples, and begins at the first positive equity', () => {
    expect(performanceOf([], dayOf)).toBeUndefined()
    expect(performanceOf([sample(0, '1')], dayOf)).toBeUndefined()
    expect(performanceOf([sample(0, '0'), sample(1, '50', '50'), sample(2, '60', '50')], dayOf)?.growth).toBe('0.2')
  })

  it('has the same drawdown and growth by its days as in all', () => {
    const totals = fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 2, maxLength: 60 })
    fc.assert(
      fc.property(totals, (values) => {
        const samples = values.map((total, i) => sample((i * DAY) / 5, String(total)))
        const reading = performanceOf(samples, dayOf)
        const deepest = (reading?.days ?? []).map((day) => toApproximate(day.deepest))
        expect(Math.max(...deepest)).toBe(toApproximate(reading?.maxDrawdown ?? decimal('9')))
        deepestByDay(values).forEach((depth, day) => expect(deepest[day]).toBeCloseTo(depth, 12))
        expect(reading?.days.at(-1)?.total).toBe(reading?.growth)
        const [begin, end] = growthAlong(samples, [-1, Infinity])
        expect(begin).toBeUndefined()
        expect(toApproximate(end?.growth ?? decimal('9'))).toBeCloseTo(
          toApproximate(reading?.growth ?? decimal('8')),
          12,
        )
        expect(toApproximate(end?.drawdown ?? decimal('9'))).toBeCloseTo(
          toApproximate(reading?.drawdown ?? decimal('8')),
          12,
        )
      }),
    )
  })

  it('does not change with flows between the samples', () => {
    const step = fc.record({ growth: fc.integer({ min: -500, max: 500 }), flow: fc.integer({ min: 0, max: 1_000 }) })
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 30 }), (steps) => {
        const run = (flows: boolean): EquitySample[] => {
          let [total, net] = [1_000_000_000_000n, 0n]
          const samples = [sample(0, '1')].slice(1)
          samples.push({ time: 0, total: fromScaled(total, 6), netFlows: fromScaled(net, 6) })
          for (const [i, { growth, flow }] of steps.entries()) {
            const paid = flows ? BigInt(flow) * 1_000_000n : 0n
            total += paid + ((total + paid) * BigInt(growth)) / 1_000n
            net += paid
            samples.push({ time: (i + 1) * 3_600_000, total: fromScaled(total, 6), netFlows: fromScaled(net, 6) })
          }
          return samples
        }
        const [calm, busy] = [performanceOf(run(false), dayOf), performanceOf(run(true), dayOf)]
        for (const key of ['growth', 'maxDrawdown', 'drawdown'] as const) {
          expect(toApproximate(busy?.[key] ?? decimal('9'))).toBeCloseTo(toApproximate(calm?.[key] ?? decimal('0')), 4)
        }
      }),
    )
  })

  it('measures a loss after a large deposit against the deposit too', () => {
    const reading = performanceOf([sample(0, '100'), sample(1, '9595', '10000'), sample(2, '9595', '10000')], dayOf)
    expect(reading).toMatchObject({ growth: '-0.05', maxDrawdown: '0.05' })
    expect(reading?.days).toMatchObject([{ profit: '-505' }])
  })

  it('never exceeds a loss of 100 %, with any flows', () => {
    const moment = fc.record({ total: fc.nat({ max: 1_000 }), flow: fc.integer({ min: -1_000, max: 100_000 }) })
    fc.assert(
      fc.property(fc.array(moment, { minLength: 2, maxLength: 20 }), (moments) => {
        let net = 0
        const samples = moments.map(({ total, flow }, i) => sample(i, String(total), String((net += flow))))
        const reading = performanceOf(samples, dayOf)
        expect(toApproximate(reading?.growth ?? decimal('-9'))).toBeGreaterThanOrEqual(-1)
        expect(toApproximate(reading?.maxDrawdown ?? decimal('9'))).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('is the same for any span, whatever was read before', () => {
    const moment = fc.record({ total: fc.nat({ max: 9 }), flow: fc.integer({ min: -9, max: 9 }) })
    const spans = fc.array(fc.tuple(fc.nat({ max: 30 }), fc.nat({ max: 30 })), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(fc.array(moment, { minLength: 2, maxLength: 30 }), spans, (moments, asked) => {
        const reader = new PerformanceReader(dayOf)
        for (const [from, changed] of asked) {
          let net = 0
          const samples = moments.map(({ total, flow }, i) => {
            net += flow
            return sample(i * 7 * 3_600_000, String(i === changed ? total + 1 : total), String(net))
          })
          expect(reader.read(samples.slice(from))).toEqual(performanceOf(samples.slice(from), dayOf))
        }
      }),
    )
  })

  it('is read anew for a day that has grown or whose samples changed', () => {
    const [begin, middle, end] = [sample(0, '100'), sample(2, '150', '10'), sample(4, '120', '10')]
    const reader = new PerformanceReader(dayOf)
    const spans: readonly (readonly EquitySample[])[] = [
      [begin, middle],
      [begin, middle, end],
      [begin, { ...middle, breaks: true }, end],
      [begin, sample(2, '150', '20'), end],
      [begin, sample(2, '160', '10'), end],
    ]
    for (const samples of spans) expect(reader.read(samples)).toEqual(performanceOf(samples, dayOf))
  })

  it('knows nothing of the growth across a flow of unknown value', () => {
    const samples = [sample(0, '100'), { ...sample(1, '1000'), breaks: true as const }, sample(2, '1100')]
    expect(performanceOf(samples, dayOf)).toMatchObject({ growth: '0.1', days: [{ growth: '0.1', profit: '100' }] })
  })

  it('counts a sample from its own time on', () => {
    const points = growthAlong([sample(1, '100'), sample(3, '150'), sample(5, '75')], [0, 1, 2, 3, 5])
    expect(points).toEqual([
      undefined,
      { growth: '0', drawdown: '0' },
      { growth: '0', drawdown: '0' },
      { growth: '0.5', drawdown: '0' },
      { growth: '-0.25', drawdown: '0.5' },
    ])
  })

  it('follows a fall over days, from a peak that a later day surpasses', () => {
    const totals = ['100', '120', '90', '60', '80', '130', '117']
    const reading = performanceOf(
      totals.map((total, i) => sample(i * 12 * 3_600_000, total)),
      dayOf,
    )
    expect(reading).toMatchObject({ growth: '0.17', maxDrawdown: '0.5', drawdown: '0.1' })
  })

  it('equals the product of its days', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 50, max: 150 }), { minLength: 2, maxLength: 40 }), (totals) => {
        const reading = performanceOf(
          totals.map((total, i) => sample(i * 7 * 3_600_000, String(total))),
          dayOf,
        )
        const product = (reading?.days ?? []).reduce((level, { growth }) => level * (1 + toApproximate(growth)), 1)
        expect(product - 1).toBeCloseTo(toApproximate(reading?.growth ?? decimal('9')), 9)
        expect(toApproximate(reading?.maxDrawdown ?? decimal('9'))).toBeLessThanOrEqual(1)
      }),
    )
  })
})
