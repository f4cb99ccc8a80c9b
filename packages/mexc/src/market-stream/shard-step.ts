/** Rules of one socket's share of the wanted channels, without I/O: its requests, its loss, and its successor. */

import { HOUR_MS, MINUTE_MS, type Stepped, type Untimed, unreachable, ruleWords } from '@spotdeck/ports'
import { retryFailed, retryReady, rollOf, shortenedWait } from '../socket/retry.ts'
import { requestChunks } from './chunks.ts'
import type { ChannelState, Replacement, Request, ShardEffect, ShardInput, ShardState } from './shard-state.ts'

/** A state with what it asks for, in order. */
export type Sharded = Stepped<ShardState, ShardEffect>

const { chain, still } = ruleWords<ShardState, ShardEffect>()

/** Ten channels in each, so that a socket is full after 300 ms and far below 100 messages a second. */
const REQUEST_EVERY_MS = 100
/** MEXC ends every connection at 24 h; its successor is made before, up to ROTATE_EARLY_MS earlier still. */
const ROTATE_AFTER_MS = 23.5 * HOUR_MS
const ROTATE_EARLY_MS = 10 * MINUTE_MS
/** A successor that came to nothing is tried again after this. */
const TRY_AGAIN_MS = 2 * MINUTE_MS
/** Pushes of the old socket are remembered this long after its end, for a successor that lags behind it. */
const REMEMBER_MS = 10_000

/** Time at which `wake` is due, ms since the epoch; `Infinity` for never. */
export function shardWakeAt({ line, requests, rotateAt, rememberUntil }: ShardState): number {
  const retryAt = line.kind === 'waiting' ? line.until : Infinity
  return Math.min(requests[0]?.at ?? Infinity, retryAt, rotateAt, rememberUntil)
}

/** The state after an input, and its effects. Nothing follows the close. */
export function shardStep(state: ShardState, input: ShardInput): Sharded {
  if (state.line.kind === 'closed') return still(state)
  const { at } = input
  switch (input.type) {
    case 'start':
      return { state, effects: [{ type: 'take-turn', what: 'connect' }] }
    case 'turn':
      return input.what === 'connect' ? connect(state, at) : rotate(state)
    case 'wake':
      return onWake(state, at)
    case 'add':
      return still(flush({ ...state, channels: new Map([...state.channels, [input.channel, 'wanted']]) }, at))
    case 'remove':
      return still(remove(state, at, input.channel))
    case 'opened':
      return onOpened(state, at, input.socket)
    case 'ended':
      return onEnded(state, at, input)
    case 'answered':
      return onAnswer(state, input)
    case 'unsubscribed':
      return still({ ...state, leaving: without(state.leaving, input.channel) })
    case 'probed':
      return onProbe(state, input)
    case 'check':
      if (state.line.kind !== 'open' || state.line.checked) return still(state)
      return {
        state: { ...state, line: { ...state.line, checked: true } },
        effects: [{ type: 'check', socket: state.line.socket }],
      }
    case 'checked':
      return onChecked(state, input)
    case 'overflowed':
      if (input.socket !== state.successor?.socket) return still(state)
      return notReplaced(state, at, 'too much was heard before it could take over')
    case 'back':
      return onBack(state, at)
    case 'close':
      return onClose(state)
    default:
      return unreachable(input)
  }
}

function without<T>(set: ReadonlySet<T>, gone: T): ReadonlySet<T> {
  return new Set([...set].filter((item) => item !== gone))
}

function channelsIn({ channels }: ShardState, wanted: ChannelState): readonly string[] {
  return [...channels].filter(([, state]) => state === wanted).map(([channel]) => channel)
}

const closing = (socket: number | undefined): readonly ShardEffect[] =>
  socket === undefined ? [] : [{ type: 'close', socket }]
const speaking = ({ line }: ShardState): number | undefined => ('socket' in line ? line.socket : undefined)

/** Puts a request behind the others: each leaves some time after the one before. */
function enqueue(state: ShardState, at: number, request: Untimed<Request>): ShardState {
  const due = Math.max(at, state.paceAt)
  return { ...state, paceAt: due + REQUEST_EVERY_MS, requests: [...state.requests, { ...request, at: due }] }
}

/** Asks for all that is wanted, once what was added together is known. */
function flush(state: ShardState, at: number): ShardState {
  const isDue = state.line.kind === 'open' && channelsIn(state, 'wanted').length > 0
  if (!isDue || state.requests.some(({ kind }) => kind === 'flush')) return state
  return enqueue(state, at, { kind: 'flush' })
}

function remove(state: ShardState, at: number, channel: string): ShardState {
  const known = state.channels.get(channel)
  const channels = new Map([...state.channels].filter(([name]) => name !== channel))
  const next = { ...state, channels }
  if (known === undefined || known === 'wanted' || speaking(state) === undefined) return next
  return unsubscribe(next, at, channel)
}

function unsubscribe(state: ShardState, at: number, channel: string): ShardState {
  return enqueue({ ...state, leaving: new Set([...state.leaving, channel]) }, at, { kind: 'unsubscribe', channel })
}

