/** Rules of one account's stream in Redis, without I/O: where it ends, what is done next, and what an answer means. */

import type { RedisStreamStats } from '@spotdeck/api'
import { type Stepped, defined, ruleWords, unreachable } from '@spotdeck/ports'
import type { Head } from '../desk.ts'
import type { Appended } from './link.ts'

/** Id of the end of an empty stream. */
export const NO_ID = '0-0'
/**
 * Interval at which an idle stream is checked, in ms: a flushed stream is refilled without waiting for the next event.
 */
const LOOK_EVERY_MS = 5_000
const AFTER_REFUSAL_MS = 5_000
/** Wait after the ledger did not answer, in ms. */
const AFTER_LEDGER_MS = 1_000

/** Everything that is known of a stream. Times are ms since the epoch. */
export type StreamState = {
  readonly epoch: string
  /** Up to here everything owed stands in the stream; `undefined` until Redis was asked. */
  readonly at: number | undefined
  readonly lastId: string
  readonly publishedTo: number
  readonly claimed: boolean
  readonly lookAt: number
  readonly refusedUntil: number
  /** Codes of what went wrong last, of Redis and of the ledger. */
  readonly trouble: { readonly refusal?: string | undefined; readonly ledger?: string | undefined }
  /** The epoch that Redis names as the account's. */
  readonly pointer: string | undefined
  readonly counts: Pick<RedisStreamStats, 'added' | 'calls' | 'refills' | 'refusals'>
}

/** An event of a stream. */
export type StreamInput =
  /** A new connection: whatever was under way on the last one may have been carried out, or not. */
  | { readonly type: 'reconnected' }
  | { readonly type: 'turn'; readonly now: number; readonly head: Head; readonly isFollowedHere: boolean }
  | { readonly type: 'calling' }
  /** Redis answered a call; `last`: the last event in it. */
  | { readonly type: 'answered'; readonly now: number; readonly answer: Appended; readonly last: number | undefined }
  /** The stream ends elsewhere, or was asked for the first time. `oldest`: the event before the first that an empty one gets. */
  | {
      readonly type: 'looked'
      readonly answer: Appended
      readonly head: Head
      readonly oldest: number
      readonly isFirst: boolean
    }
  /** A page up to `to` was added, or not; `count` of its events are for this audience. */
  | {
      readonly type: 'settled'
      readonly to: number
      readonly count: number
      readonly answer: Appended | undefined
      readonly isAsExpected: boolean
    }
  /** The stream was to be emptied. */
  | { readonly type: 'emptied'; readonly answer: Appended; readonly head: Head }
  | { readonly type: 'ledger-read' }
  | { readonly type: 'ledger-unread' | 'refused'; readonly now: number; readonly code: string }

/** The next thing to do. */
export type StreamEffect =
  /** Asks where the stream ends, without adding. */
  { readonly type: 'look' } | { readonly type: 'advance'; readonly from: number }

type Streamed = Stepped<StreamState, StreamEffect>
const { still } = ruleWords<StreamState, StreamEffect>()

/** The state before Redis was asked. */
export function streamStart(epoch: string): StreamState {
  return {
    epoch,
    at: undefined,
    lastId: NO_ID,
    publishedTo: -1,
    claimed: false,
    lookAt: Number.NEGATIVE_INFINITY,
    refusedUntil: Number.NEGATIVE_INFINITY,
    trouble: {},
    pointer: undefined,
    counts: { added: 0, calls: 0, refills: 0, refusals: 0 },
  }
}

/** The state after an input, and what is to be done. */
export function streamStep(state: StreamState, input: StreamInput): Streamed {
  const { counts } = state
  switch (input.type) {
    case 'reconnected':
      return still({ ...state, at: undefined, refusedUntil: Number.NEGATIVE_INFINITY })
    case 'turn':
      return onTurn(state, input)
    case 'calling':
      return still({ ...state, counts: { ...counts, calls: counts.calls + 1 } })
    case 'answered':
      return still(onAnswer(state, input))
    case 'looked':
      return still(onLook(state, input))
    case 'settled':
      return still(onSettled(state, input))
    case 'emptied': {
      const { answer, head } = input
      return still(answer.added ? { ...state, at: head.seq } : { ...state, at: undefined, lastId: answer.lastId })
    }
    case 'ledger-read':
      return still(
        state.trouble.ledger === undefined ? state : { ...state, trouble: { refusal: state.trouble.refusal } },
      )
    case 'ledger-unread': {
      const trouble = { ...state.trouble, ledger: input.code }
      // Where the stream ends is asked again, too.
      return still({ ...state, trouble, at: undefined, refusedUntil: input.now + AFTER_LEDGER_MS })
    }
    case 'refused': {
      const { now, code } = input
      const trouble = { ...state.trouble, refusal: code }
      const refused = { ...counts, refusals: counts.refusals + 1 }
      return still({ ...state, trouble, counts: refused, at: undefined, refusedUntil: now + AFTER_REFUSAL_MS })
    }
    default:
      return unreachable(input)
  }
}

