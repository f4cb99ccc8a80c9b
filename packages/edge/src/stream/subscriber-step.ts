/** Rules of one subscriber to an account, without I/O: what it is owed, what it was given, and where it stands. */

import type { Position } from '@spotdeck/reports'
import { type Stepped, ruleWords, unreachable } from '@spotdeck/ports'
import type { SharedEvent } from '../bus/shared-event.ts'
import { REPLAY_PAGE } from './replays.ts'
import { isWithin } from './resume.ts'
import { lastSeen, positionOf } from './seen-heads.ts'
import { type Subscription, includes } from './subscription.ts'

/** Maximal number of pending events; a subscriber with more is closed. They are shared, so this bounds references. */
const MAX_PENDING = 20_000

/** Positions of a subscriber from whom names are hidden: it gets only those of visible events. */
type Visible = {
  /** Last visible event up to `at`, and up to the last output. */
  readonly seen: Position
  readonly seenOfHanded: Position
  /** End of its first replay: after the last visible event `seen` only hidden ones lead to `head`. */
  readonly firstEnd: { readonly seen: Position; readonly head: Position } | undefined
}

/** Everything that is known of a subscriber. */
export type SubscriberState = {
  readonly following: Subscription
  /** `unproven`: the store is still checking that its position belongs to this history; it gets no positions meanwhile. */
  readonly phase: 'idle' | 'unproven' | 'behind' | 'live' | 'closed'
  /** Position up to which events were sent or are in `pending`; in a group, the group's position counts. */
  readonly at: Position
  /** Position before `pending`. */
  readonly handed: Position
  /** Resume token of the subscriber with its hash, until the hash is compared with the ledger's. */
  readonly claim: Position | undefined
  /** Never mutated: it may be the hub's own list. */
  readonly pending: readonly SharedEvent[]
  readonly visible: Visible | undefined
}

/** An event of a subscriber. */
export type SubscriberInput =
  /** `seen`: the head as its audience may know it. */
  | {
      readonly type: 'start'
      readonly since: Position | 'malformed' | undefined
      readonly seen: Position
      readonly replayLimit: number
    }
  /** Events were committed, of this ledger; `canFlush`: the subscriber may be given them now. */
  | { readonly type: 'batch'; readonly events: readonly SharedEvent[]; readonly canFlush: boolean }
  /** The reading of the store begins. */
  | { readonly type: 'read' }
  /** It received this history up to its position, or another one. */
  | { readonly type: 'proven'; readonly isSame: boolean; readonly head: Position | undefined }
  /** There is room for more of what is stored up to `head`. */
  | { readonly type: 'room'; readonly head: Position | undefined }
  | { readonly type: 'page'; readonly page: readonly SharedEvent[] | undefined; readonly head: Position }
  /** The store is asked which position a reset may show. */
  | { readonly type: 'unproven' }
  | { readonly type: 'reset'; readonly head: Position; readonly seen: Position }
  | { readonly type: 'flush' }
  /** A position is due; `at`: its own, or its group's. */
  | { readonly type: 'position'; readonly at: Position; readonly head: Position | undefined }
  | { readonly type: 'left-group'; readonly end: Position }
  | { readonly type: 'close' }

/** An action that a subscriber requests from its shell. */
export type SubscriberEffect =
  | { readonly type: 'give'; readonly events: readonly SharedEvent[] }
  | { readonly type: 'position' | 'reset'; readonly at: Position }
  /** Reads the store from its position on. */
  | { readonly type: 'catch-up' }
  /** Finds the position that a reset to `head` may show, and resets. */
  | { readonly type: 'start-anew'; readonly head: Position }
  | { readonly type: 'schedule' | 'join-group' | 'failed' | 'too-slow' }

type Served = Stepped<SubscriberState, SubscriberEffect>
const { chain, still } = ruleWords<SubscriberState, SubscriberEffect>()

