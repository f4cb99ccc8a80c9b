/** Writes committed events and beats to the bus. Its queue is bounded: what it drops, readers find in the database. */

import { SECOND_MS } from '@spotdeck/ports'
import type { BusEntry, BusPosition } from '../bus/shared-bus.ts'
import type { SecretMac } from '../secret-mac.ts'
import { type BusBeats, PUBLISH_SCRIPT, PUBLISH_SHA, beatCommand, busStream, publishArguments } from './bus-script.ts'
import { type BusHalf, busLoop } from './bus-loop.ts'
import { type LoopWorld, type RedisConnection, type RedisLoop, RedisRefusal, inTime } from '@spotdeck/edge'

type Queued = { readonly account: string; readonly epoch: string; readonly entries: BusEntry[] }

/** Events that wait at most, of all accounts; with more, all of them are dropped: readers are told of the gap by the next beat. */
const MAX_QUEUED = 20_000
/** Events of one call. */
const PAGE = 500
const CALL_DEADLINE_MS = 5_000
const BEAT_MS = SECOND_MS

/** The writing half of the bus. */
export class BusWriter {
  readonly #loop: RedisLoop<RedisConnection>
  readonly #world: LoopWorld
  readonly #mac: SecretMac
  /** Names this writer in its beats. */
  readonly #by: string
  readonly #queue = new Map<string, Queued>()
  /** Last event of each account that was given to Redis, or dropped. */
  readonly #given = new Map<string, BusPosition>()
  /** Accounts that are followed here, and the ends of their ledgers. */
  readonly #followed = new Map<string, () => BusPosition>()
  /** Ends of streams as this writer left them. */
  readonly #ends = new Map<string, number>()
  #queued = 0
  #beatAt = 0
  #refusal: string | undefined

  constructor(options: BusHalf) {
    this.#world = options.world
    this.#mac = options.mac
    this.#by = Buffer.from(options.world.random.bytes(9)).toString('base64url')
    this.#loop = busLoop(options, 'writes', { round: (connection) => this.#round(connection) })
  }

  publish(account: string, epoch: string, entries: readonly BusEntry[]): void {
    if (entries.length === 0) return
    this.#loop.start()
    const stream = busStream(account, epoch)
    const queued = this.#queue.get(stream) ?? { account, epoch, entries: [] }
    this.#queue.set(stream, queued)
    queued.entries.push(...entries)
    this.#queued += entries.length
    if (this.#queued > MAX_QUEUED) this.#drop()
    this.#loop.wake()
  }

  follow(account: string, end: () => BusPosition): () => void {
    this.#loop.start()
    this.#followed.set(account, end)
    this.#given.set(account, end())
    this.#beatAt = 0
    this.#loop.wake()
    return () => {
      if (this.#followed.get(account) === end) this.#followed.delete(account)
    }
  }

  close(): void {
    this.#loop.close()
  }

  async #round(connection: RedisConnection): Promise<number> {
    const now = this.#world.clock.now()
    const isDue = this.#followed.size > 0 && (now >= this.#beatAt || this.#beatAt - now > BEAT_MS)
    if (this.#queue.size === 0 && !isDue) return this.#followed.size > 0 ? this.#beatAt - now : BEAT_MS
    await Promise.all([...this.#queue].map(([stream, queued]) => this.#send(connection, stream, queued)))
    if (isDue) await this.#beat(connection, now)
    return 0
  }

  async #send(connection: RedisConnection, stream: string, { account, epoch, entries }: Queued): Promise<void> {
    const page = entries.slice(0, PAGE)
    const last = page.at(-1)
    if (last === undefined) return void this.#queue.delete(stream)
    const found = await this.#tried(() => this.#published(connection, stream, page))
    // What was dropped meanwhile is no longer in the queue.
    if (this.#queue.get(stream)?.entries === entries) {
      entries.splice(0, page.length)
      this.#queued -= page.length
      if (entries.length === 0) this.#queue.delete(stream)
      this.#given.set(account, { epoch, n: last.n, hash: last.hash })
    }
    if (found === undefined) return
    const end = this.#ends.get(stream)
    if (end !== undefined && found < end)
      this.#world.log.warn({ account, found, expected: end }, 'bus lost events, readers find them in the database')
    this.#ends.set(stream, Math.max(found, last.n))
  }

  async #published(connection: RedisConnection, stream: string, page: readonly BusEntry[]): Promise<number> {
    const rest = publishArguments(stream, page, this.#mac)
    try {
      return Number(await connection.call(stream, ['EVALSHA', PUBLISH_SHA, ...rest]))
    } catch (error) {
      if (!(error instanceof RedisRefusal) || error.code !== 'NOSCRIPT') throw error
    }
    return Number(await connection.call(stream, ['EVAL', PUBLISH_SCRIPT, ...rest]))
  }

  async #beat(connection: RedisConnection, now: number): Promise<void> {
    const beats = [...this.#followed].map(([account, endOf]) => {
      const [given, end] = [this.#given.get(account), endOf()]
      // A new epoch begins without an event.
      return { account, ...(given?.epoch === end.epoch ? given : end) }
    })
    const text: BusBeats = { by: this.#by, at: now, beats }
    const command = beatCommand(JSON.stringify(text), this.#mac)
    await this.#tried(() => connection.call(command[1] ?? '', command))
    this.#beatAt = now + BEAT_MS
  }

  /** `undefined` where Redis refuses: then it is told once, and readers hear nothing. @throws when the connection is of no more use */
  async #tried<T>(work: () => Promise<T>): Promise<T | undefined> {
    const { timers, log } = this.#world
    try {
      const done = await inTime(work(), timers, CALL_DEADLINE_MS)
      if (this.#refusal !== undefined) log.info({}, 'bus takes events again')
      this.#refusal = undefined
      return done
    } catch (error) {
      if (!(error instanceof RedisRefusal)) throw error
      if (this.#refusal !== error.code)
        log.warn({ refusal: error.code }, 'bus refused, events are read from the database')
      this.#refusal = error.code
      return undefined
    }
  }

  #drop(): void {
    for (const { account, epoch, entries } of this.#queue.values()) {
      const last = entries.at(-1)
      if (last !== undefined) this.#given.set(account, { epoch, n: last.n, hash: last.hash })
    }
    this.#world.log.warn({ events: this.#queued }, 'bus too slow, events dropped: readers find them in the database')
    this.#queue.clear()
    this.#queued = 0
  }
}
