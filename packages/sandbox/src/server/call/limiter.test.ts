import { VirtualTime } from '@spotdeck/ports/virtual'
import { serverTime } from '@spotdeck/wire'
import { expect, test } from 'vitest'
import { DEFAULT_LIMITS, createLimiter } from './limiter.ts'

const IP = '203.0.113.9'

function banned() {
  const exchange = new VirtualTime(1_790_300_000_000)
  const machine = new VirtualTime(1_790_300_000_000)
  const limiter = createLimiter([exchange, machine])
  const charge = () => limiter.charge(serverTime, IP, undefined)
  const ban = () => {
    let refused = charge()
    while (refused?.status !== 418) refused = charge()
    return refused.retryAfterSeconds
  }
  return { exchange, machine, limiter, charge, ban }
}

test('a ban lasts its duration, and the next one twice as long', async () => {
  const { exchange, machine, limiter, ban } = banned()
  expect(ban()).toBe(120)
  await Promise.all([exchange.advance(119_000), machine.advance(119_000)])
  expect(limiter.banned(IP)).toEqual({ status: 418, retryAfterSeconds: 1 })
  await Promise.all([exchange.advance(1_000), machine.advance(1_000)])
  expect(limiter.banned(IP)).toBeUndefined()
  expect(ban()).toBe(240)
})

test("a ban and a window are over when the exchange's time has run past them, however the machine's stands", async () => {
  const { exchange, limiter, charge, ban } = banned()
  ban()
  await exchange.advance(120_000)
  expect(limiter.banned(IP)).toBeUndefined()
  expect(charge()).toBeUndefined()
})

test("while the exchange's time is paused, they pass on the machine's clock", async () => {
  const { machine, limiter, charge, ban } = banned()
  ban()
  await machine.advance(120_000)
  expect(limiter.banned(IP)).toBeUndefined()
  expect(charge()).toBeUndefined()
})

test('charges no budget for a call that one of them rejects', () => {
  const time = new VirtualTime()
  const limiter = createLimiter([time], { rules: { ...DEFAULT_LIMITS, perEndpoint: 10 } })
  const pool = { pool: 'two a second', calls: 2, perMs: 1_000 }
  const pooled = { name: 'order', weight: { ip: 1, uid: 1 }, extraLimits: [pool] }
  const plain = { name: 'order', weight: { ip: 1, uid: 1 } }
  const answers = Array.from({ length: 6 }, () => limiter.charge(pooled, '1.2.3.4', 'me') === undefined)
  expect(answers).toEqual([true, true, false, false, false, false])
  const left = Array.from({ length: 9 }, () => limiter.charge(plain, '1.2.3.4', 'me') === undefined)
  expect(left.filter(Boolean)).toHaveLength(8)
})
