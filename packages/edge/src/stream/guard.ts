/** Guard of one subscriber: an exception in its handlers or timers ends its connection, never the gateway. */

import type { Log, Random, Timers } from '@spotdeck/ports'
import { newId } from '@spotdeck/desk'

/** Runs the work of one subscriber. */
export class Guard {
  readonly #world: { readonly log: Log; readonly random: Random }
  readonly #end: (reference: string) => void
  /** The given timers, whose calls run in this guard. */
  readonly timers: Timers

  /** @param end closes the connection; the reference names the line of the log that says why */
  constructor(
    world: { readonly log: Log; readonly random: Random; readonly timers: Timers },
    end: (reference: string) => void,
  ) {
    this.#world = world
    this.#end = end
    this.timers = { after: (ms, run) => world.timers.after(ms, () => this.run(run)) }
  }

  /** Runs a handler; what it throws is logged and ends the connection. */
  run(work: () => void): void {
    try {
      work()
    } catch (error) {
      this.fail(error)
    }
  }

  /** Logs an error and ends the connection. */
  fail(error: unknown): void {
    const { log, random } = this.#world
    const reference = newId(random).slice(0, 8)
    const stack = error instanceof Error ? error.stack : undefined
    const text = error instanceof Error ? error.message : 'unknown'
    log.error({ reference, error: text, stack }, 'subscriber failed')
    this.#end(reference)
  }
}