function connect(state: ShardState, at: number): Sharded {
  const socket = state.ids + 1
  const next = rotateLater({ ...state, ids: socket, opened: state.opened + 1, line: { kind: 'opening', socket } }, at)
  return { state: next, effects: [{ type: 'open', socket }] }
}

function rotateLater(state: ShardState, at: number): ShardState {
  const { roll, retry } = rollOf(state.retry)
  return { ...state, retry, rotateAt: at + ROTATE_AFTER_MS - roll * ROTATE_EARLY_MS }
}

/** Opens the socket that is to take over; the old one goes on meanwhile. */
function rotate(state: ShardState): Sharded {
  if (state.line.kind !== 'open' || state.successor !== undefined) return still(state)
  const socket = state.ids + 1
  const successor: Replacement = { socket, stage: 'asking', channels: new Set() }
  const next = { ...state, ids: socket, successor, rememberUntil: Infinity }
  return { state: next, effects: [{ type: 'begin-handover' }, { type: 'open', socket }] }
}

function onWake(state: ShardState, at: number): Sharded {
  let woken = still(state)
  for (let [first] = woken.state.requests; first !== undefined && first.at <= at; [first] = woken.state.requests) {
    const request = first
    woken = chain(woken, (next) => leave({ ...next, requests: next.requests.slice(1) }, at, request))
  }
  const rules: readonly ((next: ShardState) => Sharded)[] = [
    (next) => (next.line.kind === 'waiting' && next.line.until <= at ? connect(next, at) : still(next)),
    (next) =>
      next.rotateAt > at
        ? still(next)
        : { state: { ...next, rotateAt: Infinity }, effects: [{ type: 'take-turn', what: 'rotate' }] },
    (next) =>
      next.rememberUntil > at
        ? still(next)
        : { state: { ...next, rememberUntil: Infinity }, effects: [{ type: 'end-handover' }] },
  ]
  return rules.reduce(chain, woken)
}

/** It is the turn of a request. */
function leave(state: ShardState, at: number, request: Request): Sharded {
  switch (request.kind) {
    case 'flush': {
      const wanted = channelsIn(state, 'wanted')
      const asked = new Map([...state.channels].map(([channel, now]) => [channel, now === 'wanted' ? 'asked' : now]))
      const socket = speaking(state)
      if (socket === undefined) return still(state)
      const [first = [], ...others] = requestChunks(wanted)
      const later = (next: ShardState, channels: readonly string[]): ShardState =>
        enqueue(next, at, { kind: 'subscribe', socket, channels })
      return ask(others.reduce(later, { ...state, channels: asked }), socket, first)
    }
    case 'subscribe':
      return ask(state, request.socket, request.channels)
    case 'unsubscribe': {
      const { channel } = request
      const socket = speaking(state)
      if (state.channels.has(channel)) return still({ ...state, leaving: without(state.leaving, channel) })
      return { state, effects: socket === undefined ? [] : [{ type: 'unsubscribe', socket, channel }] }
    }
    default:
      return unreachable(request)
  }
}

function ask(state: ShardState, socket: number, asked: readonly string[]): Sharded {
  const isSpeaking = state.line.kind === 'open' && state.line.socket === socket
  if (!isSpeaking && socket !== state.successor?.socket) return still(state)
  const channels = isSpeaking ? asked.filter((channel) => state.channels.get(channel) === 'asked') : asked
  return { state, effects: channels.length === 0 ? [] : [{ type: 'subscribe', socket, channels }] }
}

function onOpened(state: ShardState, at: number, socket: number): Sharded {
  if (socket === state.successor?.socket) return askNext(state, at, state.successor)
  if (state.line.kind !== 'opening' || state.line.socket !== socket) return still(state)
  const reached: ShardEffect = { type: 'reached', isReached: true }
  return { state: flush({ ...state, line: { kind: 'open', socket } }, at), effects: [reached] }
}

/** One request of the successor after the other, until nothing that is wanted is missing: then the old socket is probed. */
function askNext(state: ShardState, at: number, successor: Replacement): Sharded {
  const old = speaking(state)
  const missing = channelsIn(state, 'live').filter((channel) => !successor.channels.has(channel))
  const [channels] = requestChunks(missing)
  const next = { ...state, successor }
  if (channels !== undefined) return still(enqueue(next, at, { kind: 'subscribe', socket: successor.socket, channels }))
  // When the old socket answers the probe, every push sent before has arrived.
  const probing = { ...next, successor: { ...successor, stage: 'probing' as const } }
  return { state: probing, effects: old === undefined ? [] : [{ type: 'probe', socket: old }] }
}

