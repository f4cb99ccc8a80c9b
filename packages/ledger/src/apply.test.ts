import { add, decimal, subtract, zero } from '@spotdeck/exact'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type EventDraft, apply, applyAll, record, unadjusted, unclassified, unexplained } from './apply.ts'
import { reconciledChange } from './asset/asset.ts'
import type { Deal } from './deal/deal.ts'
import { LedgerError } from './ledger-error.ts'
import type { Order } from './order/order.ts'
import { allRows, stateFromRows, touchedRows } from './rows.ts'
import { EMPTY_STATE, type LedgerState } from './state.ts'
import { dealOf, orderOf } from './testing/records.ts'

const stream = { time: 5_000, source: 'stream' } as const
const amount = (text: string) => decimal<'asset'>(text)

function changed(asset: string, free: string, freeChange: string, reason: string): EventDraft {
  const change = {
    asset,
    free: amount(free),
    locked: zero<'asset'>(),
    freeChange: amount(freeChange),
    lockedChange: zero<'asset'>(),
    reason,
    time: 5_000,
  }
  return { ...stream, type: 'asset.changed', change, ...(asset === 'MX' ? { unitPrice: decimal('2') } : {}) }
}
const live = (since: number): EventDraft => ({
  ...stream,
  type: 'status.changed',
  status: { state: 'live', code: 'LIVE', params: {}, since },
})

const added = (value: Deal): EventDraft => ({ ...stream, type: 'deal.added', deal: value, namedBy: 'stream' })
const updated = (value: Order): EventDraft => ({ ...stream, type: 'order.updated', order: value })

const happening: fc.Arbitrary<EventDraft> = fc.oneof(
  fc
    .record({
      asset: fc.constantFrom('MX', 'USDT'),
      free: fc.nat(99),
      reason: fc.constantFrom('ENTRUST', 'DEPOSIT', 'ODD'),
    })
    .map(({ asset, free, reason }) => changed(asset, String(free), '1', reason)),
  fc
    .record({ id: fc.constantFrom('a', 'b', 'c'), executed: fc.constantFrom('0', '5', '10'), open: fc.boolean() })
    .map(({ id, executed, open }) => updated(orderOf(id, executed, open ? 'NEW' : 'FILLED'))),
  fc
    .record({ id: fc.nat(99), order: fc.constantFrom('a', 'b', 'c') })
    .map(({ id, order: of }) => added(dealOf(`${id}X1`, of, '5'))),
  fc.nat(9_999).map(live),
  fc.nat(50).map((from): EventDraft => ({
    ...stream,
    type: 'coverage.marked',
    window: { kind: 'deals', from, to: from + 9, state: 'repaired' },
  })),
)

describe('the reducer', () => {
  it('replays a ledger whose dropped deals had no seq of their own', () => {
    const { events } = record(
      EMPTY_STATE,
      [
        live(1),
        added(dealOf('inferred-a', 'a', '5')),
        { ...stream, type: 'deal.dropped', deal: dealOf('inferred-a', 'a', '5') },
        live(2),
      ],
      9,
    )
    expect(events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4])
    const old = events.map((event) => (event.n < 3 ? event : { ...event, seq: event.seq - 1 }))
    expect(applyAll(EMPTY_STATE, old)).toMatchObject({ n: 4, seq: 3, dealCount: 0 })
    expect(() => applyAll(EMPTY_STATE, events.with(2, { ...live(2), n: 3, seq: 2, learntAt: 9 }))).toThrow(LedgerError)
  })

  it('gives the same state from the events again, and from the rows that each commit wrote', () => {
    fc.assert(
      fc.property(fc.array(fc.array(happening, { maxLength: 5 }), { maxLength: 12 }), (batches) => {
        let state = EMPTY_STATE
        const all = []
        const rows = new Map<string, unknown>()
        for (const batch of batches) {
          const next = record(state, batch, 6_000)
          all.push(...next.events)
          for (const [key, value] of touchedRows(state, next.state, next.events)) {
            if (value === undefined) rows.delete(key)
            else rows.set(key, JSON.parse(JSON.stringify(value)))
          }
          state = next.state
        }
        expect(applyAll(EMPTY_STATE, all)).toEqual(state)
        expect(all.reduce(apply, EMPTY_STATE)).toEqual(state)
        expect(stateFromRows(rows)).toEqual(state)
        expect(stateFromRows(allRows(state))).toEqual(state)
      }),
    )
  })

  it('numbers public events without a gap, and gives internal events no seq', () => {
    const fact: EventDraft = {
      ...stream,
      type: 'coverage.marked',
      window: { kind: 'deals', from: 1, state: 'complete' },
    }
    const { events } = record(EMPTY_STATE, [live(1), fact, fact, live(2)], 1)
    expect(events.map(({ n, seq }) => [n, seq])).toEqual([
      [1, 1],
      [2, 1],
      [3, 1],
      [4, 2],
    ])
  })

  it('refuses an event that is not the next one', () => {
    const { events } = record(EMPTY_STATE, [live(1), live(2)], 1)
    expect(() => applyAll(EMPTY_STATE, events.slice(1))).toThrow(LedgerError)
  })

  it('leaves the state before it untouched', () => {
    const first = record(EMPTY_STATE, [changed('MX', '5', '5', 'DEPOSIT')], 1).state
    const copy = JSON.stringify([...first.assets])
    record(first, [changed('MX', '9', '4', 'DEPOSIT')], 2)
    expect(JSON.stringify([...first.assets])).toBe(copy)
  })

  it('keeps an order until it is finished and its deals sum up', () => {
    const filled = record(EMPTY_STATE, [updated(orderOf('a', '10')), added(dealOf('1X1', 'a', '4'))], 1).state
    expect(filled.orders.get('a')).toMatchObject({ dealt: '4' })
    expect(record(filled, [added(dealOf('2X1', 'a', '6'))], 2).state.orders.size).toBe(0)
  })
})

