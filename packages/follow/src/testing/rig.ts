/** A follower over a fake venue under virtual time, with a stream whose faults a test controls. */

import type { LedgerEvent, PriceOf } from '@spotdeck/ledger'
import { NO_CHANNEL_HEALTH, type StreamTrouble, type UserStream, type UserStreamHandlers } from '@spotdeck/mexc'
import { type Timers, defined, silentLog, sleep } from '@spotdeck/ports'
import { VirtualTime, seededRandom } from '@spotdeck/ports/virtual'
import type { DecodedPush } from '@spotdeck/wire'
import { MemoryDisk, openMemoryStore } from '@spotdeck/store/testing'
import type { Commit, LedgerStore } from '@spotdeck/store'
import type { Exchange } from '../exchange.ts'
import { AccountFollower } from '../shell/shell.ts'
import { symbolsOf } from '../symbols.ts'
import type { AddressDemand } from '../shell/address-demand.ts'
import { Writer } from '../shell/writer.ts'
import { FakeVenue } from './fake-venue.ts'
import { symbolAnswers } from './fake-venue-answers.ts'
import { shownOrders } from './shown.ts'
import type { FollowState } from '../machine/state.ts'
import { assertStep } from './invariants.ts'

/** A process that lives until it is killed: then none of its timers fires and nothing it waits for returns. */
type Process = { dead: boolean }

const PROVEN: ReadonlySet<string> = new Set(['LIVE', 'EXPLAINING'])

export class Rig {
  readonly time: VirtualTime
  readonly venue: FakeVenue
  readonly disk = new MemoryDisk({ account: 'main', host: 'test', user: '1' }, 'abcdef01')
  readonly published: LedgerEvent[] = []
  /** Orders as readers were shown them. */
  readonly shown = shownOrders(this.published)
  readonly random
  store: LedgerStore = openMemoryStore(this.disk)
  writer: Writer | undefined
  follower: AccountFollower | undefined
  #process: Process = { dead: true }
  /** Number of times the stream was reported incomplete; a new stream replaces it a moment later. */
  distrusted = 0
  #handlers: UserStreamHandlers | undefined
  #up = false
  #lastFrameAt = 0
  #answeredAt = 0
  /** Lead of the machine's clock over the exchange's, in ms. */
  machineAheadMs = 0
  /** Sends nothing and is not known to be down: a socket that stalls. */
  stalled = false
  /** PING is answered while this is true and the socket does not stall. */
  answersPing = true
  /** A busy channel on the socket is its heartbeat: frames come all the time, and 5 s without one end the socket. */
  beats = false
  /** Delays after which copies of a push arrive, in ms; none: it is lost. */
  fate: (push: DecodedPush) => readonly number[] = () => [0]
  /** Waits for the disk or REST that were reached so far, each twice: before it is done and after. */
  awaits = 0
  /** The process is killed at this one of them. */
  killAt = Infinity
  /** Accounts that share the exchange's limits with this one, itself included. */
  sharers = 1
  /** Age that answers may have; MEXC's by default. */
  lagMs: number | undefined
  /** Their demand; that of this account alone by default. */
  address: AddressDemand | undefined
  /** Opens the ledger of a process that has not died. */
  openStore: (isDead: () => boolean) => LedgerStore | Promise<LedgerStore> = (isDead) =>
    openMemoryStore(this.disk, isDead)
  /** Each commit takes so long, in ms. */
  commitMs: () => number = () => 0
  /** Called with the machine's state after each step. */
  stepped: ((state: FollowState) => void) | undefined
  /** Prices of adjustments, which are recorded only with it. */
  priceOf: PriceOf | undefined
  /** Commits fail while this is true. */
  diskFull = false
  /** The store refuses these commits for good, as contradictions. */
  contradicts: (commit: Commit) => boolean = () => false

