/** The state as stored rows: each commit writes what its events changed and nothing else, and a start reads it all back. */

import { decimal, zero } from '@spotdeck/exact'
import { describe, expect, it } from 'vitest'
import { type EventDraft, record } from './apply.ts'
import { type StateRow, allRows, stateFromRows, touchedRows } from './rows.ts'
import { EMPTY_STATE, type LedgerState } from './state.ts'
import { dealOf, orderOf } from './testing/records.ts'

const NOW = 1_700_000_000_000
const DAY_MS = 86_400_000
const stream = { time: NOW, source: 'stream' } as const
const rest = { time: NOW, source: 'rest' } as const
const amount = (text: string) => decimal<'asset'>(text)

const changed = (asset: string, free: string, change: string, reason: string): EventDraft => ({
  ...stream,
  type: 'asset.changed',
  change: {
    asset,
    free: amount(free),
    locked: zero(),
    freeChange: amount(change),
    lockedChange: zero(),
    reason,
    time: NOW,
  },
})
const status = (state: 'live' | 'stale', code: string): EventDraft => ({
  ...rest,
  type: 'status.changed',
  status: { state, code, params: {}, since: NOW },
})
const told = (id: string, asset: string, time = NOW): EventDraft => ({
  ...rest,
  type: 'flow.told',
  flow: { id, asset, change: amount('3'), reason: 'DEPOSIT', time },
})
/** A listed withdrawal of 10 ADA, 1 of them its fee, and the push of the other 9. */
const withdrawn: EventDraft = {
  ...rest,
  type: 'flow.told',
  flow: { id: 'w1', asset: 'ADA', change: amount('-10'), reason: 'WITHDRAW', time: NOW, fee: amount('1') },
}
const covered = (kind: 'deals' | 'flows', from: number): EventDraft => ({
  ...rest,
  type: 'coverage.marked',
  window: { kind, from, state: 'complete' },
})
const order = (id: string, executed: string, state: 'NEW' | 'FILLED' = 'NEW'): EventDraft => ({
  ...stream,
  type: 'order.updated',
  order: orderOf(id, executed, state),
})
const deal = (id: string, orderId: string, quantity = '5'): EventDraft => ({
  ...stream,
  type: 'deal.added',
  deal: { ...dealOf(id, orderId, quantity), time: NOW, fee: amount('0.1'), feeAsset: 'BTC' },
  namedBy: 'stream',
})
const revalued = (isPriced: boolean, time: number): EventDraft => ({
  ...rest,
  type: 'valuation.changed',
  change: { asset: 'KAS', isPriced, quantity: amount('4'), unitPrice: decimal('2'), time },
})
const noted = (change: string): EventDraft => ({
  ...rest,
  type: 'unexplained.noted',
  note: { asset: 'MX', change: amount(change), since: NOW, unitPrice: decimal('2') },
})

/** Commits of every kind of event, each with the keys of the rows that it changes besides `head`. */
const COMMITS: readonly (readonly [name: string, drafts: readonly EventDraft[], keys: readonly string[]])[] = [
  ['a balance before the first start', [changed('MX', '5', '5', 'RECONCILED')], ['asset:MX']],
  ['coverage of one kind', [covered('deals', 1)], ['coverage:deals']],
  ['coverage of another', [covered('flows', 2)], ['coverage:flows']],
  ['the first start, which opens every asset', [status('live', 'LIVE')], ['asset:MX']],
  ['another status', [status('stale', 'SOCKET_CLOSED')], []],
  ['the time up to which all is known', [{ ...rest, type: 'account.checked', at: NOW - 5 }], []],
  ['an order', [order('o1', '0')], ['order:o1', 'symbol:MXUSDT']],
  ['a part of it', [deal('1X1', 'o1')], ['asset:BTC', 'asset:MX', 'asset:USDT', 'order:o1', 'symbol:MXUSDT']],
  [
    'a second name of a deal',
    [{ ...rest, type: 'deal.named', orderId: 'o1', tradeId: '1X1', side: 'BUY', alias: '9' }],
    ['order:o1'],
  ],
  ['its end', [order('o1', '5', 'FILLED')], ['order:o1']],
  [
    'a deal that is dropped',
    [{ ...stream, type: 'deal.dropped', deal: dealOf('1X1', 'o1', '5') }],
    ['asset:MX', 'asset:USDT'],
  ],
  ['a deposit without a price', [changed('ETH', '2', '2', 'DEPOSIT')], ['asset:ETH', 'flow:ETH']],
  [
    'its price',
    [{ ...rest, type: 'flow.priced', flow: { of: 11, asset: 'ETH', change: amount('2'), unitPrice: decimal('7') } }],
    ['flow:ETH'],
  ],
  ['a listed deposit', [told('d1', 'SOL')], ['asset:SOL', 'flow:SOL', 'told:d1']],
  ['its push', [changed('SOL', '3', '3', 'DEPOSIT')], ['asset:SOL', 'told:d1']],
  ['a listed withdrawal', [withdrawn], ['asset:ADA', 'flow:ADA', 'told:w1']],
  ['its push without the fee', [changed('ADA', '1', '-9', 'WITHDRAW')], ['asset:ADA', 'told:w1']],
  ['another listed deposit', [told('d2', 'XRP')], ['asset:XRP', 'flow:XRP', 'told:d2']],
  [
    'an order that is set aside',
    [order('o2', '9', 'FILLED'), { ...rest, type: 'order.set-aside', orderId: 'o2', symbol: 'MXUSDT' }],
    ['lacking:o2', 'order:o2'],
  ],
  [
    'an order that is recalled',
    [
      {
        ...rest,
        type: 'order.recalled',
        orderId: 'o2',
        tracked: { order: orderOf('o2', '9'), deals: [], dealt: zero(), since: 1 },
      },
    ],
    ['lacking:o2', 'order:o2'],
  ],
  ['an adjustment', [noted('3')], [`note:MX ${NOW}`]],
  ['its reversal', [noted('-3')], [`note:MX ${NOW}`]],
  [
    'opening prices',
    [{ ...rest, type: 'opening.priced', prices: { MX: decimal('2'), BTC: decimal('9') } }],
    ['price:BTC', 'price:MX'],
  ],
  ['an asset that lost its price', [revalued(false, NOW)], ['unvalued:KAS', `valuation:KAS ${NOW}`]],
  ['an asset that has one again', [revalued(true, NOW + 1)], ['unvalued:KAS', `valuation:KAS ${NOW + 1}`]],
  ['prices of a deal', [{ ...rest, type: 'deal.priced', orderId: 'o1', tradeId: '1X1', side: 'BUY', prices: {} }], []],
]

