/** A follower over a fake venue on one line of virtual time, with a stream whose every fault a test can order. */

import type { LedgerEvent } from '@spotdeck/ledger'
import type { StreamTrouble, UserStream, UserStreamHandlers } from '@spotdeck/mexc'
import { silentLog } from '@spotdeck/ports'
import { VirtualTime, seededRandom } from '@spotdeck/ports/virtual'
import type { DecodedPush } from '@spotdeck/wire'
import { MemoryDisk, openMemoryStore } from '../../store/memory.ts'
import type { LedgerStore } from '../../store/port.ts'
import { Follower } from '../follow.ts'
import { symbolsOf } from '../symbols.ts'
import { Writer } from '../writer.ts'
import { FakeVenue, symbolAnswers } from './fake-venue.ts'

export class Rig {
  readonly time = new VirtualTime()
  readonly venue = new FakeVenue(this.time)
  readonly disk = new MemoryDisk({ account: 'main', host: 'test', user: '1' }, 'abcdef01')
  readonly published: LedgerEvent[] = []
  readonly random
  store: LedgerStore = openMemoryStore(this.disk)
  writer: Writer | undefined
  follower: Follower | undefined
  #handlers: UserStreamHandlers | undefined
  #up = false
  #dead = false
  /** What becomes of a push: the delays after which copies of it arrive; none: it is lost. */
  fate: (push: DecodedPush) => readonly number[] = () => [0]

  constructor(seed = 1) {
    this.random = seededRandom(seed)
    this.venue.deliver = (push) => {
      if (!this.#up) return
      const handlers = this.#handlers
      for (const ms of this.fate(push)) {
        if (ms === 0) handlers?.push(push, this.time.now())
        else this.time.after(ms, () => { if (this.#up && this.#handlers === handlers) handlers?.push(push, this.time.now()) }) // prettier-ignore
      }
    }
  }

  get state() {
    if (this.writer === undefined) throw new Error('Start the rig first.')
    return this.writer.state
  }

  async start(): Promise<void> {
    const world = { timers: this.time, random: this.random, log: silentLog }
    const dead = { value: false }
    this.#dead = false
    this.store = openMemoryStore(this.disk, () => dead.value)
    this.#kill = () => (dead.value = true)
    const exchange = this.venue.exchange()
    const symbols = symbolsOf(symbolAnswers())
    this.writer = new Writer({
      ...world,
      store: this.store,
      state: await this.store.load(),
      now: () => this.time.now(),
      publish: (events) => this.published.push(...events),
    })
    this.follower = new Follower({
      ...world,
      exchange,
      writer: this.writer,
      store: this.store,
      symbols: () => symbols,
      priceAt: () => undefined,
      openStream: (handlers) => this.#stream(handlers),
    })
    this.follower.start()
  }

  #kill: () => void = () => undefined

  /** The socket is acknowledged. */
  up(continuous = false): void {
    this.#up = true
    this.#handlers?.ready(continuous)
  }

  down(code: StreamTrouble['code'] = 'SOCKET_CLOSED'): void {
    this.#up = false
    this.#handlers?.lost({ code, detail: '', retryInMs: 1_000 })
  }

  get isUp(): boolean {
    return this.#up
  }

  /** SIGKILL: nothing is flushed, nothing more is stored. */
  async crash(): Promise<void> {
    this.#kill()
    this.#up = false
    this.#handlers = undefined
    this.#dead = true
    const { follower, writer } = this
    void follower?.close().catch(() => undefined)
    await this.time.advance(100)
    void writer?.close().catch(() => undefined)
  }

  async live(limitMs = 120_000): Promise<void> {
    await this.time.until(() => this.state.status.state === 'live', limitMs)
  }

  undecodable(): void {
    this.#handlers?.undecodable('WIRE_CORRUPT')
  }

  #stream(handlers: UserStreamHandlers): UserStream {
    this.#handlers = handlers
    const health = (): UserStream['health'] => ({ connected: this.#up, lastFrameAt: this.time.now(), reconnects: 0 })
    return {
      get health() {
        return health()
      },
      close: async () => {
        if (!this.#dead) this.#up = false
      },
    }
  }
}
