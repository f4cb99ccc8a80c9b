/** Keeps the lease of one account: runs the effects of `step`, and decides nothing. */

import { type Clock, type Log, type Timer, type Timers, describeError } from '@spotdeck/ports'
import {
  type LeaseEffect,
  type LeaseInput,
  type LeaseLoss,
  type LeaseTimes,
  DEFAULT_LEASE,
  isHeld,
  nextTick,
  noLease,
  step,
} from './step.ts'

/** Port: the row of one account's lease, for one holder. Every call is bounded. */
export interface Leases {
  /** Resolves with a new fencing token; `undefined` while another process holds the lease. */
  acquire(ttlMs: number): Promise<number | undefined>
  /** Resolves with false once the token is not that of the valid lease. */
  renew(token: number, ttlMs: number): Promise<boolean>
  /** Lets the next process acquire it at once. */
  release(token: number): Promise<void>
}

/** Parts of a keeper. */
export type LeaseKeeperOptions = {
  readonly leases: Leases
  /** A clock that is never set: ms since any moment. */
  readonly monotonic: Clock
  readonly timers: Timers
  readonly log: Log
  /** Called with the fencing token of each lease that is acquired: the account is opened with it. */
  readonly held: (token: number) => void
  /** Called when the lease is lost: the account must be closed. The keeper tries to acquire it again. */
  readonly lost: (why: LeaseLoss) => void
  readonly times?: LeaseTimes | undefined
}

/** Acquires the lease of an account, renews it, and acquires it again when it was lost. */
export class LeaseKeeper {
  readonly #options: LeaseKeeperOptions
  readonly #times: LeaseTimes
  #state
  #timer: Timer | undefined
  #calls: Promise<unknown> = Promise.resolve()

  constructor(options: LeaseKeeperOptions) {
    this.#options = options
    this.#times = options.times ?? DEFAULT_LEASE
    this.#state = noLease(options.monotonic.now())
    this.#arm()
  }

  /** Token to write with; `undefined` while the process may not write. */
  get token(): number | undefined {
    return isHeld(this.#state, this.#now()) ? this.#state.token : undefined
  }

  /** Tells that the database refused a write with this token (`LEASE_LOST`). */
  fenced(token: number): void {
    this.#take({ type: 'fenced', token, at: this.#now() })
  }

  /** Renews the lease now, with what readers are told by it. */
  renew(): void {
    this.#take({ type: 'renew', at: this.#now() })
  }

  /** Releases the lease. Idempotent. */
  async close(): Promise<void> {
    this.#take({ type: 'close', at: this.#now() })
    await this.#calls
  }

  #now(): number {
    return this.#options.monotonic.now()
  }

  #take(input: LeaseInput): void {
    const { state, effects } = step(this.#state, input, this.#times)
    this.#state = state
    for (const effect of effects) this.#run(effect)
    this.#arm()
  }

  #arm(): void {
    this.#timer?.cancel()
    const at = nextTick(this.#state)
    if (at === undefined) return
    this.#timer = this.#options.timers.after(at - this.#now(), () => this.#take({ type: 'tick', at: this.#now() }))
  }

  #run(effect: LeaseEffect): void {
    const { leases, held, lost, log } = this.#options
    const { ttlMs } = this.#times
    switch (effect.type) {
      case 'acquire':
        return this.#ask(effect.call, leases.acquire(ttlMs))
      case 'renew': {
        const { token } = effect
        return this.#ask(
          effect.call,
          leases.renew(token, ttlMs).then((isRenewed) => (isRenewed ? token : undefined)),
        )
      }
      case 'release':
        // Without an answer, the lease expires by itself.
        return this.#track(leases.release(effect.token).catch(() => undefined))
      case 'held':
        log.info({ token: effect.token }, 'lease acquired')
        return this.#tell(() => held(effect.token))
      case 'lost':
        log.warn({ token: effect.token, why: effect.why }, 'lease lost')
        return this.#tell(() => lost(effect.why))
    }
  }

  /** The lease is renewed and released whatever the callbacks do. */
  #tell(callback: () => void): void {
    try {
      callback()
    } catch (error) {
      this.#options.log.error(describeError(error), 'lease callback failed')
    }
  }

  #ask(call: number, answer: Promise<number | undefined>): void {
    this.#track(
      answer.then(
        (token) =>
          this.#take({
            at: this.#now(),
            call,
            ...(token === undefined ? { type: 'refused' } : { type: 'granted', token }),
          }),
        (error: unknown) => {
          this.#options.log.warn(describeError(error), 'lease not answered')
          this.#take({ type: 'failed', call, at: this.#now() })
        },
      ),
    )
  }

  #track(call: Promise<unknown>): void {
    // Nothing of an answer is kept: a lease is renewed for as long as the process runs.
    this.#calls = Promise.all([this.#calls, call]).then(() => undefined)
  }
}
