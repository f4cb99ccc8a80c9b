import { stepAll } from '@spotdeck/ports'
import { expect, test } from 'vitest'
import type { Head } from '../desk.ts'
import type { Appended } from './link.ts'
import { NO_ID, type StreamInput, streamStart, streamStats, streamStep } from './stream-writer-step.ts'

const EPOCH = 'aaaaaaaaaaaaaaaa'
const OTHER = 'bbbbbbbbbbbbbbbb'
const head = (seq: number, epoch = EPOCH): Head => ({ epoch, seq }) as Head
const turn = (now: number, at: Head, isFollowedHere = true): StreamInput => ({
  type: 'turn',
  now,
  head: at,
  isFollowedHere,
})
const answer = (lastId: string, added = true): Appended => ({ lastId, added, pointer: EPOCH })
const looked = (lastId: string, seq: number, isFirst = true): StreamInput => ({
  type: 'looked',
  answer: answer(lastId, false),
  head: head(seq),
  oldest: 3,
  isFirst,
})
const answered = (now: number, lastId: string, last?: number): StreamInput => ({
  type: 'answered',
  now,
  answer: answer(lastId),
  last,
})
const settled = (to: number, added: boolean, isAsExpected = true): StreamInput => ({
  type: 'settled',
  to,
  count: 2,
  answer: answer(`${to}-0`, added),
  isAsExpected,
})
/** A stream that ends at the ledger's event 7. */
const KNOWN: readonly StreamInput[] = [turn(0, head(9)), answered(0, '7-0'), looked('7-0', 9)]

const run = (...inputs: readonly StreamInput[]) => stepAll(streamStep, streamStart(EPOCH), inputs)
const last = (...inputs: readonly StreamInput[]) =>
  run(...inputs).effects.slice(run(...inputs.slice(0, -1)).effects.length)

test('asks where the stream ends, and goes on from there', () => {
  expect(last(turn(0, head(9)))).toEqual([{ type: 'look' }])
  expect(last(...KNOWN, turn(1, head(9)))).toEqual([{ type: 'advance', from: 7 }])
})

test('fills an empty stream with what it would keep', () => {
  expect(run(turn(0, head(9)), answered(0, NO_ID), looked(NO_ID, 9)).state.at).toBe(3)
})

test('looks at an idle stream every five seconds', () => {
  const idle = [...KNOWN, settled(9, true)]
  expect(last(...idle, turn(4_999, head(9)))).toEqual([])
  expect(last(...idle, turn(5_000, head(9)))).toEqual([{ type: 'look' }])
})

test('counts a flush once, though several calls were under way', () => {
  const flushed = [...KNOWN, settled(8, false), settled(9, false, false)]
  const { state } = run(...flushed)
  expect([state.at, state.counts]).toEqual([undefined, { added: 0, calls: 0, refills: 1, refusals: 0 }])
  expect(last(...flushed, turn(1, head(9)))).toEqual([{ type: 'look' }])
})

test('moves over a page that holds nothing for its audience, unless a call before it failed', () => {
  const nothing = (isAsExpected: boolean): StreamInput => ({
    type: 'settled',
    to: 9,
    count: 0,
    answer: undefined,
    isAsExpected,
  })
  expect(run(...KNOWN, nothing(true)).state.at).toBe(9)
  expect(run(...KNOWN, nothing(false)).state.at).toBe(7)
})

test('waits five seconds after a refusal and one after the ledger, and asks for the end again', () => {
  const refused: readonly StreamInput[] = [...KNOWN, { type: 'refused', now: 100, code: 'OOM' }]
  expect(streamStats(run(...refused).state, 'main', head(9))).toMatchObject({
    state: 'refused',
    refusal: 'OOM',
    refusals: 1,
  })
  expect(last(...refused, turn(5_099, head(9)))).toEqual([])
  expect(last(...refused, turn(5_100, head(9)))).toEqual([{ type: 'look' }])
  expect(streamStats(run(...refused, answered(5_100, '7-0')).state, 'main', head(9)).refusal).toBeUndefined()
  const unread: readonly StreamInput[] = [...KNOWN, { type: 'ledger-unread', now: 100, code: 'TIMEOUT' }]
  expect(last(...unread, turn(1_100, head(9)))).toEqual([{ type: 'look' }])
  expect(streamStats(run(...unread).state, 'main', head(9))).toMatchObject({ state: 'unknown', ledger: 'TIMEOUT' })
})

test('asks again on a new connection, without waiting for what the old one refused', () => {
  const again: readonly StreamInput[] = [...KNOWN, { type: 'refused', now: 100, code: 'OOM' }, { type: 'reconnected' }]
  expect(last(...again, turn(101, head(9)))).toEqual([{ type: 'look' }])
})

test('begins another stream for another epoch, and rests while another process follows the account', () => {
  const begun = run(...KNOWN, turn(1, head(2, OTHER))).state
  expect(begun).toMatchObject({ epoch: OTHER, at: undefined, lastId: NO_ID, publishedTo: -1, claimed: false })
  expect(last(...KNOWN, turn(1, head(9), false))).toEqual([])
  expect(last(...KNOWN, turn(1, head(9), false), turn(2, head(9)))).toEqual([{ type: 'look' }])
})

test('shows how far behind it is, and which stream supersedes it', () => {
  const { state } = run(...KNOWN)
  expect(streamStats(state, 'main', head(9))).toMatchObject({ state: 'behind', seq: 7, lag: 2 })
  expect(streamStats({ ...state, pointer: OTHER }, 'main', head(7))).toMatchObject({
    state: 'following',
    supersededBy: OTHER,
  })
})
