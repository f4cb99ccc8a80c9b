/** Pushed changes before, beside and after a read of the balance, and what the sequence keeps of them. */

import { decimal, zero } from '@spotdeck/exact'
import type { Balance, BalanceChange } from '@spotdeck/ledger'
import { describe, expect, it } from 'vitest'
import { CLOCK_MARGIN_MS, LAG_MS } from '../base/margins.ts'
import {
  CHAIN_WAIT_MS,
  EMPTY_SEQUENCE,
  type PendingChange,
  type Sequence,
  WAITING_PER_ASSET,
  afterRead,
  applyChange,
  changesOf,
  echoesIn,
  isReverted,
  markUncertain,
  mayLag,
  overdue,
  sameChange,
  withoutOldEchoes,
} from './sequence.ts'

const balance = (free: number): Balance => ({ free: decimal(String(free)), locked: zero() })
/** A change to `free` by `step`, made at `time`. */
const change = (free: number, step: number, time: number, over: Partial<BalanceChange> = {}): BalanceChange => ({
  asset: 'USDT',
  ...balance(free),
  freeChange: decimal(String(step)),
  lockedChange: zero(),
  reason: 'DEPOSIT',
  time,
  ...over,
})
const push = (one: BalanceChange, receivedAt = one.time): PendingChange => ({
  change: one,
  madeAt: one.time,
  receivedAt,
})
const waitingIn = (sequence: Sequence) => (sequence.waiting.get('USDT') ?? []).map(({ change: { free } }) => free)

describe('a change that does not start where the balance is', () => {
  const late = push(change(12, 1, 10_000))

  it('waits for its predecessor, and both are applied when it comes', () => {
    const first = applyChange(EMPTY_SEQUENCE, balance(10), late)
    expect([first.accepted, waitingIn(first.sequence)]).toEqual([[], ['12']])
    const next = applyChange(first.sequence, balance(10), push(change(11, 1, 9_990), 10_020))
    expect([next.accepted.map(({ free }) => free), waitingIn(next.sequence)]).toEqual([['11', '12'], []])
    expect(next.sequence.newest.get('USDT')).toBe(10_000)
    expect(changesOf(next.sequence, 'USDT').map(({ free }) => free)).toEqual(['11', '12'])
    expect(overdue(next.sequence, 99_000)).toEqual([])
  })

  it('is overdue when it has waited too long, and at once where too many wait', () => {
    const { sequence } = applyChange(EMPTY_SEQUENCE, balance(10), late)
    expect(overdue(sequence, 10_000 + CHAIN_WAIT_MS - 1)).toEqual([])
    expect(overdue(sequence, 10_000 + CHAIN_WAIT_MS)).toEqual(['USDT'])
    const { sequence: two } = applyChange(sequence, balance(10), push(change(30, 1, 10_000 + CHAIN_WAIT_MS)))
    expect(overdue(two, 10_000 + CHAIN_WAIT_MS)).toEqual(['USDT'])
    const many = (count: number) =>
      Array.from({ length: count }, (_, i) => push(change(100 + 2 * i, 1, 10_000 + i))).reduce(
        (before, one) => applyChange(before, balance(10), one).sequence,
        EMPTY_SEQUENCE,
      )
    expect(overdue(many(WAITING_PER_ASSET), 10_100)).toEqual([])
    expect(overdue(many(WAITING_PER_ASSET + 1), 10_100)).toEqual(['USDT'])
  })

  it('begins at nothing where the asset was not held', () => {
    expect(applyChange(EMPTY_SEQUENCE, undefined, push(change(5, 5, 10_000))).accepted).toHaveLength(1)
    expect(applyChange(EMPTY_SEQUENCE, undefined, push(change(5, 1, 10_000))).accepted).toEqual([])
  })

  it('stays where its time is in the future, though its predecessor came: a read decides', () => {
    const future = push(change(12, 1, 10_000 + CLOCK_MARGIN_MS + 1), 10_000)
    const { sequence } = applyChange(EMPTY_SEQUENCE, balance(10), future)
    const next = applyChange(sequence, balance(10), push(change(11, 1, 10_000)))
    expect([next.accepted.map(({ free }) => free), waitingIn(next.sequence)]).toEqual([['11'], ['12']])
    const ahead = push(change(12, 1, 10_000 + CLOCK_MARGIN_MS), 10_000)
    const first = applyChange(EMPTY_SEQUENCE, balance(10), ahead).sequence
    expect(applyChange(first, balance(10), push(change(11, 1, 10_000))).accepted).toHaveLength(2)
  })

  it('is applied where it fits and is a second older than the newest, and not where it is older than that', () => {
    const { sequence } = applyChange(EMPTY_SEQUENCE, balance(10), push(change(11, 1, 10_000)))
    const older = (time: number) => applyChange(sequence, balance(11), push(change(12, 1, time), 10_100))
    expect([older(9_000).accepted.length, older(8_999).accepted.length]).toEqual([1, 0])
  })

  it('keeps other assets as they are', () => {
    const other = push(change(9, 1, 10_000, { asset: 'MX' }))
    const first = applyChange(EMPTY_SEQUENCE, undefined, other).sequence
    const { sequence } = applyChange(first, balance(10), late)
    expect([...sequence.waiting.keys()]).toEqual(['MX', 'USDT'])
  })
})

