/**
 * The one WebSocket of the page: opens it, follows an account, notices when it has gone silent, and comes back with the
 * last position. The rules stand in `resume`; this class carries them out.
 */

import {
  type AccountTopic,
  type Audience,
  type ClientMessage,
  type MarketTopic,
  type ServerMessage,
  type Since,
  closeCodes,
  isMarketTopic,
} from '@spotdeck/api'
import type { PageSocket, World } from '../world.ts'
import { ApiError, type GatewayApi } from './api-client.ts'
import { backoffMs } from './backoff.ts'
import { pollMarket } from './poll-market.ts'
import type { AccountTarget, MarketChannel, MarketTarget } from './ports.ts'
import { type Received, parseFrame } from './protocol.ts'
import { type Follow, type Step, cursorOf, onControl, onEvent, positionOf, subscribeFrom } from './resume.ts'

/** A PING goes out this often; silence for longer than `SILENCE_MS` is a dead socket. */
export const PING_MS = 10_000
/** A socket without a frame for longer than this is dead. */
export const SILENCE_MS = 25_000
/** A connection that has held this long is healthy, and the next loss starts counting from zero. */
export const HEALTHY_MS = 10_000
/** Interval of batches: ten per second look immediate, and one drawing serves a hundred events. */
const INTERVAL_MS = 100
const TOPICS: readonly AccountTopic[] = ['assets', 'orders', 'deals', 'status', 'equity', 'health']
/** Topics of the owner alone. */
const OWNER_TOPICS: readonly AccountTopic[] = ['warnings']
const MARKET_TOPICS: readonly MarketTopic[] = ['ticker', 'book', 'trades', 'klines', 'notices']
/** Topics of a market whose name no channel of the exchange carries. */
const POLLED_TOPICS: readonly MarketTopic[] = ['ticker', 'notices']
/** A book that changes four times a second can be read. */
const MARKET_INTERVAL_MS = 250

type Parts = {
  readonly world: World
  readonly api: GatewayApi
  readonly store: AccountTarget
  readonly market: MarketTarget
  readonly account: string
  readonly audience: Audience
  /** Position of the store's snapshot; without one, a snapshot is read first. */
  readonly first?: Since | undefined
}

/** Follows one account until `stop`. */
export class LiveConnection {
  readonly #parts: Parts
  #follow: Follow = { phase: 'snapshot' }
  #socket: PageSocket | undefined
  #generation = 0
  #requestId = 0
  #attempt = 0
  #heardAt = 0
  #openedAt = 0
  #lostAt: number | undefined
  #pingSentAt: number | undefined
  #stopped = false
  #isOpen = false
  #reading = false
  #cancelRetry: (() => void) | undefined
  #cancelWatch: (() => void) | undefined
  #cancelWake: (() => void) | undefined
  #leaveMarket: (() => void) | undefined
  #stopPolling: (() => void) | undefined
  /** Id of the request for the market with all its topics. */
  #marketRequest = 0

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Begins to follow; idempotent only together with `stop`. */
  start(): void {
    this.#cancelWake = this.#parts.world.onWake(() => this.#wake())
    this.#leaveMarket = this.#parts.market.onWish(() => this.#followMarket())
    this.#watch()
    // Nobody waits for the socket to see the first figures: it follows on from wherever the snapshot stands.
    const { first } = this.#parts
    if (first === undefined) this.#takeSnapshot()
    else this.#follow = subscribeFrom(first, this.#requestId)
    this.#open()
  }

  /** Ends for good: no timer, socket or call of this connection touches the store afterwards. */
  stop(): void {
    this.#stopped = true
    this.#generation += 1
    this.#cancelRetry?.()
    this.#cancelWatch?.()
    this.#cancelWake?.()
    this.#leaveMarket?.()
    this.#endPolling()
    this.#socket?.close()
    this.#socket = undefined
  }

