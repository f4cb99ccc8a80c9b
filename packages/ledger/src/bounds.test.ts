/** The limits of the state: how many pending flows and unsettled orders it keeps, and for how long. */

import { decimal } from '@spotdeck/exact'
import { describe, expect, it } from 'vitest'
import { type EventDraft, record } from './apply.ts'
import { FLOW_APART_MS } from './flow/flow.ts'
import { allRows, stateFromRows } from './rows.ts'
import { EMPTY_STATE, type LedgerState } from './state.ts'
import { dealOf, orderOf } from './testing/records.ts'

const BIRTH = 100_000_000_000
const amount = (text: string) => decimal<'asset'>(text)
const live: EventDraft = {
  type: 'status.changed',
  time: BIRTH,
  source: 'rest',
  status: { state: 'live', code: 'LIVE', params: {}, since: BIRTH },
}
const BORN = record(EMPTY_STATE, [live], BIRTH).state
const learn = (state: LedgerState, learntAt: number, ...drafts: readonly EventDraft[]): LedgerState =>
  record(state, drafts, learntAt).state

const told = (id: string, time: number, over: object = {}): EventDraft => ({
  type: 'flow.told',
  flow: { id, asset: 'MX', change: amount('10'), reason: 'DEPOSIT', time },
  unitPrice: decimal('2'),
  time,
  source: 'rest',
  ...over,
})

describe('a reported flow waits for its push', () => {
  it('unless it is older than the opening balance, to the second', () => {
    const past = learn(BORN, BIRTH + 5_000, told('d1', BIRTH - 1_000))
    expect([past.awaited.size, past.books.get('MX')?.opening]).toEqual([0, '-10'])
    const since = learn(BORN, BIRTH + 5_000, told('d1', BIRTH - 999))
    expect([[...since.awaited.keys()], since.books.get('MX')?.opening]).toEqual([['d1'], '0'])
  })

  it('for a day from when it happened, and from when it was learnt', () => {
    const time = BIRTH + 5_000
    expect(learn(BORN, time + FLOW_APART_MS, told('d1', time)).awaited.size).toBe(1)
    expect(learn(BORN, time + FLOW_APART_MS + 1, told('d1', time)).awaited.size).toBe(0)
    const first = learn(BORN, time, told('d1', time))
    const [kept, gone] = [FLOW_APART_MS, FLOW_APART_MS + 1].map((age) =>
      learn(first, time + age, told('d2', time + age)),
    )
    expect([[...(kept?.awaited.keys() ?? [])], [...(gone?.awaited.keys() ?? [])]]).toEqual([['d1', 'd2'], ['d2']])
  })

  it('with the thousand newest others; the first of more is dropped', () => {
    const many = Array.from({ length: 1_000 }, (_, i) => told(`d${i}`, BIRTH + 5_000))
    const full = learn(BORN, BIRTH + 6_000, ...many)
    expect(full.awaited.size).toBe(1_000)
    const next = learn(full, BIRTH + 6_000, told('next', BIRTH + 5_000))
    expect([next.awaited.size, next.awaited.has('d0'), next.awaited.has('d1'), next.awaited.has('next')]).toEqual([
      1_000,
      false,
      true,
      true,
    ])
  })

  it('with what a push needs to be matched with it, and whether a list told it', () => {
    const at = { asset: 'MX', change: '10', reason: 'DEPOSIT', time: BIRTH + 5_000, learntAt: BIRTH + 6_000 }
    const kept = (over: object) => learn(BORN, BIRTH + 6_000, told('d1', BIRTH + 5_000, over)).awaited.get('d1')
    expect(kept({})).toEqual({ ...at, listed: true })
    const flow = { id: 'd1', asset: 'MX', change: amount('10'), reason: 'DEPOSIT', time: BIRTH + 5_000 }
    expect(kept({ source: 'import', flow: { ...flow, fee: amount('1') } })).toEqual({ ...at, fee: '1' })
  })
})

const order = (...told: Parameters<typeof orderOf>): EventDraft => ({
  type: 'order.updated',
  order: orderOf(...told),
  time: BIRTH,
  source: 'stream',
})
const added = (id: string, orderId: string, quantity: string): EventDraft => ({
  type: 'deal.added',
  deal: { ...dealOf(id, orderId, quantity), symbol: 'ETHUSDT', baseAsset: 'ETH', time: BIRTH },
  namedBy: 'stream',
  time: BIRTH,
  source: 'stream',
})

describe('an order leaves the state', () => {
  it('when it is finished and its deals add up to what was executed, or to more', () => {
    const open = learn(BORN, BIRTH, order('a', '4', 'PARTIALLY_FILLED'), added('1X1', 'a', '4'))
    expect(open.orders.has('a')).toBe(true)
    expect(learn(open, BIRTH, order('a', '4', 'PARTIALLY_CANCELED')).orders.has('a')).toBe(false)
    expect(learn(open, BIRTH, order('a', '3', 'PARTIALLY_CANCELED')).orders.has('a')).toBe(false)
    expect(learn(open, BIRTH, order('a', '5', 'PARTIALLY_CANCELED')).orders.has('a')).toBe(true)
    expect(learn(BORN, BIRTH, order('b', '0', 'CANCELED')).orders.has('b')).toBe(false)
  })

  it('as the oldest of more than a thousand that lack something, deals without an order among them', () => {
    const lonely = learn(BORN, BIRTH, added('1X1', 'lonely', '1'))
    const full = learn(lonely, BIRTH, ...Array.from({ length: 999 }, (_, i) => order(`o${i}`, '10')))
    expect([full.orders.size, full.lacking.size]).toEqual([1_000, 0])
    const { state, events } = record(full, [order('next', '10')], BIRTH)
    expect(events.at(-1)).toMatchObject({ type: 'order.set-aside', orderId: 'lonely', symbol: 'ETHUSDT' })
    expect([state.orders.size, state.orders.has('lonely'), [...state.lacking.keys()]]).toEqual([
      1_000,
      false,
      ['lonely'],
    ])
    const again = record(state, [added('2X1', 'o5', '1'), order('o0', '10'), added('3X1', 'late', '1')], BIRTH)
    expect([...again.state.lacking.keys()]).toEqual(['lonely', 'o0'])
  })

  it('as the oldest also after a restart, which reads the orders in another order', () => {
    const full = learn(BORN, BIRTH, ...Array.from({ length: 1_000 }, (_, i) => order(`o${i}`, '10')))
    const restarted = stateFromRows([...allRows(full)].reverse())
    expect([...learn(restarted, BIRTH, order('next', '10')).lacking.keys()]).toEqual(['o0'])
  })

  it('never while it is open, however many there are', () => {
    const open = Array.from({ length: 10 }, (_, i) => order(`open${i}`, '0', 'NEW'))
    const full = learn(BORN, BIRTH, ...open, ...Array.from({ length: 1_000 }, (_, i) => order(`o${i}`, '10')))
    expect([full.orders.size, full.lacking.size]).toEqual([1_010, 0])
    const next = learn(full, BIRTH, order('next', '10'))
    expect([next.orders.size, [...next.lacking.keys()]]).toEqual([1_010, ['o0']])
    const many = learn(
      BORN,
      BIRTH,
      ...Array.from({ length: 1_001 }, (_, i) => order(`open${i}`, '0', 'NEW')),
      order('o', '10'),
    )
    expect([many.orders.size, many.lacking.size]).toEqual([1_002, 0])
  })
})
