import { decimal } from '@spotdeck/exact'
import { type Balance, type BalanceChange, NO_BALANCE } from '@spotdeck/ledger'
import { describe, expect, it } from 'vitest'
import { EMPTY_SEQUENCE, overdue, applyChange, withoutOldEchoes } from './sequence.ts'

const change = (free: string, freeChange: string, reason: string): BalanceChange => ({
  asset: 'USDT',
  free: decimal(free),
  locked: decimal(String(100 - Number(free))),
  freeChange: decimal(freeChange),
  lockedChange: decimal(String(-Number(freeChange))),
  reason,
  time: 5,
})
const place = change('90', '-10', 'ENTRUST_PLACE')
const cancel = change('100', '10', 'ENTRUST_CANCEL')
const start: Balance = { free: decimal('100'), locked: NO_BALANCE.locked }

function takeAll(changes: readonly BalanceChange[]) {
  let sequence = EMPTY_SEQUENCE
  let balance = start
  let count = 0
  for (const one of changes) {
    const taken = applyChange(sequence, balance, { change: one, madeAt: 5, receivedAt: 5 })
    sequence = taken.sequence
    balance = taken.accepted.at(-1) ?? balance
    count += taken.accepted.length
  }
  return { sequence, balance, count }
}

describe('pushes that equal each other in every field', () => {
  it('are each a change if they chain, and are verified over REST as soon as a read can decide', () => {
    const { sequence, balance, count } = takeAll([place, cancel, place])
    expect({ count, free: balance.free }).toEqual({ count: 3, free: '90' })
    expect(overdue(sequence, 500)).toEqual([])
    expect(overdue(sequence, 1_300)).toEqual(['USDT'])
  })

  it('are each a change although the second overtook what came between them', () => {
    const { balance, count } = takeAll([place, place, cancel])
    expect({ count, free: balance.free }).toEqual({ count: 3, free: '90' })
  })

  it('are one change if only a later change leads to the second', () => {
    const back = change('100', '10', 'DEPOSIT')
    let sequence = EMPTY_SEQUENCE
    const take = (one: BalanceChange, madeAt: number, at: Balance) => {
      const taken = applyChange(sequence, at, { change: one, madeAt, receivedAt: 90 })
      sequence = taken.sequence
      return taken.accepted
    }
    expect(take(place, 5, start)).toEqual([place])
    expect(take(place, 5, place)).toEqual([])
    expect(take(back, 60, place)).toEqual([back])
  })

  it('are verified over REST at once if their time is ahead', () => {
    const { sequence } = takeAll([place, cancel, place])
    expect(overdue(sequence, -60_000)).toEqual(['USDT'])
  })

  it('from the future wait for a read: on the estimated clock they would seem old', () => {
    const { sequence, accepted, contained } = applyChange(EMPTY_SEQUENCE, start, {
      change: place,
      madeAt: 60_000,
      receivedAt: 5,
    })
    expect({ accepted, contained }).toEqual({ accepted: [], contained: undefined })
    expect(overdue(sequence, 300)).toEqual(['USDT'])
  })

  it('are one change if the second continues no balance, without a REST read', () => {
    const { sequence, count } = takeAll([place, place])
    expect(count).toBe(1)
    expect(overdue(sequence, 300)).toEqual([])
    expect(withoutOldEchoes(sequence, 300).waiting.size).toBe(0)
  })
})

describe('a push that is older than the newest applied change', () => {
  const deposit = { ...change('100', '10', 'DEPOSIT'), locked: NO_BALANCE.locked, lockedChange: NO_BALANCE.locked }
  const take = (first: BalanceChange, older: BalanceChange, madeAt: number) => {
    const { sequence } = applyChange(
      EMPTY_SEQUENCE,
      { ...start, free: decimal('90') },
      {
        change: first,
        madeAt: 10_000,
        receivedAt: 10_050,
      },
    )
    return applyChange(sequence, first, { change: older, madeAt, receivedAt: 10_100 })
  }

  it('is not applied even if it continues the balance, and REST decides', () => {
    const older = { ...place, time: 4_000 }
    const { accepted, contained, sequence } = take(deposit, older, 4_000)
    expect({ accepted, contained }).toEqual({ accepted: [], contained: older })
    expect(overdue(sequence, 11_400)).toEqual(['USDT'])
  })

  it('is not applied if it does not continue the balance, even if it is only slightly older', () => {
    const older = { ...change('70', '-10', 'ENTRUST_PLACE'), time: 9_990 }
    expect(take(deposit, older, 9_990).accepted).toEqual([])
    expect(take(deposit, older, 9_990).sequence.waiting.size).toBe(0)
  })

  it('is applied if it continues the balance and is older by at most the skew of the exchange’s clocks', () => {
    const older = { ...place, time: 9_500 }
    expect(take(deposit, older, 9_500).accepted).toEqual([older])
  })
})
