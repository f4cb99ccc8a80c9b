/** Follows one pair's order book: subscribes, takes a snapshot, and takes another whenever the two do not fit. */

import type { Timer } from '@spotdeck/ports'
import { type AggreInterval, depth, type DepthAnswer, type PublicAggreDepths } from '@spotdeck/wire'
import type { MarketStreams } from '../market-stream/market-stream.ts'
import type { RestClient } from '../rest/rest-client.ts'
import { backoffMs } from '../socket/backoff.ts'
import type { MexcWorld } from '../world.ts'
import { type Book, bookOf, depthUpdateOf } from './book.ts'
import { type BookSync, type GapReason, NOTHING_YET, onSnapshot, onUpdate } from './sync.ts'

/** Why there is no book to trust right now; all but `REFUSED` are mended by themselves. */
export type BookTrouble = GapReason | 'PUSH_UNREADABLE' | 'SNAPSHOT_FAILED' | 'STREAM_LOST' | 'REFUSED'

export type BookHandlers = {
  /** The book after each push, or after a snapshot. A value: it may be kept. */
  book(book: Book): void
  /** The last book told is not to be trusted; the next `book` is. */
  stale?(trouble: BookTrouble): void
}

export type FollowBookOptions = {
  readonly streams: MarketStreams
  /** A snapshot over REST; see `snapshotsOf`. */
  readonly snapshot: (symbol: string) => Promise<DepthAnswer>
  readonly symbol: string
  readonly world: Pick<MexcWorld, 'clock' | 'timers' | 'random'>
  readonly on: BookHandlers
  /** How often changes are pushed; 100 ms by default. */
  readonly interval?: AggreInterval
}

export interface BookFollower {
  /** The book as it stands; `undefined` while there is none to trust. */
  readonly book: Book | undefined
  /** Idempotent; no handler is called afterwards. */
  close(): void
}

/** MEXC: 1,000 levels a side are the advice; more than 2,000 were never seen. */
const SNAPSHOT_LEVELS = 1_000

/** Snapshots by a REST client. */
export function snapshotsOf(rest: RestClient, limit = SNAPSHOT_LEVELS): (symbol: string) => Promise<DepthAnswer> {
  return (symbol) => rest.call(depth, { symbol, limit })
}

/** A pair on which nothing happens has a book too: its snapshot is taken this long after the subscription. */
const QUIET_MS = 1_000
/** MEXC: its firewall objects to tens of snapshots a second: the pauses between them grow. */
const SNAPSHOT_BASE_MS = 500
/** After so many snapshots in a row that did not fit, the subscription itself is made anew. */
const MOST_SNAPSHOTS = 3
/** A book that breaks sooner than this after its snapshot counts as one more failure. */
const HEALTHY_AFTER_MS = 10_000

/** @throws {WireError} `WIRE_BAD_VALUE` for a symbol that cannot be one */
export function followBook(options: FollowBookOptions): BookFollower {
  return new Follower(options)
}

class Follower implements BookFollower {
  readonly #options: FollowBookOptions
  #sync: BookSync = NOTHING_YET
  #stop: () => void
  #timer: Timer | undefined
  #fetching = false
  /** Counts subscriptions: an answer that was asked for under an earlier one is not used. */
  #turn = 0
  #failures = 0
  #liveSince = 0
  #told: BookTrouble | undefined
  #closed = false

  constructor(options: FollowBookOptions) {
    this.#options = options
    this.#stop = this.#subscribe()
  }

  get book(): Book | undefined {
    return this.#sync.phase === 'live' ? this.#sync.book : undefined
  }

  close(): void {
    this.#closed = true
    this.#turn++
    this.#timer?.cancel()
    this.#stop()
  }

  #subscribe(): () => void {
    const { streams, symbol, interval = '100ms' } = this.#options
    return streams.subscribe(
      { kind: 'aggreDepth', symbol, interval },
      {
        push: ({ body }) => {
          if (body.kind === 'publicAggreDepths') this.#push(body.value)
        },
        subscribed: () => this.#fetchAfter(Math.max(QUIET_MS, this.#pauseMs())),
        lost: () => this.#startAnew('STREAM_LOST'),
        refused: () => this.#startAnew('REFUSED'),
      },
    )
  }

  #push(push: PublicAggreDepths): void {
    const update = depthUpdateOf(push)
    if (update === undefined) {
      this.#failures++
      this.#startAnew('PUSH_UNREADABLE')
      return this.#fetchAfter(this.#pauseMs())
    }
    const before = this.#sync
    this.#take(onUpdate(before, update))
    const isFirst = before.phase === 'buffering' && before.updates.length === 0
    if (isFirst && this.#failures === 0) this.#fetchAfter(0)
  }

  /** The next state, told where it matters to the reader. */
  #take(next: BookSync): void {
    const before = this.#sync
    const { clock } = this.#options.world
    this.#sync = next
    if (next.phase === 'live') {
      if (before.phase !== 'live') this.#liveSince = clock.now()
      this.#told = undefined
      if (before.phase !== 'live' || before.book !== next.book) this.#options.on.book(next.book)
    } else if (before.phase === 'live' && next.phase === 'gap') {
      const wasHealthy = clock.now() - this.#liveSince >= HEALTHY_AFTER_MS
      this.#failures = wasHealthy ? 0 : this.#failures + 1
      this.#tell(next.reason)
      this.#fetchAfter(this.#pauseMs())
    }
  }

  /** Nothing that was known counts any more. */
  #startAnew(trouble: BookTrouble): void {
    this.#turn++
    this.#fetching = false
    this.#timer?.cancel()
    this.#sync = NOTHING_YET
    this.#tell(trouble)
  }

  /** Once for each trouble in a row. */
  #tell(trouble: BookTrouble): void {
    if (this.#told === trouble) return
    this.#told = trouble
    this.#options.on.stale?.(trouble)
  }

  #pauseMs(): number {
    return this.#failures === 0 ? 0 : backoffMs(this.#failures, this.#options.world.random, SNAPSHOT_BASE_MS)
  }

  #fetchAfter(ms: number): void {
    if (this.#closed || this.#fetching) return
    this.#timer?.cancel()
    this.#timer = this.#options.world.timers.after(ms, () => void this.#fetch())
  }

  async #fetch(): Promise<void> {
    if (this.#closed || this.#sync.phase === 'live') return
    const turn = this.#turn
    this.#fetching = true
    const answer = await this.#options.snapshot(this.#options.symbol).catch(() => undefined)
    if (turn !== this.#turn) return
    this.#fetching = false
    const snapshot = answer === undefined ? undefined : bookOf(answer)
    if (snapshot !== undefined) this.#take(onSnapshot(this.#sync, snapshot))
    if (this.book !== undefined) return
    this.#failures++
    if (snapshot === undefined) this.#tell('SNAPSHOT_FAILED')
    if (snapshot !== undefined && this.#failures % MOST_SNAPSHOTS === 0) return this.#resubscribe()
    this.#fetchAfter(this.#pauseMs())
  }

  #resubscribe(): void {
    this.#stop()
    this.#turn++
    this.#sync = NOTHING_YET
    this.#stop = this.#subscribe()
  }
}
