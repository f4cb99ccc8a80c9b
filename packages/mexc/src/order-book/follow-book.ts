/// <reference lib="esnext.disposable" preserve="true" />
/** A live order book of one symbol: updates from the stream, a snapshot when one is needed, and `stale` while there is no book. */

import type { AggreInterval, DepthAnswer, PublicChannel, PushOf } from '@spotdeck/wire'
import { type Machine, runMachine, silentLog, unreachable } from '@spotdeck/ports'
import { HandlerGuard } from '../hooks/handler-guard.ts'
import { safeLog } from '../hooks/safe-log.ts'
import type { ChannelHandlers, MarketStreams } from '../market-stream/market-stream.ts'
import type { MexcWorld } from '../world.ts'
import { snapshotOf, updateOf } from './depth.ts'
import {
  followStart,
  type FollowEffect,
  type FollowInput,
  type FollowState,
  type NeededChannel,
  type SnapshotCall,
  type StaleReason,
} from './follow-state.ts'
import { followStep, wakeAt } from './follow-step.ts'
import type { OrderBook } from './order-book.ts'
import type { BookSync } from './sync.ts'

/**
 * Handlers of a followed book. One that throws is logged and reported to `MexcHooks.handlerFailed`; the book goes on.
 */
export type BookHandlers = {
  /** The book is live, and has changed since the last call. Read it inside: it changes in place. */
  changed(book: OrderBook): void
  /** `detail` is for people; after REFUSED nothing follows. */
  stale?(reason: StaleReason, detail: string): void
}

/**
 * Fetches a snapshot: over REST, or in a browser whatever origin allows it. Rejects when it cannot. `levelsRead`: the
 * most levels of a side that the book's reader has used.
 */
export type FetchSnapshot = (symbol: string, signal: AbortSignal, levelsRead?: number) => Promise<DepthAnswer>

/** Options of `followBook`. */
export type FollowBookOptions = {
  readonly symbol: string
  /** 100ms by default. */
  readonly interval?: AggreInterval
  readonly streams: MarketStreams
  readonly snapshot: FetchSnapshot
  readonly world: Pick<MexcWorld, 'clock' | 'timers' | 'random'> & Partial<Pick<MexcWorld, 'log' | 'hooks'>>
  /** Also follows the limit.depth channel, and holds the 20 best levels of each side against it; on by default. */
  readonly crossCheck?: boolean
  readonly handlers: BookHandlers
}

