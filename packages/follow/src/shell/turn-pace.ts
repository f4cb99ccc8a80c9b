/** Pace of an account's turns, which follow each other at once: now and then they let others run. */

import { type Timers, sleep } from '@spotdeck/ports'
import type { Effect } from '../base/effect.ts'

/** Records folded or stored in a row, at most and but for the last job: about 25 ms of work. */
const RECORDS_IN_A_ROW = 128

/** Counts what the turns of one account did since other work could run. */
export class TurnPace {
  readonly #timers: Timers
  #records = 0

  constructor(timers: Timers) {
    this.#timers = timers
  }

  /** Counts the records that an effect looks up or stores. */
  count(effect: Effect): void {
    if (effect.type === 'look-up') this.#records += effect.needs.orderIds.length
    if (effect.type === 'commit') this.#records += effect.drafts.length
  }

  /** Resolves when the next turn may begin: after a turn of the event loop where much was done in a row. */
  async rest(): Promise<void> {
    if (this.#records < RECORDS_IN_A_ROW) return
    this.#records = 0
    await sleep({ timers: this.#timers, ms: 0 })
  }
}
