/** Spreads accounts over the gateways of a database: tells the others of this one, looks at all, and gives away what the plan says. */

import { describeError, type Clock, type Log, type Timer, type Timers, SECOND_MS } from '@spotdeck/ports'
import type { DeskBalance } from '../ledgers.ts'

/** An account of this gateway, as far as moves need it. */
export type BalancedHere = {
  readonly id: string
  /** False where this gateway cannot follow it. */
  readonly canFollow: boolean
  /** True while its figures are current, and not just being made so. */
  readonly isSteady: boolean
  /** Stops following it, because another process was given its lease. */
  handOver(): void
}

/** Parts of a balancer. */
export type BalancerOptions = {
  readonly balance: DeskBalance
  readonly accounts: () => readonly BalancedHere[]
  readonly monotonic: Clock
  readonly timers: Timers
  readonly log: Log
}

/** Interval of looks, in ms. */
const LOOK_MS = 2 * SECOND_MS
/** Time for which no gateway has come or gone before accounts move, in ms: one that restarts gets its own back first. */
const SETTLED_MS = 15 * SECOND_MS
/** Time between two moves from this gateway, in ms: each costs the next one about 20 weights at the exchange. */
const BETWEEN_MOVES_MS = 5 * SECOND_MS

/** Looks from `start` until `close`. */
export class Balancer {
  readonly #options: BalancerOptions
  #timer: Timer | undefined
  #members = ''
  #changedAt: number
  #movedAt = Number.NEGATIVE_INFINITY
  #isFailing = false
  #closed = false

  constructor(options: BalancerOptions) {
    this.#options = options
    this.#changedAt = options.monotonic.now()
  }

  start(): void {
    void this.#look().then(() => {
      if (!this.#closed) this.#timer = this.#options.timers.after(LOOK_MS, () => this.start())
    })
  }

  /** Idempotent. */
  close(): void {
    this.#closed = true
    this.#timer?.cancel()
  }

  async #look(): Promise<void> {
    try {
      await this.#balance()
      this.#isFailing = false
    } catch (error) {
      if (!this.#isFailing) this.#options.log.warn(describeError(error), 'accounts not balanced, retrying')
      this.#isFailing = true
    }
  }

  async #balance(): Promise<void> {
    const { balance, accounts, monotonic, log } = this.#options
    const here = accounts()
    const known = here.filter(({ canFollow }) => canFollow).map(({ id }) => id)
    const members = await balance.beat(known)
    const now = monotonic.now()
    if (members !== this.#members) this.#changedAt = now
    this.#members = members
    if (this.#closed || now - this.#changedAt < SETTLED_MS || now - this.#movedAt < BETWEEN_MOVES_MS) return
    const move = balance.next((account) => here.find(({ id }) => id === account)?.isSteady !== false)
    if (move === undefined) return
    this.#movedAt = now
    if (!(await balance.give(move))) return
    here.find(({ id }) => id === move.account)?.handOver()
    log.info({ account: move.account, to: move.to }, 'account moved to spread accounts evenly')
  }
}
