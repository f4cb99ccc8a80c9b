import {
  type Fraction,
  add,
  compare,
  decimal,
  divide,
  fromScaled,
  isPositive,
  max,
  multiply,
  roundHalfEven,
  subtract,
  toApproximate,
  zero,
} from '@spotdeck/exact'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Value } from '../words.ts'
import { type EquitySample, GrowthChain, type GrowthLevels, levelsOf } from './growth-chain.ts'

const ONE = decimal<'fraction'>('1')
const DIGITS = 24

/** The witness: the same rule in decimal text, one step after the other, every level kept. */
function plainLevels(samples: readonly EquitySample[]): GrowthLevels {
  let profit = zero<'USDT'>()
  const levels: Fraction[] = [ONE]
  for (const [at, sample] of samples.entries()) {
    const [before, level] = [samples[at - 1], levels.at(-1) ?? ONE]
    if (before === undefined || sample.breaks === true) continue
    const flow = subtract(sample.netFlows, before.netFlows)
    const gained = subtract(subtract(sample.total, before.total), flow)
    const worked: Value = add(before.total, max(flow, zero<'USDT'>()))
    profit = add(profit, gained)
    if (!isPositive(worked)) continue
    const factor = add(ONE, divide<'fraction'>(gained, worked, DIGITS))
    levels.push(factor === ONE ? level : roundHalfEven(multiply<'fraction'>(level, factor), DIGITS))
  }
  const peaks = levels.map((_, at) => levels.slice(0, at + 1).reduce(max))
  const below = levels.map((level, at) => {
    const peak = peaks[at] ?? ONE
    return compare(level, peak) >= 0 ? zero<'fraction'>() : divide<'fraction'>(subtract(peak, level), peak)
  })
  const low = levels.reduce((a, b) => (compare(a, b) <= 0 ? a : b))
  const [level = ONE, peak = ONE] = [levels.at(-1), peaks.at(-1)]
  return { level, peak, low, maxDrawdown: below.reduce(max), profit }
}

const amount = (most: bigint) =>
  fc.tuple(fc.bigInt({ min: 0n, max: most }), fc.integer({ min: 0, max: 9 })).map(([n, scale]) => fromScaled(n, scale))
const step = fc.record({
  total: amount(10n ** 12n),
  flow: fc.option(amount(10n ** 10n), { freq: 4, nil: decimal<'USDT'>('0') }),
  isOut: fc.boolean(),
  breaks: fc.boolean(),
})
const course = fc.array(step, { minLength: 1, maxLength: 40 }).map((steps) => {
  let netFlows = zero<'USDT'>()
  return steps.map(({ total, flow, isOut, breaks }, time): EquitySample => {
    netFlows = isOut ? subtract(netFlows, decimal(flow)) : add(netFlows, decimal(flow))
    const sample = { time, total: decimal<'USDT'>(total), netFlows }
    return breaks && time % 7 === 3 ? { ...sample, breaks: true } : sample
  })
})

describe('a chain of growth', () => {
  it('is, digit for digit, what decimal text gives step by step', () => {
    fc.assert(
      fc.property(course, (samples) => {
        expect(levelsOf(samples)).toEqual(plainLevels(samples))
      }),
      { numRuns: 2_000 },
    )
  })

  it('is the same where a stretch of samples is one that tells the growth through them', () => {
    // As equity is: a step that loses all but a millionth has more digits than a chain keeps.
    const even = fc.array(fc.integer({ min: 500, max: 2_000 }), { minLength: 4, maxLength: 40 })
    fc.assert(
      fc.property(even, fc.nat(), fc.nat(), (totals, a, b) => {
        const samples = totals.map((total, time): EquitySample => {
          return { time, total: decimal(String(total)), netFlows: decimal(String(time >= 3 ? 77 : 0)) }
        })
        const [from, to] = [a % samples.length, b % samples.length].sort((one, two) => one - two) as [number, number]
        const end = samples[to]
        if (end === undefined || from === to) return
        const grown = levelsOf(samples.slice(from, to + 1))
        const short = levelsOf([...samples.slice(0, from + 1), { ...end, grown }, ...samples.slice(to + 1)])
        const whole = levelsOf(samples)
        expect(short.profit).toBe(whole.profit)
        for (const name of ['level', 'peak', 'low', 'maxDrawdown'] as const) {
          const apart = Math.abs(toApproximate(subtract(short[name], whole[name])))
          expect(apart).toBeLessThan(1e-16)
        }
      }),
      { numRuns: 1_000 },
    )
  })

  it('counts a fall after a stretch from the peak within it', () => {
    const chain = new GrowthChain()
    const sample = (time: number, total: string): EquitySample => ({
      time,
      total: decimal(total),
      netFlows: decimal('0'),
    })
    const grown = levelsOf([sample(0, '100'), sample(1, '200'), sample(2, '150')])
    chain.step(sample(0, '100'), { ...sample(2, '150'), grown })
    expect([chain.level, chain.maxDrawdown]).toEqual(['1.5', '0.25'])
    chain.step(sample(2, '150'), sample(3, '160'))
    expect(chain.maxDrawdown).toBe('0.25')
    chain.step(sample(3, '160'), sample(4, '100'))
    expect([chain.maxDrawdown, chain.drawdown]).toEqual(['0.5', '0.5'])
  })
})
