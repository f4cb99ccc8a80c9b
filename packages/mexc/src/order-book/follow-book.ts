/** A live book of one symbol: updates from the stream, a snapshot when one is needed, and the truth when there is none. */

import type { AggreInterval, Channel, DecodedPush, DepthAnswer } from '@spotdeck/wire'
import type { Timer } from '@spotdeck/ports'
import type { MarketStreams } from '../market-stream/market-stream.ts'
import { Backoff } from '../socket/backoff.ts'
import type { MexcWorld } from '../world.ts'
import { agreesWithTop } from './cross-check.ts'
import { snapshotOf, updateOf } from './depth.ts'
import type { OrderBook } from './order-book.ts'
import { type BookSync, type GapCause, notSynced, onSnapshot, onUpdate } from './sync.ts'

/** Why a book that was live is not any more; it is being made anew unless it was refused. */
export type StaleReason = 'LOST' | 'GAP' | 'CROSSED' | 'DIFFERS' | 'UNREADABLE' | 'REFUSED'

export type BookHandlers = {
  /** The book is live, and has changed since the last call. Read it inside: it changes in place. */
  changed(book: OrderBook): void
  /** `detail` is for people; after REFUSED nothing follows. */
  stale?(reason: StaleReason, detail: string): void
}

/** Where snapshots come from: REST, or in a browser whatever origin allows it. Rejects when it cannot. */
export type FetchSnapshot = (symbol: string, signal: AbortSignal) => Promise<DepthAnswer>

export type FollowBookOptions = {
  readonly symbol: string
  /** 100ms by default. */
  readonly interval?: AggreInterval
  readonly streams: MarketStreams
  readonly snapshot: FetchSnapshot
  readonly world: Pick<MexcWorld, 'clock' | 'timers' | 'random'>
  /** Also follows the limit.depth channel and holds the book's top against it; off by default. */
  readonly crossCheck?: boolean
  readonly handlers: BookHandlers
}

export type BookHealth = {
  readonly phase: BookSync['phase']
  /** MEXC's count of changes, while live. */
  readonly version?: number
  readonly snapshots: number
  readonly gaps: number
  /** How often the top was held against MEXC's own view of it, at the same version. */
  readonly checks: number
}

export interface FollowedBook {
  /** `undefined` while it is not live. */
  readonly book: OrderBook | undefined
  readonly health: BookHealth
  close(): void
}

/** A busy pair's first update is waited for this long, a quiet pair's snapshot is fetched without one. */
const FIRST_UPDATE_MS = 1_000
const SNAPSHOT_WITHIN_MS = 15_000
/** After this many snapshots that did not fit, the subscription is made anew. */
const MOST_MISFITS = 3

const GAP_WORDS: Readonly<Record<GapCause, (expected: number) => [StaleReason, string]>> = {
  missing: (expected) => ['GAP', `version ${expected} never came`],
  'went back': (expected) => ['GAP', `versions went back while ${expected} was expected`],
  crossed: () => ['CROSSED', 'a BUY stands at or above a SELL'],
  unreadable: () => ['UNREADABLE', 'an update with levels that are no numbers'],
}

export function followBook(options: FollowBookOptions): FollowedBook {
  const follower = new BookFollower(options)
  follower.start()
  return follower
}

class BookFollower implements FollowedBook {
  readonly #options: FollowBookOptions
  readonly #backoff: Backoff
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
    this.#backoff = new Backoff(options.world)
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
    const { symbol, crossCheck } = this.#options
    this.#read()
    if (crossCheck === true) {
      const channel: Channel = { kind: 'limitDepth', symbol, levels: 20 }
      this.#stopChecking = this.#options.streams.subscribe(channel, { push: (push) => this.#check(push) })
    }
  }

  close(): void {
    this.#closed = true
    this.#forget()
    this.#stopReading()
    this.#stopChecking()
  }

  #read(): void {
    const { symbol, interval = '100ms', streams } = this.#options
    this.#stopReading = streams.subscribe(
      { kind: 'aggreDepth', symbol, interval },
      {
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
      },
    )
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
    const first = this.#sync.phase === 'buffering' && this.#sync.updates.length === 0
    const version = this.book?.version
    this.#step(onUpdate(this.#sync, update), version)
    if (first && this.#subscribed && this.#fetching === undefined && this.#misfits === 0) this.#fetchIn(0)
  }

  /** Takes over the next state and does what it asks for; `version` is the live book's until now. */
  #step(next: BookSync, version: number | undefined): void {
    this.#sync = next
    if (next.phase === 'live') {
      if (version === undefined) this.#backoff.ready()
      if (version !== next.book.version) this.#options.handlers.changed(next.book)
    } else if (next.phase === 'gap' && version !== undefined) {
      this.#gaps++
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
    const deadline = this.#options.world.timers.after(SNAPSHOT_WITHIN_MS, () => fetching.abort())
    const answer = await this.#ask(fetching.signal)
    deadline.cancel()
    if (this.#fetching !== fetching) return
    this.#fetching = undefined
    const snapshot = answer === undefined ? undefined : snapshotOf(answer)
    if (snapshot === undefined) return this.#fetchIn(this.#backoff.next())
    this.#snapshots++
    const next = onSnapshot(this.#sync, snapshot)
    if (next.phase === 'live') this.#misfits = 0
    this.#step(next, undefined)
    if (next.phase !== 'live') this.#misfit()
  }

  /** `undefined` when it failed or took too long; a function that heeds no signal is not waited for either. */
  #ask(signal: AbortSignal): Promise<DepthAnswer | undefined> {
    return new Promise((resolve) => {
      signal.addEventListener('abort', () => resolve(undefined))
      this.#options.snapshot(this.#options.symbol, signal).then(resolve, () => resolve(undefined))
    })
  }

  #misfit(): void {
    this.#misfits++
    if (this.#misfits % MOST_MISFITS === 0) {
      this.#stopReading()
      this.#subscribed = false
      this.#sync = notSynced
      this.#read()
    }
    this.#fetchIn(this.#backoff.next())
  }

  #check(push: DecodedPush): void {
    if (push.body.kind !== 'publicLimitDepths' || this.#sync.phase !== 'live') return
    const agreement = agreesWithTop(this.#sync.book, push.body.value)
    if (agreement === 'unknown') return
    this.#checks++
    if (agreement === 'agrees') return
    this.#gaps++
    this.#discard('DIFFERS', `the top at version ${push.body.value.version} is not MEXC's`)
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
    this.#timer?.cancel()
    this.#timer = undefined
    this.#fetching?.abort()
    this.#fetching = undefined
  }
}
