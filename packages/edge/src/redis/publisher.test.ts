import { maskEnvelope, page, redisTarget } from '@spotdeck/api'
import { CodedError, type Log, silentLog } from '@spotdeck/ports'
import { VirtualTime, seededRandom } from '@spotdeck/ports/virtual'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Hub } from '../stream/hub.ts'
import { assetDraft, dealDraft, orderDraft, statusDraft } from '../testing/drafts.ts'
import { edgeFixture } from '../testing/edge-fixture.ts'
import { FakeDesk } from '../testing/fake-desk.ts'
import { Publisher } from './publisher.ts'
import { checkTargets } from './target.ts'
import { FakeRedis } from './testing/fake-redis.ts'

const EPOCH = 'aaaaaaaaaaaaaaaa'
const STREAM = `spotdeck:main:${EPOCH}`
const target = {
  url: 'redis://user:SECRET@redis.example:6379/0',
  host: 'redis.example:6379',
  prefix: 'spotdeck',
  audience: 'owner',
  maxLength: 100_000,
} as const

type Given = {
  readonly redis?: FakeRedis
  readonly desk?: FakeDesk
  readonly time?: VirtualTime
  readonly log?: Log
  readonly audience?: 'owner' | 'viewer'
  readonly maxLength?: number
}

function start(given: Given = {}) {
  const redis = given.redis ?? new FakeRedis()
  const desk = given.desk ?? new FakeDesk()
  const time = given.time ?? new VirtualTime()
  const log = given.log ?? silentLog
  const world = { clock: time, timers: time, random: seededRandom(3), log }
  const hub = new Hub({
    desk,
    viewOf: (_account, audience) => ({ audience, maskId: (id) => `#${id.replace(/\D/g, '')}` }),
    world,
    tailLength: 4,
  })
  const { audience = target.audience, maxLength = target.maxLength } = given
  const open = (): Publisher =>
    new Publisher({ target: { ...target, audience, maxLength }, hub, world, openLink: redis.open })
  return { redis, desk, time, open, publisher: open() }
}

/** Texts that the owner must receive; the owner's mask changes only the order of fields. */
const textsOf = (desk: FakeDesk): string[] =>
  desk.log().map((event) => JSON.stringify(maskEnvelope(event, { audience: 'owner', maskId: (id) => id })))

