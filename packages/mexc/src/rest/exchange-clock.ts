/**
 * The exchange's time, learnt from its own clock: half-way between question and answer is when it looked at it. Signed
 * calls carry this time, since MEXC refuses what is more than a second ahead of it or older than recvWindow.
 */

import { type Clock, MINUTE_MS } from '@spotdeck/ports'

/** An offset learnt longer ago than this is asked for again, in the background: machine clocks drift. */
const FRESH_MS = 15 * MINUTE_MS
/** An answer that took longer says little; up to this many more are asked for and the quickest is believed. */
const QUICK_MS = 1_000
const MAX_SAMPLES = 3

/** The exchange's time, from this machine's clock and a measured offset. */
export class ExchangeClock {
  readonly #clock: Clock
  readonly #ask: (leaves: () => void) => Promise<number>
  #offsetMs = 0
  #learntAt: number | undefined
  #learning: Promise<void> | undefined
  #hasLeft = false
  /** Callers that are told when the question leaves. */
  #leaving: (() => void)[] = []

  /** `ask` answers the exchange's time, ms since the epoch, and calls `leaves` when the question leaves. */
  constructor(clock: Clock, ask: (leaves: () => void) => Promise<number>) {
    this.#clock = clock
    this.#ask = ask
  }

  /** The exchange's time, ms since the epoch; this machine's before the first answer. */
  now(): number {
    return Math.round(this.#clock.now() + this.#offsetMs)
  }

  /** Asks again. Callers at the same time share one question; `leaves` is called once it has left. Rejects when no answer came. */
  sync(leaves: () => void = () => undefined): Promise<void> {
    if (this.#learning !== undefined && this.#hasLeft) leaves()
    else this.#leaving.push(leaves)
    this.#learning ??= this.#learn().finally(() => {
      this.#learning = undefined
      this.#hasLeft = false
      this.#leaving = []
    })
    return this.#learning
  }

  readonly #left = (): void => {
    this.#hasLeft = true
    const callers = this.#leaving
    this.#leaving = []
    for (const leaves of callers) leaves()
  }

  /**
   * Call before a signed call: waits for the first offset, renews an old one without waiting. It does not fail if the
   * clock is unreachable: the machine's clock may be right, and otherwise MEXC rejects the call.
   */
  async ready(): Promise<void> {
    if (this.#learntAt === undefined) await this.sync().catch(() => undefined)
    else if (Math.abs(this.#clock.now() - this.#learntAt) > FRESH_MS) this.sync().catch(() => undefined)
  }

  async #learn(): Promise<void> {
    let best: Sample | undefined
    for (let count = 0; count < MAX_SAMPLES && (best === undefined || best.tookMs > QUICK_MS); count++) {
      const asked = this.#clock.now()
      const theirs = await this.#ask(this.#left)
      const answered = this.#clock.now()
      const tookMs = answered - asked
      if (tookMs < 0 || (best !== undefined && tookMs >= best.tookMs)) continue
      best = { tookMs, least: theirs - answered, most: theirs - asked }
    }
    if (best === undefined) return
    const { tookMs, least, most } = best
    // A slow answer only corrects what it disproves.
    const holdsOn = tookMs > QUICK_MS && this.#learntAt !== undefined
    this.#offsetMs = holdsOn ? Math.min(most, Math.max(least, this.#offsetMs)) : (least + most) / 2
    this.#learntAt = this.#clock.now()
  }
}

/** Round-trip time in ms, and the bounds between which the true offset lies. */
type Sample = { readonly tookMs: number; readonly least: number; readonly most: number }
