/** Lists with rows that cannot be read: what is unknown because of them, and when they are asked for again. */

import type { CoverageWindow, LedgerState } from '@spotdeck/ledger'
import { describe, expect, it } from 'vitest'
import { AT, LIVE, NOW, NO_ROWS, dealOf, ledgerOf, orderOf } from '../testing/plan-scene.ts'
import { type Draft, draftOf, partsOf } from '../machine/draft.ts'
import type { Answer, ListQuestion, RawRecord } from '../base/question.ts'
import { rereadAnswered, rereadRefused, rereadTick } from './reread.ts'
import { apply } from '../machine/apply.ts'
import type { UnreadableList } from './state.ts'
import { noteUnreadableRows, unreadableWindows, withListReason } from './unreadable-lists.ts'
import { type Over, stateOf, set } from '../testing/state-of.ts'
import { sayUnreadable } from '../machine/live-status.ts'

type SymbolAnswer = Extract<Answer, { kind: 'symbol' }>

const SECOND = 1_000
const MINUTE = 60 * SECOND
const DAY = 24 * 60 * MINUTE

const complete = (kind: CoverageWindow['kind'], over: Partial<CoverageWindow> = {}): CoverageWindow => ({
  kind,
  from: AT - DAY,
  state: 'complete',
  ...over,
})
const OPEN: ListQuestion = { kind: 'open-orders', symbols: [] }
const SYMBOL: ListQuestion = { kind: 'symbol', symbol: 'MXUSDT', since: { orders: AT - 900, deals: AT - 800 } }
const ORDER: ListQuestion = { kind: 'order', symbol: 'MXUSDT', orderId: '1' }
const ROW: RawRecord = { kind: 'orders', raw: 'odd' }

function account(over: Over = {}, ledger: Partial<LedgerState> = {}): Draft {
  const coverage = [complete('orders'), complete('deals')]
  const known = { ledger: { ...ledgerOf(), coverage, ...ledger }, now: NOW, recovery: { upAt: 0 }, phase: LIVE }
  return draftOf(stateOf(known, over), { at: AT, random: 0.5 })
}
const noted = (question: ListQuestion, rows: readonly RawRecord[], over?: Over): Draft => {
  const draft = account(over)
  const before = partsOf(draft)
  apply(draft, noteUnreadableRows(draft, question, rows))
  sayUnreadable(draft, before)
  return draft
}
const list = ({ orders: { unreadableLists } }: Draft): UnreadableList | undefined => [...unreadableLists.values()][0]
const windows = ({ work: { works } }: Draft): readonly CoverageWindow[] =>
  works.flatMap((work) => (work.kind === 'mark' ? work.windows : []))
const shown = (marks: readonly CoverageWindow[]): readonly string[] =>
  marks.map(({ kind, from, to = Infinity, state, reason = '', symbols = ['all'] }) =>
    `${kind} ${from - AT}..${to - AT} ${state} ${reason} ${symbols.join(',')}`.replace(/ +/g, ' '),
  )
const status = ({ work: { works } }: Draft) => works.flatMap((work) => (work.kind === 'status' ? [work.code] : []))