describe('the explanation of a balance', () => {
  const start = (): LedgerState => {
    const opening = reconciledChange(
      'MX',
      { free: amount('0'), locked: amount('0') },
      { free: amount('50'), locked: amount('0') },
      1,
    )
    return record(EMPTY_STATE, [{ ...stream, type: 'asset.changed', change: opening }, live(5_000)], 1).state
  }

  it('values deposits at the price of the day and keeps them apart', () => {
    const state = record(start(), [changed('MX', '60', '10', 'DEPOSIT')], 2).state
    expect([state.netDeposits, unexplained(state, 'MX')]).toEqual(['20', '0'])
  })

  it('books unknown reasons as unclassified', () => {
    const state = record(start(), [changed('MX', '53', '3', 'ODD')], 2).state
    expect([state.netDeposits, unexplained(state, 'MX'), unclassified(state, 'MX')]).toEqual(['0', '0', '3'])
  })

  it('reports a change without a deal or flow, until the deal is found', () => {
    const lost = record(start(), [changed('MX', '60', '10', 'ENTRUST')], 2).state
    expect(unexplained(lost, 'MX')).toBe('10')
    expect(unexplained(record(lost, [added(dealOf('1X1', 'a', '10'))], 3).state, 'MX')).toBe('0')
  })

  it('applies a deal from before the first start to the opening balance, not to the present one', () => {
    const state = record(start(), [added({ ...dealOf('1X1', 'a', '10'), time: 1_000 })], 2).state
    expect(unexplained(state, 'MX')).toBe('0')
    expect(state.books.get('MX')?.opening).toBe(subtract(amount('50'), amount('10')))
    expect(add(state.books.get('MX')?.opening ?? zero<'asset'>(), amount('10'))).toBe('50')
  })
})

const BIRTH = 100_000_000
const bornWith = (total: string): LedgerState => {
  const none = { free: zero<'asset'>(), locked: zero<'asset'>() }
  const opening = reconciledChange('MX', none, { ...none, free: amount(total) }, BIRTH)
  return record(EMPTY_STATE, [{ ...stream, type: 'asset.changed', change: opening }, live(BIRTH)], BIRTH).state
}
const after = (state: LedgerState, ...happenings: readonly EventDraft[]): LedgerState =>
  record(state, happenings, BIRTH + 10_000).state
/** The balance of MX is read again and is another. */
const readAgain = (free: string, change: string, time: number): EventDraft => {
  const draft = changed('MX', free, change, 'RECONCILED')
  return draft.type === 'asset.changed' ? { ...draft, change: { ...draft.change, time } } : draft
}

