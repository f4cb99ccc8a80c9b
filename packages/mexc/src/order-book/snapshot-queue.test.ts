import type { DepthAnswer } from '@spotdeck/wire'
import { expect, it } from 'vitest'
import { settled } from '../testing/settled.ts'
import { virtualWorld } from '../testing/virtual-world.ts'
import { SnapshotQueue } from './snapshot-queue.ts'

const ANSWER: DepthAnswer = { lastUpdateId: 1, bids: [], asks: [] }

it('fetches snapshots of 200 books ten a second, the most deeply read first, and none in vain', async () => {
  const world = virtualWorld()
  const from = world.time.now()
  const fetched: { readonly symbol: string; readonly at: number }[] = []
  const queue = new SnapshotQueue((symbol) => {
    fetched.push({ symbol, at: world.time.now() - from })
    return Promise.resolve(ANSWER)
  }, world)
  const caller = new AbortController()
  const given = settled(queue.snapshot('GONE', caller.signal, 500))
  const { signal } = new AbortController()
  for (let level = 1; level <= 200; level++) void queue.snapshot(`S${level}`, signal, level)
  caller.abort()
  await world.time.advance(30_000)
  expect(given.result.error).toMatchObject({ code: 'ABORTED' })
  expect(fetched.map(({ symbol }) => symbol)).toEqual(Array.from({ length: 200 }, (_, at) => `S${200 - at}`))
  for (const { at } of fetched) {
    expect(fetched.filter((one) => one.at >= at && one.at < at + 1_000).length).toBeLessThanOrEqual(10)
  }
  expect(fetched.at(-1)?.at).toBeLessThanOrEqual(20_000)
})
