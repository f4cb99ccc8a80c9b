/// <reference lib="esnext.disposable" preserve="true" />
/** A live order book of one symbol: updates from the stream, a snapshot when one is needed, and `stale` while there is no book. */

import type { AggreInterval, DecodedPush, DepthAnswer, PublicChannel, PublicLimitDepths } from '@spotdeck/wire'
import { Backoff, type Timer } from '@spotdeck/ports'
import type { MarketStreams } from '../market-stream/market-stream.ts'
import { SilenceWatch } from '../market-stream/silence.ts'
import type { MexcWorld } from '../world.ts'
import { agreesWithTop } from './cross-check.ts'
import { type DepthSnapshot, snapshotOf, updateOf } from './depth.ts'
import { LagWatch } from './lag-watch.ts'
import type { OrderBook } from './order-book.ts'
import { type BookSync, type GapCause, notSynced, onSnapshot, onUpdate } from './sync.ts'

/** Why a book that was live is not any more; it is being made anew unless it was refused. */
export type StaleReason = 'LOST' | 'SILENT' | 'GAP' | 'CROSSED' | 'DIFFERS' | 'UNREADABLE' | 'REFUSED'

/** Handlers of a followed book. */
export type BookHandlers = {
  /** The book is live, and has changed since the last call. Read it inside: it changes in place. */
  changed(book: OrderBook): void
  /** `detail` is for people; after REFUSED nothing follows. */
  stale?(reason: StaleReason, detail: string): void
}

/** Fetches a snapshot: over REST, or in a browser whatever origin allows it. Rejects when it cannot. */
export type FetchSnapshot = (symbol: string, signal: AbortSignal) => Promise<DepthAnswer>

/** Options of `followBook`. */
export type FollowBookOptions = {
  readonly symbol: string
  /** 100ms by default. */
  readonly interval?: AggreInterval
  readonly streams: MarketStreams
  readonly snapshot: FetchSnapshot
  readonly world: Pick<MexcWorld, 'clock' | 'timers' | 'random'>
  /**
   * Also follows the limit.depth channel, holds the book's top against it, and finds out within seconds when updates stop
   * while it goes on; on by default. Without it a channel that fell silent is found by a snapshot, within a minute.
   */
  readonly crossCheck?: boolean
  readonly handlers: BookHandlers
}

/** State and counters of a followed book. */
export type BookHealth = {
  readonly phase: BookSync['phase']
  /** MEXC's count of changes, while live. */
  readonly version?: number
  readonly snapshots: number
  /** Number of times that a live book was discarded because an update was missing or contradicted it. */
  readonly gaps: number
  /** Number of comparisons of the top levels with MEXC's own at the same version. */
  readonly checks: number
}

/** The live book of one symbol; see `followBook`. */
export interface FollowedBook extends AsyncDisposable {
  /** `undefined` while it is not live. */
  readonly book: OrderBook | undefined
  readonly health: BookHealth
  /** Ends the subscriptions and drops the book. Idempotent. */
  close(): void
}

/** A busy pair's first update is waited for this long, a quiet pair's snapshot is fetched without one. */
const FIRST_UPDATE_MS = 1_000
const SNAPSHOT_WITHIN_MS = 15_000
/** An update may come this much later than another witness of its version. */
const LAG_MS = 5_000
/** A book that nothing was heard of for this long is held against a snapshot; later again and again if nothing changed. */
const STILL_MS = 30_000
/** After this many snapshots that did not fit, the subscription is made anew. */
const MAX_MISFITS = 3

const GAP_WORDS: Readonly<Record<GapCause, (expected: number) => [StaleReason, string]>> = {
  missing: (expected) => ['GAP', `version ${expected} never came`],
  'went back': (expected) => ['GAP', `versions went back while ${expected} was expected`],
  crossed: () => ['CROSSED', 'a BUY is at or above a SELL'],
  unreadable: () => ['UNREADABLE', 'an update with levels that are no numbers'],
}

/** Starts following at once; the handlers are not called inside this call. */
export function followBook(options: FollowBookOptions): FollowedBook {
  const follower = new BookFollower(options)
  follower.start()
  return follower
}