describe('events in Redis', () => {
  it('are in the stream of their epoch once each, in order, and are published', async () => {
    const { redis, desk, time, publisher } = start()
    desk.commit([orderDraft(1), dealDraft(2)])
    await time.advance(10)
    desk.commit([assetDraft(3), statusDraft(4)])
    await time.advance(10)
    expect(redis.textsOf(STREAM)).toEqual(textsOf(desk))
    expect(redis.published).toEqual(textsOf(desk))
    expect(redis.streams.get(STREAM)?.lastId).toBe('4-0')
    expect(redis.pointers.get('spotdeck:main:epoch')).toBe(EPOCH)
    expect(publisher.stats.accounts[0]).toMatchObject({ state: 'following', seq: 4, lag: 0, added: 4, refills: 0 })
  })

  it('fill an empty stream from where the ledger begins, if older events are archived', async () => {
    const { redis, desk, time } = start()
    desk.commit(Array.from({ length: 30 }, (_, n) => orderDraft(n)))
    await time.advance(10)
    desk.forget(20)
    redis.flush()
    await time.advance(6_500)
    expect(redis.textsOf(STREAM)).toEqual(textsOf(desk).slice(20))
  })

  it('are written again, oldest first, within seconds of a flush, even while the account is quiet', async () => {
    const { redis, desk, time, publisher } = start()
    desk.commit(Array.from({ length: 1_200 }, (_, n) => orderDraft(n)))
    await time.advance(10)
    redis.flush()
    await time.advance(6_500)
    expect(redis.textsOf(STREAM)).toEqual(textsOf(desk))
    expect(redis.pointers.get('spotdeck:main:epoch')).toBe(EPOCH)
    expect(redis.published).toHaveLength(1_200)
    expect(publisher.stats.accounts[0]?.refills).toBe(1)
  })

  it('are in the stream of a new epoch when the one in Redis ends after the ledger', async () => {
    const redis = new FakeRedis()
    redis.streams.set(STREAM, { entries: [], lastId: '1767225600000-0' })
    const { desk, time, publisher } = start({ redis })
    desk.commit([orderDraft(1)])
    await time.advance(20_000)
    expect(redis.textsOf(STREAM)).toEqual([])
    expect(desk.account('main')?.left).toEqual([EPOCH])
    const epoch = desk.account('main')?.epoch ?? ''
    expect(redis.textsOf(`spotdeck:main:${epoch}`)).toEqual(textsOf(desk))
    expect(redis.pointers.get('spotdeck:main:epoch')).toBe(epoch)
    expect(publisher.stats.accounts[0]).toMatchObject({ state: 'following', epoch, seq: 1 })
  })

  for (const audience of ['owner', 'viewer'] as const)
    it(`stand in the stream of a new epoch where the one in Redis holds another history, for the ${audience}`, async () => {
      const redis = new FakeRedis()
      const before = start({ redis, audience })
      before.desk.commit([orderDraft(1), orderDraft(2), orderDraft(3)])
      await before.time.advance(10)
      before.publisher.close()
      // The data folder of before the third order, put back: the ledger grew past the stream's end before Redis was asked.
      const desk = new FakeDesk()
      desk.commit([orderDraft(1), orderDraft(2), orderDraft(30), orderDraft(40)])
      const { time } = start({ redis, desk, audience })
      await time.advance(10_000)
      const epoch = desk.account('main')?.epoch ?? ''
      expect(desk.account('main')?.left).toEqual([EPOCH])
      expect(redis.textsOf(`spotdeck:main:${epoch}`)).toHaveLength(4)
      expect(redis.textsOf(STREAM)).toHaveLength(3)
    })

  it('continue in their epoch when ledger and Redis were restored together, or entries have no hash yet', async () => {
    const redis = new FakeRedis()
    const before = start({ redis })
    before.desk.commit([orderDraft(1), orderDraft(2)])
    await before.time.advance(10)
    before.publisher.close()
    const desk = new FakeDesk()
    desk.commit([orderDraft(1), orderDraft(2), orderDraft(30)])
    await start({ redis, desk }).time.advance(10_000)
    const older = new FakeRedis()
    const [first] = textsOf(desk)
    const text = (first ?? '').replace(/"hash":"[^"]+",/, '')
    older.streams.set(STREAM, { entries: [{ seq: 1, topic: 'orders', text }], lastId: '1-0' })
    const { time } = start({ redis: older, desk })
    await time.advance(10_000)
    expect(desk.account('main')?.left).toEqual([])
    expect(redis.textsOf(STREAM)).toEqual(textsOf(desk))
    expect(older.textsOf(STREAM)).toEqual([text, ...textsOf(desk).slice(1)])
  })

  it('begin a new stream with a new epoch, and the pointer follows', async () => {
    const { redis, desk, time } = start()
    desk.commit([orderDraft(1)])
    await time.advance(10)
    desk.startEpoch('bbbbbbbbbbbbbbbb')
    desk.commit([orderDraft(2)])
    await time.advance(10)
    expect(redis.textsOf('spotdeck:main:bbbbbbbbbbbbbbbb')).toEqual(textsOf(desk))
    expect(redis.pointers.get('spotdeck:main:epoch')).toBe('bbbbbbbbbbbbbbbb')
  })

  it('empty the stream when the ledger no longer has the next event, so that consumers start again', async () => {
    const { redis, desk, time } = start()
    desk.commit([orderDraft(1), orderDraft(2)])
    await time.advance(10)
    redis.isAway = true
    await time.advance(1_000)
    desk.commit(Array.from({ length: 20 }, (_, n) => orderDraft(n + 3)))
    desk.forget(20)
    redis.isAway = false
    await time.advance(60_000)
    desk.commit([orderDraft(30)])
    await time.advance(10)
    expect(redis.textsOf(STREAM)).toEqual(textsOf(desk).slice(-1))
  })

  it('reach a viewer without ids and client ids', async () => {
    const { redis, desk, time } = start({ audience: 'viewer' })
    desk.commit([orderDraft(1), dealDraft(2), statusDraft(3)])
    await time.advance(10)
    expect(redis.textsOf(STREAM)).toHaveLength(3)
    expect([...redis.textsOf(STREAM), ...redis.published].join()).not.toMatch(/C02__|client-|X1"|said by the exchange/)
  })

  it('fill an empty stream with no more than it would keep', async () => {
    const desk = new FakeDesk()
    desk.commit(Array.from({ length: 3_000 }, (_, n) => orderDraft(n)))
    const { redis, time } = start({ desk, maxLength: 1_000 })
    await time.advance(100)
    expect(redis.textsOf(STREAM)).toEqual(textsOf(desk).slice(-1_000))
  })
})

describe('a failing Redis', () => {
  it('is retried with backoff, logged once, and loses nothing', async () => {
    const said: string[] = []
    const say = (fields: object, message: string): void => void said.push(JSON.stringify(fields) + message)
    const redis = new FakeRedis()
    redis.isAway = true
    const { desk, time, publisher } = start({ redis, log: { debug: say, info: say, warn: say, error: say } })
    desk.commit([orderDraft(1)])
    await time.advance(120_000)
    expect(publisher.stats).toMatchObject({ state: 'away', trouble: 'ECONNREFUSED' })
    expect(publisher.stats.failures).toBeLessThan(30)
    redis.isAway = false
    await time.advance(31_000)
    expect(publisher.stats.state).toBe('connected')
    expect(redis.textsOf(STREAM)).toEqual(textsOf(desk))
    expect(said).toHaveLength(2)
    expect(said.join()).not.toContain('SECRET')
  })

  it('is not named where the ledger cannot be read, which is told by itself and read again', async () => {
    const said: string[] = []
    const say = (_fields: object, message: string): void => void said.push(message)
    let isAway = false
    const desk = new FakeDesk({
      late: async () => {
        if (isAway) throw new CodedError('STORE_UNREACHABLE', 'The database did not answer.')
      },
    })
    const { redis, time, publisher } = start({ desk, log: { debug: say, info: say, warn: say, error: say } })
    await time.advance(10)
    isAway = true
    // More than the hub keeps in memory.
    desk.commit(Array.from({ length: 20 }, (_, n) => orderDraft(n + 1)))
    await time.advance(20_000)
    expect(publisher.stats).toMatchObject({
      state: 'connected',
      failures: 0,
      accounts: [{ ledger: 'STORE_UNREACHABLE' }],
    })
    expect(said).toEqual(['redis connected', 'ledger not read, its stream in redis follows later'])
    isAway = false
    await time.advance(5_000)
    expect(redis.textsOf(STREAM)).toEqual(textsOf(desk))
    expect(publisher.stats.accounts[0]).not.toHaveProperty('ledger')
  })

  it('that rejects a call is tried again on the same connection', async () => {
    const redis = new FakeRedis()
    redis.faults.push('refuse', 'refuse')
    const { desk, time, publisher } = start({ redis })
    desk.commit([orderDraft(1)])
    await time.advance(10)
    expect(publisher.stats).toMatchObject({ failures: 0, accounts: [{ state: 'refused', refusal: 'OOM' }] })
    await time.advance(15_000)
    expect(publisher.stats.accounts[0]).toMatchObject({ state: 'following', refusals: 2 })
    expect(redis.textsOf(STREAM)).toEqual(textsOf(desk))
  })

  it('gets each event exactly once and in order under any failure, with two writers', async () => {
    const move = fc.oneof(
      { weight: 5, arbitrary: fc.integer({ min: 1, max: 9 }).map((count) => ({ kind: 'commit' as const, count })) },
      fc
        .constantFrom(...(['refuse', 'break before', 'break after', 'hang before', 'hang after'] as const))
        .map((fault) => ({ kind: 'fault' as const, fault })),
      fc.record({ kind: fc.constant('restart' as const), kept: fc.nat(40) }),
      fc.constantFrom('flush', 'resume', 'away', 'back', 'second').map((kind) => ({ kind }) as const),
      { weight: 3, arbitrary: fc.integer({ min: 1, max: 8_000 }).map((ms) => ({ kind: 'wait' as const, ms })) },
    )
    await fc.assert(
      fc.asyncProperty(fc.array(move, { maxLength: 40 }), async (moves) => {
        const { redis, desk, time, open, publisher } = start()
        const writers = [publisher]
        const reader = followOf(redis)
        for (const step of moves) {
          if (step.kind === 'commit') desk.commit(Array.from({ length: step.count }, (_, n) => orderDraft(n)))
          else if (step.kind === 'fault') redis.faults.push(step.fault)
          else if (step.kind === 'restart') redis.restart(step.kept)
          else if (step.kind === 'flush') redis.flush()
          else if (step.kind === 'resume') redis.resume()
          else if (step.kind === 'away') redis.isAway = true
          else if (step.kind === 'back') redis.isAway = false
          else if (step.kind === 'second' && writers.length < 2) writers.push(open())
          else if (step.kind === 'wait') await time.advance(step.ms)
          await time.advance(1)
          reader.read()
        }
        redis.isAway = false
        redis.faults.length = 0
        redis.resume()
        await time.advance(60_000)
        reader.read()
        expect(redis.textsOf(STREAM)).toEqual(textsOf(desk))
        expect(reader.received).toEqual(textsOf(desk))
        expect(new Set(redis.published)).toEqual(new Set(textsOf(desk)))
        for (const writer of writers) writer.close()
      }),
      { numRuns: 150 },
    )
  })
})

/** A reader as XREAD serves one: what comes after its position, once the stream ends beyond it. */
function followOf(redis: FakeRedis) {
  const received: string[] = []
  let at = 0
  return {
    received,
    read() {
      for (const { seq, text } of redis.streams.get(STREAM)?.entries ?? []) {
        if (seq <= at) continue
        received.push(text)
        at = seq
      }
    },
  }
}

describe('the state of each Redis', () => {
  it('is visible to the owner alone and matches its schema', async () => {
    const redis = new FakeRedis()
    const fixture = edgeFixture({ redis: { targets: [target], to: redis } })
    fixture.desk.commit([orderDraft(1)])
    await fixture.time.advance(10)
    const { status, json } = await fixture.call('GET', '/api/v1/redis')
    expect(status).toBe(200)
    expect(page(redisTarget).parse(json).items[0]?.accounts[0]).toMatchObject({
      account: 'main',
      state: 'following',
      seq: 1,
    })
    expect(JSON.stringify(json)).not.toContain('SECRET')
    expect((await fixture.call('GET', '/api/v1/redis', { token: fixture.viewer })).status).toBe(403)
    fixture.rules.close()
  })
})

describe('targets', () => {
  const trouble = (...targets: Parameters<typeof checkTargets>[0]): string | undefined => {
    const checked = checkTargets(targets)
    return 'trouble' in checked ? checked.trouble : undefined
  }

  it('are taken with their defaults, and their address is known without its password', () => {
    expect(checkTargets([{ url: 'rediss://user:SECRET@redis.example/3', audience: 'viewer' }])).toEqual({
      targets: [
        {
          url: 'rediss://user:SECRET@redis.example/3',
          host: 'redis.example:6379',
          prefix: 'spotdeck',
          audience: 'viewer',
          maxLength: 100_000,
        },
      ],
    })
  })

  it('are refused in words that say which and how, and never hold the password', () => {
    const url = 'redis://:SECRET@127.0.0.1'
    const said = [
      trouble({ url: 'http://:SECRET@x', audience: 'owner' }),
      trouble({ url: 'not an address SECRET', audience: 'owner' }),
      trouble({ url: `${url}/name`, audience: 'owner' }),
      trouble({ url, prefix: 'a{b}', audience: 'owner' }),
      trouble({ url, audience: 'public' as never }),
      trouble({ url, audience: 'owner', maxLength: 5 }),
      trouble({ url, audience: 'owner' }, { url: `${url}/1`, audience: 'viewer' }),
    ]
    for (const words of said) expect(words).toMatch(/^redis\[\d\]: /)
    expect(said.join()).not.toContain('SECRET')
  })
})
