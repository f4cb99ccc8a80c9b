/** Rules of the page's one WebSocket, without I/O: what it asks for, when it has gone silent, and how it comes back. */

import type * as Api from '@spotdeck/api'
import { closeCodes, isMarketTopic } from '@spotdeck/api'
import { backoffMs } from './backoff.ts'
import type { Moment, Stepped } from './machine.ts'
import type { Connection, MarketChannel } from './ports.ts'
import type { Received } from './protocol.ts'
import { type Follow, type Step, cursorOf, onControl, onEvent, positionOf, subscribeFrom } from './resume.ts'

/** A PING goes out this often; silence for longer than `SILENCE_MS` is a dead socket. */
export const PING_MS = 10_000
/** A socket without a frame for longer than this is dead. */
export const SILENCE_MS = 25_000
/** A connection that has held this long is healthy, and the next loss starts counting from zero. */
const HEALTHY_MS = 10_000
const MIN_WAIT_MS = 150
/** Interval of batches: ten per second look immediate, and one drawing serves a hundred events. */
const INTERVAL_MS = 100
const TOPICS: readonly Api.AccountTopic[] = ['assets', 'orders', 'deals', 'status', 'equity', 'health']
/** Topics of the owner alone. */
const OWNER_TOPICS: readonly Api.AccountTopic[] = ['warnings']
const MARKET_TOPICS: readonly Api.MarketTopic[] = ['ticker', 'book', 'trades', 'klines', 'notices']
/** Topics of a market whose name no channel of the exchange carries. */
const POLLED_TOPICS: readonly Api.MarketTopic[] = ['ticker', 'notices']
/** A book that changes four times a second can be read. */
const MARKET_INTERVAL_MS = 250

type Open = {
  readonly kind: 'open'
  readonly socket: number
  readonly since: number
  readonly receivedAt: number
  /** Time of the PING that waits for its answer. */
  readonly pingedAt: number | undefined
}
type Line =
  | { readonly kind: 'opening'; readonly socket: number; readonly receivedAt: number }
  | Open
  | { readonly kind: 'waiting'; readonly retryAt: number }
  /** Not started, rejected or stopped. */
  | { readonly kind: 'idle' | 'signed-out' | 'stopped' }

/** Everything that is known of the page's connection. Times are ms since the epoch. */
export type LiveState = {
  readonly account: string
  readonly audience: Api.Audience
  readonly line: Line
  readonly follow: Follow
  /** A snapshot is being read. */
  readonly isReading: boolean
  /** Id of the last request. */
  readonly requestId: number
  /** The market that is looked at; `requestId` is that of the subscription to all its topics. */
  readonly market: {
    readonly channel: MarketChannel | undefined
    readonly requestId: number
    readonly isPolled: boolean
  }
  /** `lostAt`: since when there is no connection that follows the account. */
  readonly tries: { readonly attempt: number; readonly lostAt: number | undefined }
  /** Time of the next look at the silence. */
  readonly watchAt: number
  /** Sockets so far. */
  readonly sockets: number
}

/** An event of the page's connection; `dice` in [0, 1). */
export type LiveInput = { readonly at: number; readonly dice: number } &
  /** `first`: position of the store's snapshot; without one, a snapshot is read first. */
  (
    | { readonly type: 'start'; readonly first: Api.Since | undefined }
    | { readonly type: 'wake' | 'stop' }
    /** The network is back, or the page is looked at again. */
    | { readonly type: 'woken' }
    | { readonly type: 'channel'; readonly channel: MarketChannel | undefined }
    | { readonly type: 'opened'; readonly socket: number; readonly channel: MarketChannel | undefined }
    | { readonly type: 'frame'; readonly socket: number; readonly received: readonly Received[] }
    | { readonly type: 'closed'; readonly socket: number; readonly code: number }
    | { readonly type: 'snapshot'; readonly snapshot: Api.Snapshot }
    | { readonly type: 'no-snapshot'; readonly isSignedOut: boolean }
  )