describe('a row that cannot be read', () => {
  it('is counted once, and leaves the time that it may belong to unknown for its symbol', () => {
    const draft = noted(SYMBOL, [ROW, { kind: 'deals', raw: 'bad' }])
    expect(shown(windows(draft))).toEqual([
      'orders -900..0 unknown LIST_UNREADABLE MXUSDT',
      'deals -800..0 unknown LIST_UNREADABLE MXUSDT',
    ])
    expect([draft.work.drift, status(draft).length]).toEqual([2, 1])
    apply(draft, noteUnreadableRows(draft, SYMBOL, [ROW, { kind: 'deals', raw: 'bad' }]))
    expect(draft.work.drift).toBe(2)
  })

  it('says nothing of another row, nor of another list', () => {
    const draft = noted(SYMBOL, [ROW])
    apply(draft, noteUnreadableRows(draft, SYMBOL, [ROW, { ...ROW, raw: 'other' }]))
    expect([list(draft)?.rows.map(({ raw }) => raw), draft.work.drift]).toEqual([['odd', 'other'], 2])
    apply(draft, noteUnreadableRows(draft, SYMBOL, [{ kind: 'deals', raw: 'other' }]))
    expect([list(draft)?.rows.map(({ kind }) => kind), draft.work.drift]).toEqual([['deals'], 3])
    apply(draft, noteUnreadableRows(draft, OPEN, [ROW]))
    expect(draft.orders.unreadableLists.size).toBe(2)
    apply(draft, noteUnreadableRows(draft, { ...SYMBOL }, []))
    expect([...draft.orders.unreadableLists.keys()]).toEqual(['open-orders'])
  })

  it('belongs to the second that it names, within what was asked for', () => {
    const span = (time: number) => {
      const [row] = list(noted(SYMBOL, [{ ...ROW, time: AT + time }]))?.rows ?? []
      return row && [row.from - AT, row.to - AT]
    }
    expect([span(-600), span(0), span(1), span(-900), span(-901)]).toEqual([
      [-1_000, 0],
      [0, 1_000],
      [-900, 0],
      [-1_000, 0],
      [-900, 0],
    ])
  })

  it('of open orders may be of any symbol, unless it names one, and of any time since all was known', () => {
    const of = (row: RawRecord, over?: Over) => shown(windows(noted(OPEN, [row], over)))
    expect(of(ROW)).toEqual(['orders -30000..0 unknown LIST_UNREADABLE all'])
    expect(of({ ...ROW, symbol: 'BTCUSDT' })).toEqual(['orders -30000..0 unknown LIST_UNREADABLE BTCUSDT'])
    expect(of(ROW, { recovery: { gapFrom: AT - 40_000 } })).toEqual(['orders -40000..0 unknown LIST_UNREADABLE all'])
    expect(of(ROW, { recovery: { gapFrom: AT - 20_000 } })).toEqual(['orders -30000..0 unknown LIST_UNREADABLE all'])
  })

  it('of one order may be of any time since it was placed', () => {
    const draft = account(
      {},
      { ...ledgerOf({}, [orderOf('1', { createdAt: AT - 70 })]), coverage: [complete('deals')] },
    )
    apply(draft, noteUnreadableRows(draft, ORDER, [{ kind: 'deals', raw: 'bad' }]))
    expect(shown(windows(draft))).toEqual(['deals -70..0 unknown LIST_UNREADABLE MXUSDT'])
  })

  it('makes nothing unknown that is unknown already, and nothing that is being repaired', () => {
    const of = (...coverage: readonly CoverageWindow[]) => {
      const draft = account({}, { coverage })
      apply(draft, noteUnreadableRows(draft, SYMBOL, [ROW]))
      return shown(windows(draft))
    }
    expect(of(complete('orders', { state: 'unknown' }))).toEqual([])
    expect(of(complete('orders', { state: 'repairing' }))).toEqual([])
    expect(of(complete('orders', { state: 'unknown', symbols: ['MXUSDT'] }))).toEqual([])
    expect(of(complete('orders', { state: 'unknown', symbols: ['ABCUSDT', 'XUSDT'] }))).toEqual([
      'orders -900..0 unknown LIST_UNREADABLE ABCUSDT,MXUSDT,XUSDT',
    ])
    expect(of(complete('orders', { to: AT - 900 }))).toEqual([])
    expect(of(complete('orders', { to: AT - 899 }))).toEqual(['orders -900..-899 unknown LIST_UNREADABLE MXUSDT'])
    expect(of(complete('deals'))).toEqual([])
  })

  it('is left out of what a search claims, and gives the reason of what the search does not know', () => {
    const draft = noted(SYMBOL, [ROW])
    expect(shown(unreadableWindows(draft, [complete('orders')]))).toEqual([
      'orders -900..0 unknown LIST_UNREADABLE MXUSDT',
    ])
    const unknown = complete('orders', { state: 'unknown', to: AT })
    const reasons = (...given: readonly CoverageWindow[]) => withListReason(draft, given).map(({ reason }) => reason)
    expect(
      reasons(
        unknown,
        complete('orders'),
        { ...unknown, kind: 'deals' },
        { ...unknown, reason: 'BEYOND_REACH' },
        { ...unknown, to: AT - 900 },
        { ...unknown, from: AT, to: AT + 5 },
        { ...unknown, from: AT - 1, to: AT + 5 },
        complete('orders', { state: 'unknown' }),
      ),
    ).toEqual([
      'LIST_UNREADABLE',
      undefined,
      undefined,
      'BEYOND_REACH',
      undefined,
      undefined,
      'LIST_UNREADABLE',
      'LIST_UNREADABLE',
    ])
  })

  it('beyond a hundred lists is not asked for: its time is unknown until a search', () => {
    const many = (count: number) =>
      new Map(
        Array.from({ length: count }, (_, i) => [`symbol S${i}`, { question: OPEN, rows: [], tries: 1, nextAt: 0 }]),
      )
    expect(noted(SYMBOL, [ROW], { orders: { unreadableLists: many(99) } }).orders.unreadableLists.size).toBe(100)
    const full = account(
      { orders: { unreadableLists: many(100) } },
      { coverage: [complete('orders', { state: 'repairing' })] },
    )
    apply(full, noteUnreadableRows(full, SYMBOL, [ROW]))
    expect([full.orders.unreadableLists.size, shown(windows(full))]).toEqual([
      100,
      ['orders -900..0 unknown LIST_UNREADABLE all'],
    ])
  })
})

