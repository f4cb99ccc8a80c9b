import { add, decimal, subtract } from '@spotdeck/exact'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Counting, Sliding, SlidingCache } from './sliding.ts'

type Sums = { total: string; counted: number }
const counting: Counting<string, Sums> = {
  none: () => ({ total: '0', counted: 0 }),
  count(sums, line, sign) {
    const step = sign === 1 ? add : subtract
    sums.total = step(decimal<'x'>(sums.total), decimal<'x'>(line))
    sums.counted += 1
  },
}

describe('sums over a sliding span', () => {
  it('equal a fresh count, to the digit, for any change of span and lines', () => {
    const ask = fc.record({
      more: fc.array(fc.integer({ min: -999, max: 999 }), { maxLength: 5 }),
      from: fc.nat(40),
      length: fc.nat(40),
      rebuilt: fc.nat(9),
      nearer: fc.nat(3),
    })
    fc.assert(
      fc.property(fc.array(ask, { maxLength: 30 }), (asks) => {
        const sliding = new Sliding(counting)
        let [version, lines] = [0, [] as string[]]
        for (const { more, from, length, rebuilt, nearer } of asks) {
          if (rebuilt === 0) [version, lines] = [version + 1, lines.slice(0, 3)]
          lines = [...lines, ...more.map((value) => `${value}.0000001`)]
          const [first, end] = [Math.min(from, lines.length), Math.min(from + length, lines.length)]
          const fresh = lines
            .slice(first, end)
            .reduce((total, line) => add(decimal<'x'>(total), decimal<'x'>(line)), decimal<'x'>('0'))
          for (let step = 0; step < nearer; step++) sliding.nearer({ version, lines }, first, end, 3)
          expect(sliding.over({ version, lines }, first, end).total).toBe(fresh)
        }
      }),
    )
  })

  it('are computed step by step', () => {
    const sliding = new Sliding(counting)
    const source = { version: 1, lines: Array.from({ length: 10 }, () => '1') }
    expect([4, 4, 4].map((most) => sliding.nearer(source, 0, 10, most))).toEqual([false, false, true])
    expect(sliding.over(source, 0, 10)).toEqual({ total: '10', counted: 10 })
  })

  it('apply only the lines that entered or left the span', async () => {
    const kept = new SlidingCache<string>()
    const lines = Array.from({ length: 10_000 }, () => '0.1')
    const over = (version: number, from: number, to: number) =>
      kept.inTurn('a', counting, async (sums) => ({ ...sums.over({ version, lines }, from, to) }))
    expect(await over(1, 0, 10_000)).toEqual({ total: '1000', counted: 10_000 })
    lines.push('5')
    expect(await over(1, 10, 10_001)).toEqual({ total: '1004', counted: 10_011 })
    expect((await over(2, 10, 10_001)).counted).toBe(9_991)
  })

  it('of two spans are both computed, although each lets the other run between steps', async () => {
    const kept = new SlidingCache<string>()
    const source = { version: 1, lines: Array.from({ length: 100 }, () => '1') }
    const turns = { left: 200 }
    const count = (from: number, to: number): Promise<string> =>
      kept.inTurn('a', counting, async (sums) => {
        while (!sums.nearer(source, from, to, 10)) {
          if (--turns.left < 0) throw new Error('They restart each other.')
          await Promise.resolve()
        }
        return sums.over(source, from, to).total
      })
    expect(await Promise.all([count(0, 60), count(30, 100), count(0, 100)])).toEqual(['60', '70', '100'])
  })

  it('go on after a call that failed', async () => {
    const kept = new SlidingCache<string>()
    const failed = kept.inTurn('a', counting, () => Promise.reject(new Error('ended')))
    const next = kept.inTurn('a', counting, async () => 'counted')
    await expect(failed).rejects.toThrow('ended')
    expect(await next).toBe('counted')
  })
})