/** An action that the page's connection requests from its shell. */
export type LiveEffect =
  | { readonly type: 'open' | 'close'; readonly socket: number }
  | { readonly type: 'send'; readonly message: Api.ClientMessage }
  | { readonly type: 'read-snapshot' | 'end-polling' }
  | { readonly type: 'install'; readonly snapshot: Api.Snapshot }
  | { readonly type: 'apply'; readonly events: readonly Api.Envelope[] }
  | { readonly type: 'apply-market'; readonly event: Api.MarketEnvelope }
  | { readonly type: 'report'; readonly connection: Connection }
  /** Reads over REST what no channel carries. */
  | { readonly type: 'poll'; readonly channel: MarketChannel }

type Lived = Stepped<LiveState, LiveEffect>

/** The state before anything has happened. */
export function liveStart(account: string, audience: Api.Audience): LiveState {
  return {
    account,
    audience,
    line: { kind: 'idle' },
    follow: { phase: 'snapshot' },
    isReading: false,
    requestId: 0,
    market: { channel: undefined, requestId: 0, isPolled: false },
    tries: { attempt: 0, lostAt: undefined },
    watchAt: Infinity,
    sockets: 0,
  }
}

/** Time at which `wake` is due; `Infinity` for never. */
export function liveWakeAt({ line, watchAt }: LiveState): number {
  return line.kind === 'stopped' ? Infinity : Math.min(watchAt, line.kind === 'waiting' ? line.retryAt : Infinity)
}

/** The state after an input, and its effects. Nothing follows the stop. */
export function liveStep(state: LiveState, input: LiveInput): Lived {
  const { line } = state
  if (line.kind === 'stopped' || ('socket' in input && socketOf(state) !== input.socket)) return still(state)
  const { at } = input
  switch (input.type) {
    case 'start':
      return onStart(state, at, input.first)
    case 'stop': {
      const stopped: LiveState = { ...state, line: { kind: 'stopped' } }
      return chain(closing(state), (next) => endPolling({ ...next, ...stopped }))
    }
    case 'wake':
      return onWake(state, input)
    case 'woken':
      // Nobody sits out the rest of a long wait.
      return line.kind === 'waiting' ? open(state, at) : checkSilence(state, input)
    case 'channel':
      return followMarket({ ...state, market: { ...state.market, channel: input.channel } })
    case 'opened':
      return onOpened(state, at, input.channel)
    case 'frame':
      return onFrame(state, input)
    case 'closed':
      return lose(state, input, input.code)
    case 'snapshot':
      return onSnapshot(state, input.snapshot)
    case 'no-snapshot': {
      const read = { ...state, isReading: false }
      if (line.kind !== 'open') return still(read)
      return chain(closing(read), (next) => lose(next, input, input.isSignedOut ? closeCodes.revoked : 1006))
    }
  }
}

const still = (state: LiveState): Lived => ({ state, effects: [] })
const send = (message: Api.ClientMessage): LiveEffect => ({ type: 'send', message })
const socketOf = ({ line }: LiveState): number | undefined => ('socket' in line ? line.socket : undefined)

function chain(first: Lived, next: (state: LiveState) => Lived): Lived {
  const second = next(first.state)
  return { state: second.state, effects: [...first.effects, ...second.effects] }
}

function closing(state: LiveState): Lived {
  const socket = socketOf(state)
  return { state, effects: socket === undefined ? [] : [{ type: 'close', socket }] }
}

/** Nobody waits for the socket to see the first figures: it follows on from wherever the snapshot stands. */
function onStart(state: LiveState, at: number, first: Api.Since | undefined): Lived {
  const watched = { ...state, watchAt: at + PING_MS }
  const begun =
    first === undefined ? readSnapshot(watched) : still({ ...watched, follow: subscribeFrom(first, state.requestId) })
  return chain(begun, (next) => open(next, at))
}

