/**
 * The queue before the network: a call waits here until every window it is charged to has room. Cancels go before orders
 * before urgent reads before reads before background reads; a call that waits for a window is never overtaken in it.
 */

import type { Clock, Timer, Timers } from '@spotdeck/ports'
import { CallAborted, RateLimitError } from '../errors/mexc-error.ts'
import type { Charge } from './limits.ts'
import type { Priority } from './priority.ts'
import { SlidingWindow } from './window.ts'

/** A call that waits for the rate limits: its charges, its priority and its deadline. */
export type LimitedCall = {
  readonly endpoint: string
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
  /** Nothing leaves for `ms`: MEXC said so by 429, 418 or its firewall. */
  pause(ms: number): void
  readonly waiting: number
}

/** Policy when full: refuse the newcomer (`QUEUE_FULL`). Each priority has its own bound. */
const MAX_WAITING = 500
const ORDER: readonly Priority[] = ['cancel', 'order', 'urgent', 'read', 'background']

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
  #pausedUntil = 0
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
    if (this.#pausedUntil > now + call.maxWaitMs) return Promise.reject(this.#pausedError(endpoint, now))
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
      this.#pump()
    })
  }

  pause(ms: number): void {
    const now = this.#clock.now()
    this.#pausedUntil = Math.max(this.#pausedUntil, now + ms)
    for (const priority of ORDER) {
      const hopeless = this.#queues[priority].filter((waiting) => waiting.deadline < this.#pausedUntil)
      this.#queues[priority] = this.#queues[priority].filter((waiting) => waiting.deadline >= this.#pausedUntil)
      for (const waiting of hopeless) waiting.reject(this.#pausedError(waiting.call.endpoint, now))
    }
    this.#pump()
  }

  #pausedError(endpoint: string, now: number): RateLimitError {
    return new RateLimitError('RATE_LIMITED', { endpoint, retryAfterMs: this.#pausedUntil - now })
  }

  /** Lets go whatever may leave now, and wakes up when the next may. */
  #pump(): void {
    this.#wake?.cancel()
    this.#wake = undefined
    const now = this.#clock.now()
    if (this.#pausedUntil > now) return this.#wakeAt(this.#pausedUntil, now)
    const full = new Set<string>()
    let next = Number.POSITIVE_INFINITY
    for (const priority of ORDER) {
      this.#queues[priority] = this.#queues[priority].filter((waiting) => {
        // A machine that slept wakes up to timers that are late: what has waited too long by the clock must not leave now.
        if (waiting.deadline < now) {
          waiting.reject(new RateLimitError('QUEUE_TIMEOUT', { endpoint: waiting.call.endpoint }))
          return false
        }
        const blocked = this.#blockedUntil(waiting.call, now, full)
        if (blocked === undefined) {
          this.#take(waiting.call, now)
          waiting.resolve()
          return false
        }
        next = Math.min(next, blocked)
        return true
      })
    }
    if (next !== Number.POSITIVE_INFINITY) this.#wakeAt(next, now)
  }

  /** `undefined` when the call may leave; else when to look again, with the windows it waits for added to `full`. */
  #blockedUntil(call: LimitedCall, now: number, full: Set<string>): number | undefined {
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