function onAnswer(state: ShardState, input: Extract<ShardInput, { type: 'answered' }>): Sharded {
  const { at, socket, channels: asked, ack } = input
  const { successor } = state
  if (socket === successor?.socket) {
    const refused = asked.filter((channel) => ack?.accepted.includes(channel) !== true)
    if (refused.length > 0) return notReplaced(state, at, `not acknowledged: ${refused.join(', ')}`)
    return askNext(state, at, { ...successor, channels: new Set([...successor.channels, ...asked]) })
  }
  if (socket !== speaking(state)) return still(state)
  if (ack === undefined) return fail(state, at, 'a subscription was not acknowledged in time')
  const effects: ShardEffect[] = []
  const channels = new Map(state.channels)
  let { retry } = state
  for (const channel of asked) {
    if (channels.get(channel) !== 'asked') continue
    if (ack.accepted.includes(channel)) {
      channels.set(channel, 'live')
      retry = retryReady(retry, at)
      effects.push({ type: 'subscribed', channel })
    } else {
      channels.delete(channel)
      effects.push({ type: 'refused', channel, reason: ack.reason ?? 'not acknowledged' })
    }
  }
  return { state: { ...state, channels, retry }, effects }
}

/** The old socket goes. Where it does not answer any more it is lost as ever, and its channels are told so. */
function onProbe(state: ShardState, input: Extract<ShardInput, { type: 'probed' }>): Sharded {
  const { at, socket: old, isAlive } = input
  const { successor } = state
  if (successor?.stage !== 'probing' || speaking(state) !== old) return still(state)
  if (!isAlive) return fail(state, at, 'no answer to a PING')
  const effects: ShardEffect[] = [{ type: 'close', socket: old }, { type: 'take-over' }]
  const channels = new Map(state.channels)
  for (const [channel, was] of channels) {
    if (successor.channels.has(channel)) continue
    channels.set(channel, 'wanted')
    if (was === 'live') effects.push({ type: 'lost', channel, reason: 'it came while its socket was replaced' })
  }
  const taken: ShardState = {
    ...state,
    channels,
    line: { kind: 'open', socket: successor.socket },
    successor: undefined,
    opened: state.opened + 1,
    leaving: new Set(),
    rememberUntil: at + REMEMBER_MS,
  }
  const given = [...successor.channels].filter((channel) => !channels.has(channel))
  const clean = given.reduce((next, channel) => unsubscribe(next, at, channel), taken)
  return { state: rotateLater(flush(clean, at), at), effects }
}

/** A socket whose pushes were only held up goes on; any other is replaced once, with all its channels. */
function onChecked(state: ShardState, { at, socket, isHeard }: Extract<ShardInput, { type: 'checked' }>): Sharded {
  if (state.line.kind !== 'open' || state.line.socket !== socket) return still(state)
  return isHeard ? still({ ...state, line: { kind: 'open', socket } }) : fail(state, at, 'nothing was pushed on it')
}

/** The successor came to nothing: the old socket still lives. */
function notReplaced(state: ShardState, at: number, why: string): Sharded {
  const ended = endRotation(state)
  const effects: readonly ShardEffect[] = [...ended.effects, { type: 'not-replaced', why }]
  return { state: { ...ended.state, rotateAt: at + TRY_AGAIN_MS }, effects }
}

function endRotation(state: ShardState): Sharded {
  const { successor } = state
  const next = { ...state, successor: undefined, rotateAt: Infinity, rememberUntil: Infinity }
  return { state: next, effects: [...closing(successor?.socket), { type: 'end-handover' }] }
}

function onEnded(state: ShardState, at: number, input: { readonly socket: number; readonly reason: string }): Sharded {
  if (input.socket === state.successor?.socket) return notReplaced(state, at, input.reason)
  return input.socket === speaking(state) ? lose(state, at, input.reason) : still(state)
}

/** Closes the socket that speaks, because of what it did not say. */
function fail(state: ShardState, at: number, reason: string): Sharded {
  return chain({ state, effects: closing(speaking(state)) }, (next) => lose(next, at, reason))
}

/** The socket is gone: all its channels are wanted again, on the next one. */
function lose(state: ShardState, at: number, reason: string): Sharded {
  const { state: single, effects } = endRotation(state)
  const { retry, waitMs } = retryFailed(state.retry, at)
  const next: ShardState = {
    ...single,
    retry,
    line: { kind: 'waiting', until: at + waitMs },
    channels: new Map([...state.channels.keys()].map((channel) => [channel, 'wanted'])),
    leaving: new Set(),
    requests: [],
  }
  const lost = channelsIn(state, 'live').map((channel): ShardEffect => ({ type: 'lost', channel, reason }))
  return { state: next, effects: [...effects, { type: 'reached', isReached: false }, ...lost] }
}

/** The exchange answers on another path: the wait for the next try may be cut short. */
function onBack(state: ShardState, at: number): Sharded {
  if (state.line.kind !== 'waiting') return still(state)
  const { retry, until } = shortenedWait(state.retry, at, state.line.until)
  return still({ ...state, retry, line: { kind: 'waiting', until } })
}

function onClose(state: ShardState): Sharded {
  const { state: single, effects } = endRotation(state)
  const next: ShardState = { ...single, line: { kind: 'closed' }, requests: [] }
  return { state: next, effects: [...effects, ...closing(speaking(state))] }
}
