import { expect, test } from 'vitest'
import { FrameCache } from './frame-cache.ts'

test('a batch is encoded once for all who need it, and the newest 32 batches are kept', () => {
  const cache = new FrameCache()
  const encoded: number[] = []
  const of = (n: number) =>
    cache.of(`batch ${n}`, () => {
      encoded.push(n)
      return [`text ${n}`]
    })
  const first = of(0)
  expect(first).toEqual([{ text: 'text 0' }])
  expect(of(0)).toBe(first)
  for (let n = 1; n < 32; n++) of(n)
  expect(of(0)).toBe(first)
  expect(encoded).toHaveLength(32)
  for (let n = 32; n < 64; n++) of(n)
  of(0)
  expect(encoded.at(-1)).toBe(0)
})