/** The state before the start; `head` is the current end of the account's ledger. */
export function subscriberStart(following: Subscription, head: Position, isLimited: boolean): SubscriberState {
  const visible = isLimited ? { seen: head, seenOfHanded: head, firstEnd: undefined } : undefined
  return { following, phase: 'idle', at: head, handed: head, claim: undefined, pending: [], visible }
}

/** True while the store is read. */
export const isReading = ({ phase }: SubscriberState): boolean => phase === 'behind' || phase === 'unproven'

/** Number of stored events to read; for a subscriber with hidden names, as far as it may know. */
export function toRead({ at, visible }: SubscriberState, head: Position): number {
  return (visible === undefined ? head.seq : (visible.firstEnd?.seen.seq ?? 0)) - at.seq
}

/** The state after an input, and its effects. Nothing follows the close. */
export function subscriberStep(state: SubscriberState, input: SubscriberInput): Served {
  if (state.phase === 'closed') return still(state)
  switch (input.type) {
    case 'start':
      return onStart(state, input)
    case 'batch':
      return onBatch(state, input)
    case 'read':
      return still({ ...state, phase: state.claim === undefined ? 'behind' : 'unproven', claim: undefined })
    case 'proven':
      if (input.isSame) return still({ ...state, phase: 'behind' })
      return { state, effects: [{ type: 'start-anew', head: input.head ?? state.at }] }
    case 'room':
      return onRoom(state, input.head)
    case 'page':
      return onPage(state, input)
    case 'unproven':
      return still({ ...state, phase: 'unproven' })
    case 'reset':
      return reset(state, input.head, input.seen)
    case 'flush':
      return give(state)
    case 'position':
      return onPosition(state, input)
    case 'left-group':
      return still({ ...state, at: input.end })
    case 'close':
      return still({ ...state, phase: 'closed', pending: [] })
    default:
      return unreachable(input)
  }
}

function onStart(before: SubscriberState, input: Extract<SubscriberInput, { type: 'start' }>): Served {
  const { since, seen, replayLimit } = input
  const isLimited = before.visible !== undefined
  const state = withSeen(before, seen)
  // A position that it never received does not reveal whether events follow it.
  const isRefused =
    since === 'malformed' ||
    (since !== undefined && ((isLimited && !isWithin(since, seen)) || seen.seq - since.seq > replayLimit))
  if (isRefused) return reset(state, state.at, seen)
  const catchUp: SubscriberEffect = { type: 'catch-up' }
  if (since === undefined) return { state, effects: [catchUp] }
  const claim = since.hash === undefined ? undefined : since
  // There is no visible event between the last visible one and the head.
  if (isLimited && since.seq === seen.seq) return { state: { ...state, claim }, effects: [catchUp] }
  // Its hash is not verified yet: `claim` keeps it.
  const at = { epoch: since.epoch, seq: since.seq }
  const visible = isLimited ? { seen: at, seenOfHanded: at, firstEnd: { seen, head: state.at } } : undefined
  return { state: { ...state, at, handed: at, claim, visible }, effects: [catchUp] }
}

function onBatch(state: SubscriberState, input: Extract<SubscriberInput, { type: 'batch' }>): Served {
  const { events, canFlush } = input
  if (state.phase !== 'live') return still(state)
  const fresh = events[0]?.seq === state.at.seq + 1 ? events : events.filter((event) => event.seq > state.at.seq)
  const [first] = fresh
  const last = fresh.at(-1)
  if (first === undefined || last === undefined) return still(state)
  if (first.seq !== state.at.seq + 1) return { state, effects: [{ type: 'catch-up' }] }
  const owed = { ...owe(state, fresh), at: positionOf(last) }
  if (owed.pending.length > MAX_PENDING) return { state: owed, effects: [{ type: 'too-slow' }] }
  if (owed.pending.length === 0) return { state: owed, effects: [{ type: 'join-group' }] }
  if (!canFlush) return { state: owed, effects: [{ type: 'schedule' }] }
  return chain(give(owed), (next) => ({ state: next, effects: [{ type: 'join-group' }] }))
}

