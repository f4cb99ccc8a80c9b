/**
 * Reads the pages of all replays: one page at a time, with a turn of the event loop after each, holder by holder, and once for all
 * subscribers at the same position. However many subscribers are behind, the loop is held for one page.
 */

import type { Audience } from '@spotdeck/api'
import { BoundedMap, type Clock, type Timers, sleep, withDeadline } from '@spotdeck/ports'
import type { SharedEvent, SharedEvents } from '../bus/shared-event.ts'
import type { Position } from '@spotdeck/reports'

/** Events of one page, at most. */
export const REPLAY_PAGE = 500
/** Text of one page, at most and but for its last part, in UTF-16 units. */
export const REPLAY_PAGE_LENGTH = 256 * 1024
/** Time of one page, at most and but for its last part, in ms. */
const PAGE_MS = 10
/** Events that are read at once. */
const PART = 100
/** Subscribers that one page is handed to in one turn: each of them writes it to its connection. */
const SHARED_BY = 8
/** Pages that are kept while replays run, for subscribers that follow close behind. */
const MAX_PAGES = 16
/** Longest pause after a page, in ms. */
const MAX_PAUSE_MS = 50
const READ_DEADLINE_MS = 30_000

/** Parts of the replays. */
export type ReplaysOptions = {
  readonly events: Pick<SharedEvents, 'desk' | 'share'>
  readonly clock: Clock
  readonly timers: Timers
}

/** Asks for the events after a position. */
export type ReplayRequest = {
  readonly account: string
  readonly audience: Audience
  readonly after: Position
  /** Credential whose turn it takes, however many subscribers use it. */
  readonly holder: string
  /** True once nobody waits for the page. */
  readonly isGone: () => boolean
}

/** Events after a position; `undefined` where the ledger does not keep the next one, or nobody waits any more. */
export type ReplayPage = readonly SharedEvent[] | undefined

type Waiter = ReplayRequest & {
  readonly resolve: (page: ReplayPage) => void
  readonly reject: (error: unknown) => void
}

/** Reads pages for the subscribers of all accounts. */
export class Replays {
  readonly #options: ReplaysOptions
  /** By holder, in the order of their turns. */
  readonly #waiting = new Map<string, Waiter[]>()
  readonly #pages = new BoundedMap<string, readonly SharedEvent[]>({ maxSize: MAX_PAGES, order: 'use' })
  #isRunning = false

  constructor(options: ReplaysOptions) {
    this.#options = options
  }

  /** Resolves with the next page when its turn has come. Rejects where the store fails or does not answer in time. */
  page(request: ReplayRequest): Promise<ReplayPage> {
    return new Promise((resolve, reject) => {
      const waiter = { ...request, resolve, reject }
      const others = this.#waiting.get(request.holder)
      if (others === undefined) this.#waiting.set(request.holder, [waiter])
      else others.push(waiter)
      if (!this.#isRunning) void this.#run()
    })
  }

  /** Reads every page again: a ledger lacks events that it had. */
  forget(): void {
    this.#pages.clear()
  }

  async #run(): Promise<void> {
    const { clock, timers } = this.#options
    this.#isRunning = true
    for (let waiter = this.#next(); waiter !== undefined; waiter = this.#next()) {
      const begun = clock.now()
      await this.#serve(waiter)
      // The subscribers encode the page before the turn is over: the pause is as long as all of it took.
      await sleep({ timers, ms: 0 })
      const tookMs = clock.now() - begun
      if (tookMs > 0) await sleep({ timers, ms: Math.min(tookMs, MAX_PAUSE_MS) })
    }
    this.#pages.clear()
    this.#isRunning = false
  }

  /** The first waiter of the holder whose turn it is; those that nobody waits for any more take none. */
  #next(): Waiter | undefined {
    for (const [holder, waiters] of this.#waiting) {
      this.#waiting.delete(holder)
      const here = waiters.filter((waiter) => !isOver(waiter))
      const first = here.shift()
      if (here.length > 0) this.#waiting.set(holder, here)
      if (first !== undefined) return first
    }
    return undefined
  }

  async #serve(waiter: Waiter): Promise<void> {
    const key = keyOf(waiter)
    try {
      const page = this.#pages.get(key) ?? (await this.#read(waiter))
      if (page !== undefined && page.length > 0) this.#pages.set(key, page)
      for (const { resolve } of [waiter, ...this.#others(key)]) resolve(page)
    } catch (error) {
      waiter.reject(error)
    }
  }

  /** Takes further subscribers that wait for the same page. */
  #others(key: string): readonly Waiter[] {
    const taken: Waiter[] = []
    for (const [holder, waiters] of this.#waiting) {
      const left = waiters.filter((waiter) => {
        const isTaken = taken.length < SHARED_BY - 1 && keyOf(waiter) === key
        if (isTaken) taken.push(waiter)
        return !isTaken
      })
      if (left.length === 0) this.#waiting.delete(holder)
      else if (left.length < waiters.length) this.#waiting.set(holder, left)
    }
    return taken
  }

  async #read({ account: id, audience, after }: Waiter): Promise<ReplayPage> {
    const { events, clock } = this.#options
    const begun = clock.now()
    const page: SharedEvent[] = []
    for (let length = 0; ;) {
      const answer = await this.#inTime(events.desk.account(id)?.eventsAfter(page.at(-1) ?? after, PART))
      if (answer === undefined || answer.kind === 'gone') return page.length === 0 ? undefined : page
      for (const event of events.share(id, answer.events)) {
        page.push(event)
        length += event.text(audience)?.length ?? 0
      }
      const isFull = page.length >= REPLAY_PAGE || length >= REPLAY_PAGE_LENGTH || clock.now() - begun >= PAGE_MS
      if (isFull || answer.events.length < PART) return page
    }
  }

  /** Fails if the store does not answer in time: the subscriber is ended, and its client reconnects. */
  async #inTime<T>(work: Promise<T> | undefined): Promise<T | undefined> {
    const late = (): Error => new Error('The store has not answered in time: the reader is told to connect again.')
    return work && withDeadline(work, { timers: this.#options.timers, ms: READ_DEADLINE_MS, late })
  }
}

function isOver({ isGone, resolve }: Waiter): boolean {
  const gone = isGone()
  if (gone) resolve(undefined)
  return gone
}

const keyOf = ({ account, after: { epoch, seq } }: ReplayRequest): string => `${account} ${epoch} ${seq}`
