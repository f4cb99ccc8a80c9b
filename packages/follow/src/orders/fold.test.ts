/** Reports of one order and its deals as events: each deal once under either name, and orders that are tracked again. */

import { decimal } from '@spotdeck/exact'
import { type Deal, type KnownDeal, type LedgerState, type Order, type TrackedOrder, remember } from '@spotdeck/ledger'
import { describe, expect, it } from 'vitest'
import type { OrderHistory } from '@spotdeck/store'
import { AT, dealOf, ledgerOf, orderOf } from '../testing/plan-scene.ts'
import { OrderFold, splitAt } from './fold.ts'

const executed = (quantity: string, over: Partial<Order> = {}): Order =>
  orderOf('1', { status: 'PARTIALLY_FILLED', ...over, ...sums(quantity) })
const sums = (quantity: string) => ({
  executedQuantity: decimal<'base'>(quantity),
  executedQuoteQuantity: decimal<'quote'>(String(2 * Number(quantity))),
})
const deal = (tradeId: string, over: Partial<Deal> = {}): Deal => ({ ...dealOf('1'), tradeId, ...over })
const known = (tradeId: string, over: Partial<Deal> = {}): KnownDeal => remember(deal(tradeId, over), 'stream')

/** A state that tracks so much of the order. */
function tracking(deals: readonly KnownDeal[], order?: Order): LedgerState {
  const tracked: TrackedOrder = {
    ...(order === undefined ? {} : { order }),
    deals,
    dealt: decimal<'base'>(String(deals.length)),
    since: 1,
  }
  return { ...ledgerOf({}), orders: new Map([['1', tracked]]) }
}
const history = (deals: readonly KnownDeal[], order?: Order): ReadonlyMap<string, OrderHistory> =>
  new Map([['1', { order, deals }]])
const told = (fold: OrderFold, one: Deal, namedBy: 'rest' | 'stream' = 'rest', alias?: string): string =>
  fold.deal({ deal: one, namedBy, source: namedBy }, alias)
const events = (fold: OrderFold) => fold.happenings.map(({ type }) => type)
const dealsOf = (fold: OrderFold) =>
  fold.tracked('1').deals.map(({ tradeId, alias = '' }) => `${tradeId} ${alias}`.trim())

describe('a deal', () => {
  it('is added once, and fills its order up', () => {
    const fold = new OrderFold(tracking([], executed('2')), new Map())
    expect(['a', 'a', 'b', 'b', 'c'].map((id) => told(fold, deal(id)))).toEqual([
      'new',
      'known',
      'new',
      'known',
      'exceeds',
    ])
    expect([events(fold), fold.tracked('1').dealt]).toEqual([['deal.added', 'deal.added'], '2'])
    expect(dealsOf(fold)).toEqual(['a', 'b'])
  })

  it('has the client id of its order, or none', () => {
    const added = (order?: Order) => {
      const fold = new OrderFold(tracking([], order), new Map())
      told(fold, deal('a'))
      const [event] = fold.happenings
      return event?.type === 'deal.added' && 'clientOrderId' in event.deal ? event.deal.clientOrderId : 'none'
    }
    expect([added(executed('1', { clientOrderId: 'mine' })), added(executed('1')), added()]).toEqual([
      'mine',
      'none',
      'none',
    ])
  })

  it('that REST tells by its own name is the pushed one, which keeps both names', () => {
    const fold = new OrderFold(
      tracking([known('s1X1'), known('s2X1', { price: decimal('3') })], executed('2')),
      new Map(),
    )
    expect([told(fold, deal('9')), told(fold, deal('9')), dealsOf(fold)]).toEqual([
      'alias',
      'known',
      ['s1X1 9', 's2X1'],
    ])
    expect(fold.happenings).toEqual([
      {
        type: 'deal.named',
        orderId: '1',
        tradeId: 's1X1',
        side: 'BUY',
        alias: '9',
        time: deal('9').time,
        source: 'rest',
      },
    ])
  })

  it('that was matched as a whole names the deal of its side alone', () => {
    const both = [known('s1X1', { side: 'SELL' }), known('s1X1'), known('s2X1')]
    const fold = new OrderFold(tracking(both, executed('3')), new Map())
    expect(told(fold, deal('9'), 'rest', 's1X1')).toBe('alias')
    expect(dealsOf(fold)).toEqual(['s1X1', 's1X1 9', 's2X1'])
  })
})