class BookFollower implements FollowedBook {
  readonly #options: FollowBookOptions
  readonly #backoff: Backoff
  readonly #channel: PublicChannel
  readonly #lag: LagWatch
  readonly #still: SilenceWatch
  /** The channel is silent, the exchange at this version since then: a snapshot alone is believed when nothing moves on. */
  #silentAt: { readonly version: number; readonly since: number } | undefined
  #sync: BookSync = notSynced
  #subscribed = false
  #stopReading: () => void = () => undefined
  #stopChecking: () => void = () => undefined
  #timer: Timer | undefined
  #fetching: AbortController | undefined
  #misfits = 0
  #snapshots = 0
  #gaps = 0
  #checks = 0
  #closed = false

  constructor(options: FollowBookOptions) {
    this.#options = options
    const { symbol, interval = '100ms', world } = options
    this.#channel = { kind: 'aggreDepth', symbol, interval }
    this.#backoff = new Backoff(world)
    this.#lag = new LagWatch(world.timers, LAG_MS, (version) => this.#silent(version))
    this.#still = new SilenceWatch(world.timers, STILL_MS, () => void this.#look())
  }

  get book(): OrderBook | undefined {
    return this.#sync.phase === 'live' ? this.#sync.book : undefined
  }

  get health(): BookHealth {
    const version = this.book?.version
    return {
      phase: this.#sync.phase,
      ...(version === undefined ? {} : { version }),
      snapshots: this.#snapshots,
      gaps: this.#gaps,
      checks: this.#checks,
    }
  }

  start(): void {
    const { symbol, crossCheck = true } = this.#options
    this.#read()
    if (crossCheck) {
      const channel = { kind: 'limitDepth', symbol, levels: 20 } as const
      this.#stopChecking = this.#options.streams.subscribe(channel, { push: ({ body }) => this.#check(body.value) })
    }
  }

  close(): void {
    this.#closed = true
    this.#forget()
    this.#stopReading()
    this.#stopChecking()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close()
  }

