import { ping } from '@spotdeck/wire'
import { beforeEach, describe, expect, it } from 'vitest'
import { createRestClient } from '../../rest/create-rest-client.ts'
import { json, ScriptedRest } from '../../testing/scripted-rest.ts'
import { ScriptedStream } from '../../testing/scripted-stream.ts'
import { settled } from '../../testing/settled.ts'
import { type TestWorld, virtualWorld } from '../../testing/virtual-world.ts'
import { Reachability } from '../../socket/reachability.ts'
import { openMarketStreams } from '../open-market-streams.ts'

const HOST = 'stream.example'
const CHANNEL = { kind: 'aggreDeals', symbol: 'MXUSDT', interval: '100ms' } as const

let world: TestWorld
let server: ScriptedStream
let told: { readonly what: string; readonly at: number }[]
let reachability: Reachability
function open(seed: number): void {
  world = virtualWorld(seed)
  server = new ScriptedStream(() => world.time.now())
  world.network.serve(HOST, { accept: server.accept })
  told = []
  reachability = new Reachability()
  const streams = openMarketStreams({ wsUrl: `wss://${HOST}/ws`, world, reachability })
  const tell = (what: string) => () => void told.push({ what, at: world.time.now() })
  streams.subscribe(CHANNEL, { push: () => undefined, subscribed: tell('subscribed'), lost: tell('lost') })
}

/** Waits for the next `what`; answers how long that took, in ms. */
async function until(what: string, limitMs = 120_000): Promise<number> {
  const from = world.time.now()
  const before = told.length
  await world.time.until(() => told.slice(before).some((one) => one.what === what), limitMs)
  return world.time.now() - from
}

async function away(ms: number, state: 'refused' | 'silent'): Promise<void> {
  world.network.setLink(HOST, state)
  if (state === 'refused') world.network.cut(HOST)
  await world.time.advance(ms)
  world.network.setLink(HOST, 'up')
}

describe.each([1, 2, 3, 4, 5, 6, 7, 8])('when the exchange was away (seed %i)', (seed) => {
  beforeEach(async () => {
    open(seed)
    await until('subscribed')
  })

  it('for 10 s, channels are live again 5 s later at most', async () => {
    await away(10_000, 'refused')
    expect(await until('subscribed')).toBeLessThan(5_500)
  })

  it('for a minute, channels are live again 5 s later at most', async () => {
    await away(60_000, 'refused')
    expect(await until('subscribed')).toBeLessThan(5_500)
  })

  it('for an hour, channels are live again 1 s after REST was answered', async () => {
    const rest = createRestClient({ baseUrl: 'https://rest.example', world, reachability })
    const exchange = new ScriptedRest(() => world.time.now()).on('GET /api/v3/ping', json({}))
    world.network.serve('rest.example', { http: exchange.http })
    world.network.setLink('rest.example', 'refused')
    await away(3_600_000, 'refused')
    const failed = settled(rest.call(ping, {}, { withinMs: 100 }))
    await world.time.until(() => failed.isDone)
    world.network.setLink('rest.example', 'up')
    const answered = settled(rest.call(ping, {}))
    await world.time.until(() => answered.isDone)
    if (told.at(-1)?.what !== 'subscribed') expect(await until('subscribed')).toBeLessThan(1_500)
  })
})

it('a socket on which nothing passes any more is found within 12 s, or sooner where the program says so', async () => {
  open(1)
  await until('subscribed')
  await world.time.advance(30_000)
  world.network.setLink(HOST, 'silent')
  expect(await until('lost')).toBeLessThanOrEqual(12_000)
  const streams = openMarketStreams({ wsUrl: `wss://${HOST}/ws`, world, deadAfterMs: 6_000 })
  world.network.setLink(HOST, 'up')
  const quick: number[] = []
  streams.subscribe(CHANNEL, { push: () => undefined, lost: () => void quick.push(world.time.now()) })
  await world.time.advance(20_000)
  const from = world.time.now()
  world.network.setLink(HOST, 'silent')
  await world.time.until(() => quick.length > 0)
  expect((quick[0] ?? 0) - from).toBeLessThanOrEqual(6_000)
})