describe('a list that cannot be read', () => {
  it('is asked for again after 5 s, and after twelve tries every minute', () => {
    const draft = account()
    const waits = Array.from({ length: 14 }, () => {
      apply(draft, noteUnreadableRows(draft, SYMBOL, [ROW]))
      return (list(draft)?.nextAt ?? 0) - NOW
    })
    expect(waits).toEqual([...Array.from({ length: 12 }, () => 5_000), 60_000, 60_000])
  })

  it('is readable again once an answer has all of its rows', () => {
    const left = (question: ListQuestion) => {
      const draft = noted(SYMBOL, [ROW])
      apply(draft, noteUnreadableRows(draft, question, []))
      return draft.orders.unreadableLists.size
    }
    expect(left(SYMBOL)).toBe(0)
    expect(left({ ...SYMBOL, since: { orders: AT - 901, deals: AT - 801 } })).toBe(0)
    expect(left({ ...SYMBOL, since: { orders: AT - 899, deals: AT - 801 } })).toBe(1)
    expect(left({ ...SYMBOL, since: { orders: AT - 901, deals: AT - 799 } })).toBe(1)
    expect(left({ ...SYMBOL, to: { orders: AT - 5 } })).toBe(1)
    expect(left({ ...SYMBOL, since: { orders: AT - 901, deals: Infinity } })).toBe(1)
    expect(left({ ...SYMBOL, symbol: 'BTCUSDT' })).toBe(1)
    const open = noted(OPEN, [ROW])
    apply(open, noteUnreadableRows(open, { kind: 'open-orders', symbols: ['A'] }, []))
    expect(open.orders.unreadableLists.size).toBe(0)
    const orders = noted({ ...SYMBOL, since: { orders: AT - 900, deals: Infinity } }, [ROW])
    apply(orders, noteUnreadableRows(orders, { ...SYMBOL, since: { orders: AT - 901, deals: Infinity } }, []))
    expect(orders.orders.unreadableLists.size).toBe(0)
  })

  it('keeps the question that has all of its rows', () => {
    const draft = noted(SYMBOL, [ROW])
    const since = (orders: number) => {
      apply(draft, noteUnreadableRows(draft, { ...SYMBOL, since: { orders: AT + orders, deals: AT - 800 } }, [ROW]))
      const question = list(draft)?.question
      return question?.kind === 'symbol' && question.since.orders - AT
    }
    expect([since(-500), since(-2_000), since(-900)]).toEqual([-900, -2_000, -2_000])
  })
})

/** An account that asks again for such a list. */
function asking(question: ListQuestion, row = ROW, over: Over = {}): Draft {
  const draft = noted(question, [row], over)
  set(draft, { now: NOW + 5_000, work: { works: [] } })
  apply(draft, rereadTick(draft))
  return draft
}
const nameOf = ({ orders: { unreadableLists } }: Draft): string => [...unreadableLists.keys()][0] ?? ''
const answered = (draft: Draft, answer: Answer): Draft => {
  const before = partsOf(draft)
  apply(draft, rereadAnswered(draft, { for: 'unreadable-list', name: nameOf(draft) }, answer))
  sayUnreadable(draft, before)
  return draft
}
const asks = ({ effects }: Draft) => effects.flatMap((effect) => (effect.type === 'ask' ? [effect.question] : []))

describe('the question for such a list', () => {
  it('is asked when it is due, one at a time, in the background, while the account is live', () => {
    const draft = noted(SYMBOL, [ROW])
    apply(draft, noteUnreadableRows(draft, OPEN, [ROW]))
    Object.assign(draft, { now: NOW + 4_999 })
    apply(draft, rereadTick(draft))
    expect(asks(draft)).toEqual([])
    Object.assign(draft, { now: NOW + 5_000, phase: { kind: 'connecting' } })
    apply(draft, rereadTick(draft))
    expect(asks(draft)).toEqual([])
    set(draft, { phase: LIVE, work: { calls: new Map([[1, { for: 'suspicion' }]]) } })
    apply(draft, rereadTick(draft))
    apply(draft, rereadTick(draft))
    expect(asks(draft)).toEqual([{ ...SYMBOL, background: true }])
    set(draft, { work: { calls: new Map() } })
    answered(draft, { ...NO_ROWS, unreadable: [ROW] })
    apply(draft, rereadTick(draft))
    expect(asks(draft).length).toBe(1)
    Object.assign(draft, { now: NOW + 6_400 })
    apply(draft, rereadTick(draft))
    expect(asks(draft)[1]).toEqual({ ...OPEN, background: true })
  })

  it('that is refused is asked again after 5 s', () => {
    const draft = asking(SYMBOL)
    apply(draft, rereadRefused(draft, { for: 'unreadable-list', name: nameOf(draft) }))
    expect(list(draft)?.nextAt).toBe(NOW + 10_000)
    apply(draft, rereadRefused(draft, { for: 'unreadable-list', name: 'gone' }))
    expect(draft.orders.unreadableLists.size).toBe(1)
  })

  it('of which nothing is left to tell is not asked again', () => {
    const draft = account()
    apply(draft, rereadAnswered(draft, { for: 'unreadable-list', name: 'gone' }, NO_ROWS))
    expect([draft.work.works, draft.orders.unreadableLists.size]).toEqual([[], 0])
  })
})

