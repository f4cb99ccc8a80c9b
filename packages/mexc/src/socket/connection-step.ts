/** Rules of one socket to MEXC's stream server, without I/O: when to PING, when it is dead, and which answer is whose. */

import { type Stepped, unreachable, ruleWords } from '@spotdeck/ports'
import { type Ack, pingRequest, pongRequest, subscriptionRequest, unsubscriptionRequest } from '@spotdeck/wire'

/** Reason for the end of a connection. */
export type ConnectionEnd = { readonly code: 'SOCKET_CLOSED' | 'SOCKET_SILENT'; readonly detail: string }

/** A question that waits for its answer; `afterPongs`: it is a PING, answered when so many came. */
type Call = { readonly id: number; readonly until: number; readonly afterPongs?: number }

/** Everything that is known of a socket. Times are ms since the epoch. */
export type ConnectionState = {
  readonly phase: 'opening' | 'open' | 'over'
  readonly deadAfterMs: number
  /** The silence is looked at then; before the opening: the socket has to be open by then. */
  readonly lookAt: number
  /** Last frame, as of the last look. */
  readonly heardAt: number
  readonly pingedAt: number
  /** Not dead before: this machine slept, and what arrived meanwhile is still to be read. */
  readonly graceUntil: number
  /** Times of the PINGs that wait for their answers, the oldest first. */
  readonly unanswered: readonly number[]
  readonly pongs: number
  readonly answeredPingAt: number | undefined
  readonly calls: readonly Call[]
}

/** An event of a socket, or a wish of its owner. */
export type ConnectionInput = { readonly at: number } & (
  | { readonly type: 'opened' | 'close' }
  | { readonly type: 'closed'; readonly code: number; readonly reason: string }
  | { readonly type: 'text'; readonly ack: Ack }
  | { readonly type: 'subscribe' | 'unsubscribe'; readonly call: number; readonly channels: readonly string[] }
  | { readonly type: 'probe'; readonly call: number }
  /** `heardAt`: the last frame. */
  | { readonly type: 'wake'; readonly heardAt: number }
)

/** An action that a socket requests from its shell. */
export type ConnectionEffect =
  | { readonly type: 'send'; readonly text: string }
  /** Without an acknowledgement none came in time. */
  | { readonly type: 'answer'; readonly call: number; readonly ack: Ack | undefined }
  | { readonly type: 'opened' }
  | { readonly type: 'said'; readonly ack: Ack }
  /** `end` is `undefined` where the owner closed it. */
  | { readonly type: 'over'; readonly end: ConnectionEnd | undefined }

type Connected = Stepped<ConnectionState, ConnectionEffect>
const { still } = ruleWords<ConnectionState, ConnectionEffect>()

/** No frame of any kind for this long: nobody is there any more. A PING goes out after half of it. */
export const DEAD_AFTER_MS = 12_000
/** MEXC closes what is silent for 60 s, whatever it sends itself. */
const PING_AT_LEAST_MS = 20_000
/** A machine that slept finds more silence than that on its clock when it wakes: no need to ask once more. */
const MAX_SILENCE_MS = 90_000
const MIN_OPEN_WITHIN_MS = 5_000
const ANSWER_WITHIN_MS = 5_000

/** State of a socket that is being opened. */
export function connectionStart(at: number, deadAfterMs = DEAD_AFTER_MS): ConnectionState {
  return {
    phase: 'opening',
    deadAfterMs,
    lookAt: at + Math.max(MIN_OPEN_WITHIN_MS, deadAfterMs / 2),
    heardAt: at,
    pingedAt: at,
    graceUntil: 0,
    unanswered: [],
    pongs: 0,
    answeredPingAt: undefined,
    calls: [],
  }
}

/** The state after an input, and its effects. Nothing follows the end but empty answers. */
export function connectionStep(state: ConnectionState, input: ConnectionInput): Connected {
  const { at, type } = input
  switch (type) {
    case 'opened':
      if (state.phase !== 'opening') return still(state)
      return { state: lookAgain({ ...state, phase: 'open', heardAt: at, pingedAt: at }, at), effects: [{ type }] }
    case 'text':
      return onText(state, input.ack)
    case 'subscribe':
    case 'unsubscribe': {
      const { call, channels } = input
      const request = type === 'subscribe' ? subscriptionRequest : unsubscriptionRequest
      const sent: Connected = { state, effects: [{ type: 'send', text: request(channels, call) }] }
      return asked(state, { id: call, until: at + ANSWER_WITHIN_MS }, sent)
    }
    case 'probe': {
      const afterPongs = state.pongs + state.unanswered.length + 1
      return asked(state, { id: input.call, until: at + ANSWER_WITHIN_MS, afterPongs }, ping(state, at))
    }
    case 'wake':
      return onWake(state, input)
    case 'closed': {
      const { code, reason } = input
      const detail = reason === '' ? `close code ${code}` : `close code ${code}: ${reason}`
      return over(state, { code: 'SOCKET_CLOSED', detail })
    }
    case 'close':
      return over(state, undefined)
    default:
      return unreachable(type)
  }
}

