/**
 * The exchange's own time: it follows the machine's at a rate, stands still, or runs ahead through every timer on the way.
 * Whatever lives on it (market, listen keys, pushes) cannot tell the difference.
 */

import type { Clock, Timer, Timers } from '@spotdeck/ports'

type Entry = { readonly at: number; readonly order: number; readonly run: () => void; cancelled: boolean }

/** Beginning of a time, ms since the epoch; `paused`: it stands still there; `rate`: 1 where absent. */
type Start = { readonly at: number; readonly paused: boolean; readonly rate?: number | undefined }

/** Timers fired in one go before the machine's other work gets its turn. */
const BURST = 200
/** While running ahead: so many, or for so long, in ms of the machine. */
const RUN_BURST = 5_000
const RUN_MS = 40
/** While clients are there: so much of the exchange's time, or their answers would take minutes of it. */
const STRIDE_MS = 1_000

/** The exchange's time, which can be moved, paused and run at another rate. */
export class SandboxTime implements Clock, Timers {
  readonly #clock: Clock
  readonly #timers: Timers
  readonly #hasClients: () => boolean
  /** By time, then by order of making. */
  readonly #queue: Entry[] = []
  #rate = 1
  #paused = false
  /** The exchange's time at the machine's time `#machineBase`. */
  #base: number
  #machineBase: number
  /** Set while `advance` runs: the time at which the current timer is due. */
  #cursor: number | undefined
  #order = 0
  #armed: Timer | undefined
  #running: Promise<void> = Promise.resolve()
  #closed = false

  /**
   * @param start where the exchange's time begins, and whether it stands still there
   * @param hasClients whether clients live on this time: then running ahead leaves them their turns
   */
  constructor(
    { clock, timers }: { readonly clock: Clock; readonly timers: Timers },
    start: Start,
    hasClients: () => boolean = () => false,
  ) {
    this.#hasClients = hasClients
    this.#clock = clock
    this.#timers = timers
    this.#base = start.at
    this.#paused = start.paused
    this.#rate = start.rate ?? 1
    this.#machineBase = clock.now()
  }

  get rate(): number {
    return this.#rate
  }

  get paused(): boolean {
    return this.#paused
  }

  now(): number {
    if (this.#cursor !== undefined) return this.#cursor
    if (this.#paused) return this.#base
    return Math.floor(this.#base + (this.#clock.now() - this.#machineBase) * this.#rate)
  }

  after(ms: number, run: () => void): Timer {
    const entry: Entry = { at: this.now() + Math.max(0, ms), order: this.#order++, run, cancelled: false }
    let low = 0
    let high = this.#queue.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#queue[middle]?.at ?? Infinity) <= entry.at) low = middle + 1
      else high = middle
    }
    this.#queue.splice(low, 0, entry)
    if (low === 0) this.#arm()
    return { cancel: () => void (entry.cancelled = true) }
  }

  /** Sets how many ms of the exchange pass in one ms of the machine. */
  setRate(rate: number): void {
    this.#rebase(this.now())
    this.#rate = rate
    this.#arm()
  }

  pause(on: boolean): void {
    this.#rebase(this.now())
    this.#paused = on
    this.#arm()
  }

  /**
   * Runs through the next `ms`, firing each timer at its time. The machine's other work goes on in between; resolves when
   * done. Runs one after another.
   */
  advance(ms: number): Promise<void> {
    this.#running = this.#running.then(() => this.#runThrough(ms))
    return this.#running
  }

  /** Forgets all timers. */
  close(): void {
    this.#closed = true
    this.#queue.length = 0
    this.#armed?.cancel()
  }

  async #runThrough(ms: number): Promise<void> {
    const target = this.now() + ms
    this.#cursor = this.now()
    this.#armed?.cancel()
    let fired = 0
    let since = this.#clock.now()
    let restedAt = this.#cursor
    while (!this.#closed) {
      const due = this.#shiftDue(target)
      if (due === undefined) break
      this.#cursor = Math.max(this.#cursor, due.at)
      due.run()
      const strides = this.#cursor - restedAt >= STRIDE_MS && this.#hasClients()
      if (!strides && ++fired < RUN_BURST && this.#clock.now() - since < RUN_MS) continue
      restedAt = this.#cursor
      await new Promise<void>((resolve) => void this.#timers.after(0, resolve))
      fired = 0
      since = this.#clock.now()
    }
    this.#cursor = undefined
    this.#rebase(target)
    this.#arm()
  }

  #rebase(now: number): void {
    this.#base = now
    this.#machineBase = this.#clock.now()
  }

  /** Waits on the machine for the first timer. */
  #arm(): void {
    this.#armed?.cancel()
    const first = this.#queue[0]
    if (first === undefined || this.#paused || this.#cursor !== undefined || this.#closed) return
    this.#armed = this.#timers.after(Math.max(0, first.at - this.now()) / this.#rate, () => this.#fire())
  }

  #fire(): void {
    if (this.#cursor !== undefined || this.#paused) return
    for (let fired = 0; fired < BURST; fired++) {
      const due = this.#shiftDue(this.now())
      if (due === undefined) break
      due.run()
    }
    this.#arm()
  }

  #shiftDue(until: number): Entry | undefined {
    for (let first = this.#queue[0]; first !== undefined; first = this.#queue[0]) {
      if (!first.cancelled && first.at > until) return undefined
      this.#queue.shift()
      if (!first.cancelled) return first
    }
    return undefined
  }
}
