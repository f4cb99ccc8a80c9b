/**
 * The queue before the network: a call waits here until every window it is charged to has room. Cancels go before orders
 * before urgent reads before reads before background reads; a call that waits for a window is overtaken in it by none of a
 * lower priority. Reads go account after account, so that the first is whole while the last still waits; background reads
 * take turns.
 */

import type { Clock, Timer, Timers } from '@spotdeck/ports'
import { CallAborted, RateLimitError } from '../errors/mexc-error.ts'
import { ADDRESS_WINDOW, type Charge } from './limits.ts'
import type { Priority } from './priority.ts'
import { Turns } from './turns.ts'
import { SlidingWindow } from './window.ts'

/** A call that waits for the rate limits: its charges, its priority and its deadline. */
export type LimitedCall = {
  readonly endpoint: string
  /** Account of the call: accounts take turns. Absent: the call is for all of them, such as market data. */
  readonly account?: string | undefined
  readonly charges: readonly Charge[]
  readonly priority: Priority
  /** The call gives up after waiting this long, in ms. */
  readonly maxWaitMs: number
  readonly signal?: AbortSignal | undefined
}

/** The queue before the network; one for all clients behind the same address. */
export interface Limiter {
  /**
   * Resolves when the call may leave, with its charges taken.
   * @throws {RateLimitError} `QUEUE_FULL`, `QUEUE_TIMEOUT`, or `RATE_LIMITED` when a pause outlasts its patience
   * @throws {CallAborted}
   */
  acquire(call: LimitedCall): Promise<void>
  /**
   * Nothing that is charged to `window` leaves for `ms`: MEXC said so by 429, 418 or its firewall. Every call of the address
   * by default.
   */
  pause(ms: number, window?: string): void
  readonly waiting: number
}

/** Policy when full: refuse the newcomer (`QUEUE_FULL`). Each priority has its own bound. */
const MAX_WAITING = 500
const ORDER: readonly Priority[] = ['cancel', 'order', 'urgent', 'read', 'background']
/**
 * Weight of an account's turn: what it needs to be live goes before that of the next one, and the history of one symbol before
 * that of another account.
 */
const TURN = { urgent: 60, read: 60, background: 20 } as const

