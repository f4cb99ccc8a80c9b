import { VirtualTime } from '@spotdeck/ports/virtual'
import { expect, it } from 'vitest'
import { createLimiter, DEFAULT_LIMITS } from './limiter.ts'

it('takes nothing from any budget for a call that one of them refuses', () => {
  const time = new VirtualTime()
  const limiter = createLimiter(time, { ...DEFAULT_LIMITS, perEndpoint: 10 })
  const pool = { pool: 'two a second', calls: 2, perMs: 1_000 }
  const pooled = { name: 'order', weight: { ip: 1, uid: 1 }, extraLimits: [pool] }
  const plain = { name: 'order', weight: { ip: 1, uid: 1 } }
  const answers = Array.from({ length: 6 }, () => limiter.take(pooled, '1.2.3.4', 'me') === undefined)
  expect(answers).toEqual([true, true, false, false, false, false])
  const left = Array.from({ length: 9 }, () => limiter.take(plain, '1.2.3.4', 'me') === undefined)
  expect(left.filter(Boolean)).toHaveLength(8)
})