describe('a change of before a read', () => {
  const read = { t0: 50_000, t1: 50_100 }
  const sequence: Sequence = { ...EMPTY_SEQUENCE, read }
  const told = (one: BalanceChange, at = balance(10)) => applyChange(sequence, at, push(one, 50_200))

  it('is in the balance already: surely where it leads elsewhere', () => {
    const before = change(7, 1, read.t0 - CLOCK_MARGIN_MS - 1)
    const { accepted, contained, sequence: next } = told(before)
    expect([accepted, contained, changesOf(next, 'USDT')]).toEqual([[], before, [before]])
    expect(next.doubts.size).toBe(0)
  })

  it('is in doubt where it would fit', () => {
    const before = change(11, 1, read.t0 - CLOCK_MARGIN_MS - 1)
    const { accepted, contained, sequence: next } = told(before)
    expect([accepted, contained]).toEqual([[], before])
    expect(next.doubts.get('USDT')).toBe(50_200)
  })

  it('or made while it ran is in it where it leads to the very balance, which another read decides', () => {
    for (const time of [read.t0 - CLOCK_MARGIN_MS, read.t1 + CLOCK_MARGIN_MS]) {
      const beside = change(10, 1, time)
      const { accepted, contained, sequence: next } = told(beside)
      expect([accepted, contained, next.doubts.get('USDT')]).toEqual([[], beside, 50_200])
    }
    const after = told(change(10, 1, read.t1 + CLOCK_MARGIN_MS + 1))
    expect([after.contained, waitingIn(after.sequence)]).toEqual([undefined, ['10']])
    expect(told(change(11, 1, read.t1)).accepted).toHaveLength(1)
    expect(waitingIn(told(change(9, 1, read.t1)).sequence)).toEqual(['9'])
  })

  it('and known already is dropped without a doubt', () => {
    const before = change(11, 1, read.t0 - 5_000)
    const first = told(before).sequence
    const again = applyChange({ ...first, doubts: new Map() }, balance(10), push(before, 50_300))
    expect([again.accepted, again.contained, again.sequence.doubts.size]).toEqual([[], undefined, 0])
    expect(changesOf(again.sequence, 'USDT')).toHaveLength(1)
  })
})

