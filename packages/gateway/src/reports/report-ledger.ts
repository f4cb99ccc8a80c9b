/** A stored ledger as reports read it: its state and profit books follow its events, and sums are kept between reports. */

import { type LedgerState, PerformanceReader, applyAll } from '@spotdeck/ledger'
import { BoundedMap, type Timers, sleep } from '@spotdeck/ports'
import { daysOf } from './days.ts'
import type { LotWalk } from './lot-walk.ts'
import { type ProfitLine, RealizedPnlBook } from './realized-pnl-book.ts'
import type { ReportStore } from './scans.ts'
import { SlidingCache } from './sliding.ts'

/** Cost method of a profit book. */
export type Method = 'average' | 'fifo'
/** Lets other work run; rejects where the work that waits is to end. */
export type Turn = () => Promise<void>

const STEP = 1_000
/** Time zones whose days are kept; the least recently used is dropped. */
const MAX_ZONES = 4
/** Walks that are kept between two of their steps; the least recently used is dropped. */
const MAX_WALKS = 16

/** One ledger that reports share. */
export class ReportLedger {
  readonly store: ReportStore
  readonly timers: Timers
  /** Sums of earlier reports. */
  readonly kept = new SlidingCache<ProfitLine>()
  readonly #zones = new BoundedMap<string, PerformanceReader>({ maxSize: MAX_ZONES, order: 'use' })
  readonly #walks = new BoundedMap<string, LotWalk>({ maxSize: MAX_WALKS, order: 'use' })
  #walksKept = 0
  /** Each is made when it is first asked for. */
  readonly #books = new Map<Method, RealizedPnlBook>()
  #state: LedgerState | undefined
  #following: Promise<unknown> = Promise.resolve()

  constructor({ store, timers }: { readonly store: ReportStore; readonly timers: Timers }) {
    this.store = store
    this.timers = timers
  }

  /** The state after everything that was committed before the call; the books are told of it. */
  known(): Promise<LedgerState> {
    const next = this.#following.then(() => this.#follow())
    this.#following = next.catch(() => undefined)
    return next
  }

  /** The state that the books were told of last; `undefined` before the first call of `known`. */
  get state(): LedgerState | undefined {
    return this.#state
  }

  /** The profit book of a method, over everything that was committed before the call. */
  async settledBook(method: Method): Promise<RealizedPnlBook> {
    const state = await this.known()
    const book = this.#books.get(method) ?? new RealizedPnlBook(this.store, this.timers, { method })
    this.#books.set(method, book)
    await book.settle(() => this.#state ?? state)
    return book
  }

  /** Reads performance by the days of a time zone, and keeps their results. */
  performanceIn(zone: string): PerformanceReader {
    return this.#zones.getOrSet(zone, () => new PerformanceReader(daysOf(zone)))
  }

  /** Keeps a walk until its next step asks for it by the cursor. */
  keepWalk(walk: LotWalk): string {
    const cursor = String(++this.#walksKept)
    this.#walks.set(cursor, walk)
    return cursor
  }

  /** Hands a kept walk back, once; `undefined` where it was dropped. */
  takeWalk(cursor: string): LotWalk | undefined {
    const walk = this.#walks.get(cursor)
    this.#walks.delete(cursor)
    return walk
  }

  /** Lets other work of the thread run. */
  turn(): Promise<void> {
    return sleep({ timers: this.timers, ms: 0 })
  }

  async #follow(): Promise<LedgerState> {
    let state = this.#state ?? (await this.store.load())
    for (;;) {
      const events = await this.store.eventsAfter(state.n, STEP)
      if (events.length > 0) {
        state = applyAll(state, events)
        for (const book of this.#books.values()) book.take(events, state)
      }
      this.#state = state
      if (events.length < STEP) return state
      await this.turn()
    }
  }
}
