import { decimal, zero } from '@spotdeck/exact'
import type { EventDraft, LedgerEvent } from '@spotdeck/ledger'
import { describe, expect, it } from 'vitest'
import type { Hides } from './port.ts'
import {
  eventOfFlow,
  flowId,
  historyOf,
  isHidden,
  knownDeal,
  listed,
  moneyOf,
  pnlChange,
  unpricedKey,
} from './projection.ts'
import { added, deal, deposited, order, updated } from './store.contract.ts'

const event = (draft: EventDraft, source: EventDraft['source'] = draft.source): LedgerEvent => ({
  ...draft,
  source,
  n: 4,
  seq: 3,
  learntAt: 2,
})
const moved = (reason: string, over: object = {}): LedgerEvent => {
  const draft = deposited('10', '10')
  return event({ ...draft, ...over, change: { ...('change' in draft ? draft.change : {}), reason } } as EventDraft)
}
const told = (over: object = {}): LedgerEvent => {
  const flow = { id: 'x', asset: 'USDT', change: decimal<'asset'>('10'), reason: 'DEPOSIT', time: 3, txId: 'tx' }
  return event({ type: 'flow.told', flow, time: 9, source: 'rest', ...over })
}
const live = event({
  type: 'status.changed',
  time: 1,
  source: 'inferred',
  status: { state: 'live', code: 'LIVE', params: {}, since: 1 },
})
const dropped = event({ type: 'deal.dropped', deal: deal('1X1', 'a', 5), time: 6, source: 'rest' })
const name = { orderId: 'a', tradeId: '1X1', side: 'BUY' } as const
const unitPrice = decimal<'USDT per unit'>('3')
const dealPriced = event({
  type: 'deal.priced',
  ...name,
  prices: { quoteUnitPrice: unitPrice },
  time: 7,
  source: 'inferred',
})
const flowPriced = event({
  type: 'flow.priced',
  flow: { of: 2, asset: 'MX', change: decimal('1'), unitPrice },
  time: 8,
  source: 'inferred',
})

describe('the history of a ledger', () => {
  it('lists as movements what changed a balance, and as flows what came or left, each once', () => {
    expect(historyOf(moved('DEPOSIT'))).toEqual(['movements', 'flows'])
    expect(historyOf(moved('BRAND_NEW'))).toEqual(['movements', 'flows'])
    expect(historyOf(moved('ENTRUST'))).toEqual(['movements'])
    expect(historyOf(moved('DEPOSIT', { told: 'x' }))).toEqual(['movements'])
    expect(historyOf(told())).toEqual(['flows'])
    expect(historyOf(told({ as: 1 }))).toEqual([])
    expect(historyOf(live)).toEqual(['statuses'])
    expect(historyOf(event(updated(order('a', 1))))).toEqual([])
  })

  it('lists as audit findings the balances, orders and deals that an audit found', () => {
    const found = [updated(order('a', 1)), added(deal('1X1', 'a', 1))].map((draft) => event(draft, 'audit'))
    expect(found.map(historyOf)).toEqual([['audits'], ['audits']])
    expect(historyOf(event(deposited('1', '1'), 'audit'))).toEqual(['movements', 'flows', 'audits'])
    expect(historyOf({ ...live, source: 'audit' })).toEqual(['statuses'])
    expect(historyOf({ ...dropped, source: 'audit' })).toEqual([])
  })

  it('knows asset and reason of what moved money', () => {
    expect([moneyOf(moved('ENTRUST')), moneyOf(told())]).toMatchObject([
      { asset: 'USDT', reason: 'ENTRUST' },
      { asset: 'USDT', reason: 'DEPOSIT' },
    ])
    expect(moneyOf(live)).toBeUndefined()
  })

  it('hides what names a hidden symbol or asset, and nothing else', () => {
    const hides =
      (...names: readonly string[]): Hides =>
      (kind, one) =>
        names.includes(`${kind} ${one}`)
    const events = [updated(order('a', 1)), added(deal('1X1', 'a', 1, { feeAsset: 'MX' })), deposited('1', '1')]
    const all = [...events.map((draft) => event(draft)), told(), dropped, live]
    const hidden = (...names: readonly string[]) => all.map((one) => isHidden(one, hides(...names)))
    expect(hidden('symbol MXUSDT')).toEqual([true, true, false, false, true, false])
    expect(hidden('asset MX')).toEqual([false, true, false, false, false, false])
    expect(hidden('asset USDT')).toEqual([false, false, true, true, true, false])
    expect(hidden('symbol USDT', 'asset MXUSDT')).toEqual([false, false, false, false, false, false])
  })
})

