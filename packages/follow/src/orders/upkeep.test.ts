/** Orders that are read by themselves: their deals do not add up, they were set aside, or are no longer open. */

import { decimal } from '@spotdeck/exact'
import { EMPTY_BOOK, type LedgerState, type Order } from '@spotdeck/ledger'
import { describe, expect, it } from 'vitest'
import { symbolAnswers } from '../testing/fake-venue-answers.ts'
import { AT, LIVE, NOW, SYMBOLS, dealOf, ledgerOf, orderOf } from '../testing/plan-scene.ts'
import { type Draft, draftOf } from '../machine/draft.ts'
import { endedOrder } from './ended-order.ts'
import type { Answer } from '../base/question.ts'
import { EMPTY_UNIVERSE, withListed } from '../base/universe.ts'
import { lackingTick, repairAnswered, upkeepTick } from './upkeep.ts'
import type { OrdersStep, OrdersView } from './state.ts'
import { apply } from '../machine/apply.ts'
import { type Over, stateOf, set } from '../testing/state-of.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const DAY = 24 * 60 * MINUTE
const UNIVERSE = withListed(EMPTY_UNIVERSE, symbolAnswers(SYMBOLS), AT)

function account(over: Over = {}): Draft {
  return draftOf(
    stateOf({ ledger: ledgerOf({}), universe: UNIVERSE, now: NOW, recovery: { upAt: 0 }, phase: LIVE }, over),
    { at: AT, random: 0.5 },
  )
}

const pass = (draft: Draft, ms: number): Draft => Object.assign(draft, { now: draft.now + ms, at: draft.at + ms })
const asked = ({ effects }: Draft): readonly string[] =>
  effects.flatMap((effect) =>
    effect.type === 'ask' && effect.question.kind === 'order' ? [effect.question.orderId] : [],
  )
/** An order that has executed 1 without a deal. */
const unsettled = (id: string, over: Partial<Order> = {}): Order =>
  orderOf(id, { executedQuantity: decimal('1'), ...over })

/** Ticks at each of these times, in ms, and answers no question; the times at which something was asked. */
function timesOf(draft: Draft, tick: (view: OrdersView) => OrdersStep, moments: readonly number[]): readonly number[] {
  const { now, at } = draft
  return moments.filter((ms) => {
    const before = asked(draft).length
    apply(draft, tick(set(Object.assign(draft, { at: at + ms }), { now: now + ms, work: { calls: new Map() } })))
    return asked(draft).length > before
  })
}

/** Each of these times, and the time so much before it. */
const around = (ms: number, times: readonly number[]): readonly number[] => times.flatMap((time) => [time - ms, time])

