/**
 * Pure rules of following one account without losing or repeating an event: position, effect of each message, next
 * action. The connection runs the actions.
 */

import type { DurableEnvelope, Envelope, ServerMessage, Since } from '@spotdeck/api'

/**
 * `snapshot`: a snapshot is being read and everything that arrives is already in it or will be replayed after it.
 * `subscribing`: asked to follow from `cursor`, not yet answered. `following`: every event after `cursor` will come.
 */
export type Follow =
  | { readonly phase: 'snapshot' }
  | { readonly phase: 'subscribing'; readonly id: number; readonly cursor: Since }
  | { readonly phase: 'following'; readonly id: number; readonly cursor: Since }

/** Result of a message: events to apply (new ones only, in order) or the need for a new snapshot. */
export type Step = { readonly follow: Follow; readonly apply: readonly Envelope[]; readonly snapshotDue: boolean }

const nothing = (follow: Follow): Step => ({ follow, apply: [], snapshotDue: false })
const startAnew: Step = { follow: { phase: 'snapshot' }, apply: [], snapshotDue: true }

/** True for the events that are stored and numbered; the others are samples, where the newest wins. */
export function isDurable(event: Envelope): event is DurableEnvelope {
  return 'seq' in event
}

/** After a snapshot has been installed, or when a new socket has opened: follow on from `cursor`. */
export function subscribeFrom(cursor: Since, id: number): Follow {
  return { phase: 'subscribing', id, cursor }
}

/** The position to resume from, when there is one. */
export function cursorOf(follow: Follow): Since | undefined {
  return follow.phase === 'snapshot' ? undefined : follow.cursor
}

/** Applies a control message for `account`. */
export function onControl(follow: Follow, message: ServerMessage, account: string): Step {
  if (follow.phase === 'snapshot') return nothing(follow)
  switch (message.op) {
    case 'subscribed':
      return message.id === follow.id ? nothing({ ...follow, phase: 'following' }) : nothing(follow)
    case 'reset':
      return message.account === account ? startAnew : nothing(follow)
    case 'position':
      return message.account === account ? onPosition(follow, message) : nothing(follow)
    case 'error':
      // A position the server cannot read leads to a fresh start rather than to silence.
      return follow.phase === 'subscribing' && message.id === follow.id ? startAnew : nothing(follow)
    default:
      return nothing(follow)
  }
}

function onPosition(follow: Exclude<Follow, { phase: 'snapshot' }>, at: Since): Step {
  if (at.epoch !== follow.cursor.epoch || isOtherHistory(at, follow.cursor)) return startAnew
  if (at.seq < follow.cursor.seq || follow.phase !== 'following') return nothing(follow)
  return nothing({ ...follow, cursor: positionOf(at) })
}

/** Position of a message or an event, with its mark of the history where it has one. */
export const positionOf = ({ epoch, seq, hash }: Since): Since =>
  hash === undefined ? { epoch, seq } : { epoch, seq, hash }

/** True for the same `seq` of two ledgers that parted before it. */
const isOtherHistory = (a: Since, b: Since): boolean =>
  a.seq === b.seq && a.hash !== undefined && b.hash !== undefined && a.hash !== b.hash

/** Applies an envelope: durable events of `account` once and in order, samples as they arrive. */
export function onEvent(follow: Follow, event: Envelope, account: string): Step {
  if ('account' in event && event.account !== account) return nothing(follow)
  if (!isDurable(event)) return { follow, apply: [event], snapshotDue: false }
  if (follow.phase !== 'following') return nothing(follow)
  if (event.epoch !== follow.cursor.epoch) return startAnew
  if (event.seq <= follow.cursor.seq) return nothing(follow)
  const next: Follow = { ...follow, cursor: positionOf(event) }
  return { follow: next, apply: [event], snapshotDue: false }
}
