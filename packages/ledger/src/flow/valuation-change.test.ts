import { decimal } from '@spotdeck/exact'
import { describe, expect, it } from 'vitest'
import { type EventDraft, record } from '../apply.ts'
import { allRows, stateFromRows, touchedRows } from '../rows.ts'
import { EMPTY_STATE, type LedgerState } from '../state.ts'
import type { UnitPrice } from '../words.ts'
import {
  type ValuationChange,
  netRevalued,
  unvaluedAt,
  valuationChanges,
  valuationValue,
  valuedBy,
} from './valuation-change.ts'

const usd = (text: string): UnitPrice => decimal<'USDT per unit'>(text)
const held = (free: string): EventDraft => ({
  type: 'asset.changed',
  time: 1_000,
  source: 'rest',
  change: {
    asset: 'NEW',
    free: decimal(free),
    locked: decimal('0'),
    freeChange: decimal(free),
    lockedChange: decimal('0'),
    reason: 'RECONCILED',
    time: 1_000,
  },
})

/** The state after the changes that are due at `time`, and the rows that the commit writes. */
function look(state: LedgerState, time: number, price?: string, last?: string): LedgerState {
  const of = (text: string | undefined) => () => (text === undefined ? undefined : usd(text))
  const changes = valuationChanges(state, { priceOf: of(price), lastPriceOf: of(last), time })
  const drafts = changes.map((change): EventDraft => ({
    type: 'valuation.changed',
    change,
    time,
    source: 'inferred',
  }))
  const next = record(state, drafts, time)
  const rows = new Map([...allRows(state), ...touchedRows(state, next.state, next.events)])
  expect(stateFromRows([...rows].filter(([, value]) => value !== undefined))).toEqual(next.state)
  return next.state
}

describe('an asset without a price', () => {
  const unlisted = look(record(EMPTY_STATE, [held('10')], 1_000).state, 2_000)

  it('is no part of equity, even with a price, until the change is recorded', () => {
    expect([...unlisted.unvalued]).toEqual([['NEW', 2_000]])
    expect(valuedBy(unlisted, () => usd('2'))('NEW')).toBeUndefined()
    expect(netRevalued(unlisted.valuations.values())).toBe('0')
    expect(look(unlisted, 3_000)).toEqual(unlisted)
  })

  it('enters equity with its first price, and leaves it with its last', () => {
    const listed = look(unlisted, 5_000, '2')
    expect(netRevalued(listed.valuations.values())).toBe('20')
    expect(valuedBy(listed, () => usd('2'))('NEW')).toBe('2')
    const gone = look(listed, 9_000, undefined, '3')
    expect(netRevalued(gone.valuations.values())).toBe('-10')
    expect(netRevalued(look(gone, 12_000, '1').valuations.values())).toBe('0')
  })

  it('that is held no more changes nothing when it gets a price', () => {
    const sold = record(unlisted, [held('0')], 3_000).state
    const listed = look(sold, 5_000, '2')
    expect([netRevalued(listed.valuations.values()), listed.unvalued.size]).toEqual(['0', 0])
  })

  it('is told apart by time: before it was listed, between, and after', () => {
    const again = look(look(unlisted, 5_000, '2'), 9_000, undefined, '3')
    const isOut = unvaluedAt(again.valuations.values())
    expect([500, 3_000, 6_000, 9_500].map((time) => isOut('NEW', time))).toEqual([true, true, false, true])
    expect(isOut('MX', 3_000)).toBe(false)
  })

  const change = (isPriced: boolean, time: number, unitPrice?: string): ValuationChange => ({
    asset: 'A',
    isPriced,
    quantity: decimal('1'),
    time,
    unitPrice: unitPrice === undefined ? undefined : usd(unitPrice),
  })

  it('is in equity from the moment of its listing on, in whatever order the changes are given', () => {
    const changes = [change(false, 9_000, '3'), change(true, 5_000, '2'), change(false, 2_000)]
    for (const given of [changes, changes.toReversed()]) {
      const isOut = unvaluedAt(given)
      expect([4_999, 5_000, 8_999, 9_000].map((time) => isOut('A', time))).toEqual([true, false, false, true])
    }
  })

  it('was in equity before it lost its price, unless it never had one', () => {
    expect(unvaluedAt([change(false, 9_000, '3')])('A', 5_000)).toBe(false)
    expect(unvaluedAt([change(false, 9_000)])('A', 5_000)).toBe(true)
    expect(unvaluedAt([change(true, 5_000, '2'), change(false, 9_000)])('A', 7_000)).toBe(false)
  })

  it('of which nothing is held moves no value and needs no change', () => {
    const none = record(EMPTY_STATE, [held('0')], 1_000).state
    expect(valuationChanges(none, { priceOf: () => undefined, lastPriceOf: () => usd('2'), time: 2_000 })).toEqual([])
    expect(valuationValue({ ...change(true, 1), quantity: decimal('0') })).toBe('0')
    expect(valuationValue(change(true, 1))).toBeUndefined()
  })
})