describe('an order whose deals do not add up', () => {
  it('is asked for after 1.5 s, then after growing waits, eight times', () => {
    const draft = account({ ledger: ledgerOf({}, [unsettled('1')]) })
    const due = [1.5, 6, 19.5, 60, 181.5, 546, 1_639.5, 4_920].map((seconds) => seconds * SECOND)
    expect(timesOf(draft, upkeepTick, [0, ...around(500, due), 4 * 60 * MINUTE])).toEqual(due)
    const purposes = draft.effects.flatMap((effect) => (effect.type === 'ask' ? [effect.question] : []))
    expect(purposes.at(0)).toEqual({ kind: 'order', symbol: 'MXUSDT', orderId: '1' })
  })

  it('is asked for the last time as such: then what is missing may be inferred', () => {
    const isLast = (count: number): unknown => {
      const draft = account({
        ledger: ledgerOf({}, [unsettled('1')]),
        orders: { repairs: new Map([['1', { count, nextAt: NOW }]]) },
      })
      apply(draft, upkeepTick(draft))
      return [...draft.work.calls.values()].map((purpose) => purpose.for === 'repair' && purpose.isLast)
    }
    expect([isLast(6), isLast(7), isLast(8)]).toEqual([[false], [true], []])
  })

  it('waits where three others are asked for', () => {
    const orders = ['1', '2', '3', '4'].map((id) => unsettled(id))
    const draft = account({ ledger: ledgerOf({}, orders) })
    apply(draft, upkeepTick(draft))
    apply(draft, upkeepTick(pass(draft, 1_499)))
    expect(asked(draft)).toEqual([])
    draft.orders = { ...draft.orders, upkeep: { ...draft.orders.upkeep, nextAt: 0 } }
    apply(draft, upkeepTick(pass(draft, 1)))
    expect(asked(draft)).toEqual(['1', '2', '3'])
    draft.work = { ...draft.work, calls: new Map([...draft.work.calls].slice(1)) }
    apply(draft, upkeepTick(pass(draft, 500)))
    expect(asked(draft)).toEqual(['1', '2', '3', '4'])
  })

  it('is one that is over or of unknown status, or deals without their order; not one that adds up or was imported', () => {
    const wanted = (ledger: LedgerState): readonly string[] => {
      const draft = account({ ledger })
      apply(draft, upkeepTick(draft))
      return [...draft.orders.repairs.keys()]
    }
    const orders = [
      orderOf('open'),
      orderOf('odd', { status: 'UNKNOWN' }),
      orderOf('over', { status: 'FILLED' }),
      unsettled('import-1'),
    ]
    expect(wanted(ledgerOf({}, orders))).toEqual(['odd', 'over'])
    const lonely = new Map([
      ['7', { deals: [{ ...dealOf('7'), namedBy: 'stream' as const }], dealt: decimal<'base'>('1'), since: 1 }],
    ])
    expect(wanted({ ...ledgerOf({}), orders: lonely })).toEqual(['7'])
    expect(
      wanted({ ...ledgerOf({}), orders: new Map([['8', { deals: [], dealt: decimal<'base'>('0'), since: 1 }]]) }),
    ).toEqual([])
  })

  it('is also that of a deal which its order does not account for in a second', () => {
    const held = (ms: number) =>
      [{ report: { deal: dealOf('9'), namedBy: 'stream', source: 'stream' }, since: AT - ms }] as const
    const wanted = (ms: number): readonly string[] => {
      const draft = account({ orders: { pending: held(ms) } })
      apply(draft, upkeepTick(draft))
      return [...draft.orders.repairs.keys()]
    }
    expect([wanted(999), wanted(1_000)]).toEqual([[], ['9']])
    const lost = account({ orders: { pending: held(10 * MINUTE + 1_000) } })
    apply(lost, upkeepTick(lost))
    expect([lost.orders.pending, lost.work.drift]).toEqual([[], 1])
  })

  it('is forgotten once it adds up, and looked for every half second', () => {
    const draft = account({ orders: { repairs: new Map([['1', { count: 3, nextAt: 0 }]]) } })
    apply(draft, upkeepTick(draft))
    expect([draft.orders.repairs.size, draft.orders.upkeep.nextAt]).toEqual([0, NOW + 500])
    draft.orders = { ...draft.orders, repairs: new Map([['1', { count: 3, nextAt: 0 }]]) }
    apply(draft, upkeepTick(pass(draft, 499)))
    expect(draft.orders.repairs.size).toBe(1)
  })
})

describe('an order that was set aside', () => {
  const lacking = new Map(['1', 'import-2', '3'].map((id) => [id, { symbol: 'MXUSDT', since: 1 }]))
  const scene = (over: Over = {}): Draft => account({ ledger: { ...ledgerOf({}), lacking }, ...over })

  it('is asked for every 1.4 s, each once in ten minutes', () => {
    const draft = scene()
    const due = [1_400, 602_800, 604_200]
    expect(timesOf(draft, lackingTick, [0, ...around(100, [1_400, 2_800, ...due.slice(1)])])).toEqual([0, ...due])
    expect(asked(draft)).toEqual(['1', '3', '1', '3'])
    expect(draft.effects[0]).toMatchObject({ question: { background: true, symbol: 'MXUSDT' } })
    expect([...draft.work.calls.values()][0]).toEqual({ for: 'repair', symbol: 'MXUSDT', orderId: '3', isLast: false })
  })

  it('waits while the account is not live or has five hundred others at work', () => {
    const count = (over: Over): number => {
      const draft = scene(over)
      apply(draft, lackingTick(draft))
      return asked(draft).length
    }
    const many = (size: number) =>
      ledgerOf({}, [orderOf('open'), ...Array.from({ length: size }, (_, i) => orderOf(`o${i}`, { status: 'FILLED' }))])
    expect(count({ phase: { kind: 'connecting' } })).toBe(0)
    expect([499, 500].map((size) => count({ ledger: { ...many(size), lacking } }))).toEqual([1, 0])
    expect(count({ orders: { upkeep: { nextAt: 0, lackingAt: NOW + 1, lackingAsked: new Set() } } })).toBe(0)
  })
})

