import { add, decimal, subtract, zero } from '@spotdeck/exact'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type EventDraft, apply, applyAll, record, unclassified, unexplained } from './apply.ts'
import { reconciledChange } from './asset/asset.ts'
import type { Deal } from './deal/deal.ts'
import { LedgerError } from './ledger-error.ts'
import type { Order } from './order/order.ts'
import { allRows, stateFromRows, touchedRows } from './rows.ts'
import { EMPTY_STATE, type LedgerState } from './state.ts'

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

function order(id: string, executed: string, status: Order['status'] = 'FILLED'): Order {
  return {
    orderId: id,
    symbol: 'MXUSDT',
    side: 'BUY',
    type: 'LIMIT',
    status,
    price: decimal('2'),
    quantity: decimal('10'),
    executedQuantity: decimal(executed),
    quoteQuantity: decimal('20'),
    executedQuoteQuantity: decimal('0'),
    createdAt: 1,
    updatedAt: 2,
  }
}
function deal(id: string, orderId: string, quantity: string, time = 9_000): Deal {
  return {
    tradeId: id,
    orderId,
    symbol: 'MXUSDT',
    baseAsset: 'MX',
    quoteAsset: 'USDT',
    side: 'BUY',
    price: decimal('2'),
    quantity: decimal(quantity),
    quoteQuantity: decimal('20'),
    fee: decimal('0'),
    feeAsset: 'USDT',
    isMaker: false,
    isSelfTrade: false,
    time,
  }
}
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
    .map(({ id, executed, open }) => updated(order(id, executed, open ? 'NEW' : 'FILLED'))),
  fc
    .record({ id: fc.nat(99), order: fc.constantFrom('a', 'b', 'c') })
    .map(({ id, order: of }) => added(deal(`${id}X1`, of, '5'))),
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
        added(deal('inferred-a', 'a', '5')),
        { ...stream, type: 'deal.dropped', deal: deal('inferred-a', 'a', '5') },
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
    const filled = record(EMPTY_STATE, [updated(order('a', '10')), added(deal('1X1', 'a', '4'))], 1).state
    expect(filled.orders.get('a')).toMatchObject({ dealt: '4' })
    expect(record(filled, [added(deal('2X1', 'a', '6'))], 2).state.orders.size).toBe(0)
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
    expect(unexplained(record(lost, [added(deal('1X1', 'a', '10'))], 3).state, 'MX')).toBe('0')
  })

  it('applies a deal from before the first start to the opening balance, not to the present one', () => {
    const state = record(start(), [added(deal('1X1', 'a', '10', 1_000))], 2).state
    expect(unexplained(state, 'MX')).toBe('0')
    expect(state.books.get('MX')?.opening).toBe(subtract(amount('50'), amount('10')))
    expect(add(state.books.get('MX')?.opening ?? zero<'asset'>(), amount('10'))).toBe('50')
  })
})
