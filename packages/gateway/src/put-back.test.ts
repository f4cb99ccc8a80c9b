/** A data folder that is copied and put back: same epoch, same seq, another history. Real ledger files, readers, Redis. */

import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DurableEnvelope } from '@spotdeck/api'
import { silentLog } from '@spotdeck/ports'
import { seededRandom } from '@spotdeck/ports/virtual'
import { describe, expect, it } from 'vitest'
import type { Head } from '@spotdeck/edge'
import type { Position } from '@spotdeck/reports'
import { Hub, NO_EVENTS, TestReader, type TransportKind, Publisher, FakeRedis } from '@spotdeck/edge/testing'
import type { RunningDesk } from './open-desk.ts'
import { deskOnVenue } from './testing/desk-on-venue.ts'

const target = {
  url: 'redis://127.0.0.1',
  host: '127.0.0.1:6379',
  prefix: 'v',
  audience: 'owner',
  maxLength: 9_000,
} as const

/** A gateway whose folder can be copied and put back while it is down. */
class PutBack {
  readonly redis: FakeRedis | undefined
  readonly #rig = deskOnVenue()
  readonly #copy = join(mkdtempSync(join(tmpdir(), 'spotdeck-copy-')), 'data')
  #running: RunningDesk | undefined
  #hub: Hub | undefined
  #publisher: Publisher | undefined

  constructor(redis?: FakeRedis) {
    this.redis = redis
  }

