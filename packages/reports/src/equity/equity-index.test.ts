import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EquityPoint } from '@spotdeck/api'
import { toEquityIndex } from './equity-index.ts'

const point = (
  time: number,
  total: string | null,
  netDeposits: string | null = '0',
  netUnexplained = '0',
): EquityPoint => ({
  time,
  total,
  free: total,
  locked: '0',
  netDeposits,
  netUnexplained: netDeposits === null ? null : netUnexplained,
  realizedPnl: null,
  unrealizedPnl: null,
})

describe('toEquityIndex', () => {
  it('starts at 100 and follows growth', () => {
    const { points } = toEquityIndex([point(1, '12000'), point(2, '12600'), point(3, '11970')])
    expect(points.map((item) => item.index)).toEqual(['100', '105', '99.75'])
  })

  it('does not call a deposit profit', () => {
    const { points } = toEquityIndex([point(1, '1000', '1000'), point(2, '6000', '6000'), point(3, '6600', '6000')])
    expect(points.map((item) => item.index)).toEqual(['100', '100', '110'])
  })

  it('counts an unexplained adjustment as neither profit nor loss, also after it is explained', () => {
    const { points } = toEquityIndex([
      point(1, '1000'),
      point(2, '6000', '0', '5000'),
      point(3, '6600', '5000', '0'),
      point(4, '5500', '5000', '-1100'),
    ])
    expect(points.map((item) => item.index)).toEqual(['100', '100', '110', '110'])
  })

  it('keeps a gap as a gap', () => {
    const { points } = toEquityIndex([point(1, '1000'), point(2, null, null), point(3, '1100')])
    expect(points.map((item) => item.index)).toEqual(['100', null, '110'])
  })

  it('is the same for an account ten times its size', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 1_000_000 }), { maxLength: 20 }), (totals) => {
        const small = toEquityIndex(totals.map((total, i) => point(i, String(total))))
        const large = toEquityIndex(totals.map((total, i) => point(i, `${total}0`)))
        expect(small).toEqual(large)
      }),
    )
  })

  it('keeps a stretch of unknown deposits as a gap, and goes on by the growth between the known ends', () => {
    const { points } = toEquityIndex([point(1, '1000'), point(2, '5000', null), point(3, '1200')])
    expect(points.map((item) => item.index)).toEqual(['100', null, '120'])
    expect(toEquityIndex([point(1, null, null), point(2, '1000'), point(3, '1100')]).points).toEqual([
      { time: 1, index: null },
      { time: 2, index: '100' },
      { time: 3, index: '110' },
    ])
  })

  it('does not grow across a break', () => {
    const broken: EquityPoint = { ...point(3, '9000'), breaks: true }
    const { points } = toEquityIndex([point(1, '1000'), point(2, '1100'), broken, point(4, '9900')])
    expect(points.map((item) => item.index)).toEqual(['100', '110', '110', '121'])
  })

  it('counts a withdrawal as there until it left', () => {
    const { points } = toEquityIndex([point(1, '1000', '1000'), point(2, '600', '500'), point(3, '660', '500')])
    expect(points.map((item) => item.index)).toEqual(['100', '110', '121'])
  })

  it('stays where it is while there is nothing, and goes on from there', () => {
    const { points } = toEquityIndex([
      point(1, '1000', '1000'),
      point(2, '1100', '1000'),
      point(3, '0', '-100'),
      point(4, '0', '-100'),
      point(5, '500', '400'),
      point(6, '550', '400'),
    ])
    expect(points.map((item) => item.index)).toEqual(['100', '110', '110', '110', '110', '121'])
  })

  it('is that of all samples, however few points are shown', () => {
    const samples = [
      point(1, '1000', '1000'),
      point(2, '1500', '1000'),
      point(3, '6500', '6000'),
      point(4, '7150', '6000'),
    ]
    const shown = [samples[0], samples[3]].flatMap((one) => one ?? [])
    expect(toEquityIndex(shown, samples).points.map((item) => item.index)).toEqual(['100', '165'])
    expect(toEquityIndex(samples).points.map((item) => item.index)).toEqual(['100', '150', '150', '165'])
    // Nothing is known of growth before the first sample.
    expect(toEquityIndex([point(0, '1000')], samples).points).toEqual([{ time: 0, index: null }])
  })
})
