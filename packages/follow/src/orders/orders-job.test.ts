/** Orders and deals on their way into the ledger: each deal once, pending until its order accounts for it. */

import { decimal } from '@spotdeck/exact'
import { type Deal, type EventDraft, type LedgerState, type Order, record, remember } from '@spotdeck/ledger'
import { describe, expect, it } from 'vitest'
import { AT, LIVE, NOW, dealOf, ledgerOf, orderOf } from '../testing/plan-scene.ts'
import { symbolAnswers } from '../testing/fake-venue-answers.ts'
import type { OrderHistory } from '@spotdeck/store'
import { type Draft, draftOf } from '../machine/draft.ts'
import { historiesNeeded } from './fold.ts'
import { type Found, NOTHING_FOUND } from '../base/needs.ts'
import { type OrdersFolded, dropLostDeals, foldOrder, foldReports, overdueDeals } from './orders-job.ts'
import { apply } from '../machine/apply.ts'
import { foldPushes } from '../machine/pushes-job.ts'
import type { ReceivedChange } from '../base/question.ts'
import { EMPTY_UNIVERSE, withListed } from '../base/universe.ts'
import type { Work } from '../base/work.ts'
import { type Over, stateOf } from '../testing/state-of.ts'

const DAY = 86_400_000
const executed = (id: string, quantity: string, over: Partial<Order> = {}): Order =>
  orderOf(id, {
    executedQuantity: decimal(quantity),
    executedQuoteQuantity: decimal(String(2 * Number(quantity))),
    status: 'PARTIALLY_FILLED',
    ...over,
  })
/** A deal by another id than that of its order. */
const deal = (tradeId: string, orderId = '1', over: Partial<Deal> = {}): Deal => ({
  ...dealOf(orderId),
  tradeId,
  ...over,
})

function account(ledger: LedgerState = ledgerOf({}), over: Over = {}): Draft {
  const universe = withListed(EMPTY_UNIVERSE, symbolAnswers(['MXUSDT']), AT)
  return draftOf(stateOf({ ledger, universe, now: NOW, recovery: { upAt: 0 }, phase: LIVE }, over), {
    at: AT,
    random: 0.5,
  })
}

/** The ledger after some drafts. */
const after = (state: LedgerState, drafts: readonly EventDraft[]): LedgerState => record(state, drafts, AT).state
const shown = (drafts: readonly EventDraft[]): readonly string[] =>
  drafts.map((draft) => {
    switch (draft.type) {
      case 'order.updated':
        return `order ${draft.order.orderId} ${draft.order.status} ${draft.order.executedQuantity} ${draft.source}`
      case 'deal.added':
      case 'deal.dropped':
        return `${draft.type} ${draft.deal.tradeId} ${draft.deal.quantity} ${draft.source}`
      case 'deal.named':
        return `${draft.tradeId} is ${draft.alias}`
      case 'order.recalled':
        return `recalled ${draft.orderId} ${draft.tracked.deals.length}`
      default:
        return draft.type
    }
  })

/** Folds work, and returns its events. */
const folded = (draft: Draft, { orders, drafts }: OrdersFolded): readonly EventDraft[] => {
  draft.orders = orders
  return drafts
}
const reported = (draft: Draft, work: Reports, found: Found) => folded(draft, foldReports(draft, work, found))
const ordered = (draft: Draft, work: Extract<Work, { kind: 'order' }>, found: Found) =>
  folded(draft, foldOrder(draft, work, found))

type Reports = Extract<Work, { kind: 'reports' }>
const reports = (orders: readonly Order[], deals: readonly Deal[], source: Reports['source'] = 'rest'): Reports => ({
  kind: 'reports',
  orders,
  deals,
  source,
  tag: { for: 'nobody' },
})
const history = (id: string, order: Order | undefined, ...deals: readonly Deal[]): ReadonlyMap<string, OrderHistory> =>
  new Map([[id, { order, deals: deals.map((one) => remember(one, 'stream')) }]])