type Waiting = {
  readonly call: LimitedCall
  readonly deadline: number
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

/** A limiter with the strictest reading of MEXC’s limits, empty at first. Keeps no timer while nothing waits. */
export function createLimiter(world: { readonly clock: Clock; readonly timers: Timers }): Limiter {
  return new QueueLimiter(world.clock, world.timers)
}

class QueueLimiter implements Limiter {
  readonly #clock: Clock
  readonly #timers: Timers
  readonly #windows = new Map<string, SlidingWindow>()
  readonly #queues: Record<Priority, Waiting[]> = { cancel: [], order: [], urgent: [], read: [], background: [] }
  readonly #turns: Partial<Record<Priority, Turns>> = {
    urgent: new Turns(TURN.urgent),
    read: new Turns(TURN.read),
    background: new Turns(TURN.background),
  }
  /** End of the pause of each window, ms since the epoch. */
  readonly #pausedUntil = new Map<string, number>()
  #wake: Timer | undefined

  constructor(clock: Clock, timers: Timers) {
    this.#clock = clock
    this.#timers = timers
  }

  get waiting(): number {
    return ORDER.reduce((count, priority) => count + this.#queues[priority].length, 0)
  }

  acquire(call: LimitedCall): Promise<void> {
    const { endpoint, priority, signal } = call
    const now = this.#clock.now()
    if (signal?.aborted === true) return Promise.reject(new CallAborted({ endpoint }))
    if (this.#pauseOf(call) > now + call.maxWaitMs) return Promise.reject(this.#pausedError(call, now))
    if (this.#queues[priority].length >= MAX_WAITING)
      return Promise.reject(new RateLimitError('QUEUE_FULL', { endpoint }))
    return new Promise((resolve, reject) => {
      const end = (finish: () => void): void => {
        patience.cancel()
        signal?.removeEventListener('abort', onAbort)
        finish()
      }
      const waiting: Waiting = {
        call,
        deadline: now + call.maxWaitMs,
        resolve: () => end(resolve),
        reject: (error) => end(() => reject(error)),
      }
      const leave = (error: Error): void => {
        this.#queues[priority] = this.#queues[priority].filter((other) => other !== waiting)
        waiting.reject(error)
        this.#pump()
      }
      const onAbort = (): void => leave(new CallAborted({ endpoint }))
      const patience = this.#timers.after(call.maxWaitMs, () =>
        leave(new RateLimitError('QUEUE_TIMEOUT', { endpoint })),
      )
      signal?.addEventListener('abort', onAbort)
      this.#queues[priority].push(waiting)
      this.#turns[priority]?.ask(accountOf(call), now)
      this.#pump()
    })
  }

  pause(ms: number, window: string = ADDRESS_WINDOW): void {
    const now = this.#clock.now()
    this.#pausedUntil.set(window, Math.max(this.#pausedUntil.get(window) ?? 0, now + ms))
    for (const priority of ORDER) {
      const isHopeless = ({ call, deadline }: Waiting): boolean => deadline < this.#pauseOf(call)
      const hopeless = this.#queues[priority].filter(isHopeless)
      this.#queues[priority] = this.#queues[priority].filter((waiting) => !isHopeless(waiting))
      for (const waiting of hopeless) waiting.reject(this.#pausedError(waiting.call, now))
    }
    this.#pump()
  }

  /** End of the longest pause that holds a call back, ms since the epoch; 0 without one. */
  #pauseOf({ charges }: LimitedCall): number {
    const until = (window: string): number => this.#pausedUntil.get(window) ?? 0
    return charges.reduce((latest, { window }) => Math.max(latest, until(window)), until(ADDRESS_WINDOW))
  }

  #pausedError(call: LimitedCall, now: number): RateLimitError {
    return new RateLimitError('RATE_LIMITED', { endpoint: call.endpoint, retryAfterMs: this.#pauseOf(call) - now })
  }

  /** Lets go whatever may leave now, and wakes up when the next may. */
  #pump(): void {
    this.#wake?.cancel()
    this.#wake = undefined
    const now = this.#clock.now()
    const full = new Set<string>()
    let next = Number.POSITIVE_INFINITY
    for (const priority of ORDER) next = Math.min(next, this.#pumpQueue(priority, now, full))
    if (next !== Number.POSITIVE_INFINITY) this.#wakeAt(next, now)
  }

  /** Lets go what may leave of one priority; answers when to look again. */
  #pumpQueue(priority: Priority, now: number, full: Set<string>): number {
    this.#dropLate(priority, now)
    const turns = this.#turns[priority]
    let next = Number.POSITIVE_INFINITY
    let line = inLine(this.#queues[priority], turns)
    for (let index = 0; index < line.length; index++) {
      const waiting = line[index]
      if (waiting === undefined) break
      const { call } = waiting
      const blocked = this.#blockedUntil(call, now, full)
      if (blocked !== undefined) {
        next = Math.min(next, blocked)
        continue
      }
      this.#take(call, now)
      this.#queues[priority] = this.#queues[priority].filter((other) => other !== waiting)
      waiting.resolve()
      if (turns?.served(accountOf(call), weightOf(call), now) !== true) continue
      line = inLine(this.#queues[priority], turns)
      index = -1
    }
    return next
  }

  /** A machine that slept wakes up to timers that are late: what has waited too long by the clock must not leave now. */
  #dropLate(priority: Priority, now: number): void {
    const late = this.#queues[priority].filter(({ deadline }) => deadline < now)
    if (late.length === 0) return
    this.#queues[priority] = this.#queues[priority].filter(({ deadline }) => deadline >= now)
    for (const { call, reject } of late) reject(new RateLimitError('QUEUE_TIMEOUT', { endpoint: call.endpoint }))
  }

  /** `undefined` when the call may leave; else when to look again, with the windows it waits for added to `full`. */
  #blockedUntil(call: LimitedCall, now: number, full: Set<string>): number | undefined {
    const pausedUntil = this.#pauseOf(call)
    if (pausedUntil > now) return pausedUntil
    if (call.charges.some((charge) => full.has(charge.window))) return Number.POSITIVE_INFINITY
    let until = now
    for (const charge of call.charges) {
      const freeAt = this.#windowOf(charge).freeAt(now, charge.weight, call.priority)
      if (freeAt > now) full.add(charge.window)
      until = Math.max(until, freeAt)
    }
    return until > now ? until : undefined
  }

  #take(call: LimitedCall, now: number): void {
    for (const charge of call.charges) this.#windowOf(charge).take(now, charge.weight)
  }

  #windowOf(charge: Charge): SlidingWindow {
    const known = this.#windows.get(charge.window)
    if (known !== undefined) return known
    const window = new SlidingWindow(charge.rule)
    this.#windows.set(charge.window, window)
    return window
  }

  #wakeAt(time: number, now: number): void {
    if (this.waiting > 0) this.#wake = this.#timers.after(time - now, () => this.#pump())
  }
}

const accountOf = ({ account = '' }: LimitedCall): string => account

/** Weight of a call in turns: the largest of its charges. */
const weightOf = ({ charges }: LimitedCall): number => charges.reduce((most, { weight }) => Math.max(most, weight), 0)

/** Calls in the order in which they are served: by the place of their account, then as they came. */
function inLine(queue: readonly Waiting[], turns: Turns | undefined): readonly Waiting[] {
  if (turns === undefined || queue.length < 2) return [...queue]
  const places = new Map<string, number>()
  const placeOf = ({ call }: Waiting): number => {
    const account = accountOf(call)
    const place = places.get(account) ?? turns.placeOf(account)
    places.set(account, place)
    return place
  }
  return [...queue].sort((a, b) => placeOf(a) - placeOf(b))
}
