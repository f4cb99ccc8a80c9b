/** Pages of a subscriber's replay: from memory or the store, at the pace of the subscriber's credential. */

import { withDeadline } from '@spotdeck/ports'
import type { SharedEvent } from '../bus/shared-event.ts'
import type { Position } from '@spotdeck/reports'
import type { Hub } from './hub.ts'
import { REPLAY_PAGE, type ReplayPage } from './replays.ts'
import type { SubscriberWorld } from './subscriber-output.ts'
import type { Subscription } from './subscription.ts'

const READ_DEADLINE_MS = 30_000

/** Reads the pages of one account for one subscriber. */
export class ReplayPages {
  readonly #hub: Hub
  readonly #world: SubscriberWorld
  readonly #following: Pick<Subscription, 'account' | 'audience'>

  constructor(hub: Hub, world: SubscriberWorld, following: Pick<Subscription, 'account' | 'audience'>) {
    this.#hub = hub
    this.#world = world
    this.#following = following
  }

  /** Resolves once the next page may be read; `owed` events are left of the replay. The owner never waits. */
  async admitted(owed: number, isGone: () => boolean): Promise<void> {
    const events = Math.min(REPLAY_PAGE, owed)
    if (events > 0) await this.#world.pace?.before(events, isGone)
  }

  /** The events after a position, `REPLAY_PAGE` at most; `undefined` where the ledger does not keep the next one. */
  async after(after: Position, isGone: () => boolean): Promise<ReplayPage> {
    const { account, audience } = this.#following
    const recent: readonly SharedEvent[] | undefined = this.#hub.recent(account, after, REPLAY_PAGE)
    if (recent !== undefined) return recent
    return this.#hub.replays.page({ account, audience, after, holder: this.#world.holder ?? '', isGone })
  }

  /** Fails if the store does not answer in time: the subscriber is ended, and its client reconnects. */
  inTime<T>(work: Promise<T>): Promise<T> {
    const late = (): Error => new Error('The store has not answered in time: the reader is told to connect again.')
    return withDeadline(work, { timers: this.#world.timers, ms: READ_DEADLINE_MS, late })
  }
}