describe('a deal from about the opening', () => {
  const openingOf = (state: LedgerState) => state.books.get('MX')?.opening
  const by = (source: 'rest' | 'stream' | 'import' | 'inferred', time: number, quantity = '10'): EventDraft => ({
    type: 'deal.added',
    deal: { ...dealOf('1X1', 'a', quantity), time },
    namedBy: source === 'stream' ? 'stream' : 'rest',
    time,
    source,
  })

  it('is part of the opening balance where the balance holds it already', () => {
    const state = after(bornWith('50'), by('rest', BIRTH + 900))
    expect([openingOf(state), unexplained(state, 'MX')]).toEqual(['40', '0'])
    expect(openingOf(after(bornWith('50'), by('stream', BIRTH - 500)))).toBe('40')
    expect(openingOf(after(bornWith('50'), by('rest', BIRTH - 1_000)))).toBe('40')
  })

  it('is a deal of its own where it came after it, is of another source, or explains what is open', () => {
    for (const later of [
      by('rest', BIRTH + 1_001),
      by('stream', BIRTH + 1),
      by('import', BIRTH),
      by('inferred', BIRTH),
    ]) {
      const state = after(bornWith('50'), later)
      expect([openingOf(state), unexplained(state, 'MX')]).toEqual(['50', '-10'])
    }
    const open = after(bornWith('50'), readAgain('60', '10', BIRTH + 500), by('rest', BIRTH + 900))
    expect([openingOf(open), unexplained(open, 'MX')]).toEqual(['50', '0'])
  })

  it('is a deal of its own while the balance is older than it, or there is none', () => {
    const early = { ...dealOf('1X1', 'a', '10'), time: BIRTH, symbol: 'ETHUSDT', baseAsset: 'ETH' }
    expect(
      after(bornWith('50'), { ...by('rest', BIRTH), type: 'deal.added', deal: early } as EventDraft).books.get('ETH')
        ?.opening,
    ).toBe('0')
    const [old] = record(EMPTY_STATE, [readAgain('50', '50', BIRTH - 5_000), live(BIRTH)], BIRTH).events
    const state = after(
      record(EMPTY_STATE, old === undefined ? [] : [old, live(BIRTH)], BIRTH).state,
      by('rest', BIRTH),
    )
    expect(openingOf(state)).toBe('50')
  })

  it('replays to the same state', () => {
    const first = record(EMPTY_STATE, [readAgain('50', '50', BIRTH), live(BIRTH)], BIRTH)
    const next = record(first.state, [by('rest', BIRTH + 900)], BIRTH + 2_000)
    expect(next.events[0]).toMatchObject({ past: true })
    expect(applyAll(EMPTY_STATE, [...first.events, ...next.events])).toEqual(next.state)
  })
})