function onTurn(before: StreamState, input: Extract<StreamInput, { type: 'turn' }>): Streamed {
  const { now, head, isFollowedHere } = input
  if (now < before.refusedUntil) return still(before)
  // Its head may be behind the stream, which the process that follows the account writes: its end is asked again later.
  if (!isFollowedHere) return still({ ...before, at: undefined })
  const { lookAt, counts, trouble, refusedUntil } = before
  const state =
    head.epoch === before.epoch ? before : { ...streamStart(head.epoch), lookAt, counts, trouble, refusedUntil }
  if (state.at === undefined) return { state, effects: [{ type: 'look' }] }
  if (state.at < head.seq) return { state, effects: [{ type: 'advance', from: state.at }] }
  return { state, effects: now >= lookAt ? [{ type: 'look' }] : [] }
}

function onAnswer(state: StreamState, input: Extract<StreamInput, { type: 'answered' }>): StreamState {
  const { now, answer, last } = input
  const { trouble } = state
  const next = {
    ...state,
    claimed: true,
    pointer: answer.pointer,
    trouble: trouble.refusal === undefined ? trouble : { ledger: trouble.ledger },
    lookAt: now + LOOK_EVERY_MS,
  }
  if (!answer.added || last === undefined) return next
  return { ...next, lastId: answer.lastId, publishedTo: Math.max(state.publishedTo, last) }
}

/** An empty stream is filled again with as much as it would keep and as is not archived, oldest first. */
function onLook(state: StreamState, input: Extract<StreamInput, { type: 'looked' }>): StreamState {
  const { answer, head, oldest, isFirst } = input
  const { counts } = state
  const { lastId } = answer
  const ended = Number(lastId.split('-')[0])
  const at = lastId === NO_ID ? oldest : ended
  // Each event in a stream was published in the step that added it.
  const publishedTo = ended <= head.seq ? Math.max(state.publishedTo, ended) : state.publishedTo
  const refills = counts.refills + (isFirst || answer.added ? 0 : 1)
  return { ...state, lastId, at, publishedTo, counts: { ...counts, refills } }
}

function onSettled(state: StreamState, input: Extract<StreamInput, { type: 'settled' }>): StreamState {
  const { to, count, answer, isAsExpected } = input
  const { counts } = state
  if (answer === undefined) return isAsExpected ? { ...state, at: to } : state
  if (answer.added) return { ...state, at: to, counts: { ...counts, added: counts.added + count } }
  // Counted once for all calls under way.
  const refills = counts.refills + (isAsExpected ? 1 : 0)
  return { ...state, counts: { ...counts, refills }, at: undefined, lastId: answer.lastId }
}

/** The stream as health shows it, for a ledger that ends at `head`. */
export function streamStats(state: StreamState, account: string, head: Head): RedisStreamStats {
  const { epoch, at, trouble, counts, pointer } = state
  const seq = head.epoch === epoch ? (at ?? 0) : 0
  return {
    account,
    state: stateOf(state, head),
    epoch: head.epoch,
    seq,
    lag: Math.max(0, head.seq - seq),
    ...counts,
    ...defined({ refusal: trouble.refusal, ledger: trouble.ledger }),
    ...(pointer === undefined || pointer === epoch ? {} : { supersededBy: pointer }),
  }
}

function stateOf({ trouble, at, epoch }: StreamState, head: Head): RedisStreamStats['state'] {
  if (trouble.refusal !== undefined) return 'refused'
  if (at === undefined || head.epoch !== epoch) return 'unknown'
  return at === head.seq ? 'following' : 'behind'
}