function open(state: LiveState, at: number): Lived {
  const socket = state.sockets + 1
  const next: LiveState = { ...state, sockets: socket, line: { kind: 'opening', socket, receivedAt: at } }
  return { state: next, effects: [{ type: 'open', socket }] }
}

function onOpened(state: LiveState, at: number, channel: MarketChannel | undefined): Lived {
  const socket = state.sockets
  const line: Open = { kind: 'open', socket, since: at, receivedAt: at, pingedAt: undefined }
  const opened = { ...state, line, market: { ...state.market, channel } }
  const cursor = cursorOf(state.follow)
  return chain(channel === undefined ? still(opened) : followMarket(opened), (next) =>
    cursor === undefined ? readSnapshot(next) : subscribe(next, cursor),
  )
}

function subscribe(state: LiveState, cursor: Api.Since): Lived {
  const id = state.requestId + 1
  const topics = state.audience === 'owner' ? [...TOPICS, ...OWNER_TOPICS] : [...TOPICS]
  const { account } = state
  const since = positionOf(cursor)
  const message = send({ op: 'subscribe', id, account, topics, since, intervalMs: INTERVAL_MS })
  return { state: { ...state, requestId: id, follow: subscribeFrom(cursor, id) }, effects: [message] }
}

/** Asks for the market that is looked at; a new subscription replaces the one before. */
function followMarket(before: LiveState): Lived {
  return chain(endPolling(before), (state) => {
    const { channel } = state.market
    if (state.line.kind !== 'open') return still(state)
    const id = state.requestId + 1
    const next = { ...state, requestId: id, market: { ...state.market, requestId: id } }
    const asked = channel === undefined ? send({ op: 'unsubscribe', id }) : subscribeMarket(id, channel, MARKET_TOPICS)
    return { state: next, effects: [asked] }
  })
}

function subscribeMarket(id: number, channel: MarketChannel, topics: readonly Api.MarketTopic[]): LiveEffect {
  const { symbol, interval: kline } = channel
  return send({ op: 'subscribe', id, topics: [...topics], symbols: [symbol], kline, intervalMs: MARKET_INTERVAL_MS })
}

function endPolling(state: LiveState): Lived {
  if (!state.market.isPolled) return still(state)
  return { state: { ...state, market: { ...state.market, isPolled: false } }, effects: [{ type: 'end-polling' }] }
}

function poll(state: LiveState): Lived {
  const { channel, isPolled } = state.market
  if (channel === undefined || isPolled) return still(state)
  const id = state.requestId + 1
  const next = { ...state, requestId: id, market: { ...state.market, isPolled: true } }
  return { state: next, effects: [subscribeMarket(id, channel, POLLED_TOPICS), { type: 'poll', channel }] }
}

function readSnapshot(state: LiveState): Lived {
  return state.isReading ? still(state) : { state: { ...state, isReading: true }, effects: [{ type: 'read-snapshot' }] }
}

/** The socket may have gone or come again while the snapshot was read: the next one to open subscribes then. */
function onSnapshot(state: LiveState, snapshot: Api.Snapshot): Lived {
  const cursor = positionOf(snapshot)
  const installed: Lived = { state: { ...state, isReading: false }, effects: [{ type: 'install', snapshot }] }
  return chain(installed, (next) =>
    next.line.kind === 'open'
      ? subscribe(next, cursor)
      : still({ ...next, follow: subscribeFrom(cursor, next.requestId) }),
  )
}

function onFrame(state: LiveState, input: Extract<LiveInput, { type: 'frame' }>): Lived {
  const { line } = state
  if (line.kind !== 'open' && line.kind !== 'opening') return still(state)
  let all = still({ ...state, line: { ...line, receivedAt: input.at } })
  for (const received of input.received) {
    const isRefusal = received.kind === 'control' && received.message.op === 'error'
    const after = chain(all, (next) => applyReceived(next, received, input.at))
    const { follow, apply, snapshotDue } = resumed(after.state, received)
    const applied: readonly LiveEffect[] = apply.length === 0 ? [] : [{ type: 'apply', events: apply }]
    all = { state: { ...after.state, follow }, effects: [...after.effects, ...applied] }
    if (!snapshotDue) continue
    if (!isRefusal) all = chain(all, readSnapshot)
    // A repetition may fail as well: the next try waits, and starts from a new snapshot.
    else return chain(chain(all, closing), (next) => lose(next, input, 1006))
  }
  return all
}