  #open(): void {
    this.#cancelRetry?.()
    this.#cancelRetry = undefined
    this.#generation += 1
    this.#isOpen = false
    const generation = this.#generation
    const ours = (run: () => void) => () => {
      if (generation === this.#generation && !this.#stopped) run()
    }
    this.#heardAt = this.#parts.world.now()
    this.#socket = this.#parts.world.openSocket('/api/v1/ws', {
      opened: ours(() => this.#opened()),
      text: (text) => ours(() => this.#received(text))(),
      closed: (code) => ours(() => this.#lost(code))(),
    })
  }

  #opened(): void {
    const { world } = this.#parts
    this.#isOpen = true
    this.#heardAt = world.now()
    this.#openedAt = world.now()
    this.#pingSentAt = undefined
    if (this.#parts.market.gatewayWish !== undefined) this.#followMarket()
    const cursor = cursorOf(this.#follow)
    if (cursor === undefined) this.#takeSnapshot()
    else this.#subscribe(cursor)
  }

  #subscribe(cursor: Since): void {
    this.#requestId += 1
    this.#follow = subscribeFrom(cursor, this.#requestId)
    this.#send({
      op: 'subscribe',
      id: this.#requestId,
      account: this.#parts.account,
      topics: this.#parts.audience === 'owner' ? [...TOPICS, ...OWNER_TOPICS] : [...TOPICS],
      since: positionOf(cursor),
      intervalMs: INTERVAL_MS,
    })
  }

  /** Asks for the market that is looked at; a new subscription replaces the one before. */
  #followMarket(): void {
    this.#endPolling()
    if (!this.#isOpen) return
    const { gatewayWish: wish } = this.#parts.market
    this.#requestId += 1
    this.#marketRequest = this.#requestId
    if (wish === undefined) return this.#send({ op: 'unsubscribe', id: this.#requestId })
    this.#subscribeMarket(wish, MARKET_TOPICS)
  }

  #subscribeMarket({ symbol, interval: kline }: MarketChannel, topics: readonly MarketTopic[]): void {
    const [id, intervalMs] = [this.#requestId, MARKET_INTERVAL_MS]
    this.#send({ op: 'subscribe', id, topics: [...topics], symbols: [symbol], kline, intervalMs })
  }

  /** Reads over REST what no channel carries. */
  #pollMarket(): void {
    const { gatewayWish: wish } = this.#parts.market
    if (wish === undefined || this.#stopPolling !== undefined) return
    this.#requestId += 1
    this.#subscribeMarket(wish, POLLED_TOPICS)
    this.#stopPolling = pollMarket(this.#parts, wish)
  }

  #endPolling(): void {
    this.#stopPolling?.()
    this.#stopPolling = undefined
  }

  #takeSnapshot(): void {
    if (this.#reading) return
    this.#reading = true
    this.#parts.api
      .snapshot(this.#parts.account)
      .then((snapshot) => {
        this.#reading = false
        if (this.#stopped) return
        this.#parts.store.install(snapshot)
        const cursor = positionOf(snapshot)
        // The socket may have gone or come again while the snapshot was read: the next one to open subscribes then.
        if (this.#isOpen) this.#subscribe(cursor)
        else this.#follow = subscribeFrom(cursor, this.#requestId)
      })
      .catch((error: unknown) => {
        this.#reading = false
        if (this.#stopped || !this.#isOpen) return
        this.#socket?.close()
        this.#lost(error instanceof ApiError && error.code === 'UNAUTHENTICATED' ? closeCodes.revoked : 1006)
      })
  }

  #received(text: string): void {
    this.#heardAt = this.#parts.world.now()
    for (const received of parseFrame(text)) {
      const step = this.#step(received)
      const isRefused = step.snapshotDue && received.kind === 'control' && received.message.op === 'error'
      this.#carryOut(isRefused ? { ...step, snapshotDue: false } : step)
      if (isRefused) return this.#refused()
    }
  }

  #step(received: Received): Step {
    if (received.kind === 'event') {
      const { event } = received
      if (isMarketTopic(event.topic) && !('account' in event)) this.#parts.market.apply(event)
      return onEvent(this.#follow, event, this.#parts.account)
    }
    this.#note(received.message)
    return onControl(this.#follow, received.message, this.#parts.account)
  }

  /**
   * Closes the socket after a rejected subscription: a repetition may fail as well, so the next try waits and starts from a new
   * snapshot.
   */
  #refused(): void {
    this.#socket?.close()
    this.#lost(1006)
  }

  #carryOut(step: Step): void {
    this.#follow = step.follow
    if (step.apply.length > 0) this.#parts.store.apply(step.apply)
    if (step.snapshotDue) this.#takeSnapshot()
  }

  #note(message: ServerMessage): void {
    const { world, store } = this.#parts
    if (message.op === 'error' && message.code === 'UNKNOWN_SYMBOL' && message.id === this.#marketRequest)
      this.#pollMarket()
    if (message.op === 'subscribed' && message.account !== undefined) {
      this.#lostAt = undefined
      store.setConnection({ phase: 'open', since: this.#openedAt, roundTripMs: undefined })
      this.#ping()
    }
    if (message.op === 'pong' && this.#pingSentAt !== undefined) {
      const roundTripMs = world.now() - this.#pingSentAt
      this.#pingSentAt = undefined
      store.setConnection({ phase: 'open', since: this.#openedAt, roundTripMs })
    }
  }

  #ping(): void {
    this.#pingSentAt = this.#parts.world.now()
    this.#send({ op: 'ping' })
  }

  #send(message: ClientMessage): void {
    this.#socket?.send(JSON.stringify(message))
  }

  #lost(code: number): void {
    const { world, store } = this.#parts
    this.#generation += 1
    this.#isOpen = false
    this.#socket = undefined
    this.#endPolling()
    const now = world.now()
    if (code === closeCodes.revoked) {
      store.setConnection({ phase: 'signed-out' })
      return
    }
    if (this.#lostAt === undefined) {
      this.#lostAt = now
      if (now - this.#openedAt > HEALTHY_MS) this.#attempt = 0
    }
    const delayMs = Math.max(
      150,
      backoffMs(this.#attempt, () => world.random()),
    )
    this.#attempt += 1
    const crowded = code === closeCodes.tooManyStreams ? { isCrowded: true } : {}
    const waiting = { lostAt: this.#lostAt, retryAt: now + delayMs, attempt: this.#attempt, ...crowded }
    store.setConnection({ phase: 'waiting', ...waiting })
    this.#cancelRetry = world.after(delayMs, () => this.#open())
  }

  /** The network is back, or the page is looked at again: do not sit out the rest of a long wait. */
  #wake(): void {
    if (this.#stopped) return
    if (this.#cancelRetry !== undefined) this.#open()
    else this.#checkSilence()
  }

  #watch(): void {
    this.#cancelWatch = this.#parts.world.after(PING_MS, () => {
      this.#checkSilence()
      if (this.#socket !== undefined && this.#follow.phase === 'following') this.#ping()
      this.#watch()
    })
  }

  #checkSilence(): void {
    if (this.#socket === undefined || this.#parts.world.now() - this.#heardAt <= SILENCE_MS) return
    this.#socket.close()
    this.#lost(1006)
  }
}
