/** A desk whose exchange falls silent on every path at once: its figures are not called live for long. */

import { describe, expect, it } from 'vitest'
import { HOST } from './simulator/venue.ts'
import { Simulation } from './support/simulation.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const LIMIT = 10 * SECOND

const SILENCES: readonly (readonly [name: string, fall: (simulation: Simulation) => void])[] = [
  ['the connection is half-open', ({ network }) => network.setLink(HOST, 'silent')],
  ['requests arrive and nothing comes back', ({ network }) => network.setLink(HOST, 'deaf')],
  [
    'PING is answered, and neither pushes nor REST come',
    ({ venue }) => venue.faults.add({ kind: 'stall', target: {}, probability: 1 }),
  ],
]

describe.each(SILENCES)('stream and REST are silent together: %s', (_name, fall) => {
  it.each([
    ['that trades', 30 * SECOND],
    ['that has been idle for ten minutes', 10 * MINUTE],
  ])('the account %s is not live within ten seconds', async (_account, idleMs) => {
    const simulation = new Simulation(5)
    await simulation.busy(5 * SECOND)
    await simulation.start()
    await simulation.time.until(() => simulation.status() === 'live', 2 * MINUTE)
    await simulation.time.advance(idleMs)
    expect(simulation.status()).toBe('live')
    fall(simulation)
    const from = simulation.time.now()
    await simulation.time.until(() => simulation.status() !== 'live', 2 * MINUTE)
    expect(simulation.time.now() - from).toBeLessThanOrEqual(LIMIT)
    simulation.kill()
  })
})

it('market data is back soon after an outage of a minute, as soon as REST answers', async () => {
  const simulation = new Simulation(5)
  await simulation.start()
  await simulation.time.until(() => simulation.status() === 'live', 2 * MINUTE)
  const heard = (): boolean => {
    const sockets = simulation.marketSockets()
    return sockets.length > 0 && sockets.every(({ state }) => state === 'open')
  }
  await simulation.time.until(heard, MINUTE)
  const waits: number[] = []
  for (let round = 0; round < 6; round++) {
    simulation.network.setLink(HOST, 'refused')
    simulation.network.cut(HOST)
    await simulation.time.advance(MINUTE)
    simulation.network.setLink(HOST, 'up')
    const from = simulation.time.now()
    await simulation.time.until(heard, 2 * MINUTE)
    waits.push(simulation.time.now() - from)
    await simulation.time.advance(MINUTE)
  }
  expect(Math.max(...waits)).toBeLessThanOrEqual(6 * SECOND)
  simulation.kill()
})