describe('reports of orders and deals', () => {
  it('become events in the order of orders, then of their deals by time; only what changes', () => {
    const draft = account()
    const told = reports([executed('1', '2')], [deal('b', '1', { time: AT - 5 }), deal('a', '1', { time: AT - 9 })])
    const first = reported(draft, told, NOTHING_FOUND)
    expect(shown(first)).toEqual(['order 1 PARTIALLY_FILLED 2 rest', 'deal.added a 1 rest', 'deal.added b 1 rest'])
    expect(reported(account(after(draft.ledger, first)), told, NOTHING_FOUND)).toEqual([])
  })

  it('give a deal the order’s client id', () => {
    const drafts = reported(
      account(),
      reports([executed('1', '1', { clientOrderId: 'mine' })], [deal('a')]),
      NOTHING_FOUND,
    )
    expect(drafts[1]).toMatchObject({ deal: { clientOrderId: 'mine' } })
    const own = reported(
      account(),
      reports([executed('1', '1', { clientOrderId: 'mine' })], [deal('a', '1', { clientOrderId: 'own' })]),
      NOTHING_FOUND,
    )
    expect(own[1]).toMatchObject({ deal: { clientOrderId: 'own' } })
  })

  it('hold a deal beyond what its order executed, and add it with the order’s update', () => {
    const draft = account(ledgerOf({}, [executed('1', '1')]))
    expect(shown(reported(draft, reports([], [deal('a'), deal('b')]), NOTHING_FOUND))).toEqual(['deal.added a 1 rest'])
    expect(draft.orders.pending.map(({ report, since }) => [report.deal.tradeId, since])).toEqual([['b', AT]])
    draft.ledger = after(draft.ledger, reported(account(draft.ledger), reports([], [deal('a')]), NOTHING_FOUND))
    Object.assign(draft, { at: AT + 400 })
    reported(draft, reports([], [deal('b')]), NOTHING_FOUND)
    expect(draft.orders.pending.map(({ since }) => since)).toEqual([AT])
    expect(shown(reported(draft, reports([executed('1', '2')], []), NOTHING_FOUND))).toEqual([
      'order 1 PARTIALLY_FILLED 2 rest',
      'deal.added b 1 rest',
    ])
    expect(draft.orders.pending).toEqual([])
  })

  it('take a deal with another name of REST for the pushed one, where the order’s deals are told as a whole', () => {
    const order = executed('1', '1')
    const base = after(ledgerOf({}), foldPushes(account(), [received(order), received(deal('s1X1'))], NOTHING_FOUND))
    const told = reports([], [deal('9', '1', { fee: decimal('0.5'), feeAsset: 'MX', time: AT - DAY })])
    expect(shown(reported(account(base), told, NOTHING_FOUND))).toEqual(['s1X1 is 9'])
    const imported = reported(account(base), { ...told, source: 'import' }, NOTHING_FOUND)
    expect(shown(imported)).toEqual([])
    const audited = reported(account(base), { ...told, source: 'audit' }, NOTHING_FOUND)
    expect(shown(audited)).toEqual(['s1X1 is 9'])
  })

  it('recall a finished order with all that was known of it', () => {
    const done = executed('1', '2', { status: 'FILLED', quantity: decimal('2') })
    const found = { ...NOTHING_FOUND, histories: history('1', done, deal('a')) }
    const draft = account()
    expect(shown(reported(draft, reports([], [deal('b')]), found))).toEqual(['recalled 1 1', 'deal.added b 1 rest'])
    expect(shown(reported(account(), reports([], [deal('a')]), found))).toEqual([])
    const again = reported(account(), reports([{ ...done, clientOrderId: 'late' }], []), found)
    expect(shown(again)).toEqual(['recalled 1 1', 'order 1 FILLED 2 rest'])
  })

  it('replace an inferred deal by a real one', () => {
    const order = executed('1', '2', { status: 'FILLED', quantity: decimal('2') })
    const whole = deal('inferred-1-3', '1', { quantity: decimal('2') })
    const found = { ...NOTHING_FOUND, histories: history('1', order, whole), inferred: new Map([['1', whole]]) }
    expect(shown(reported(account(), reports([], [deal('a')]), found))).toEqual([
      'recalled 1 1',
      'deal.dropped inferred-1-3 2 inferred',
      'deal.added a 1 rest',
    ])
    const without = { ...found, inferred: new Map() }
    const draft = account()
    expect([shown(reported(draft, reports([], [deal('a')]), without)), draft.orders.pending.length]).toEqual([[], 1])
  })

  it('drop an imported deal before they add the exchange’s own', () => {
    const gone = deal('import-x')
    const base = after(ledgerOf({}), [
      { type: 'order.updated', order: executed('1', '1'), time: AT, source: 'import' },
      { type: 'deal.added', deal: gone, namedBy: 'rest', time: AT, source: 'import' },
    ])
    const dropped = [{ type: 'deal.dropped', deal: gone, time: AT, source: 'import' }] as const
    const found = { ...NOTHING_FOUND, dropped, histories: history('1', executed('1', '1')) }
    expect(shown(reported(account(base), reports([], [deal('a')]), found))).toEqual([
      'deal.dropped import-x 1 import',
      'deal.added a 1 rest',
    ])
  })
})