function resumed({ follow, account }: LiveState, received: Received): Step {
  return received.kind === 'event'
    ? onEvent(follow, received.event, account)
    : onControl(follow, received.message, account)
}

function applyReceived(state: LiveState, received: Received, at: number): Lived {
  if (received.kind === 'control') return applyControl(state, received.message, at)
  const { event } = received
  if (!isMarketTopic(event.topic) || 'account' in event) return still(state)
  return { state, effects: [{ type: 'apply-market', event }] }
}

function applyControl(state: LiveState, message: Api.ServerMessage, at: number): Lived {
  const { line, market } = state
  if (line.kind !== 'open') return still(state)
  if (message.op === 'error' && message.code === 'UNKNOWN_SYMBOL' && message.id === market.requestId) return poll(state)
  if (message.op === 'subscribed' && message.account !== undefined) {
    const followed = { ...state, tries: { ...state.tries, lostAt: undefined } }
    return chain(reported(followed, { phase: 'open', since: line.since, roundTripMs: undefined }), (next) =>
      ping(next, at),
    )
  }
  if (message.op !== 'pong' || line.pingedAt === undefined) return still(state)
  const answered = { ...state, line: { ...line, pingedAt: undefined } }
  return reported(answered, { phase: 'open', since: line.since, roundTripMs: at - line.pingedAt })
}

function reported(state: LiveState, connection: Connection): Lived {
  return { state, effects: [{ type: 'report', connection }] }
}

function ping(state: LiveState, at: number): Lived {
  const { line } = state
  if (line.kind !== 'open') return still(state)
  return { state: { ...state, line: { ...line, pingedAt: at } }, effects: [send({ op: 'ping' })] }
}

function lose(before: LiveState, { at, dice }: Moment, code: number): Lived {
  const { line, tries } = before
  return chain(endPolling(before), (state) => {
    if (code === closeCodes.revoked)
      return reported({ ...state, line: { kind: 'signed-out' } }, { phase: 'signed-out' })
    const wasHealthy = tries.lostAt === undefined && line.kind === 'open' && at - line.since > HEALTHY_MS
    const failed = wasHealthy ? 0 : tries.attempt
    const waitMs = backoffMs(failed, () => dice)
    const retryAt = at + Math.max(MIN_WAIT_MS, waitMs)
    const lostAt = tries.lostAt ?? at
    const attempt = failed + 1
    const crowded = code === closeCodes.tooManyStreams ? { isCrowded: true } : {}
    const waiting: LiveState = { ...state, line: { kind: 'waiting', retryAt }, tries: { attempt, lostAt } }
    return reported(waiting, { phase: 'waiting', lostAt, retryAt, attempt, ...crowded })
  })
}

function onWake(state: LiveState, input: Moment): Lived {
  const { at } = input
  const retried = state.line.kind === 'waiting' && at >= state.line.retryAt ? open(state, at) : still(state)
  if (at < state.watchAt) return retried
  const watched = chain(retried, (next) => checkSilence({ ...next, watchAt: at + PING_MS }, input))
  return chain(watched, (next) => (next.follow.phase === 'following' ? ping(next, at) : still(next)))
}

function checkSilence(state: LiveState, input: Moment): Lived {
  const { line } = state
  const isSilent = 'receivedAt' in line && input.at - line.receivedAt > SILENCE_MS
  return isSilent ? chain(closing(state), (next) => lose(next, input, 1006)) : still(state)
}
