import { expect, it } from 'vitest'
import { seededRandom } from './random.ts'

it('gives the same run for the same seed and another for another', () => {
  const draw = (seed: number | string): number[] => {
    const random = seededRandom(seed)
    return Array.from({ length: 100 }, () => random.next())
  }
  expect(draw(7)).toEqual(draw(7))
  expect(draw('7')).toEqual(draw(7))
  expect(draw(8)).not.toEqual(draw(7))
})

it('stays in [0, 1) and is spread evenly', () => {
  const random = seededRandom('spread')
  const buckets = new Array<number>(10).fill(0)
  for (let i = 0; i < 100_000; i++) {
    const bucket = Math.floor(random.next() * 10)
    buckets[bucket] = (buckets[bucket] ?? 0) + 1
  }
  expect(buckets).toHaveLength(10)
  for (const count of buckets) expect(Math.abs(count - 10_000)).toBeLessThan(500)
})

it('gives as many bytes as asked for', () => {
  expect(seededRandom(1).bytes(33)).toHaveLength(33)
  expect(seededRandom(1).bytes(8)).toEqual(seededRandom(1).bytes(8))
})