/** As a store has them: text, without the rows that were deleted. */
function stored(into: Map<string, string>, rows: readonly StateRow[]): void {
  for (const [key, value] of rows)
    if (value === undefined) into.delete(key)
    else into.set(key, JSON.stringify(value))
}
const read = (rows: ReadonlyMap<string, string>): LedgerState =>
  stateFromRows([...rows].map(([key, value]) => [key, JSON.parse(value) as unknown]))
/** Rows that differ, without `head`, which every commit writes. */
const changedKeys = (before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): readonly string[] =>
  [...new Set([...before.keys(), ...after.keys()])]
    .filter((key) => key !== 'head' && before.get(key) !== after.get(key))
    .sort()

describe('rows of a state', () => {
  it('hold whatever the events changed, and a commit writes little more than that', () => {
    let state = EMPTY_STATE
    const disk = new Map<string, string>()
    for (const [name, drafts, keys] of COMMITS) {
      const before = new Map(disk)
      const next = record(state, drafts, NOW + 1_000)
      const rows = touchedRows(state, next.state, next.events)
      stored(disk, rows)
      const whole = new Map<string, string>()
      stored(whole, allRows(next.state))
      expect({ name, changed: changedKeys(before, disk) }).toEqual({ name, changed: [...keys].sort() })
      expect({ name, rows: new Map([...disk].sort()) }).toEqual({ name, rows: new Map([...whole].sort()) })
      expect({ name, state: read(disk) }).toEqual({ name, state: next.state })
      const idle = rows.filter(([key]) => key !== 'head' && !keys.includes(key))
      if (state.birth === next.state.birth) expect(idle.length).toBeLessThanOrEqual(2)
      state = next.state
    }
  })

  it('of a pending flow are deleted once its push can come no more', () => {
    const first = record(EMPTY_STATE, [status('live', 'LIVE'), told('d1', 'SOL')], NOW)
    const disk = new Map<string, string>()
    stored(disk, touchedRows(EMPTY_STATE, first.state, first.events))
    const next = record(first.state, [told('d2', 'SOL', NOW + 2 * DAY_MS)], NOW + 2 * DAY_MS)
    stored(disk, touchedRows(first.state, next.state, next.events))
    expect([...disk.keys()].filter((key) => key.startsWith('told:'))).toEqual(['told:d2'])
    expect(read(disk)).toEqual(next.state)
  })

  it('of a state before its first start are those of an account that was never checked', () => {
    const rows = allRows(EMPTY_STATE)
    expect(rows.map(([key]) => key)).toEqual(['head'])
    expect(Object.keys(rows[0]?.[1] as object)).toEqual(['n', 'seq', 'status', 'dealCount', 'netDeposits'])
    expect(stateFromRows(rows)).toEqual(EMPTY_STATE)
    expect(stateFromRows([])).toEqual(EMPTY_STATE)
  })
})