/** Time at which `wake` is due, ms since the epoch; `Infinity` for never. */
export function connectionWakeAt({ phase, lookAt, calls }: ConnectionState): number {
  return phase === 'over' ? Infinity : Math.min(lookAt, ...calls.map(({ until }) => until))
}

const unanswered = ({ id }: Call): ConnectionEffect => ({ type: 'answer', call: id, ack: undefined })

function asked(state: ConnectionState, call: Call, sent: Connected): Connected {
  if (state.phase !== 'open') return { state, effects: [unanswered(call)] }
  return { ...sent, state: { ...sent.state, calls: [...state.calls, call] } }
}

function ping(state: ConnectionState, at: number): Connected {
  const next = { ...state, pingedAt: at, unanswered: [...state.unanswered, at] }
  return { state: next, effects: [{ type: 'send', text: pingRequest() }] }
}

function onText(state: ConnectionState, ack: Ack): Connected {
  if (state.phase !== 'open') return still(state)
  if (ack.ping) return { state, effects: [{ type: 'send', text: pongRequest() }] }
  const pongs = ack.pong ? state.pongs + 1 : state.pongs
  const isAnswered = ({ id, afterPongs }: Call): boolean =>
    ack.pong ? afterPongs !== undefined && afterPongs <= pongs : afterPongs === undefined && id === ack.id
  const answered = state.calls.filter(isAnswered)
  const effects = answered.map(({ id }): ConnectionEffect => ({ type: 'answer', call: id, ack }))
  const next = { ...state, calls: state.calls.filter((call) => !answered.includes(call)) }
  if (!ack.pong) return answered.length > 0 ? { state: next, effects } : { state, effects: [{ type: 'said', ack }] }
  const [oldest = state.answeredPingAt, ...others] = state.unanswered
  return { state: { ...next, pongs, answeredPingAt: oldest, unanswered: others }, effects }
}

function onWake(
  before: ConnectionState,
  { at, heardAt }: { readonly at: number; readonly heardAt: number },
): Connected {
  if (before.phase === 'over') return still(before)
  const late = before.calls.filter(({ until }) => until <= at)
  const state = { ...before, heardAt, calls: before.calls.filter((call) => !late.includes(call)) }
  const looked = at < state.lookAt ? still(state) : look(state, at)
  return { state: looked.state, effects: [...late.map(unanswered), ...looked.effects] }
}

/** Sends a PING when one is due, and ends the socket when the silence after it is too long. */
function look(before: ConnectionState, at: number): Connected {
  const { phase, heardAt, deadAfterMs, lookAt, pingedAt } = before
  if (phase === 'opening') return over(before, { code: 'SOCKET_CLOSED', detail: 'The socket did not open in time.' })
  const pingAfterMs = deadAfterMs / 2
  const quietMs = at - heardAt
  // A look that is late by more than a PING's turn: this machine slept.
  const slept = at - lookAt > pingAfterMs && quietMs <= MAX_SILENCE_MS
  const state = slept ? { ...before, graceUntil: at + pingAfterMs } : before
  if (quietMs >= deadAfterMs && at >= state.graceUntil)
    return over(state, { code: 'SOCKET_SILENT', detail: `no frame for ${Math.round(quietMs / 1_000)} s` })
  const isPingDue = quietMs >= pingAfterMs || at - pingedAt >= PING_AT_LEAST_MS
  const { state: next, effects } = isPingDue ? ping(state, at) : still(state)
  return { state: lookAgain(next, at), effects }
}

function lookAgain(state: ConnectionState, at: number): ConnectionState {
  const { heardAt, deadAfterMs, graceUntil } = state
  const pingAt = heardAt + deadAfterMs / 2
  return { ...state, lookAt: Math.max(at < pingAt ? pingAt : heardAt + deadAfterMs, graceUntil, at) }
}

function over(state: ConnectionState, end: ConnectionEnd | undefined): Connected {
  if (state.phase === 'over') return still(state)
  const effects = [...state.calls.map(unanswered), { type: 'over', end } as const]
  return { state: { ...state, phase: 'over', calls: [] }, effects }
}
