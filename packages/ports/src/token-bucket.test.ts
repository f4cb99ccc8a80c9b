import { expect, it } from 'vitest'
import { TokenBucket } from './token-bucket.ts'

function bucket() {
  const clock = { time: 0, now: () => clock.time }
  return { clock, bucket: new TokenBucket(clock, { burst: 3, perSecond: 2 }) }
}

const takeAll = (one: TokenBucket, tries = 10): number =>
  Array.from({ length: tries }, () => one.take()).filter(Boolean).length

it('gives its burst at once and then its rate', () => {
  const { clock, bucket: one } = bucket()
  expect(takeAll(one)).toBe(3)
  expect(one.waitMs()).toBe(500)
  clock.time = 500
  expect(takeAll(one)).toBe(1)
  clock.time = 60_000
  expect(one.isFull()).toBe(true)
  expect(takeAll(one)).toBe(3)
})

it('neither refills nor drains when the clock is set back', () => {
  const { clock, bucket: one } = bucket()
  clock.time = 10_000
  expect(takeAll(one)).toBe(3)
  clock.time = 0
  expect(takeAll(one)).toBe(0)
  clock.time = 500
  expect(takeAll(one)).toBe(1)
})