  constructor(seed = 1, time = new VirtualTime()) {
    this.time = time
    this.venue = new FakeVenue(time)
    this.random = seededRandom(seed)
    this.venue.deliver = (push) => {
      if (!this.#up) return
      const process = this.#process
      for (const ms of this.fate(push)) {
        const arrive = (): void => {
          if (!this.#up || this.stalled || process !== this.#process || process.dead) return
          this.#lastFrameAt = this.time.now() + this.machineAheadMs
          this.#handlers?.push(push, this.time.now())
        }
        if (ms === 0) arrive()
        else this.time.after(ms, arrive)
      }
    }
  }

  get state() {
    if (this.writer === undefined) throw new Error('Start the rig first.')
    return this.writer.state
  }

  /** As readers are served it. */
  get served() {
    if (this.writer === undefined) throw new Error('Start the rig first.')
    return this.writer.known
  }

  get isDead(): boolean {
    return this.#process.dead
  }

  /** From the next start on some of REST's answers are others. */
  rewire(change: (real: Exchange) => Partial<Exchange>): void {
    const make = this.venue.exchange.bind(this.venue)
    this.venue.exchange = () => {
      const real = make()
      return { ...real, ...change(real) }
    }
  }

  async start(): Promise<void> {
    const process: Process = { dead: false }
    this.#process = process
    const timers: Timers = { after: (ms, run) => this.time.after(ms, () => void (process.dead || run())) }
    const world = { timers, random: this.random, log: silentLog }
    const opened = await this.openStore(() => process.dead)
    this.store = this.#mortalStore(process, opened)
    const exchange = this.#mortalExchange(process)
    const symbols = symbolsOf(symbolAnswers(this.venue.symbols))
    this.writer = new Writer({
      ...world,
      store: this.store,
      state: await opened.load(),
      now: () => exchange.now(),
      publish: (events) => this.published.push(...events),
      ...defined({ priceOf: this.priceOf }),
    })
    this.follower = new AccountFollower({
      ...world,
      exchange,
      writer: this.writer,
      store: this.store,
      symbols: () => symbols,
      openStream: (handlers) => this.#stream(handlers),
      sharing: { sharers: this.sharers, lagMs: this.lagMs, address: this.address },
      stepped: (before, input, after) => {
        assertStep(before, input, after)
        this.stepped?.(after)
      },
    })
    this.follower.start()
  }

  /** The socket is acknowledged. */
  up(continuous = false): void {
    this.#up = true
    this.stalled = false
    this.#lastFrameAt = this.time.now() + this.machineAheadMs
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
    await this.time.advance(100)
  }

  async live(limitMs = 120_000): Promise<void> {
    await this.time.until(() => this.state.status.state === 'live', limitMs)
  }

  /** Balances are proven; the status may name assets that are in question. */
  async proven(limitMs = 120_000): Promise<void> {
    await this.time.until(() => PROVEN.has(this.state.status.code), limitMs)
  }

  undecodable(): void {
    this.#handlers?.undecodable('WIRE_CORRUPT')
  }

  #kill(): void {
    this.#process.dead = true
    this.#up = false
    this.#handlers = undefined
  }

  /** Passes on what a wait brings, unless the process dies before it is done, or after it and before it is seen. */
  async #wait<T>(process: Process, work: () => Promise<T>): Promise<T> {
    await this.#reach(process)
    const value = await work()
    await this.#reach(process)
    return value
  }

  async #reach(process: Process): Promise<void> {
    if (!process.dead) this.awaits += 1
    if (!process.dead && this.awaits === this.killAt) this.#kill()
    if (process.dead) await new Promise(() => undefined)
  }

  #mortalStore(process: Process, store: LedgerStore): LedgerStore {
    return {
      ...store,
      commit: (commit) =>
        this.#wait(process, async () => {
          const ms = this.commitMs()
          if (ms > 0) await sleep({ timers: this.time, ms })
          if (this.diskFull) throw Object.assign(new Error('No space left.'), { code: 'SQLITE_FULL' })
          if (this.contradicts(commit))
            throw Object.assign(new Error('Listed already.'), { code: 'SQLITE_CONSTRAINT_PRIMARYKEY' })
          return store.commit(commit)
        }),
      histories: (ids) => this.#wait(process, () => store.histories(ids)),
    }
  }

  #mortalExchange(process: Process, exchange: Exchange = this.venue.exchange()): Exchange {
    return {
      now: () => exchange.now(),
      relearnClock: (leaves) => this.#wait(process, () => exchange.relearnClock(leaves)),
      balances: (leaves) => this.#wait(process, () => exchange.balances(leaves)),
      openOrders: (symbols) => this.#wait(process, () => exchange.openOrders(symbols)),
      order: (symbol, id) => this.#wait(process, () => exchange.order(symbol, id)),
      orders: (symbol, from, to) => this.#wait(process, () => exchange.orders(symbol, from, to)),
      trades: (symbol, from, to) => this.#wait(process, () => exchange.trades(symbol, from, to)),
      tradesOf: (symbol, id) => this.#wait(process, () => exchange.tradesOf(symbol, id)),
      symbols: () => this.#wait(process, () => exchange.symbols()),
      deposits: (from) => this.#wait(process, () => exchange.deposits(from)),
      withdrawals: (from) => this.#wait(process, () => exchange.withdrawals(from)),
      transfers: (from) => this.#wait(process, () => exchange.transfers(from)),
      mayHaveMovedOtherwise: (from) => this.#wait(process, () => exchange.mayHaveMovedOtherwise(from)),
      offlineSymbols: () => this.#wait(process, () => exchange.offlineSymbols()),
      tickers: () => exchange.tickers(),
      publicTrades: (symbol, from, to) => this.#wait(process, () => exchange.publicTrades(symbol, from, to)),
      hourlyKlines: (symbol, from, to) => exchange.hourlyKlines(symbol, from, to),
      background: exchange.background && this.#mortalExchange(process, exchange.background),
    }
  }

  #frameAt(): number {
    if (this.#up && !this.stalled && this.beats) this.#lastFrameAt = this.time.now() + this.machineAheadMs
    return this.#lastFrameAt
  }

  #provenTo(): number {
    if (this.#up && !this.stalled && this.answersPing) this.#answeredAt = this.time.now() + this.venue.clockOffMs
    return this.#answeredAt
  }

  #stream(handlers: UserStreamHandlers): UserStream {
    this.#handlers = handlers
    const process = this.#process
    const health = (): UserStream['health'] => ({
      connected: this.#up,
      lastFrameAt: this.#frameAt(),
      ...(this.beats ? { heartbeat: { state: 'live' } } : {}),
      provenTo: this.#provenTo(),
      channels: NO_CHANNEL_HEALTH,
      reconnects: 0,
    })
    const close = async (): Promise<void> => {
      if (process === this.#process && !process.dead) this.#up = false
    }
    return {
      get health() {
        return health()
      },
      renew: () => {
        this.distrusted += 1
        this.time.after(200, () => void (process === this.#process && !process.dead && this.#up && this.up()))
      },
      close,
      [Symbol.asyncDispose]: close,
    }
  }
}