  #read(): void {
    this.#stopReading = this.#options.streams.subscribe(this.#channel, {
      push: (push) => this.#update(push),
      subscribed: () => {
        this.#subscribed = true
        // What was buffered before the acknowledgement is contiguous with what follows, so it is kept.
        if (this.#sync.phase !== 'live') this.#fetchIn(this.#firstWaitMs())
      },
      lost: (reason) => {
        this.#subscribed = false
        this.#discard('LOST', reason)
      },
      refused: (reason) => {
        this.#subscribed = false
        this.#discard('REFUSED', reason)
      },
      closed: () => {
        this.#closed = true
        this.#discard('LOST', 'the streams were closed')
      },
    })
  }

  #firstWaitMs(): number {
    if (this.#misfits > 0) return this.#backoff.next()
    return this.#sync.phase === 'buffering' && this.#sync.updates.length === 0 ? FIRST_UPDATE_MS : 0
  }

  #update(push: DecodedPush): void {
    if (push.body.kind !== 'publicAggreDepths' || this.#closed) return
    const update = updateOf(push.body.value)
    if (update === undefined) {
      this.#discard('UNREADABLE', 'an update without usable versions')
      return this.#fetchIn(this.#backoff.next())
    }
    if (this.#silentAt !== undefined) this.#misfits = 0
    this.#silentAt = undefined
    this.#still.heard()
    const first = this.#sync.phase === 'buffering' && this.#sync.updates.length === 0
    const version = this.book?.version
    this.#step(onUpdate(this.#sync, update), version)
    if (first && this.#subscribed && this.#fetching === undefined && this.#misfits === 0) this.#fetchIn(0)
  }

  /** Takes over the next state and does what it asks for; `version` is the live book's until now. */
  #step(next: BookSync, version: number | undefined): void {
    this.#sync = next
    if (next.phase === 'live') {
      if (version === undefined) {
        this.#backoff.ready()
        this.#still.start()
      }
      this.#lag.reached(next.book.version)
      if (version !== next.book.version) this.#options.handlers.changed(next.book)
    } else if (next.phase === 'gap' && version !== undefined) {
      this.#gaps++
      this.#restWatches()
      this.#fetchIn(this.#backoff.next())
      this.#options.handlers.stale?.(...GAP_WORDS[next.why](next.expected))
    }
  }

  #fetchIn(ms: number): void {
    this.#timer?.cancel()
    this.#timer = this.#options.world.timers.after(ms, () => void this.#fetch())
  }

  async #fetch(): Promise<void> {
    if (this.#fetching !== undefined || this.#sync.phase === 'live' || this.#closed) return
    const fetching = new AbortController()
    this.#fetching = fetching
    const snapshot = await this.#ask(fetching)
    if (this.#fetching !== fetching) return
    this.#fetching = undefined
    if (snapshot === undefined) return this.#fetchIn(this.#backoff.next())
    this.#snapshots++
    if (this.#movesUnheard(snapshot)) return this.#misfit()
    const next = onSnapshot(this.#sync, snapshot)
    if (next.phase === 'live') this.#misfits = 0
    this.#step(next, undefined)
    if (next.phase !== 'live') this.#misfit()
  }

  /** Returns whether the exchange's book still changes while the channel is silent. */
  #movesUnheard({ version }: DepthSnapshot): boolean {
    const now = this.#options.world.clock.now()
    if (this.#silentAt === undefined) return false
    if (version !== this.#silentAt.version) this.#silentAt = { version, since: now }
    return now - this.#silentAt.since < LAG_MS
  }

  /** `undefined` when it failed or took too long; a function that heeds no signal is not waited for either. */
  async #ask(fetching: AbortController): Promise<DepthSnapshot | undefined> {
    const { snapshot, symbol, world } = this.#options
    const deadline = world.timers.after(SNAPSHOT_WITHIN_MS, () => fetching.abort())
    const answer = await new Promise<DepthAnswer | undefined>((resolve) => {
      fetching.signal.addEventListener('abort', () => resolve(undefined))
      // Within a promise: a function of the caller's may throw before it gives one.
      Promise.resolve()
        .then(() => snapshot(symbol, fetching.signal))
        .then(resolve, () => resolve(undefined))
    })
    deadline.cancel()
    return snapshotOf(answer)
  }

  /** Nothing was heard of a live book for long: a quiet pair, or a channel that fell silent. */
  async #look(): Promise<void> {
    const looking = new AbortController()
    this.#fetching = looking
    const snapshot = await this.#ask(looking)
    if (this.#fetching !== looking) return
    this.#fetching = undefined
    if (this.#sync.phase !== 'live') return
    if (snapshot !== undefined) this.#lag.seen(snapshot.version, this.#sync.book.version)
    this.#still.start()
  }

  /** The exchange was at `version` long ago, and the updates up to it never came. */
  #silent(version: number): void {
    if (this.#sync.phase !== 'live') return
    this.#gaps++
    this.#silentAt = { version, since: this.#options.world.clock.now() }
    this.#discard('SILENT', `no update after version ${this.#sync.book.version} while the exchange came to ${version}`)
    this.#options.streams.renew(this.#channel, 'its updates stopped while the exchange went on')
  }

  #misfit(): void {
    this.#misfits++
    if (this.#misfits % MAX_MISFITS === 0) {
      this.#stopReading()
      this.#subscribed = false
      this.#sync = notSynced
      this.#read()
    }
    this.#fetchIn(this.#backoff.next())
  }

  #check(top: PublicLimitDepths): void {
    if (this.#sync.phase !== 'live') return
    const { book } = this.#sync
    const agreement = agreesWithTop(book, top)
    if (agreement === 'unknown') return this.#lag.seen(Number(top.version), book.version)
    this.#still.heard()
    this.#checks++
    if (agreement === 'agrees') return
    this.#gaps++
    this.#discard('DIFFERS', `the top at version ${top.version} is not MEXC's`)
    this.#fetchIn(this.#backoff.next())
  }

  /** The book and what waited for it are of no use any more. */
  #discard(reason: StaleReason, detail: string): void {
    const wasLive = this.#sync.phase === 'live'
    this.#forget()
    if (wasLive || reason === 'REFUSED') this.#options.handlers.stale?.(reason, detail)
  }

  #forget(): void {
    this.#sync = notSynced
    this.#restWatches()
    this.#timer?.cancel()
    this.#timer = undefined
  }

  /** There is no live book to watch, nor one that a snapshot on its way could be held against. */
  #restWatches(): void {
    this.#lag.stop()
    this.#still.stop()
    this.#fetching?.abort()
    this.#fetching = undefined
  }
}
