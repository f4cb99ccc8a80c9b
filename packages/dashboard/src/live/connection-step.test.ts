import { closeCodes } from '@spotdeck/api'
import { expect, test } from 'vitest'
import {
  type LiveInput,
  type LiveState,
  PING_MS,
  SILENCE_MS,
  liveStart,
  liveStep,
  liveWakeAt,
} from './connection-step.ts'
import type { Bare, Stepped } from './machine.ts'
import type { Received } from './protocol.ts'
import { EPOCH, assetEvent, assetOf, snapshotOf } from './testing/events.ts'

type Timed = readonly [at: number, input: Bare<LiveInput>]
const CURSOR = { epoch: EPOCH, seq: 7 }
const START: Timed = [0, { type: 'start', first: CURSOR }]
const OPENED: Timed = [10, { type: 'opened', socket: 1, channel: undefined }]
const control = (message: object): Received => ({ kind: 'control', message }) as unknown as Received
const frame = (at: number, ...received: readonly Received[]): Timed => [at, { type: 'frame', socket: 1, received }]
const SUBSCRIBED = frame(20, control({ op: 'subscribed', id: 1, account: 'main' }))
const MX = { symbol: 'MXUSDT', interval: '1m' } as const

/** The state after a list of inputs, and the effects of the last of them. */
function run(...inputs: readonly Timed[]): Stepped<LiveState, unknown> {
  const begun: Stepped<LiveState, unknown> = { state: liveStart('main', 'viewer'), effects: [] }
  return inputs.reduce(({ state }, [at, input]) => liveStep(state, { ...input, at, dice: 0.5 }), begun)
}
const kindsOf = ({ effects }: Stepped<LiveState, unknown>) => effects.map((effect) => (effect as { type: string }).type)
const subscribe = (id: number) => ({ op: 'subscribe', id, account: 'main', since: CURSOR, intervalMs: 100 })

test('opens its socket while the first snapshot is still being read', () => {
  expect(run([0, { type: 'start', first: undefined }]).effects).toEqual([
    { type: 'read-snapshot' },
    { type: 'open', socket: 1 },
  ])
  expect(run(START).effects).toEqual([{ type: 'open', socket: 1 }])
})

test('follows on from its position as soon as the socket is open', () => {
  expect(run(START, OPENED).effects).toEqual([
    { type: 'send', message: expect.objectContaining(subscribe(1)) as unknown },
  ])
  const read = run([0, { type: 'start', first: undefined }], OPENED)
  expect(read.effects).toEqual([])
  expect(read.state.isReading).toBe(true)
})

test('is open once the gateway says so, and measures the way there', () => {
  const open = { phase: 'open', since: 10, roundTripMs: undefined }
  expect(run(START, OPENED, SUBSCRIBED).effects).toEqual([
    { type: 'report', connection: open },
    { type: 'send', message: { op: 'ping' } },
  ])
  expect(run(START, OPENED, SUBSCRIBED, frame(55, control({ op: 'pong' }))).effects).toEqual([
    { type: 'report', connection: { ...open, roundTripMs: 35 } },
  ])
})

test('heeds no socket but its own', () => {
  const old: Timed = [30, { type: 'closed', socket: 9, code: 1006 }]
  expect(run(START, OPENED, SUBSCRIBED, old).effects).toEqual([])
})

test('sends a PING every ten seconds, and gives up a socket that is silent for 25', () => {
  const looks = [1, 2, 3].map((n): Timed => [n * PING_MS, { type: 'wake' }])
  const [first, second, third] = looks as [Timed, Timed, Timed]
  expect(liveWakeAt(run(START, OPENED, SUBSCRIBED).state)).toBe(PING_MS)
  expect(run(START, OPENED, SUBSCRIBED, first).effects).toEqual([{ type: 'send', message: { op: 'ping' } }])
  expect(kindsOf(run(START, OPENED, SUBSCRIBED, first, second))).toEqual(['send'])
  expect(third[0]).toBeGreaterThan(SILENCE_MS)
  expect(kindsOf(run(START, OPENED, SUBSCRIBED, first, second, third))).toEqual(['close', 'report'])
})

test('waits longer after each loss, and from the beginning after a connection that held', () => {
  const lost = (at: number, socket = 1): Timed => [at, { type: 'closed', socket, code: 1006 }]
  const once = run(START, OPENED, SUBSCRIBED, lost(1_000))
  const waiting = { phase: 'waiting', lostAt: 1_000, retryAt: 1_200, attempt: 1 }
  expect(once.effects).toEqual([{ type: 'report', connection: waiting }])
  const again: readonly Timed[] = [[1_200, { type: 'wake' }], lost(1_300, 2)]
  expect(run(START, OPENED, SUBSCRIBED, lost(1_000), ...again).effects).toEqual([
    { type: 'report', connection: { ...waiting, retryAt: 1_700, attempt: 2 } },
  ])
})

test('does not sit out its wait when the page is looked at again, and is not opened anew without a session', () => {
  const lost = (code: number): Timed => [1_000, { type: 'closed', socket: 1, code }]
  const woken: Timed = [1_001, { type: 'woken' }]
  expect(run(START, OPENED, lost(1006), woken).effects).toEqual([{ type: 'open', socket: 2 }])
  expect(run(START, OPENED, lost(closeCodes.revoked), woken).effects).toEqual([])
})

test('starts anew after a rejected subscription, and leaves the rest of the frame alone', () => {
  const rejected = control({ op: 'error', id: 1, code: 'BAD_POSITION' })
  const event: Received = { kind: 'event', event: assetEvent(8, assetOf('MX', '1')) }
  const refused = run(START, OPENED, frame(20, rejected, event))
  expect(kindsOf(refused)).toEqual(['close', 'report'])
  expect(refused.state.follow.phase).toBe('snapshot')
})

test('reads a market over REST that no channel carries, until another one is looked at', () => {
  const wished: Timed = [30, { type: 'channel', channel: MX }]
  const unknown = frame(40, control({ op: 'error', id: 2, code: 'UNKNOWN_SYMBOL' }))
  const polled = run(START, OPENED, SUBSCRIBED, wished, unknown)
  expect(polled.effects).toEqual([
    {
      type: 'send',
      message: expect.objectContaining({ op: 'subscribe', id: 3, topics: ['ticker', 'notices'] }) as unknown,
    },
    { type: 'poll', channel: MX },
  ])
  const gone: Timed = [50, { type: 'channel', channel: undefined }]
  expect(run(START, OPENED, SUBSCRIBED, wished, unknown, gone).effects).toEqual([
    { type: 'end-polling' },
    { type: 'send', message: { op: 'unsubscribe', id: 4 } },
  ])
})

test('installs a snapshot that arrives while it waits, and touches nothing after its stop', () => {
  const lost: Timed = [15, { type: 'closed', socket: 1, code: 1006 }]
  const snapshot: Timed = [20, { type: 'snapshot', snapshot: snapshotOf(12) }]
  const waiting = run([0, { type: 'start', first: undefined }], lost, snapshot)
  expect(kindsOf(waiting)).toEqual(['install'])
  expect(waiting.state.follow).toMatchObject({ phase: 'subscribing', cursor: { seq: 12 } })
  const stopped = run(START, OPENED, [30, { type: 'stop' }], snapshot)
  expect([stopped.effects, liveWakeAt(stopped.state)]).toEqual([[], Infinity])
})