/** State and counters of a followed book. */
export type BookHealth = {
  readonly phase: BookSync['phase']
  /** MEXC's count of changes, while live. */
  readonly version?: number | undefined
  /** Time at which the exchange last changed or confirmed the book, ms since the epoch, while live. */
  readonly updatedAt?: number | undefined
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

/**
 * Starts following at once; the handlers are not called inside this call. The book is live only while the symbol's book ticker,
 * which MEXC repeats every 100 ms with the book's version, was seen within 2.5 s and is not ahead of it for longer.
 */
export function followBook(options: FollowBookOptions): FollowedBook {
  const follower = new BookFollower(options)
  follower.start()
  return follower
}

/** Runs the effects of `followStep` and feeds what happens back to it; it decides nothing. */
class BookFollower implements FollowedBook {
  readonly #options: FollowBookOptions
  readonly #guard: HandlerGuard
  readonly #channels: Readonly<Record<NeededChannel, PublicChannel>>
  readonly #machine: Machine<FollowState, FollowInput>
  #stops: readonly (() => void)[] = []
  #fetching: AbortController | undefined
  #levelsRead = 0

  constructor(options: FollowBookOptions) {
    this.#options = options
    const { symbol, interval = '100ms', world } = options
    this.#channels = {
      depth: { kind: 'aggreDepth', symbol, interval },
      ticker: { kind: 'aggreBookTicker', symbol, interval: '100ms' },
    }
    this.#guard = new HandlerGuard({ ...world, log: safeLog(world.log ?? silentLog) })
    this.#machine = runMachine({
      start: followStart(world.random.next()),
      step: followStep,
      run: (effect: FollowEffect) => this.#run(effect),
      wake: { ...world, at: wakeAt, input: () => ({ type: 'wake', at: this.#now() }) },
    })
  }

  get book(): OrderBook | undefined {
    const { phase } = this.#machine.state
    return phase.kind === 'live' ? phase.book : undefined
  }

  get health(): BookHealth {
    const { book } = this
    const { sync, snapshots, gaps, checks } = this.#machine.state
    const phase = book === undefined ? (sync.phase === 'gap' ? 'gap' : 'buffering') : 'live'
    const { version, updatedAt } = book ?? {}
    return { phase, version, updatedAt, snapshots, gaps, checks }
  }

  start(): void {
    const { symbol, streams, crossCheck = true } = this.#options
    const { depth, ticker } = this.#channels
    const top = { kind: 'limitDepth', symbol, levels: 20 } as const
    this.#stops = [
      streams.subscribe(depth, {
        push: ({ body }, at = this.#now()) => {
          if (body.kind === 'publicAggreDepths') this.#machine.send({ type: 'depth', at, update: updateOf(body.value) })
        },
        subscribed: () => this.#machine.send({ type: 'subscribed', at: this.#now() }),
        ...this.#interruptions('depth'),
        closed: () => this.#machine.send({ type: 'streams-closed', at: this.#now() }),
      }),
      streams.subscribe(ticker, {
        push: ({ body }, at = this.#now()) => {
          if (body.kind === 'publicAggreBookTicker') this.#machine.send({ type: 'ticker', at, ticker: body.value })
        },
        ...this.#interruptions('ticker'),
      }),
    ]
    if (!crossCheck) return
    const push = ({ body }: PushOf<typeof top>, at = this.#now()): void =>
      this.#machine.send({ type: 'top', at, top: body.value })
    this.#stops = [...this.#stops, streams.subscribe(top, { push })]
  }

  close(): void {
    this.#machine.send({ type: 'close', at: this.#now() })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close()
  }

  #interruptions(channel: NeededChannel): Pick<ChannelHandlers, 'lost' | 'refused'> {
    return {
      lost: (reason) => this.#machine.send({ type: 'lost', at: this.#now(), channel, reason }),
      refused: (reason) => this.#machine.send({ type: 'refused', at: this.#now(), channel, reason }),
    }
  }

  #run(effect: FollowEffect): void {
    const { handlers, streams } = this.#options
    switch (effect.type) {
      case 'ask':
        return void this.#ask(effect.call)
      case 'abort':
        return this.#fetching?.abort()
      case 'renew':
        return streams.renew(this.#channels[effect.channel], effect.why)
      case 'changed':
        this.#guard.run('book changed', () => handlers.changed(effect.book))
        return void (this.#levelsRead = Math.max(this.#levelsRead, effect.book.levelsRead))
      case 'leave':
        return this.#leave()
      case 'stale':
        return this.#guard.run('book stale', () => handlers.stale?.(effect.reason, effect.detail))
      default:
        return unreachable(effect)
    }
  }

  async #ask(call: SnapshotCall): Promise<void> {
    const { snapshot, symbol } = this.#options
    const fetching = (this.#fetching = new AbortController())
    // A function that heeds no signal, or throws before it gives a promise, is not waited for either: the state has a deadline.
    const answer = await Promise.resolve()
      .then(() => snapshot(symbol, fetching.signal, this.#levelsRead))
      .catch(() => undefined)
    this.#machine.send({ type: 'snapshot', at: this.#now(), call, snapshot: snapshotOf(answer) })
  }

  #leave(): void {
    for (const stop of this.#stops) stop()
    this.#stops = []
  }

  #now(): number {
    return this.#options.world.clock.now()
  }
}
