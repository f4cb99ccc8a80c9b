import { maskEnvelope } from '@spotdeck/api'
import { type Log } from '@spotdeck/ports'
import { nodeClock, nodeRandom, nodeTimers } from '@spotdeck/ports/node'
import type { RedisClientType } from 'redis'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Hub } from '../stream/hub.ts'
import { dealDraft, orderDraft } from '../testing/drafts.ts'
import { FakeDesk } from '../testing/fake-desk.ts'
import { openNodeLink } from './node-link.ts'
import { Publisher } from './publisher.ts'
import { checkTargets } from './target.ts'
import { RedisServer, hasRedis, startCluster } from './testing/redis-server.ts'

const EPOCH = 'aaaaaaaaaaaaaaaa'
const STREAM = `spotdeck:main:${EPOCH}`

let redis: RedisServer
let desk: FakeDesk
const said: string[] = []
const open: { close(): void | Promise<void> }[] = []

const say = (fields: object, message: string): void => void said.push(JSON.stringify(fields) + message)
const log: Log = { debug: say, info: say, warn: say, error: say }

beforeEach(async () => {
  if (!hasRedis) return
  redis = await RedisServer.start()
  desk = new FakeDesk()
})
afterEach(async () => {
  for (const part of open.splice(0)) await part.close()
  if (hasRedis) await redis.close()
  expect(said.splice(0).join()).not.toContain('not-for-the-log')
})

function publish(source = desk): Publisher {
  const checked = checkTargets([{ url: redis.url, audience: 'owner' }])
  const target = 'targets' in checked ? checked.targets[0] : undefined
  if (target === undefined) throw new Error('The target is refused.')
  const world = { clock: nodeClock, timers: nodeTimers, random: nodeRandom, log }
  const hub = new Hub({
    desk: source,
    viewOf: (_account, audience) => ({ audience, maskId: (id) => id }),
    world,
    tailLength: 64,
  })
  const publisher = new Publisher({ target, hub, world, openLink: openNodeLink })
  open.push(publisher)
  return publisher
}

const owed = (): string[] =>
  desk.log().map((event) => JSON.stringify(maskEnvelope(event, { audience: 'owner', maskId: (id) => id })))
const orders = (count: number) => Array.from({ length: count }, (_, n) => orderDraft(n))

