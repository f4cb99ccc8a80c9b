/** Plans of reads: which orders and symbols they ask for, how many at a time and how often. */

import { decimal } from '@spotdeck/exact'
import type { Order } from '@spotdeck/ledger'
import { describe, expect, it } from 'vitest'
import {
  AT,
  LIVE,
  NOW,
  NO_ORDERS,
  NO_ROWS,
  PlanScene,
  READING,
  REFUSED,
  SYMBOLS,
  dealOf,
  ledgerOf,
  orderOf,
} from '../testing/plan-scene.ts'
import { planOf } from '../phase/state.ts'
import { setPlan } from './draft.ts'
import { withFound } from '../phase/plan.ts'
import { nextStep, planAnswered, planFolded, planRefused } from './plan-steps.ts'
import type { Answer, RawRecord } from '../base/question.ts'
import type { Over } from '../testing/state-of.ts'

const MINUTE = 60_000
const symbolsIn = ({ asked }: PlanScene): readonly string[] =>
  asked.flatMap(({ question }) => (question.kind === 'symbol' ? [question.symbol] : []))

describe('orders that are no longer open', () => {
  const at = (orders: readonly Order[], answer: Answer = NO_ORDERS): PlanScene =>
    new PlanScene('reconcile', READING, { ledger: ledgerOf({}, orders) })
      .to('open-orders', 'ended-orders')
      .answer(answer)
      .fold()
  const asked = (scene: PlanScene): readonly string[] =>
    scene.asked.flatMap(({ question }) => (question.kind === 'order' ? [question.orderId] : []))

  it('are asked for one by one: those of which the ledger does not know that they ended', () => {
    const orders = [orderOf('1'), orderOf('2', { status: 'FILLED' }), orderOf('3'), orderOf('4', { createdAt: AT + 1 })]
    const listed: Answer = { kind: 'open-orders', orders: [orderOf('3')], unreadable: [] }
    expect(asked(at(orders, listed))).toEqual(['1'])
    expect(asked(at([orderOf('5', { createdAt: AT })]))).toEqual(['5'])
  })

  it('are asked for with the markets of all orders and of earlier trades', () => {
    const ledger = {
      ...ledgerOf({}, [orderOf('1'), orderOf('2')]),
      symbols: new Map([
        ['BTCUSDT', 1],
        ['MXUSDT', 1],
      ]),
    }
    const scene = new PlanScene('reconcile', READING, { ledger }).to('open-orders')
    expect(scene.question).toEqual({ kind: 'open-orders', symbols: ['MXUSDT', 'BTCUSDT'] })
    expect(scene.plan.times.ordersAt).toBe(NOW)
  })

  const raw = (orderId?: string): RawRecord => ({
    kind: 'orders',
    raw: 'odd',
    ...(orderId === undefined ? {} : { orderId }),
  })

  it('are ended only where the list was readable: a row that names no order may be any', () => {
    const told = (rows: readonly RawRecord[]): readonly string[] => {
      const scene = at([orderOf('1')], { kind: 'open-orders', orders: [], unreadable: rows })
      scene.draft.work = { ...scene.draft.work, works: [] }
      scene.answer({ kind: 'order', deals: [], refused: false, unreadable: [] })
      return scene.draft.work.works.flatMap((work) => (work.kind === 'order' ? [work.end] : []))
    }
    expect([told([]), told([raw()]), told([raw('9')])]).toEqual([['close'], ['keep'], ['close']])
    expect(asked(at([orderOf('1')], { kind: 'open-orders', orders: [], unreadable: [raw('1')] }))).toEqual([])
  })

  it('are not ended where a row of the answer itself cannot be read', () => {
    const scene = at([orderOf('1')])
    scene.draft.work = { ...scene.draft.work, works: [] }
    scene.answer({ kind: 'order', deals: [], refused: false, unreadable: [raw()] })
    expect(scene.draft.work.works).toMatchObject(
      [{ kind: 'order', end: 'keep' }, {}].slice(0, scene.draft.work.works.length),
    )
    expect(scene.draft.orders.unreadableLists.size).toBe(1)
  })
})

