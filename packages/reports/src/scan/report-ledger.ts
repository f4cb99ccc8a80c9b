/** A stored ledger as reports read it: its state and its profit follow its events. */

import { type LedgerState, PerformanceReader, applyAll } from '@spotdeck/ledger'
import { BoundedMap, type Timers, sleep } from '@spotdeck/ports'
import type { LedgerStore, PnlMarks } from '@spotdeck/store'
import { daysOf } from '../base/days.ts'
import type { LotWalk } from '../profit/lot-walk.ts'
import { RealizedPnlBook } from '../profit/realized-pnl-book.ts'
import { WalkMarks } from '../profit/walk-marks.ts'

/** The reading calls of a ledger store that scanning reports use. */
export type ReportStore = Pick<
  LedgerStore,
  | 'load'
  | 'eventsAfter'
  | 'dealsAscending'
  | 'flows'
  | 'flowsAscending'
  | 'flowPrices'
  | 'unpriced'
  | 'history'
  | 'orders'
  | 'deals'
  | 'balances'
  | 'equity'
  | 'equityWithin'
  | 'stretches'
  | Exclude<keyof PnlMarks, 'savePnl'>
>

/** Lets other work run; rejects where the work that waits is to end. */
export type Turn = () => Promise<void>

const STEP = 1_000
/** Time zones whose days are kept; the least recently used is dropped. */
const MAX_ZONES = 4
/** Walks that are kept between two of their steps; the least recently used is dropped. */
const MAX_WALKS = 16

/** Parts and settings of a ledger that reports share. */
export type ReportLedgerOptions = {
  readonly store: ReportStore
  readonly timers: Timers
  /** Entries between two kept books of a walk; by default 10,000. */
  readonly markEvery?: number | undefined
}

/** One ledger that reports share. */
export class ReportLedger {
  readonly store: ReportStore
  readonly timers: Timers
  /** Books of walks by methods that no store keeps. */
  readonly walkMarks: WalkMarks
  readonly #zones = new BoundedMap<string, PerformanceReader>({ maxSize: MAX_ZONES, order: 'use' })
  readonly #walks = new BoundedMap<string, LotWalk>({ maxSize: MAX_WALKS, order: 'use' })
  #walksKept = 0
  readonly #book: RealizedPnlBook
  #state: LedgerState | undefined
  #following: Promise<unknown> = Promise.resolve()

  constructor({ store, timers, markEvery }: ReportLedgerOptions) {
    this.walkMarks = new WalkMarks(markEvery)
    this.store = store
    this.timers = timers
    this.#book = new RealizedPnlBook(store, timers)
  }

  /** The state after everything that was committed before the call; the book is told of it. */
  known(): Promise<LedgerState> {
    const next = this.#following.then(() => this.#follow())
    this.#following = next.catch(() => undefined)
    return next
  }

  /** The state that the book was told of last; `undefined` before the first call of `known`. */
  get state(): LedgerState | undefined {
    return this.#state
  }

  /** The profit book, over everything that was committed before the call. @throws {ReportError} `PNL_COMPUTING` */
  async settledBook(): Promise<RealizedPnlBook> {
    const state = await this.known()
    await this.#book.settle(() => this.#state ?? state)
    return this.#book
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
        this.#book.take(events, state)
        this.walkMarks.take(events, state)
      }
      this.#state = state
      if (events.length < STEP) return state
      await this.turn()
    }
  }
}
