import { expect, it } from 'vitest'
import { virtualWorld } from '../testing/virtual-world.ts'
import { KeyKeeper } from './key-keeper.ts'
import { ListenKeys } from './listen-keys.ts'

it('asks for another key 50 minutes after the last extension, whatever holds the next one up, and says when it is over', async () => {
  const world = virtualWorld()
  const never = (): Promise<never> => new Promise(() => undefined)
  const calls = { list: never, create: never, extend: never, close: never }
  const keys = new ListenKeys(calls, { load: () => [], add: () => undefined, remove: () => undefined }, world.clock)
  const from = world.time.now()
  const said: string[] = []
  const minutes = (): number => (world.time.now() - from) / 60_000
  const key = { listenKey: 'k', own: true, goodUntil: from + 3_600_000 }
  const keeper = new KeyKeeper(key, world, keys, new AbortController().signal, {
    replace: (_why, dead) => said.push(`replace at ${minutes()}${dead ? ', dead' : ''}`),
    expired: () => said.push(`expired at ${minutes()}`),
  })
  await world.time.advance(3 * 3_600_000)
  expect(said).toEqual(['replace at 50', 'expired at 60'])
  keeper.stop()
  expect(world.time.waiting).toBe(0)
})