/** Reads on, or goes live where nothing is missing. */
function onRoom(state: SubscriberState, head: Position | undefined): Served {
  if (head === undefined) return { state, effects: [{ type: 'failed' }] }
  if (!isWithin(state.at, head)) return { state, effects: [{ type: 'start-anew', head }] }
  if (state.at.seq !== head.seq) return still(state)
  const live = give({ ...state, phase: 'live', at: head })
  return chain(live, (next) => ({ state: next, effects: [{ type: 'position', at: handedOver(next, next.at) }] }))
}

function onPage(state: SubscriberState, input: Extract<SubscriberInput, { type: 'page' }>): Served {
  const { page, head } = input
  const last = page?.at(-1)
  if (page === undefined || last === undefined || page[0]?.seq !== state.at.seq + 1)
    return { state, effects: [{ type: 'start-anew', head }] }
  const owed = owe(state, page)
  const next = { ...owed, at: pastHidden(owed, positionOf(last)) }
  if (next.visible === undefined) return give(next)
  // Batches of one length, however many hidden events lie between the visible ones.
  let given = still(next)
  while (given.state.pending.length >= REPLAY_PAGE) given = chain(given, (rest) => give(rest, REPLAY_PAGE))
  return given
}

/** Sends the current position, or catches up if the ledger was replaced or a batch lost. */
function onPosition(state: SubscriberState, input: Extract<SubscriberInput, { type: 'position' }>): Served {
  const { at, head } = input
  if (state.phase === 'unproven') return still(state)
  const isCurrent = head !== undefined && head.epoch === at.epoch && head.seq === at.seq
  if (state.phase === 'live' && !isCurrent) return { state, effects: [{ type: 'catch-up' }] }
  return { state, effects: [{ type: 'position', at: handedOver(state, at) }] }
}

function reset(state: SubscriberState, head: Position, seen: Position): Served {
  const next: SubscriberState = { ...withSeen(state, seen), pending: [], at: head, phase: 'live' }
  return { state: next, effects: [{ type: 'reset', at: seen }] }
}

function withSeen(state: SubscriberState, seen: Position): SubscriberState {
  return state.visible === undefined ? state : { ...state, visible: { ...state.visible, seen, seenOfHanded: seen } }
}

function owe(state: SubscriberState, events: readonly SharedEvent[]): SubscriberState {
  const { following, pending, visible, at } = state
  const isOwed = (event: SharedEvent): boolean => includes(following, event, visible !== undefined)
  const owed = events.every(isOwed) ? events : events.filter(isOwed)
  const seen = visible && positionOf(lastSeen(events, following.audience) ?? visible.seen)
  return {
    ...state,
    handed: pending.length === 0 ? at : state.handed,
    pending: pending.length === 0 ? owed : [...pending, ...owed],
    visible: visible && { ...visible, seen: seen ?? visible.seen },
  }
}

function give(state: SubscriberState, count = state.pending.length): Served {
  const isAll = count >= state.pending.length
  const events = isAll ? state.pending : state.pending.slice(0, count)
  const pending = isAll ? [] : state.pending.slice(count)
  const last = events.at(-1)
  const handed = last === undefined ? state.handed : positionOf(last)
  const { visible } = state
  const next = visible && { ...visible, seenOfHanded: pending.length === 0 ? visible.seen : handed }
  return { state: { ...state, pending, handed, visible: next }, effects: [{ type: 'give', events }] }
}

function pastHidden({ visible }: SubscriberState, at: Position): Position {
  const end = visible?.firstEnd
  return end !== undefined && at.seq >= end.seen.seq && at.seq < end.head.seq ? end.head : at
}

/** Position up to which everything was sent, if the ledger was read up to `at`. */
function handedOver({ pending, handed, visible }: SubscriberState, at: Position): Position {
  const isAll = pending.length === 0
  if (visible !== undefined) return isAll ? visible.seen : visible.seenOfHanded
  return isAll ? at : handed
}
