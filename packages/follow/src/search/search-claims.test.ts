/** Claims of a search: what proves a crowded second, and what a refused or unread part leaves unknown. */

import { decimal } from '@spotdeck/exact'
import { type LedgerState, type Order, type TrackedOrder, remember } from '@spotdeck/ledger'
import { describe, expect, it } from 'vitest'
import { AT, NO_ROWS, SYMBOLS, dealOf, ledgerOf, orderOf } from '../testing/plan-scene.ts'
import { apply } from '../machine/apply.ts'
import { GAP, SearchScene, inQuestion, ledgerWith, listed } from '../testing/search-scene.ts'
import type { Answer } from '../base/question.ts'
import { onWorkDone } from '../machine/work-done.ts'
import { searchFolded, searchRefused } from './search.ts'
import { withSpan, suspicionTold } from './spans.ts'
import { EMPTY_UNIVERSE } from '../base/universe.ts'

const CROWDED: Answer = { ...NO_ROWS, deals: { rows: [], complete: false, isCrowded: true } }
const UNREAD: Answer = { ...NO_ROWS, deals: { rows: [], complete: false } }

describe('a crowded second', () => {
  /** A search that read every symbol; the deals of these were in crowded seconds. */
  const read = (ledger: LedgerState, crowded: readonly string[] = ['BTCUSDT']): SearchScene => {
    const scene = listed({ ledger })
    return scene.answerWhile(
      () => scene.draft.search.searching.kind === 'symbol',
      () => (crowded.includes(scene.names.at(-1) ?? '') ? CROWDED : NO_ROWS),
    )
  }
  const isProven = (ledger: LedgerState): boolean => read(ledger).draft.search.searching.kind !== 'waiting'
  const withOrders = (...orders: readonly Order[]): LedgerState =>
    ledgerWith('0', { orders: ledgerOf({}, orders).orders })
  const unsettled = (id: string, symbol: string): Order =>
    orderOf(id, { symbol, executedQuantity: decimal<'base'>('1') })

  it('is proven by the orders of its symbol, each of them, and by no others', () => {
    const whole = orderOf('1', { symbol: 'BTCUSDT' })
    expect(isProven(withOrders(whole, unsettled('2', 'MXUSDT')))).toBe(true)
    expect(isProven(withOrders(whole, unsettled('2', 'BTCUSDT')))).toBe(false)
    expect(isProven(withOrders(unsettled('2', 'BTCUSDT'), whole))).toBe(false)
  })

  it('is not proven while deals of the symbol have no order, or one of its orders was set aside', () => {
    const lonely = (...symbols: readonly string[]): LedgerState => {
      const deals = symbols.map((symbol, i) => remember({ ...dealOf('9'), symbol, tradeId: `t${i}` }, 'stream'))
      const tracked: TrackedOrder = { deals, dealt: decimal<'base'>('1'), since: 1 }
      return ledgerWith('0', { orders: new Map([['9', tracked]]) })
    }
    expect([isProven(lonely('BTCUSDT')), isProven(lonely('MXUSDT')), isProven(lonely('MXUSDT', 'BTCUSDT'))]).toEqual([
      false,
      true,
      false,
    ])
    const aside = (...symbols: readonly string[]): LedgerState =>
      ledgerWith('0', { lacking: new Map(symbols.map((symbol, i) => [String(i), { symbol, since: 1 }])) })
    expect([isProven(aside('MXUSDT')), isProven(aside('MXUSDT', 'BTCUSDT'))]).toEqual([true, false])
  })

  it('that is not proven in ten minutes leaves its own symbol unknown alone', () => {
    const scene = read(withOrders(unsettled('1', 'BTCUSDT')), ['BTCUSDT', 'MXUSDT'])
    for (let passed = 0; passed <= 600_000; passed += 60_000) scene.pass(60_000)
    expect(scene.first).toMatchObject({
      certainty: { complete: { orders: true, deals: false }, lacks: { deals: ['BTCUSDT'] } },
    })
  })
})

describe('what a search read', () => {
  it('of a page before stays incomplete', () => {
    const scene = listed().answer({ ...NO_ROWS, deals: { rows: [], complete: false, from: AT - 300 } })
    scene.pass(1_400).answer(NO_ROWS)
    expect(scene.first?.certainty.lacks).toEqual({ orders: [], deals: [SYMBOLS[0]] })
  })

  it('is claimed by the searches that wait for the symbol alone', () => {
    const of = (answer: Answer) => {
      const scene = listed()
      scene.draft.search = withSpan(scene.draft.search, GAP)
      return scene
        .answer(answer)
        .draft.search.searches.map(({ certainty, crowded }) => [certainty.complete.deals, crowded.symbols])
    }
    expect(of(UNREAD)).toEqual([
      [false, []],
      [true, []],
    ])
    expect(of(CROWDED)).toEqual([
      [true, [SYMBOLS[0]]],
      [true, []],
    ])
  })

  it('without any symbol is nothing', () => {
    const scene = listed(
      { universe: EMPTY_UNIVERSE, ledger: ledgerWith('0', { symbols: new Map() }) },
      {
        kind: 'listing',
        listed: [],
        gone: [],
      },
    )
    expect(scene.first).toMatchObject({ certainty: { complete: { orders: false, deals: false } } })
    expect(scene.first?.certainty.lacks).toEqual({ orders: undefined, deals: undefined })
  })

  it('is named in the order of the alphabet', () => {
    const scene = listed()
    scene.answer(UNREAD).answer(UNREAD).answer(NO_ROWS).answer(UNREAD)
    expect(scene.first?.certainty.lacks.deals).toEqual(['BTCUSDT', 'KASUSDT', 'MXUSDT'])
  })

  it('for amounts is remembered, the newest thousand; then the next search goes on', () => {
    const { draft, first } = listed({
      balances: { searched: new Map(Array.from({ length: 1_000 }, (_, i) => [`A${i} 1`, i])) },
    })
    const searched = { ...GAP, amounts: new Map([['MX', '5']]), flowsTold: [] }
    const rest = { complete: { orders: true, deals: true }, lacks: { orders: [], deals: [] }, knownFrom: GAP.since }
    draft.search = withSpan(draft.search, GAP)
    onWorkDone(draft, { kind: 'swept', searched: { ...searched, ...rest } }, { news: 0, refused: false })
    expect([
      draft.balances.searched.size,
      draft.balances.searched.has('A0 1'),
      draft.balances.searched.get('MX 5'),
    ]).toEqual([1_000, false, AT])
    expect([draft.search.searches.length, draft.search.searches[0]?.id === first?.id, draft.search.searching]).toEqual([
      1,
      false,
      { kind: 'idle' },
    ])
  })
})

describe('a search', () => {
  it('that does not wait for an answer, or for the ledger, ignores them', () => {
    const scene = listed()
    apply(scene.draft, searchFolded(scene.draft, { news: 0, refused: true }))
    expect([scene.draft.search.searching.kind, scene.first?.certainty.complete.orders]).toEqual(['symbol', true])
    const waiting = scene.refuse().draft
    searchRefused(waiting, scene.asked.at(-1)?.call ?? 0, { code: 'X', fields: {} })
    expect(scene.first?.failures).toBe(1)
  })

  it('for amounts begins before searches of gaps, with its orders after them', () => {
    const { draft } = new SearchScene(inQuestion('1'))
    draft.search = withSpan(draft.search, GAP)
    apply(draft, suspicionTold(draft))
    expect(draft.search.searches.map(({ span }) => span.amounts.size)).toEqual([1, 0, 0])
  })
})
