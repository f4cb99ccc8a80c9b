import { ping } from '@spotdeck/wire'
import { beforeEach, expect, it } from 'vitest'
import { MexcClient, type MexcClientOptions } from './client.ts'
import { json, ScriptedRest } from './testing/scripted-rest.ts'
import { PrivateExchange } from './testing/private-exchange.ts'
import { settled } from './testing/settled.ts'
import { type TestWorld, virtualWorld } from './testing/virtual-world.ts'

let world: TestWorld
beforeEach(() => {
  world = virtualWorld()
})

async function ended<T>(work: Promise<T>): Promise<{ value?: T; error?: unknown }> {
  const end = settled(work)
  await world.time.until(() => end.isDone)
  return end.result
}

it.each<readonly [string, MexcClientOptions, string]>([
  ['MEXC itself', {}, 'api.mexc.com'],
  ['MEXC by name', { preset: 'live' }, 'api.mexc.com'],
  ['a sandbox', { preset: 'sandbox' }, '127.0.0.1:9090'],
  ['a sandbox elsewhere', { preset: 'sandbox', port: 21_001 }, '127.0.0.1:21001'],
  ['any host', { preset: 'custom', restUrl: 'https://x.example', wsUrl: 'wss://x.example/ws' }, 'x.example'],
])('speaks to %s', async (_name, options, host) => {
  const exchange = new ScriptedRest(() => world.time.now())
  exchange.on('GET /api/v3/ping', json({}))
  world.network.serve(host, { http: exchange.http })
  expect(await ended(new MexcClient({ ...options, world }).call(ping, {}))).toEqual({ value: {} })
})

it('refuses plain text to another machine', () => {
  const options = { preset: 'custom', restUrl: 'http://x.example', wsUrl: 'ws://x.example/ws', world } as const
  expect(() => new MexcClient(options)).toThrow('Refuses http')
})

it('closes everything that it opened, its listen key included, and opens nothing afterwards', async () => {
  const exchange = new PrivateExchange(world)
  exchange.rest.on('GET /api/v3/depth', json({ lastUpdateId: 5, bids: [['1', '2']], asks: [] }))
  const client = new MexcClient({
    preset: 'custom',
    restUrl: 'https://rest.example',
    wsUrl: 'wss://stream.example/ws',
    credentials: { apiKey: 'mx0key', secret: 'secret' },
    world,
  })
  const told: string[] = []
  client.userStream({ ready: () => told.push('ready'), push: () => undefined })
  client.book('MXUSDT', { changed: (book) => told.push(`book v${book.version}`) })
  await world.time.advance(10_000)
  expect(told.sort()).toEqual(['book v5', 'ready'])
  expect(exchange.stream.open).toHaveLength(2)
  await ended(Promise.all([client.close(), client.close()]))
  await world.time.advance(10_000)
  expect([exchange.stream.open.length, exchange.valid().length, world.time.waiting]).toEqual([0, 0, 0])
  expect(() => client.streams).toThrow('closed')
  expect(() => client.userStream({ ready: () => undefined, push: () => undefined })).toThrow('closed')
})