describe('the lists of a ledger', () => {
  it('have a flow from its push, with its signed amount and its price', () => {
    const flow = { id: 'flow 4', time: 7, asset: 'USDT', change: '10', reason: 'DEPOSIT' }
    expect(listed(moved('DEPOSIT'))).toEqual({ kind: 'flow', flow })
    expect(listed(moved('DEPOSIT', { unitPrice }))).toEqual({ kind: 'flow', flow: { ...flow, unitPrice } })
    for (const none of [moved('DEPOSIT', { told: 'x' }), moved('ENTRUST'), moved('BRAND_NEW'), live])
      expect(listed(none)).toBeUndefined()
    expect(eventOfFlow({ id: flowId(4) } as never)).toBe(4)
  })

  it('have a reported flow with the time from which balances held it, or mark its push as reported', () => {
    const flow = { id: 'flow 4', time: 3, asset: 'USDT', change: '10', reason: 'DEPOSIT' }
    const report = { id: 'x', source: 'rest', txId: 'tx' }
    const held = { since: 3, learntAt: 2 }
    expect(listed(told())).toEqual({ kind: 'flow', flow: { ...flow, told: report, held } })
    expect(listed(told({ heldSince: 6 }))).toMatchObject({ flow: { held: { since: 6, learntAt: 2 } } })
    expect(listed(told({ unitPrice }))).toMatchObject({ flow: { unitPrice: '3' } })
    expect(listed(told({ as: 1 }))).toEqual({ kind: 'told', id: 'flow 1', told: report })
  })

  it('know a deal under both of its names', () => {
    expect(knownDeal(deal('1X1', 'a', 1), 'stream', 'alias')).toMatchObject({ tradeId: '1X1', alias: 'alias' })
    expect(knownDeal(deal('1X1', 'a', 1), 'stream', undefined)).not.toHaveProperty('alias')
  })
})

describe('stored profit', () => {
  it('is computed anew from a deal, a flow, a dropped deal or a price on, and from nothing else', () => {
    expect(pnlChange(event(added(deal('1X1', 'a', 5))))).toMatchObject({ time: 5, id: '1X1 a BUY' })
    expect(pnlChange(moved('DEPOSIT'))).toEqual({ time: 7, id: 'flow 4' })
    expect(pnlChange(told())).toEqual({ time: 3, id: 'flow 4' })
    expect([dropped, dealPriced, flowPriced].map(pnlChange)).toEqual([5, 7, 8].map((time) => ({ time, id: '' })))
    const others = [live, told({ as: 1 }), moved('ENTRUST'), event(updated(order('a', 1)))]
    expect(others.map(pnlChange)).toEqual(others.map(() => undefined))
  })
})

describe('what waits for a price', () => {
  it('is a deal or a flow of which the value in USDT is not known', () => {
    const keyOf = (over: object) => unpricedKey({ kind: 'deal', deal: deal('1X1', 'a', 5, over) })
    expect(keyOf({})).toBeUndefined()
    expect(keyOf({ quoteAsset: 'BTC' })).toEqual({ time: 5, id: 'deal 1X1 a BUY' })
    expect(keyOf({ quoteAsset: 'BTC', quoteUnitPrice: unitPrice })).toBeUndefined()
    const flow = { id: 'flow 4', time: 7, asset: 'MX', change: decimal<'asset'>('1'), reason: 'DEPOSIT' }
    expect(unpricedKey({ kind: 'flow', flow })).toEqual({ time: 7, id: 'flow 4' })
    expect(unpricedKey({ kind: 'flow', flow: { ...flow, unitPrice } })).toBeUndefined()
    expect(unpricedKey({ kind: 'flow', flow: { ...flow, asset: 'USDT', change: zero() } })).toBeUndefined()
  })
})