describe('symbols that are read', () => {
  const five = SYMBOLS.slice(0, 5).map((symbol, index) => orderOf(String(index), { symbol }))
  const reading = (over: Over = {}): PlanScene =>
    new PlanScene('reconcile', READING, { ledger: ledgerOf({}, five), ...over }).to('symbols')
  it('are at most four at a time', () => {
    const scene = reading()
    expect(symbolsIn(scene)).toEqual(SYMBOLS.slice(0, 4))
    expect(symbolsIn(scene.answer(NO_ROWS, 0, 2))).toEqual(SYMBOLS.slice(0, 5))
    expect(scene.plan.doing).toMatchObject({ kind: 'lanes', queue: [], folding: 0 })
  })

  it('are over when every answer is in the ledger', () => {
    const accepted = new Map([['c USDT', decimal<'asset'>('-20')]])
    const scene = reading({ ledger: ledgerOf({}, five.slice(0, 1)), balances: { accepted } })
    scene.answer({ ...NO_ROWS, orders: { rows: [orderOf('7')], complete: true } })
    expect(scene.plan.doing).toMatchObject({ kind: 'lanes', folding: 1 })
    scene.fold({ news: 3 })
    expect(planOf(scene.draft)).toBeUndefined()
  })

  it('that were not told to their end are asked for again from there', () => {
    const scene = reading({ ledger: ledgerOf({}, five.slice(0, 1)) })
    scene.answer({ ...NO_ROWS, deals: { rows: [], complete: false, from: AT - 9 } })
    expect(scene.question).toMatchObject({ kind: 'symbol', symbol: 'MXUSDT', to: { orders: undefined, deals: AT - 9 } })
  })

  it('are asked for three times where REST refuses: after 300 ms, then 600 ms', () => {
    const scene = reading({ ledger: ledgerOf({}, five.slice(0, 1)) })
    const asked: number[] = []
    for (const wait of [299, 1, 599, 1]) {
      if (wait > 1) scene.refuse()
      asked.push(scene.pass(wait).asked.length)
    }
    expect(asked.map((count) => count - 1)).toEqual([1, 2, 2, 3])
    scene.refuse()
    expect([planOf(scene.draft), scene.draft.recovery.failures]).toEqual([undefined, 1])
  })

  it('of a plan that is over are not read any further', () => {
    const scene = reading()
    planFolded(scene.draft, scene.plan.id + 1, { news: 5, refused: false })
    planAnswered(scene.draft, 999, NO_ROWS, { t0: AT, t1: AT })
    planRefused(scene.draft, 999, REFUSED)
    expect([scene.plan.found.news, scene.plan.doing.kind, scene.asked.length]).toEqual([0, 'lanes', 5])
    setPlan(scene.draft, undefined)
    scene.answer(NO_ROWS).refuse().pass(1)
    planFolded(scene.draft, 1, { news: 5, refused: false })
    expect(planOf(scene.draft)).toBeUndefined()
  })

  it('of one of several accounts are those of what moved alone', () => {
    expect(symbolsIn(reading({ work: { sharing: { sharers: 2 } } }))).toEqual([])
    const moved = new PlanScene('reconcile', READING, {
      ledger: ledgerOf({}, five),
      work: { sharing: { sharers: 20 } },
    })
    nextStep(moved.draft, { ...withFound(moved.plan, { moved: ['MX'] }), steps: ['symbols'] })
    expect(symbolsIn(moved)).toEqual(SYMBOLS.slice(0, 3))
  })

  it('to explain a violated invariant are those of its assets', () => {
    const violations = new Map([
      ['b BTC', 0],
      ['b ETH', NOW],
    ])
    const ledger = ledgerOf({ BTC: '1', ETH: '1' })
    const scene = new PlanScene('check', READING, { ledger, balances: { violations } }).to('symbols')
    const since = { orders: AT - 15 * MINUTE, deals: AT - 15 * MINUTE }
    expect(scene.asked.slice(1).map(({ question }) => question)).toEqual([{ kind: 'symbol', symbol: 'BTCUSDT', since }])
  })

  it('by an audit are read 700 ms apart, without their deals and without orders of the last 5 s', () => {
    const scene = new PlanScene('audit', LIVE).to('recent-orders')
    expect(symbolsIn(scene)).toEqual(SYMBOLS.slice(0, 1))
    expect(scene.question).toMatchObject({ since: { deals: Infinity } })
    expect(symbolsIn(scene.pass(699))).toHaveLength(1)
    expect(symbolsIn(scene.pass(1))).toHaveLength(2)
    const begun = scene.plan.times.begun
    const rows = [orderOf('old', { updatedAt: begun - 5_001 }), orderOf('new', { updatedAt: begun - 5_000 })]
    scene.draft.work = { ...scene.draft.work, works: [] }
    scene.answer({ ...NO_ROWS, orders: { rows, complete: true }, deals: { rows: [dealOf('old')], complete: true } })
    expect(scene.draft.work.works).toMatchObject([{ kind: 'reports', orders: [{ orderId: 'old' }], source: 'audit' }])
    const reconciled = reading()
    reconciled.draft.work = { ...reconciled.draft.work, works: [] }
    reconciled.answer({ ...NO_ROWS, orders: { rows, complete: true } })
    expect(reconciled.draft.work.works).toMatchObject([
      { orders: [{ orderId: 'old' }, { orderId: 'new' }], source: 'rest' },
    ])
  })
})