describe('what the state keeps', () => {
  it('of an opening is the first: a later start changes nothing', () => {
    const state = after(bornWith('50'), readAgain('70', '20', BIRTH + 5_000), live(BIRTH + 6_000))
    expect([state.birth, state.books.get('MX')?.opening, unexplained(state, 'MX')]).toEqual([BIRTH, '50', '20'])
    const offline: EventDraft = {
      ...stream,
      type: 'status.changed',
      status: { state: 'offline', code: 'STOPPED', params: {}, since: 7 },
    }
    expect(record(EMPTY_STATE, [offline], 8).state).toMatchObject({ status: { code: 'STOPPED' } })
    expect(record(EMPTY_STATE, [offline], 8).state.birth).toBeUndefined()
    expect(unexplained(record(EMPTY_STATE, [readAgain('5', '5', 1)], 8).state, 'MX')).toBe('0')
  })

  it('of symbols is the newest time', () => {
    const at = (time: number): EventDraft => added({ ...dealOf(`${time}X1`, 'a', '1'), time })
    expect(after(bornWith('50'), at(9_000), at(7_000)).symbols.get('MXUSDT')).toBe(9_000)
    expect(after(bornWith('50'), at(7_000), at(9_000)).symbols.get('MXUSDT')).toBe(9_000)
  })

  it('of a deal includes its second name', () => {
    const named: EventDraft = {
      ...stream,
      type: 'deal.named',
      orderId: 'a',
      tradeId: '1X1',
      side: 'BUY',
      alias: 'f'.repeat(32),
    }
    const state = after(bornWith('50'), added(dealOf('1X1', 'a', '1')), added(dealOf('2X1', 'a', '1')), named)
    expect(state.orders.get('a')?.deals.map(({ alias }) => alias)).toEqual(['f'.repeat(32), undefined])
    const other = after(bornWith('50'), added(dealOf('1X1', 'a', '1')), { ...named, side: 'SELL' })
    expect(other.orders.get('a')?.deals[0]).not.toHaveProperty('alias')
    expect(after(bornWith('50'), named).orders.size).toBe(0)
  })

  it('of a dropped deal is nothing: neither in its order nor in the balances', () => {
    const dropped = (id: string, side: Deal['side'] = 'BUY'): EventDraft => ({
      ...stream,
      type: 'deal.dropped',
      deal: { ...dealOf(id, 'a', '4'), side, fee: decimal('1'), feeAsset: 'MX' },
    })
    const before = after(bornWith('50'), added({ ...dealOf('1X1', 'a', '4'), fee: decimal('1'), feeAsset: 'MX' }))
    expect(before.books.get('MX')).toMatchObject({ fees: '1' })
    const state = after(before, dropped('1X1'))
    expect(state.dealCount).toBe(0)
    expect(state.orders.get('a')).toMatchObject({ deals: [], dealt: '0' })
    expect(state.books.get('MX')).toMatchObject({ traded: '0', fees: '0' })
    expect(after(before, dropped('9X1')).orders.get('a')).toMatchObject({ dealt: '4' })
    expect(after(before, dropped('1X1', 'SELL')).orders.get('a')).toMatchObject({ dealt: '4' })
    expect(after(bornWith('50'), dropped('1X1')).orders.size).toBe(0)
  })

  it('of an old deal without an order is its effect alone: REST no longer returns the order', () => {
    const week = 7 * 86_400_000
    const late = (age: number) => record(EMPTY_STATE, [added(dealOf('1X1', 'a', '4'))], 9_000 + age).state
    expect(late(week).orders.has('a')).toBe(true)
    expect(late(week + 1).orders.has('a')).toBe(false)
    expect(late(week + 1).books.get('MX')?.traded).toBe('4')
    const told = record(
      EMPTY_STATE,
      [updated(orderOf('a', '10', 'NEW')), added(dealOf('1X1', 'a', '4'))],
      9_000 + 2 * week,
    )
    expect(told.state.orders.get('a')).toMatchObject({ dealt: '4' })
  })

  it('of a recalled order is all that was known, and it lacks nothing for the list any more', () => {
    const aside: EventDraft = { ...stream, type: 'order.set-aside', orderId: 'a', symbol: 'MXUSDT' }
    const lacking = after(bornWith('50'), aside)
    expect(lacking.lacking.get('a')).toEqual({ symbol: 'MXUSDT', since: 5_000 })
    const tracked = { order: orderOf('a', '10'), deals: [], dealt: decimal<'base'>('0'), since: 1 }
    const back = after(lacking, { ...stream, type: 'order.recalled', orderId: 'a', tracked })
    expect(back.lacking.size).toBe(0)
    expect(back.orders.get('a')).toEqual({ ...tracked, since: back.n })
  })

  it('of what is checked and priced is what was told last', () => {
    const state = after(
      bornWith('50'),
      { ...stream, type: 'account.checked', at: 77 },
      { ...stream, type: 'opening.priced', prices: { MX: decimal('2'), BTC: decimal('60000') } },
    )
    expect(state.checkedAt).toBe(77)
    expect([...state.openingPrices]).toEqual([
      ['MX', '2'],
      ['BTC', '60000'],
    ])
  })

  it('of flows without a price is their amount, of USDT its value', () => {
    const state = after(
      bornWith('50'),
      changed('BTC', '1', '1', 'DEPOSIT'),
      changed('BTC', '3', '2', 'DEPOSIT'),
      changed('USDT', '7', '7', 'DEPOSIT'),
    )
    expect([...state.unpricedFlows]).toEqual([['BTC', '3']])
    expect([state.netDeposits, state.books.get('BTC')?.flows]).toEqual(['7', { DEPOSIT: '3' }])
  })

  it('of amounts that nothing explains is what no note records', () => {
    const open = after(bornWith('50'), readAgain('60', '10', BIRTH + 5_000), changed('ODD', '3', '3', 'ETF_INDEX'))
    expect([...unadjusted(open)]).toEqual([
      ['MX', '10'],
      ['ODD', '3'],
    ])
    const note = { asset: 'MX', change: amount('10'), since: BIRTH + 5_000 }
    expect([...unadjusted(after(open, { ...stream, type: 'unexplained.noted', note }))]).toEqual([['ODD', '3']])
    expect(unadjusted(EMPTY_STATE).size).toBe(0)
  })

  it('of finished orders that lack deals are the newest thousand; an open one stays', () => {
    const first = after(EMPTY_STATE, updated(orderOf('open', '0', 'NEW')))
    const many = Array.from({ length: 1_000 }, (_, i) => updated(orderOf(`o${i}`, '10')))
    const full = after(first, ...many)
    expect([full.orders.size, full.lacking.size]).toEqual([1_001, 0])
    const { state, events } = record(full, [updated(orderOf('next', '10'))], BIRTH)
    expect(events.map(({ type }) => type)).toEqual(['order.updated', 'order.set-aside'])
    expect([state.orders.size, [...state.lacking.keys()]]).toEqual([1_001, ['o0']])
    expect([state.orders.has('open'), state.orders.has('o0'), state.orders.has('next')]).toEqual([true, false, true])
  })
})
