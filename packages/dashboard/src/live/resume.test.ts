import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseFrame } from './protocol.ts'
import { type Follow, cursorOf, onControl, onEvent, subscribeFrom } from './resume.ts'
import { EPOCH, assetEvent, assetOf, equityOf } from './testing/events.ts'

const following = (seq: number): Follow =>
  onControl(
    subscribeFrom({ epoch: EPOCH, seq }, 1),
    { op: 'subscribed', id: 1, account: 'main', topics: [], epoch: EPOCH, seq },
    'main',
  ).follow
const event = (seq: number, epoch?: string) => assetEvent(seq, assetOf('MX', String(seq)), epoch)

test('applies each event once, for any repeats', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 80 }), (seqs) => {
      let follow = following(0)
      const applied: number[] = []
      for (const seq of seqs) {
        const step = onEvent(follow, event(seq), 'main')
        follow = step.follow
        for (const taken of step.apply) if ('seq' in taken) applied.push(taken.seq)
      }
      expect(applied).toEqual([...new Set(applied)].sort((a, b) => a - b))
      expect(cursorOf(follow)?.seq).toBe(Math.max(0, ...seqs))
    }),
  )
})

test('gaps in seq are no loss: the next event follows them', () => {
  const step = onEvent(following(5), event(90), 'main')
  expect(step.apply).toHaveLength(1)
  expect(cursorOf(step.follow)).toEqual({ epoch: EPOCH, seq: 90 })
})

test('a position advances the resume token, never back', () => {
  const on = onControl(following(5), { op: 'position', account: 'main', epoch: EPOCH, seq: 30 }, 'main').follow
  expect(cursorOf(on)?.seq).toBe(30)
  const back = onControl(on, { op: 'position', account: 'main', epoch: EPOCH, seq: 7 }, 'main').follow
  expect(cursorOf(back)?.seq).toBe(30)
})

test('a reset, another epoch and a refused position each lead to a new snapshot', () => {
  const reset = onControl(following(5), { op: 'reset', account: 'main', epoch: 'bbbbbbbb', seq: 1 }, 'main')
  const foreign = onEvent(following(5), event(6, 'bbbbbbbb'), 'main')
  const refused = onControl(
    subscribeFrom({ epoch: EPOCH, seq: 5 }, 1),
    { op: 'error', id: 1, code: 'BAD_REQUEST', params: {} },
    'main',
  )
  for (const step of [reset, foreign, refused]) {
    expect(step).toEqual({ follow: { phase: 'snapshot' }, apply: [], snapshotDue: true })
  }
})

test('the resume token has the hash of the last event or position', () => {
  const marked = { ...event(6), hash: 'abcdef01' }
  const after = onEvent(following(5), marked, 'main').follow
  expect(cursorOf(after)).toEqual({ epoch: EPOCH, seq: 6, hash: 'abcdef01' })
  const position = { op: 'position', account: 'main', epoch: EPOCH, seq: 9, hash: 'abcdef02' } as const
  expect(cursorOf(onControl(after, position, 'main').follow)).toEqual({ epoch: EPOCH, seq: 9, hash: 'abcdef02' })
})

test('a different hash at the same position leads to a new snapshot, a missing one does not', () => {
  const after = onEvent(following(5), { ...event(6), hash: 'abcdef01' }, 'main').follow
  const at = { op: 'position', account: 'main', epoch: EPOCH, seq: 6 } as const
  expect(onControl(after, { ...at, hash: 'ffffffff' }, 'main').snapshotDue).toBe(true)
  expect(onControl(after, { ...at, hash: 'abcdef01' }, 'main').snapshotDue).toBe(false)
  expect(onControl(after, at, 'main').snapshotDue).toBe(false)
})

test('events before the answer to a subscription belong to the previous one, and are ignored', () => {
  const waiting = subscribeFrom({ epoch: EPOCH, seq: 5 }, 2)
  expect(onEvent(waiting, event(6), 'main').apply).toEqual([])
  const old = onControl(waiting, { op: 'subscribed', id: 1, topics: [] }, 'main').follow
  expect(old.phase).toBe('subscribing')
})

test('samples are passed on, except those of another account', () => {
  const sample = { account: 'main', topic: 'equity', type: 'equity.sampled', time: 1, data: equityOf('1') } as const
  expect(onEvent(following(5), sample, 'main').apply).toEqual([sample])
  expect(onEvent(following(5), { ...sample, account: 'other' }, 'main').apply).toEqual([])
})

test('broken, foreign and unknown frames are ignored without throwing', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(Array.isArray(parseFrame(text))).toBe(true)
    }),
  )
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(Array.isArray(parseFrame(text))).toBe(true)
    }),
  )
  expect(
    parseFrame('[{"op":"pong"},{"op":"dance"},null,7,{"topic":"assets","type":"asset.changed","data":{}}]'),
  ).toHaveLength(2)
})
