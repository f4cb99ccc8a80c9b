import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Held, beyondShare } from './fair-share.ts'

const held = (holder: string, ...sizes: readonly number[]): readonly Held<string>[] =>
  sizes.map((size, n) => ({ item: `${holder}${n}`, holder, size }))

describe('what is dropped where all together hold too much', () => {
  it.each([
    ['nothing while all fits', [...held('a', 60), ...held('b', 40)], []],
    ['of one that holds most, until the others have room', [...held('a', 30, 50, 40), ...held('b', 20)], ['a1']],
    [
      'nothing of who holds less than a share, however many connections others have',
      [...held('a', ...Array.from({ length: 9 }, () => 12)), ...held('b', 49)],
      ['a0', 'a1', 'a2', 'a3', 'a4'],
    ],
    ['of all that hold more than a share', [...held('a', 70), ...held('b', 70), ...held('c', 10)], ['a0', 'b0']],
  ])('is %s', (_what, all, dropped) => {
    expect(beyondShare(all, 100)).toEqual(dropped)
  })

  it('leaves no more than there may be, and leaves alone who has an equal share or less', () => {
    const one = fc.record({ holder: fc.constantFrom('a', 'b', 'c', 'd'), size: fc.nat(100) })
    fc.assert(
      fc.property(fc.array(one), fc.integer({ min: 1, max: 400 }), (given, most) => {
        const all = given.map((held, item) => ({ ...held, item }))
        const dropped = new Set(beyondShare(all, most))
        const left = all.filter(({ item }) => !dropped.has(item))
        const total = (some: typeof all): number => some.reduce((sum, { size }) => sum + size, 0)
        expect(total(left)).toBeLessThanOrEqual(most)
        const holders = [...new Set(all.map(({ holder }) => holder))]
        for (const holder of holders) {
          const own = all.filter((held) => held.holder === holder)
          if (total(own) <= most / holders.length) expect(own.every(({ item }) => !dropped.has(item))).toBe(true)
        }
        if (total(all) <= most) expect(dropped.size).toBe(0)
      }),
    )
  })
})
