/** Sides of a subscriber that its transport provides. */

import type { Clock, Log, Random, Timers } from '@spotdeck/ports'
import type { Position } from '@spotdeck/reports'
import type { Transport } from '../answer/transport.ts'
import type { OutgoingEvent } from './coalesce.ts'

/** Output of a subscriber on its transport. Calls arrive in order; none follow `tooSlow` or `failed`. */
export interface SubscriberOutput {
  /** Transport of the subscriber: those on the same transport get the same text. */
  readonly door: string
  readonly carrier: Transport
  /** The text of a batch, ascending by `seq` and never empty, in the pieces it goes out in. */
  render(batch: readonly OutgoingEvent[]): readonly string[]
  sample(text: string): void
  /** Everything owed up to here has been handed over. */
  position(at: Position): void
  /** The requested position cannot be resumed: the client needs a new snapshot, and later events follow `at`. */
  reset(at: Position): void
  tooSlow(): void
  failed(): void
}

/** Delays replays, so that they leave time to everybody else. */
export interface ReplayPace {
  /** Resolves when this many more events may be read, at once when `isGone` turns true. */
  before(events: number, isGone: () => boolean): Promise<void>
}

/** Clock, timers, log and randomness of a subscriber, and whose it is. */
export type SubscriberWorld = {
  readonly clock: Clock
  readonly timers: Timers
  readonly log: Log
  /** For the references of errors in the log. */
  readonly random: Random
  /** Pace of its replays; absent: as fast as its connection takes them. */
  readonly pace?: ReplayPace | undefined
  /** Credential whose turns its replays take. */
  readonly holder?: string | undefined
}