describe('the answer', () => {
  const orders = [orderOf('1')]

  it('of open orders is used, and readable again without bad rows', () => {
    const draft = answered(asking(OPEN), { kind: 'open-orders', orders, unreadable: [] })
    expect(draft.work.works[0]).toEqual({ kind: 'reports', orders, deals: [], source: 'rest', tag: { for: 'nobody' } })
    expect(draft.orders.unreadableLists.size).toBe(0)
    expect(answered(asking(OPEN), { kind: 'open-orders', orders, unreadable: [ROW] }).orders.unreadableLists.size).toBe(
      1,
    )
    expect(answered(asking(OPEN), NO_ROWS).orders.unreadableLists.size).toBe(1)
  })

  it('of one order is used like that of a repair; a refused symbol is given up', () => {
    const told = { kind: 'order', deals: [dealOf('1')], refused: false, unreadable: [] } as const
    const draft = answered(asking(ORDER), told)
    expect(draft.work.works.map((work) => work.kind)).toEqual(['order', 'status'])
    expect([draft.work.works[0], draft.orders.unreadableLists.size]).toMatchObject([{ orderId: '1', infer: false }, 0])
    const refused = answered(asking(ORDER), { ...told, refused: true })
    expect([refused.orders.unreadableLists.size, refused.work.works.map((work) => work.kind)]).toEqual([
      0,
      ['mark', 'status'],
    ])
    expect(answered(asking(ORDER), NO_ROWS).orders.unreadableLists.size).toBe(1)
  })

  it('of a symbol is used, page by page', () => {
    const page = { ...NO_ROWS, orders: { rows: orders, complete: false, from: AT - 400 } }
    const draft = answered(asking(SYMBOL), page)
    expect(draft.work.works[0]).toMatchObject({ kind: 'reports', orders, source: 'rest', tag: { for: 'nobody' } })
    expect(list(draft)?.question).toEqual({ ...SYMBOL, to: { orders: AT - 400, deals: undefined } })
    expect(list(answered(asking(SYMBOL), { ...page, unreadable: [ROW] }))?.question).toEqual(SYMBOL)
    expect(answered(asking(SYMBOL), NO_ROWS).orders.unreadableLists.size).toBe(0)
    expect(answered(asking(SYMBOL), { kind: 'clock' }).work.works).toEqual([])
  })

  it('that tells nothing of the row’s kind gives the list up, within the exchange’s reach', () => {
    const given = (answer: Partial<SymbolAnswer>, row = ROW, question = SYMBOL) => {
      const draft = answered(asking(question, row), { ...NO_ROWS, ...answer })
      return shown(windows(draft)).length
    }
    const none: Partial<SymbolAnswer> = { orders: { rows: [], complete: false } }
    expect(given(none)).toBe(1)
    expect(given(none, { kind: 'deals', raw: 'bad' })).toBe(0)
    expect(given({ deals: { rows: [], complete: false } }, { kind: 'deals', raw: 'bad' })).toBe(1)
    expect(given({ deals: { rows: [], complete: false, isCrowded: true } }, { kind: 'deals', raw: 'bad' })).toBe(0)
    expect(given({ orders: { rows: orders, complete: false } })).toBe(0)
    const beyond: ListQuestion = { ...SYMBOL, since: { orders: AT - 8 * DAY, deals: AT - 800 } }
    expect(given(none, ROW, beyond)).toBe(0)
  })

  it('that gives a list up leaves its rows unknown, also where a search repairs them', () => {
    const draft = asking(SYMBOL)
    draft.ledger = { ...draft.ledger, coverage: [complete('orders', { state: 'repairing' })] }
    answered(draft, { ...NO_ROWS, orders: { rows: [], complete: false } })
    expect([shown(windows(draft)), draft.orders.unreadableLists.size]).toEqual([
      ['orders -900..0 unknown LIST_UNREADABLE all'],
      0,
    ])
  })
})
