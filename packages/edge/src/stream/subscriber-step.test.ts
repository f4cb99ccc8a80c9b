import { stepAll } from '@spotdeck/ports'
import type { Position } from '@spotdeck/reports'
import { expect, test } from 'vitest'
import { SharedEvent } from '../bus/shared-event.ts'
import { orderDraft } from '../testing/drafts.ts'
import { type SubscriberInput, subscriberStart, subscriberStep, toRead } from './subscriber-step.ts'
import type { Subscription } from './subscription.ts'

const EPOCH = 'aaaaaaaaaaaaaaaa'
const at = (seq: number, epoch = EPOCH): Position => ({ epoch, seq })
const FOLLOWING: Subscription = {
  account: 'main',
  audience: 'owner',
  topics: new Set(['orders']),
  intervalMs: 0,
} as unknown as Subscription

function events(from: number, to: number): readonly SharedEvent[] {
  return Array.from({ length: to - from + 1 }, (_, i) => {
    const envelope = { ...orderDraft(from + i), account: 'main', epoch: EPOCH, seq: from + i }
    return new SharedEvent(envelope, (audience) => ({ audience, maskId: (id) => id }))
  })
}

const start = (since?: Position | 'malformed'): SubscriberInput => ({
  type: 'start',
  since,
  seen: at(10),
  replayLimit: 100,
})
const batch = (from: number, to: number, canFlush = true): SubscriberInput => ({
  type: 'batch',
  events: events(from, to),
  canFlush,
})
const page = (from: number, to: number): SubscriberInput => ({ type: 'page', page: events(from, to), head: at(10) })
const LIVE: readonly SubscriberInput[] = [start(), { type: 'read' }, { type: 'room', head: at(10) }]

const run = (...inputs: readonly SubscriberInput[]) =>
  stepAll(subscriberStep, subscriberStart(FOLLOWING, at(10), false), inputs)

/** The effects of the last input, events by their numbers. */
function last(...inputs: readonly SubscriberInput[]): readonly unknown[] {
  const before = run(...inputs.slice(0, -1)).effects.length
  return run(...inputs)
    .effects.slice(before)
    .map((effect) => (effect.type === 'give' ? effect.events.map(({ seq }) => seq) : effect))
}

test('a subscriber without a position is live from the head on', () => {
  expect(last(start())).toEqual([{ type: 'catch-up' }])
  expect(last(...LIVE)).toEqual([[], { type: 'position', at: at(10) }])
  expect(last(...LIVE, batch(11, 12))).toEqual([[11, 12], { type: 'join-group' }])
})

test('a position that is malformed, or too long ago, is reset to the head', () => {
  expect(last(start('malformed'))).toEqual([{ type: 'reset', at: at(10) }])
  const far: SubscriberInput = { type: 'start', since: at(10), seen: at(111), replayLimit: 100 }
  expect(last(far)).toEqual([{ type: 'reset', at: at(111) }])
})

test('what is stored is read until nothing is missing, each event once', () => {
  const begun: readonly SubscriberInput[] = [start(at(7)), { type: 'read' }]
  expect(toRead(run(...begun).state, at(10))).toBe(3)
  expect(last(...begun, { type: 'room', head: at(10) })).toEqual([])
  expect(last(...begun, page(8, 9))).toEqual([[8, 9]])
  // A batch meanwhile is read from the store as well.
  expect(last(...begun, page(8, 9), batch(10, 10))).toEqual([])
  expect(last(...begun, page(8, 9), page(10, 10), { type: 'room', head: at(10) })).toEqual([
    [],
    { type: 'position', at: at(10) },
  ])
})

test('a history is proven before a position in it is believed', () => {
  const claimed: readonly SubscriberInput[] = [start({ ...at(7), hash: 'h' }), { type: 'read' }]
  expect(run(...claimed).state.phase).toBe('unproven')
  expect(last(...claimed, { type: 'position', at: at(7), head: at(10) })).toEqual([])
  expect(run(...claimed, { type: 'proven', isSame: true, head: at(10) }).state.phase).toBe('behind')
  expect(last(...claimed, { type: 'proven', isSame: false, head: at(12) })).toEqual([
    { type: 'start-anew', head: at(12) },
  ])
})

test('a page that does not follow, or a ledger that was replaced, starts anew', () => {
  const begun: readonly SubscriberInput[] = [start(at(7)), { type: 'read' }]
  expect(last(...begun, page(9, 10))).toEqual([{ type: 'start-anew', head: at(10) }])
  const other = at(3, 'bbbbbbbbbbbbbbbb')
  expect(last(...begun, { type: 'room', head: other })).toEqual([{ type: 'start-anew', head: other }])
  expect(last(...begun, { type: 'room', head: undefined })).toEqual([{ type: 'failed' }])
})

test('repeated events are left out, and a missing one is read from the store', () => {
  expect(last(...LIVE, batch(11, 12), batch(12, 13))).toEqual([[13], { type: 'join-group' }])
  expect(last(...LIVE, batch(11, 12), batch(11, 12))).toEqual([])
  expect(last(...LIVE, batch(12, 13))).toEqual([{ type: 'catch-up' }])
})

test('events wait for a slow reader, whose position is that of what it was given', () => {
  const waiting = [...LIVE, batch(11, 12, false), batch(13, 13, false)]
  expect(last(...waiting)).toEqual([{ type: 'schedule' }])
  expect(last(...waiting, { type: 'position', at: at(13), head: at(13) })).toEqual([{ type: 'position', at: at(10) }])
  expect(last(...waiting, { type: 'flush' })).toEqual([[11, 12, 13]])
  expect(last(...waiting, { type: 'flush' }, { type: 'position', at: at(13), head: at(13) })).toEqual([
    { type: 'position', at: at(13) },
  ])
})

test('a reader for whom too much waits is cut off', () => {
  const many = { type: 'batch', events: events(11, 20_011), canFlush: false } as const
  expect(last(...LIVE, many)).toEqual([{ type: 'too-slow' }])
})

test('nothing follows the close', () => {
  expect(last(...LIVE, { type: 'close' }, batch(11, 11), { type: 'flush' }, start())).toEqual([])
})