async function until(condition: () => boolean | Promise<boolean>, limitMs = 90_000): Promise<void> {
  const end = Date.now() + limitMs
  while (!(await condition())) {
    if (Date.now() > end) throw new Error('The condition did not hold in time.')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** A reader such as a program is: it blocks for what comes after its position, and connects again when it must. */
async function follow() {
  const received: string[] = []
  const ids: string[] = []
  let closed = false
  let client: RedisClientType | undefined
  const read = async (): Promise<void> => {
    for (let at = '0-0'; !closed;) {
      try {
        client ??= await redis.client()
        const reply = await client.sendCommand<[string, [string, string[]][]][] | null>([
          'XREAD',
          'COUNT',
          '100',
          'BLOCK',
          '200',
          'STREAMS',
          STREAM,
          at,
        ])
        for (const [id, fields] of reply?.[0]?.[1] ?? []) {
          received.push(fields[1] ?? '')
          ids.push(id)
          at = id
        }
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    }
  }
  const done = read()
  open.push({ close: () => void (closed = true) })
  return { received, ids, done }
}

async function streamTexts(): Promise<string[]> {
  const client = await redis.client()
  const entries = await client.sendCommand<[string, string[]][]>(['XRANGE', STREAM, '-', '+'])
  client.destroy()
  return entries.map(([, fields]) => fields[1] ?? '')
}

describe.skipIf(!hasRedis)('a real redis-server', () => {
  it('holds each event once under its own number, publishes it on its topic, and names the epoch', async () => {
    const listener = await redis.client()
    const heard: [string, string][] = []
    await listener.pSubscribe('spotdeck:main:*', (text, channel) => void heard.push([channel, text]))
    publish()
    desk.commit([orderDraft(1), dealDraft(2)])
    await until(() => heard.length === 2)
    expect(await streamTexts()).toEqual(owed())
    expect(heard).toEqual([
      ['spotdeck:main:orders', owed()[0]],
      ['spotdeck:main:deals', owed()[1]],
    ])
    const client = await redis.client()
    expect(await client.get('spotdeck:main:epoch')).toBe(EPOCH)
    expect(await client.sendCommand(['XRANGE', STREAM, '2-0', '2-0'])).toHaveLength(1)
  })

  it('gives each event once and in order over flushes, stops, kills, old copies and two writers', async () => {
    const reader = await follow()
    const first = publish()
    const second = publish()
    const admin = await redis.client()
    let stop = false
    const trading = (async () => {
      for (let n = 0; !stop; n++) {
        desk.commit(orders(1 + (n % 7)))
        await new Promise((resolve) => setTimeout(resolve, 3))
      }
    })()
    const some = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 150))
    await some()
    await admin.flushAll()
    await some()
    await admin.sendCommand(['SAVE'])
    await some()
    await redis.kill()
    await some()
    await redis.launch()
    await until(() => first.stats.state === 'connected' && second.stats.state === 'connected')
    await some()
    await admin.sendCommand(['SCRIPT', 'FLUSH'])
    await admin.flushAll()
    await some()
    await redis.kill()
    await redis.launch()
    redis.stall()
    await some()
    redis.goOn()
    await until(() => first.stats.accounts[0]?.state === 'following' || first.stats.accounts[0]?.state === 'behind')
    stop = true
    await trading
    await until(() => reader.received.length >= desk.log().length)
    expect(reader.received).toEqual(owed())
    expect(reader.ids).toEqual(desk.log().map(({ seq }) => `${seq}-0`))
    await until(async () => (await streamTexts()).length === desk.log().length)
    expect(await streamTexts()).toEqual(owed())
    expect(first.stats.accounts[0]?.refills).toBeGreaterThan(0)
  })

  it('that holds the history of a ledger before it was put back gets the stream of a new epoch', async () => {
    const first = publish()
    desk.commit(orders(3))
    await until(async () => (await streamTexts()).length === 3)
    first.close()
    const other = new FakeDesk()
    other.commit([orderDraft(1), orderDraft(2), orderDraft(3), orderDraft(4)])
    publish(other)
    await until(() => other.account('main')?.left.length === 1)
    const client = await redis.client()
    await until(async () => (await client.get('spotdeck:main:epoch')) === other.account('main')?.epoch)
    await until(async () => (await client.xLen(`spotdeck:main:${other.account('main')?.epoch}`)) === 4)
    expect(await streamTexts()).toHaveLength(3)
  })

  it('that hangs delays nobody else: the call times out after 5 s and resumes later', async () => {
    const publisher = publish()
    desk.commit(orders(10))
    await until(() => publisher.stats.accounts[0]?.seq === 10)
    redis.stall()
    const seen: number[] = []
    desk.subscribe((batch) => void (batch.kind === 'durable' && seen.push(batch.events.length)))
    const before = process.cpuUsage()
    for (let n = 0; n < 200; n++) desk.commit(orders(5))
    expect(seen).toHaveLength(200)
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(1_000)
    await until(() => publisher.stats.state === 'away')
    expect(publisher.stats.trouble).toBe('TIMEOUT')
    redis.goOn()
    await until(() => publisher.stats.accounts[0]?.state === 'following')
    expect(await streamTexts()).toEqual(owed())
  })

  it('has the first word of its error reported, and is written to again when it is fixed', async () => {
    const admin = await redis.client()
    await admin.set(STREAM, 'something else')
    const publisher = publish()
    desk.commit(orders(3))
    await until(() => publisher.stats.accounts[0]?.refusal === 'WRONGTYPE')
    await admin.del(STREAM)
    await until(() => publisher.stats.accounts[0]?.state === 'following')
    expect(await streamTexts()).toEqual(owed())
  })

  it('may be a Cluster: the keys of an account are in one slot, its channels are not changed', async () => {
    const { servers, url } = await startCluster()
    open.push(...servers)
    const checked = checkTargets([{ url, audience: 'owner' }])
    const target = 'targets' in checked ? checked.targets[0] : undefined
    if (target === undefined) throw new Error('The target is refused.')
    const world = { clock: nodeClock, timers: nodeTimers, random: nodeRandom, log }
    const hub = new Hub({ desk, viewOf: (_account, audience) => ({ audience, maskId: (id) => id }), world })
    const listener = await servers[0]?.client()
    const heard: string[] = []
    await listener?.pSubscribe('spotdeck:main:*', (text) => void heard.push(text))
    const publisher = new Publisher({ target, hub, world, openLink: openNodeLink })
    open.push(publisher)
    desk.commit(orders(10))
    await until(() => publisher.stats.accounts[0]?.state === 'following' && heard.length === 10)
    expect(heard).toEqual(owed())
    const key = `spotdeck:{main}:${EPOCH}`
    const lengths = await Promise.all(servers.map((server) => server.run('XLEN', key).catch(() => 'elsewhere')))
    expect(lengths.toSorted()).toEqual([10, 'elsewhere'])
  })

  it('with another password is reported as disconnected, without the password', async () => {
    const checked = checkTargets([{ url: redis.url.replace('not-for-the-log', 'wrong-secret'), audience: 'owner' }])
    const target = 'targets' in checked ? checked.targets[0] : undefined
    const world = { clock: nodeClock, timers: nodeTimers, random: nodeRandom, log }
    const hub = new Hub({ desk, viewOf: (_account, audience) => ({ audience, maskId: (id) => id }), world })
    const publisher = new Publisher({ target: target as never, hub, world, openLink: openNodeLink })
    open.push(publisher)
    await until(() => publisher.stats.state === 'away')
    expect(publisher.stats.trouble).toBe('WRONGPASS')
    expect(said.join()).not.toContain('wrong-secret')
  })
})
