/** Replays of viewers and of the public: they take turns, and what they read counts towards the credential's budget. */

import { type Timers, sleep } from '@spotdeck/ports'
import { type Principal, audienceOf } from '@spotdeck/desk'
import type { ReplayPace } from './subscriber-output.ts'
import { GUEST_SMALL_REPLAY } from '../limits/budgets.ts'
import type { RequestLimits } from '../limits/request-limits.ts'
import type { Turns } from '../limits/turns.ts'

/** Parts of the guests' replays. */
export type GuestReplaysOptions = {
  readonly limits: Pick<RequestLimits, 'takeRows'>
  readonly turns: Turns
  readonly timers: Timers
}

/** Gives each caller the pace of its replays. */
export class GuestReplays {
  readonly #options: GuestReplaysOptions

  constructor(options: GuestReplaysOptions) {
    this.#options = options
  }

  /** The pace of a caller's replays; `undefined` for the owner. Beyond the budget a replay waits until there is more. */
  paceOf(caller: Principal): ReplayPace | undefined {
    if (audienceOf(caller) === 'owner') return undefined
    const { limits, turns, timers } = this.#options
    return {
      async before(events, isGone) {
        for (;;) {
          if (isGone()) return
          const waitSeconds = limits.takeRows(caller, events)
          if (waitSeconds === 0) break
          await sleep({ timers, ms: waitSeconds * 1_000 })
        }
        if (events > GUEST_SMALL_REPLAY) await turns.next(isGone)
      },
    }
  }
}