describe('an inferred deal', () => {
  const whole = deal('inferred-1-3', { quantity: decimal('2') })
  const fold = (deals: readonly KnownDeal[], replaced = new Map([['1', whole]])) =>
    new OrderFold(tracking(deals, executed('2')), new Map(), replaced)
  const inferred: KnownDeal = { ...known('inferred-1-3'), quantity: decimal('2') }

  it('gives way to a real one; deals beside it stay known', () => {
    const one = fold([known('r'), inferred])
    expect([told(one, deal('r')), told(one, deal('a')), told(one, deal('r'))]).toEqual(['known', 'new', 'known'])
    expect([events(one), dealsOf(one)]).toEqual([
      ['deal.dropped', 'deal.added'],
      ['r', 'a'],
    ])
  })

  it('does not give way where none is tracked, or to another inferred one', () => {
    expect(told(fold([known('r'), known('s')]), deal('a'))).toBe('exceeds')
    expect(told(fold([inferred], new Map()), deal('a'))).toBe('new')
    const full = { ...inferred, quantity: decimal<'base'>('2') }
    const state = tracking([full], executed('1'))
    expect(told(new OrderFold(state, new Map(), new Map([['1', whole]])), deal('inferred-1-9'))).toBe('exceeds')
    expect(events(fold([inferred]))).toEqual([])
  })
})

describe('an order', () => {
  it('is updated by what changes it, joined with what was known', () => {
    const fold = new OrderFold(tracking([], executed('1', { clientOrderId: 'mine' })), new Map())
    fold.order(executed('1'), 'rest')
    expect(events(fold)).toEqual([])
    fold.order(executed('2', { updatedAt: AT }), 'rest')
    fold.order(executed('2', { updatedAt: AT }), 'rest')
    expect(fold.happenings).toMatchObject([
      { type: 'order.updated', time: AT, source: 'rest', order: { clientOrderId: 'mine', executedQuantity: '2' } },
    ])
  })

  it('of which nothing is known is not recalled, neither is one that is tracked', () => {
    const first = new OrderFold(ledgerOf({}), new Map())
    first.order(executed('1'), 'rest')
    expect(events(first)).toEqual(['order.updated'])
    const tracked = new OrderFold(tracking([], executed('1')), history([known('a')], executed('1')))
    told(tracked, deal('b'))
    expect(events(tracked)).toEqual(['deal.added'])
  })

  it('that the state no longer tracks is recalled with its deals or its order', () => {
    const recalled = (deals: readonly KnownDeal[], order?: Order) => {
      const fold = new OrderFold(ledgerOf({}), history(deals, order))
      told(fold, deal('b'))
      const [event] = fold.happenings
      return event?.type === 'order.recalled' && [event.tracked.deals.length, event.tracked.dealt, event.time]
    }
    const time = deal('b').time
    expect([recalled([known('a')], executed('2')), recalled([known('a')]), recalled([], executed('2'))]).toEqual([
      [1, '1', time],
      [1, '1', time],
      [0, '0', time],
    ])
  })

  it('that was set aside is tracked again on request, once', () => {
    const fold = new OrderFold(ledgerOf({}), history([known('a')], executed('2')))
    fold.recall('1', AT)
    told(fold, deal('b'))
    expect([events(fold), fold.happenings[0]?.time]).toEqual([['order.recalled', 'deal.added'], AT])
  })

  it('whose deals alone the state tracks is that of the history, where this knows more', () => {
    const find = (stored: readonly KnownDeal[], order?: Order) =>
      new OrderFold(tracking([known('b')]), history(stored, order)).tracked('1')
    expect(find([known('a'), known('b')]).deals.length).toBe(2)
    expect(find([], executed('1')).order).toBeDefined()
    expect(find([known('x')]).deals.map(({ tradeId }) => tradeId)).toEqual(['b'])
    expect(find([]).deals.length).toBe(1)
    const whole = tracking([known('b')], executed('1'))
    expect(new OrderFold(whole, history([known('a'), known('b')], executed('9'))).tracked('1').deals.length).toBe(1)
    expect(new OrderFold(tracking([known('b')]), new Map()).tracked('1').deals.length).toBe(1)
  })
})

it('a list is split before the first item of a kind', () => {
  const isLarge = (n: number): boolean => n > 5
  expect([splitAt([1, 7, 2], isLarge), splitAt([7, 1], isLarge), splitAt([1, 2], isLarge)]).toEqual([
    [[1], [7, 2]],
    [[], [7, 1]],
    [[1, 2], []],
  ])
})