function received(one: Order | Deal): ReceivedChange {
  return { change: 'tradeId' in one ? { kind: 'deal', deal: one } : { kind: 'order', order: one }, receivedAt: AT }
}

/** Nothing became 1 MX. */
const change = {
  asset: 'MX',
  free: decimal<'asset'>('1'),
  locked: decimal<'asset'>('0'),
  freeChange: decimal<'asset'>('1'),
  lockedChange: decimal<'asset'>('0'),
  reason: 'ENTRUST',
  time: AT,
}

describe('pushes', () => {
  it('put balances between orders and deals, as the exchange made them', () => {
    const balance: ReceivedChange = { change: { kind: 'asset', change, madeAt: AT }, receivedAt: AT }
    const drafts = foldPushes(account(), [received(deal('a')), balance, received(executed('1', '1'))], NOTHING_FOUND)
    expect(shown(drafts)).toEqual(['order 1 PARTIALLY_FILLED 1 stream', 'asset.changed', 'deal.added a 1 stream'])
  })

  it('beyond ten thousand deals that no order accounts for keep the newest, and the account is read', () => {
    const held = Array.from({ length: 10_000 }, (_, i) => ({
      report: { deal: deal(`t${i}`, '1'), namedBy: 'stream', source: 'stream' } as const,
      since: AT,
    }))
    const base = ledgerOf({}, [orderOf('1')])
    const full = account(base, { orders: { pending: held } })
    foldPushes(full, [], NOTHING_FOUND)
    expect([full.orders.pending.length, full.phase.kind]).toEqual([10_000, 'live'])
    foldPushes(full, [received(deal('more'))], NOTHING_FOUND)
    expect([full.orders.pending.length, full.orders.pending.at(-1)?.report.deal.tradeId, full.phase]).toMatchObject([
      10_000,
      'more',
      { cause: 'INTAKE_FULL' },
    ])
  })

  it('beyond ten thousand balance changes during a read drop them, and the account is read', () => {
    const of = (count: number) => {
      const one = { change, madeAt: AT, receivedAt: AT }
      const draft = account(undefined, { balances: { buffer: Array.from({ length: count }, () => one) } })
      foldPushes(draft, [], NOTHING_FOUND)
      return [draft.balances.buffer?.length, draft.phase.kind, draft.work.pushes.length]
    }
    expect([of(10_000), of(10_001)]).toEqual([
      [10_000, 'live', 0],
      [undefined, 'reconciling', 0],
    ])
  })
})

describe('a deal that no order accounts for', () => {
  const held = (ms: number) =>
    [{ report: { deal: deal('a'), namedBy: 'stream', source: 'stream' }, since: AT - ms }] as const

  it('is overdue after a second, and given up after ten minutes', () => {
    expect(
      [999, 1_000].map((ms) => overdueDeals(account(undefined, { orders: { pending: held(ms) } })).length),
    ).toEqual([0, 1])
    const left = (ms: number): number => {
      const draft = account(undefined, { orders: { pending: held(ms) } })
      apply(draft, dropLostDeals(draft))
      return draft.orders.pending.length
    }
    expect([left(600_999), left(601_000)]).toEqual([1, 0])
    const two = account(undefined, { orders: { pending: [...held(601_000), { ...held(0)[0], since: AT }] } })
    apply(two, dropLostDeals(two))
    expect(two.orders.pending.map(({ since }) => since)).toEqual([AT])
    expect(overdueDeals(account(undefined, { orders: { pending: held(1_000) } }))).toEqual([deal('a')])
  })
})