  get hub(): Hub {
    if (this.#hub === undefined) throw new Error('The gateway is not started.')
    return this.#hub
  }

  get head(): Head {
    const head = this.hub.desk.account('main')?.head()
    if (head === undefined) throw new Error('The account is not served.')
    return head
  }

  async start(): Promise<void> {
    const { time } = this.#rig
    this.#running = await this.#rig.open()
    this.#hub = new Hub({
      desk: this.#running.desk,
      viewOf: (_account, audience) => ({ audience, maskId: (id) => `keyed${id.replace(/\D/g, '')}abc`.slice(0, 12) }),
      world: { clock: time, timers: time, log: silentLog },
    })
    if (this.redis !== undefined) {
      const world = { clock: time, timers: time, random: seededRandom(3), log: silentLog }
      this.#publisher = new Publisher({ target, hub: this.#hub, world, openLink: this.redis.open })
    }
    await this.#rig.live(this.#running)
    await time.advance(10_000)
  }

  async stop(): Promise<void> {
    this.#publisher?.close()
    this.#hub?.close()
    if (this.#running !== undefined) await this.#rig.close(this.#running)
  }

  /** While the gateway is down. */
  copy(): void {
    cpSync(this.#rig.config.dataDir, this.#copy, { recursive: true })
  }

  /** While the gateway is down. */
  putBack(): void {
    rmSync(this.#rig.config.dataDir, { recursive: true })
    cpSync(this.#copy, this.#rig.config.dataDir, { recursive: true })
  }

  async trade(count: number, price: string): Promise<void> {
    const { venue, time } = this.#rig
    for (let n = 0; n < count; n++) {
      venue.fill(venue.place('MXUSDT', 'BUY', price, '1') ?? '', '1')
      await time.advance(2_000)
    }
  }

  reader(isViewer = false): TestReader {
    const { time } = this.#rig
    const from = { epoch: this.head.epoch, seq: 0, hash: NO_EVENTS }
    const shown = this.hub.shown('main', isViewer ? 'viewer' : 'owner', from)
    return new TestReader(this.hub, { clock: time, timers: time }, shown, isViewer)
  }

  /** Connects, and reads until there is nothing more. */
  async read(reader: TestReader, transport: TransportKind): Promise<void> {
    reader.connect(transport, 0)
    for (let round = 0; round < 40; round++) {
      await this.#rig.time.advance(50)
      reader.deliver()
    }
  }

  /** Every public event of the ledger. */
  async log(): Promise<readonly DurableEnvelope[]> {
    const answer = await this.hub.desk.account('main')?.eventsAfter({ epoch: this.head.epoch, seq: 0 }, 100_000)
    return answer?.kind === 'events' ? answer.events : []
  }
}

const seqsOf = (events: readonly Position[]): readonly number[] => events.map(({ seq }) => seq)
const readers: readonly (readonly [string, TransportKind, boolean])[] = [
  ['WebSocket', 'websocket', false],
  ['event stream', 'sse', false],
  ['WebSocket of a viewer', 'websocket', true],
]

/** Trades, a copy, trades that are lost, the copy put back, and other trades until the ledger is longer than before. */
async function fork(gateway: PutBack, follow: () => Promise<void> = () => Promise.resolve()): Promise<Head> {
  await gateway.start()
  await gateway.trade(3, '2')
  const shared = gateway.head
  await gateway.stop()
  gateway.copy()
  await gateway.start()
  await gateway.trade(4, '3')
  await follow()
  const lost = gateway.head
  await gateway.stop()
  gateway.putBack()
  await gateway.start()
  await gateway.trade(6, '4')
  expect(gateway.head.seq).toBeGreaterThan(lost.seq)
  return shared
}

describe('a restored data folder', () => {
  for (const [name, transport, isViewer] of readers) {
    it(`resets a ${name} that was given what is lost, which ends with the truth`, async () => {
      const gateway = new PutBack()
      let reader: TestReader | undefined
      await fork(gateway, async () => {
        reader = gateway.reader(isViewer)
        await gateway.read(reader, transport)
        expect(reader.resets).toBe(0)
        reader.disconnect()
      })
      if (reader === undefined) throw new Error('There is no reader.')
      const lost = reader.at
      expect(lost.epoch).toBe(gateway.head.epoch)
      reader.moveTo(gateway.hub)
      await gateway.read(reader, transport)
      await gateway.trade(2, '5')
      reader.deliver()
      expect(reader.resets).toBe(1)
      const owed = (await gateway.log()).filter(({ seq }) => seq > (reader?.base.seq ?? 0))
      expect(owed.length).toBeGreaterThan(4)
      expect(seqsOf(reader.received)).toEqual(seqsOf(owed))
      expect(reader.at.hash).toBe(gateway.hub.shown('main', isViewer ? 'viewer' : 'owner', gateway.head).hash)
      await gateway.stop()
    })
  }

  it('resumes a subscriber from before the fork, which shares the history', async () => {
    const gateway = new PutBack()
    await gateway.start()
    await gateway.trade(2, '2')
    const reader = gateway.reader()
    await gateway.read(reader, 'sse')
    reader.disconnect()
    await gateway.stop()
    await fork(gateway)
    reader.moveTo(gateway.hub)
    await gateway.read(reader, 'sse')
    expect(reader.resets).toBe(0)
    expect(reader.received.map(({ seq, hash }) => [seq, hash])).toEqual(
      (await gateway.log()).map(({ seq, hash }) => [seq, hash]),
    )
    await gateway.stop()
  })

  it('begins a new epoch if Redis has lost events: its stream is correct, and every consumer is reset', async () => {
    const redis = new FakeRedis()
    const gateway = new PutBack(redis)
    let reader: TestReader | undefined
    let epoch = ''
    await fork(gateway, async () => {
      reader = gateway.reader()
      await gateway.read(reader, 'websocket')
      reader.disconnect()
      epoch = gateway.head.epoch
    })
    expect(gateway.head.epoch).not.toBe(epoch)
    expect(redis.pointers.get('v:main:epoch')).toBe(gateway.head.epoch)
    const texts = redis.textsOf(`v:main:${gateway.head.epoch}`).map((text) => JSON.parse(text) as DurableEnvelope)
    expect(texts.map(({ seq, hash }) => [seq, hash])).toEqual((await gateway.log()).map(({ seq, hash }) => [seq, hash]))
    reader?.moveTo(gateway.hub)
    if (reader !== undefined) await gateway.read(reader, 'websocket')
    expect(reader?.resets).toBe(1)
    const { epoch: begun } = gateway.head
    await gateway.stop()
    await gateway.start()
    expect(gateway.head.epoch).toBe(begun)
    await gateway.stop()
  })

  it('resets connected subscribers when Redis reveals the fork', async () => {
    const redis = new FakeRedis()
    const gateway = new PutBack(redis)
    redis.isAway = true
    await gateway.start()
    await gateway.trade(1, '2')
    const readers = [gateway.reader(), gateway.reader()]
    for (const reader of readers) await gateway.read(reader, 'websocket')
    await gateway.trade(1, '2')
    const { epoch, seq } = gateway.head
    redis.streams.set(`v:main:${epoch}`, { entries: [], lastId: `${seq + 100}-0` })
    redis.isAway = false
    await gateway.trade(20, '2')
    for (const reader of readers) {
      reader.deliver()
      expect(reader.resets).toBe(1)
      expect(reader.at).toEqual(gateway.head)
    }
    await gateway.stop()
  })
})