describe('after a read', () => {
  const read = { t0: 50_000, t1: 50_100 }

  it('the changes that fit nowhere wait, those in it are known, and doubts of before it are over', () => {
    const doubted = markUncertain(markUncertain(EMPTY_SEQUENCE, 'OLD', 48_750), 'NEW', 48_751)
    const [accepted, contained] = [change(11, 1, 50_500), change(10, 1, 49_000)]
    const left = [push(change(30, 1, 50_600)), push(change(40, 1, 50_700))]
    const after = afterRead(doubted, read, [push(accepted)], left, [contained])
    expect(waitingIn(after)).toEqual(['30', '40'])
    expect(changesOf(after, 'USDT')).toEqual([contained, accepted])
    expect(after.taken.get('USDT')?.map(({ at }) => at)).toEqual([50_100, 50_500])
    expect([...after.doubts.keys()]).toEqual(['NEW'])
    expect([after.newest.get('USDT'), after.read]).toEqual([50_500, read])
    expect(afterRead(after, read, [push(change(12, 1, 50_400))], []).newest.get('USDT')).toBe(50_500)
  })

  it('that equals the balance before a change of the last seconds, the read may be older than the change', () => {
    const { sequence } = applyChange(EMPTY_SEQUENCE, balance(10), push(change(11, 1, 9_000), 10_000))
    const lags = (free: number, now: number, asset = 'USDT') => mayLag(sequence, { asset, balance: balance(free) }, now)
    expect([lags(10, 10_000), lags(10, 10_000 + LAG_MS - 1), lags(10, 10_000 + LAG_MS)]).toEqual([true, true, false])
    expect([lags(11, 10_000), lags(10, 10_000, 'MX')]).toEqual([false, false])
  })
})

describe('a balance that was read', () => {
  it('is reverted where it is the one before a known change, and not the newest', () => {
    const [up, on, back] = [change(11, 1, 1), change(12, 1, 2), change(11, -1, 3)]
    expect([isReverted([up, on], balance(10)), isReverted([up, on], balance(11))]).toEqual([true, true])
    expect([isReverted([up, on], balance(12)), isReverted([up, on], balance(13))]).toEqual([false, false])
    expect([isReverted([up, on, back], balance(11)), isReverted([], balance(10))]).toEqual([false, false])
  })
})

describe('a change that was sent again', () => {
  const one = change(11, 1, 10_000)

  it('equals the other in every field', () => {
    expect(sameChange(one, { ...one, sentAt: 7 })).toBe(true)
    const others: readonly Partial<BalanceChange>[] = [
      { asset: 'MX' },
      { free: decimal('12') },
      { locked: decimal('1') },
      { freeChange: decimal('2') },
      { lockedChange: decimal('1') },
      { reason: 'ENTRUST' },
      { time: 10_001 },
    ]
    expect(others.map((over) => sameChange(one, { ...one, ...over }))).toEqual(others.map(() => false))
  })

  it('is found among those that were applied, and among each other', () => {
    const [first, again, other] = [push(one), push({ ...one }), push(change(11, 1, 10_000, { reason: 'ENTRUST' }))]
    expect([...echoesIn([], [first, other, again])]).toEqual([again])
    expect([...echoesIn([one], [first, other])]).toEqual([first])
    expect([...echoesIn([], [])]).toEqual([])
  })

  it('waits no longer than for what might lead to it', () => {
    const applied = applyChange(EMPTY_SEQUENCE, balance(10), push(one))
    const { sequence, accepted } = applyChange(applied.sequence, one, push(one, 10_050))
    expect([accepted, waitingIn(sequence)]).toEqual([[], ['11']])
    expect(waitingIn(withoutOldEchoes(sequence, 10_050 + CHAIN_WAIT_MS - 1))).toEqual(['11'])
    expect(withoutOldEchoes(sequence, 10_050 + CHAIN_WAIT_MS).waiting.size).toBe(0)
    const { sequence: waiting } = applyChange(EMPTY_SEQUENCE, balance(10), push(change(20, 1, 10_000)))
    expect(waitingIn(withoutOldEchoes(waiting, 99_000))).toEqual(['20'])
  })

  it('is known among the newest 64 of its asset', () => {
    const steps = Array.from({ length: 65 }, (_, i) => push(change(11 + i, 1, 10_000 + i)))
    const { sequence } = steps.reduce(
      (before, step) => {
        const taken = applyChange(before.sequence, before.at, step)
        return { sequence: taken.sequence, at: taken.accepted.at(-1) ?? before.at }
      },
      { sequence: EMPTY_SEQUENCE, at: balance(10) },
    )
    const known = changesOf(sequence, 'USDT')
    expect([known.length, known[0]?.free, known.at(-1)?.free]).toEqual([64, '12', '75'])
  })
})