describe('an order that was asked for', () => {
  const work = (over: Partial<Extract<Work, { kind: 'order' }>>): Extract<Work, { kind: 'order' }> => ({
    kind: 'order',
    orderId: '1',
    deals: [],
    end: 'keep',
    isWhole: true,
    infer: false,
    source: 'rest',
    tag: { for: 'nobody' },
    ...over,
  })
  const open = ledgerOf({}, [orderOf('1')])

  it('is taken as it was told', () => {
    expect(
      shown(ordered(account(open), work({ order: executed('1', '1'), deals: [deal('a')] }), NOTHING_FOUND)),
    ).toEqual(['order 1 PARTIALLY_FILLED 1 rest', 'deal.added a 1 rest'])
  })

  it('is ended by its deals where it is absent', () => {
    expect(shown(ordered(account(open), work({ end: 'close' }), NOTHING_FOUND))).toEqual([
      'order 1 CANCELED 0 inferred',
    ])
    const dealt = ordered(account(open), work({ end: 'close', deals: [deal('a')] }), NOTHING_FOUND)
    expect(shown(dealt)).toEqual(['order 1 PARTIALLY_CANCELED 1 inferred', 'deal.added a 1 rest'])
    expect(shown(ordered(account(open), work({ end: 'close', isWhole: false }), NOTHING_FOUND))).toEqual([
      'order 1 UNKNOWN 0 inferred',
    ])
  })

  it('is not ended where it is told, kept, over already or not known', () => {
    expect(shown(ordered(account(open), work({ end: 'close', order: executed('1', '1') }), NOTHING_FOUND))).toEqual([
      'order 1 PARTIALLY_FILLED 1 rest',
    ])
    expect(ordered(account(open), work({}), NOTHING_FOUND)).toEqual([])
    const over = ledgerOf({}, [orderOf('1', { status: 'CANCELED' })])
    expect(ordered(account(over), work({ end: 'close' }), NOTHING_FOUND)).toEqual([])
    expect(ordered(account(), work({ end: 'close' }), NOTHING_FOUND)).toEqual([])
  })

  it('has the deals that nobody tells inferred from its sums: at last, or where a month no longer reaches back', () => {
    const sums = (updatedAt: number) => executed('1', '3', { updatedAt })
    const fold = (updatedAt: number, infer: boolean) => {
      const draft = account(ledgerOf({}, [sums(updatedAt)]))
      return shown(ordered(draft, work({ order: sums(updatedAt), deals: [deal('a')], infer }), NOTHING_FOUND))
    }
    expect(fold(AT - DAY, true)).toMatchObject([
      'deal.added a 1 rest',
      expect.stringMatching(/^deal.added inferred-1-\d+ 2 inferred$/),
    ])
    expect(fold(AT - DAY, false)).toEqual(['deal.added a 1 rest'])
    expect([fold(AT - 30 * DAY, false).length, fold(AT - 30 * DAY - 1, false).length]).toEqual([1, 2])
    expect(ordered(account(ledgerOf({}, [orderOf('1')])), work({ infer: true }), NOTHING_FOUND)).toEqual([])
  })

  it('that was set aside is tracked again', () => {
    const lacking = new Map([['1', { symbol: 'MXUSDT', since: 1 }]])
    const known = executed('1', '2', { status: 'FILLED', quantity: decimal('2') })
    const found = { ...NOTHING_FOUND, histories: history('1', known, deal('a')) }
    const drafts = (over: Parameters<typeof work>[0]) =>
      shown(ordered(account({ ...ledgerOf({}), lacking }), work(over), found))
    expect(drafts({ deals: [deal('b')] })).toEqual(['recalled 1 1', 'deal.added b 1 rest'])
    expect(drafts({})).toEqual(['recalled 1 1'])
    expect(ordered(account(), work({}), found)).toEqual([])
  })
})

it('histories are needed of orders that the state does not track, each once', () => {
  const state = after(ledgerOf({}, [orderOf('1')]), [
    { type: 'deal.added', deal: deal('a', '2'), namedBy: 'stream', time: AT, source: 'stream' },
  ])
  expect(historiesNeeded(state, ['1', '2', '3', '3'])).toEqual(['2', '3'])
})