describe('the answer to such a question', () => {
  const answer = (over: object = {}): Answer => ({ kind: 'order', deals: [], refused: false, unreadable: [], ...over })
  const work = (told: Answer, known?: Order, isLast = false) => {
    const draft = account({ ledger: ledgerOf({}, known === undefined ? [] : [known]) })
    apply(draft, repairAnswered(draft, { for: 'repair', symbol: 'MXUSDT', orderId: '1', isLast }, told))
    return draft.work.works.find(({ kind }) => kind === 'order')
  }
  const row = { kind: 'orders', raw: 'odd' } as const

  it('is taken as it is; what is missing after the last try is inferred', () => {
    const order = unsettled('1')
    expect(work(answer({ order, deals: [dealOf('1')] }), order)).toEqual({
      kind: 'order',
      orderId: '1',
      order,
      deals: [dealOf('1')],
      end: 'keep',
      isWhole: true,
      infer: false,
      source: 'rest',
      tag: { for: 'repair', orderId: '1' },
    })
    expect([work(answer(), order, true), work(answer({ unreadable: [row] }), order, true)]).toMatchObject([
      { infer: true },
      { infer: false },
    ])
    expect(work(answer({ refused: true }), order)).toBeUndefined()
    expect(work({ kind: 'clock' }, order)).toBeUndefined()
  })

  it('ends an open order of more than seven days of which the exchange tells nothing any more', () => {
    const end = (ageMs: number, told = answer(), over: Partial<Order> = {}) => {
      const known = orderOf('1', { createdAt: AT - ageMs, ...over })
      const found = work(told, known)
      return found?.kind === 'order' ? found.end : found?.kind
    }
    expect([end(7 * DAY), end(7 * DAY + 1)]).toEqual(['keep', 'close'])
    expect(end(8 * DAY, answer({ order: orderOf('1') }))).toBe('keep')
    expect(end(8 * DAY, answer(), { status: 'FILLED' })).toBe('keep')
  })

  it('has all deals of an order only within the month for which the exchange tells them', () => {
    const isWhole = (ageMs: number, checkedMs: number): unknown => {
      const ledger = { ...ledgerOf({}, [orderOf('1', { createdAt: AT - ageMs })]), checkedAt: AT - checkedMs }
      const draft = account({ ledger })
      apply(draft, repairAnswered(draft, { for: 'repair', symbol: 'MXUSDT', orderId: '1', isLast: false }, answer()))
      const [found] = draft.work.works
      return found?.kind === 'order' && found.isWhole
    }
    expect([isWhole(40 * DAY, DAY), isWhole(DAY, 40 * DAY), isWhole(40 * DAY, 40 * DAY)]).toEqual([true, true, false])
  })
})

describe('an order that the exchange no longer lists as open', () => {
  const question = { kind: 'order', symbol: 'MXUSDT', orderId: '1' } as const
  type Told = Parameters<typeof endedOrder>[2]
  const told = (over: Partial<Told> = {}): Told => ({
    kind: 'order',
    deals: [],
    refused: false,
    unreadable: [],
    ...over,
  })
  const end = (answer: Told, known?: Order, over: Over = {}) => {
    const draft = account({ ledger: ledgerOf({}, known === undefined ? [] : [known]), ...over })
    return endedOrder(draft, question, answer, { source: 'rest', tag: { for: 'search' } }).map(
      ({ end: how, isWhole }) => `${how} ${isWhole}`,
    )
  }
  const old = orderOf('1', { updatedAt: AT - MINUTE })

  it('is kept as it is told, or where the ledger knows its end or nothing of it', () => {
    expect(end(told({ order: orderOf('1', { status: 'FILLED' }) }), old)).toEqual(['keep false'])
    expect(end(told({ order: orderOf('1') }), old)).toEqual(['keep false'])
    expect([end(told()), end(told(), orderOf('1', { status: 'CANCELED' }))]).toEqual([['keep false'], ['keep false']])
  })

  it('is ended by its absence once REST cannot lag behind it, a minute after it changed', () => {
    expect([end(told(), old), end(told(), orderOf('1', { updatedAt: AT - MINUTE + 1 }))]).toEqual([['close true'], []])
  })

  it('that is told as open is ended where its symbol is delisted', () => {
    const delisted = { universe: { ...UNIVERSE, last: symbolAnswers(['BTCUSDT']) } }
    expect(end(told({ order: orderOf('1') }), old, delisted)).toEqual(['close true'])
    expect(end(told({ order: orderOf('1') }), old, { universe: { ...UNIVERSE, last: [] } })).toEqual(['keep false'])
  })

  it('of a symbol that is refused has all its deals where they explain both balances', () => {
    const refused = (opening: string): readonly string[] => {
      const books = new Map([['USDT', { ...EMPTY_BOOK, opening: decimal<'asset'>(opening) }]])
      return end(told({ refused: true }), old, { ledger: { ...ledgerOf({ USDT: '10' }, [old]), books } })
    }
    expect([refused('10'), refused('9')]).toEqual([['close true'], ['close false']])
  })

  it('of more than seven days is ended at once, and has its deals where a month reaches back to it', () => {
    const of = (days: number, checkedDays: number): readonly string[] => {
      const known = orderOf('1', { createdAt: AT - days * DAY, updatedAt: AT })
      return end(told(), known, { ledger: { ...ledgerOf({}, [known]), checkedAt: AT - checkedDays * DAY } })
    }
    expect([of(8, 40), of(40, 8), of(40, 40), of(6, 1)]).toEqual([['close true'], ['close true'], ['close false'], []])
  })
})
