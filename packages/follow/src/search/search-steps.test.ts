/** Searches of all symbols, step by step: what is asked when, what its answers claim, and what starts one. */

import { decimal } from '@spotdeck/exact'
import type { CoverageWindow, LedgerState } from '@spotdeck/ledger'
import { describe, expect, it } from 'vitest'
import { symbolAnswers } from '../testing/fake-venue-answers.ts'
import { AT, NOW, NO_ROWS, REFUSED, SYMBOLS, ledgerOf, orderOf } from '../testing/plan-scene.ts'
import { GAP, LISTED, LISTING, SearchScene, inQuestion, ledgerWith, listed } from '../testing/search-scene.ts'
import type { Draft } from '../machine/draft.ts'
import { apply } from '../machine/apply.ts'
import type { Answer, FlowLists } from '../base/question.ts'
import { searchAnswered, searchAt, searchRefused } from './search.ts'
import { searchLater, withSpan, suspicionTick, suspicionTold } from './spans.ts'
import { EMPTY_UNIVERSE, withListed } from '../base/universe.ts'
import { type Over, both, set } from '../testing/state-of.ts'

const DAY_MS = 86_400_000
const LISTS: FlowLists = { since: 0, rows: [], askedAt: AT, answeredAt: AT, lacks: [] }
const MARGIN = 5 * 60_000

describe('a search', () => {
  it('waits for the lag of REST, then asks for the list and for every symbol', () => {
    const scene = new SearchScene()
    expect(searchAt(scene.draft)).toBe(Infinity)
    scene.draft.search = withSpan(scene.draft.search, GAP)
    expect(searchAt(scene.draft)).toBe(NOW)
    scene.pass(0)
    expect([searchAt(scene.draft) - NOW, scene.names]).toEqual([5_000, []])
    expect(scene.pass(4_999).names).toEqual([])
    expect([scene.pass(1).names, searchAt(scene.draft)]).toEqual([['listing'], Infinity])
    scene.answer(LISTING)
    scene.answerWhile(() => scene.asked.length <= SYMBOLS.length)
    expect(scene.names).toEqual(['listing', ...SYMBOLS])
    expect(scene.asked.slice(1).every(({ question }) => question.kind === 'symbol' && question.background)).toBe(true)
    expect(scene.asked[1]?.question).toMatchObject({ since: GAP.since })
    expect(scene.answer(NO_ROWS).draft.search.searching.kind).toBe('explaining')
  })

  it('of orders waits for lists that are read meanwhile: neither loses what the other left', () => {
    const booking = { by: 'retry', to: AT, heard: 0, stage: { kind: 'booking', lists: LISTS } } as const
    const scene = new SearchScene({ flows: { booking } })
    const span = { ...GAP, since: { orders: AT - 900, deals: Infinity } }
    scene.draft.search = withSpan(scene.draft.search, span, NOW)
    const isReading = (): boolean => scene.draft.search.searching.kind === 'symbol'
    scene.pass(0).answer(LISTING).answerWhile(isReading)
    expect([scene.draft.search.searching.kind, scene.draft.flows.explaining]).toEqual(['waiting', undefined])
    set(scene.draft, { flows: { booking: undefined } })
    scene.pass(2_000)
    expect([scene.draft.search.searching.kind, scene.draft.flows.explaining?.by]).toEqual(['explaining', 'search'])
  })

  it('begins when it was told to', () => {
    const scene = new SearchScene()
    scene.draft.search = withSpan(scene.draft.search, GAP, NOW + 700)
    expect([searchAt(scene.draft), scene.pass(699).names, scene.pass(1).names]).toEqual([NOW + 700, [], ['listing']])
  })

  it('claims nothing without the list of delisted symbols, unless it saw all lists since', () => {
    const complete = (gone: readonly [] | undefined, since: number) => {
      const universe = withListed(EMPTY_UNIVERSE, LISTED, since)
      return listed({ universe }, { kind: 'listing', listed: LISTED, gone }).first
    }
    expect(complete(undefined, AT - 900)?.certainty.complete).toEqual({ orders: true, deals: true })
    expect(complete([], AT)?.certainty.complete).toEqual({ orders: true, deals: true })
    const unknown = complete(undefined, AT)
    expect([unknown?.certainty.complete, unknown?.certainty.lacks]).toEqual([
      { orders: false, deals: false },
      { orders: undefined, deals: undefined },
    ])
  })

  it('pauses 1.4 s between symbols after the first sixty', () => {
    const names = Array.from({ length: 62 }, (_, i) => `C${i}USDT`)
    const scene = listed(
      { universe: withListed(EMPTY_UNIVERSE, symbolAnswers(names), AT - DAY_MS) },
      { kind: 'listing', listed: symbolAnswers(names), gone: [] },
    )
    for (let n = 0; n < 60; n++) scene.answer(NO_ROWS)
    expect([scene.asked.length, scene.draft.search.searching.kind]).toEqual([62, 'symbol'])
    expect([scene.answer(NO_ROWS).asked.length, searchAt(scene.draft) - NOW]).toEqual([62, 1_400])
    expect([scene.pass(1_399).asked.length, scene.pass(1).asked.length]).toEqual([62, 63])
  })

  it('goes on after what was read of a symbol is in the ledger', () => {
    const scene = listed().answer({
      ...NO_ROWS,
      orders: { rows: Array.from({ length: 51 }, (_, i) => orderOf(`o${i}`)), complete: true },
    })
    expect([scene.asked.length, scene.draft.work.works.length]).toEqual([2, 2])
    expect([scene.fold().asked.length, scene.fold().asked.length]).toEqual([2, 3])
    expect(scene.first?.certainty.complete).toEqual({ orders: true, deals: true })
  })

  it('does not claim a symbol whose records the store refused', () => {
    const scene = listed()
      .answer({ ...NO_ROWS, orders: { rows: [orderOf('1')], complete: true } })
      .fold(true)
    expect([scene.first?.certainty.complete, scene.first?.certainty.lacks]).toEqual([
      { orders: false, deals: false },
      { orders: [SYMBOLS[0]], deals: [SYMBOLS[0]] },
    ])
  })

  it('reads a symbol of many pages from where the last one ended, 1.4 s later', () => {
    const more = { ...NO_ROWS, deals: { rows: [], complete: true, from: AT - 300 } }
    const scene = listed().answer(more)
    expect([searchAt(scene.draft) - NOW, scene.first?.left.length]).toEqual([1_400, SYMBOLS.length])
    expect(scene.pass(1_400).asked.at(-1)?.question).toMatchObject({ symbol: SYMBOLS[0], to: { deals: AT - 300 } })
    scene.answer({ ...NO_ROWS, deals: { rows: [], complete: false } })
    expect([scene.first?.certainty.lacks, scene.draft.search.partial]).toEqual([
      { orders: [], deals: [SYMBOLS[0]] },
      undefined,
    ])
    expect(scene.asked.at(-1)?.question).toMatchObject({ symbol: SYMBOLS[1] })
  })

  it('names at most twenty symbols that it could not read; beyond that any may be missing', () => {
    const names = Array.from({ length: 21 }, (_, i) => `C${i}USDT`)
    const scene = listed(
      { universe: withListed(EMPTY_UNIVERSE, symbolAnswers(names), AT - DAY_MS) },
      { kind: 'listing', listed: symbolAnswers(names), gone: [] },
    )
    const unread: Answer = { ...NO_ROWS, orders: { rows: [], complete: false } }
    for (let n = 0; n < 20; n++) scene.answer(unread)
    expect([scene.first?.certainty.lacks.orders?.length, scene.first?.certainty.lacks.deals]).toEqual([20, []])
    scene.answer(unread)
    expect(scene.first?.certainty.lacks.orders).toBeUndefined()
  })

  it('is unsure of a delisted symbol up to a minute after the time at which it was delisted', () => {
    const gone = [{ symbol: 'OLDUSDT', offlineTime: AT - 500 }] as never
    const scene = listed({}, { kind: 'listing', listed: LISTED, gone })
    scene.answerWhile(() => scene.asked.at(-1)?.question.kind === 'symbol' && scene.names.at(-1) !== 'OLDUSDT')
    scene.answer({ ...NO_ROWS, orders: { rows: [], complete: false } })
    expect(scene.first).toMatchObject({
      certainty: {
        complete: { orders: true, deals: true },
        knownFrom: { orders: AT - 500 + 60_000, deals: 0 },
        lacks: { orders: ['OLDUSDT'], deals: [] },
      },
    })
  })

  it('proves the deals of a crowded second by the sums of their orders, for ten minutes', () => {
    const crowded: Answer = { ...NO_ROWS, deals: { rows: [], complete: false, isCrowded: true } }
    const unsettled = ledgerWith(
      '0',
      ledgerOf({}, [orderOf('1', { symbol: 'BTCUSDT', executedQuantity: decimal('1') })]),
    )
    const read = (ledger: LedgerState): SearchScene => {
      const scene = listed({ ledger }, LISTING)
      scene.answerWhile(
        () => scene.draft.search.searching.kind === 'symbol',
        () => (scene.names.at(-1) === 'BTCUSDT' ? crowded : NO_ROWS),
      )
      return scene
    }
    expect(read(ledgerWith('0')).first?.certainty.complete.deals).toBe(true)
    const scene = read(unsettled)
    expect([scene.first?.crowded.symbols, searchAt(scene.draft) - NOW]).toEqual([['BTCUSDT'], 2_000])
    for (let passed = 0; passed < 598_000; passed += 2_000) scene.pass(2_000)
    expect([scene.first?.certainty.complete.deals, scene.draft.search.searching.kind]).toEqual([true, 'waiting'])
    scene.pass(2_000)
    expect([scene.first?.certainty.complete, scene.first?.certainty.lacks.deals]).toEqual([
      { orders: true, deals: false },
      ['BTCUSDT'],
    ])
    const proven = read(unsettled)
    proven.draft.ledger = ledgerWith('0')
    expect(proven.pass(2_000).first?.certainty.complete.deals).toBe(true)
    const lacking = new Map([['9', { symbol: 'BTCUSDT', since: 1 }]])
    expect(read(ledgerWith('0', { lacking })).draft.search.searching.kind).toBe('waiting')
  })

  it('that is refused asks again after a growing wait, and for another symbol first', () => {
    const scene = listed().refuse()
    expect([scene.first?.left.at(-1), scene.first?.failures, searchAt(scene.draft) - NOW]).toEqual([
      SYMBOLS[0],
      1,
      1_500,
    ])
    expect(scene.pass(1_500).names.at(-1)).toBe(SYMBOLS[1])
    expect(searchAt(scene.refuse().draft) - scene.draft.now).toBe(3_000)
    scene.pass(3_000).answer(NO_ROWS)
    expect(scene.first?.failures).toBe(0)
    const list = new SearchScene()
    list.draft.search = withSpan(list.draft.search, GAP, NOW)
    list.pass(0).refuse()
    expect([searchAt(list.draft) - NOW, list.pass(1_500).names]).toEqual([1_500, ['listing', 'listing']])
  })

  it('ignores answers and refusals that it does not wait for', () => {
    const scene = listed()
    apply(scene.draft, searchAnswered(scene.draft, 999, NO_ROWS))
    apply(scene.draft, searchRefused(scene.draft, 999, REFUSED))
    apply(scene.draft, searchAnswered(scene.draft, scene.asked.at(-1)?.call ?? 0, LISTING))
    expect([scene.names.length, scene.draft.search.searching.kind]).toEqual([2, 'symbol'])
  })

  it('shares what it reads with the searches of other spans', () => {
    const scene = listed()
    scene.draft.search = withSpan(scene.draft.search, {
      since: { orders: AT - 9_000, deals: AT - 7 },
      to: AT + 5,
      amounts: new Map(),
    })
    const left = (index: number): readonly string[] => (index === 0 ? SYMBOLS : SYMBOLS.slice(1, 2))
    const searches = scene.draft.search.searches.map((one, index) => ({ ...one, left: left(index) }))
    set(scene.draft, { search: { searches } })
    scene.answer(NO_ROWS)
    expect(scene.asked.at(-1)?.question).toMatchObject({
      symbol: SYMBOLS[1],
      since: { orders: AT - 9_000, deals: AT - 800 },
    })
    scene.answer(NO_ROWS)
    expect(scene.draft.search.searches.map(({ left }) => left.length)).toEqual([SYMBOLS.length - 2, 0])
  })

  it('is one of eight at most: a further one widens the last', () => {
    const { draft } = new SearchScene()
    for (let n = 0; n < 8; n++) draft.search = withSpan(draft.search, GAP)
    const amounts = new Map([['MX', '1']])
    draft.search = withSpan(draft.search, { since: { orders: AT - 5_000, deals: AT - 1 }, to: AT + 9, amounts })
    expect(draft.search.searches.map(({ id }) => id)).toEqual([9, 1, 2, 3, 4, 5, 6, 7])
    expect(draft.search.searches[0]?.span).toEqual({
      since: { orders: AT - 5_000, deals: AT - 800 },
      to: AT + 9,
      amounts,
    })
  })
})

describe('an unexplained amount', () => {
  it('that REST confirmed is searched for, its deals first, once the exchange told its time', () => {
    const scene = new SearchScene(inQuestion('1'))
    apply(scene.draft, suspicionTick(scene.draft))
    apply(scene.draft, suspicionTick(scene.draft))
    expect(scene.names).toEqual(['clock'])
    apply(scene.draft, suspicionTold(scene.draft))
    const { at, ledger } = scene.draft
    const from = ledger.checkedAt ?? 0
    expect(scene.draft.search.searches.map(({ span }) => span)).toEqual([
      {
        since: { orders: Infinity, deals: from - MARGIN },
        to: at,
        amounts: new Map([['USDT', '1']]),
        within: { from, to: at },
      },
      { since: { orders: from - MARGIN, deals: Infinity }, to: at, amounts: new Map() },
    ])
    expect(scene.draft.work.works).toMatchObject([
      { kind: 'mark', windows: [{ kind: 'orders', from, to: at, state: 'repairing' }, {}, {}] },
    ])
  })

  const told = (over: Over): number => {
    const { draft } = new SearchScene({ ...inQuestion('1'), ...over })
    apply(draft, suspicionTold(draft))
    return draft.search.searches.length
  }

  it('is searched for only while it stays, the account is live and nothing else searches for it', () => {
    const searching = (asset: string) => {
      const scene = new SearchScene()
      scene.draft.search = withSpan(scene.draft.search, { ...GAP, amounts: new Map([[asset, '1']]) })
      return told({ search: { searches: scene.draft.search.searches } })
    }
    expect([told({}), told(inQuestion('0')), searching('USDT'), searching('MX')]).toEqual([2, 0, 1, 3])
    expect(told({ phase: { kind: 'connecting' } })).toBe(0)
    expect(told({ balances: { accepted: new Map() } })).toBe(0)
  })

  it('is not looked for twice, nor where it was searched for, nor while the account is not live', () => {
    const suspected = (over: Over) => {
      const scene = new SearchScene({ ...inQuestion('1'), ...over })
      apply(scene.draft, suspicionTick(scene.draft))
      return scene.names
    }
    expect(suspected({})).toEqual(['clock'])
    expect(suspected({ balances: { searched: new Map([['USDT 1', AT]]) } })).toEqual([])
    expect(suspected({ phase: { kind: 'connecting' } })).toEqual([])
    expect(suspected({ work: { calls: new Map([[3, { for: 'suspicion' }]]) } })).toEqual([])
  })

  it('is searched for at once and without a pause while the status names it, then like everything else', () => {
    const scene = new SearchScene(inQuestion('1'))
    scene.draft.search = withSpan(
      scene.draft.search,
      { ...GAP, since: { ...GAP.since, orders: Infinity }, amounts: new Map([['USDT', '1']]) },
      NOW,
    )
    scene.pass(0).answer(LISTING)
    const last = () => scene.asked.at(-1)?.question
    expect(last()).toMatchObject({ kind: 'symbol', since: { orders: Infinity } })
    expect(last()).not.toHaveProperty('background')
    Object.assign(scene.draft, { ledger: ledgerWith('0') })
    scene.answer(NO_ROWS)
    expect(last()).toHaveProperty('background')
  })
})

describe('after a reconciliation', () => {
  const later = (gapFrom: number | undefined, first = false, over: Over = {}) => {
    const { draft } = new SearchScene(over)
    apply(
      draft,
      searchLater(draft, { kind: 'live', times: { begun: AT - 20, read: AT - 10 }, gapFrom, first, ordersAt: 0 }),
    )
    return draft
  }
  const spanOf = ({
    search: {
      searches: [search],
    },
  }: Draft) =>
    search && {
      orders: search.span.since.orders + MARGIN - AT,
      deals: search.span.since.deals + MARGIN - AT,
      to: search.span.to - AT,
      at: search.listAt,
    }
  const [ORDERS, DEALS] = [-20 - 7 * DAY_MS + 3_600_000, -20 - 30 * DAY_MS + 3_600_000]

  it('the gap is searched, as far back as the exchange tells', () => {
    expect(spanOf(later(AT - 500))).toEqual({ orders: -500, deals: -500, to: -10, at: undefined })
    expect(spanOf(later(AT - 9 * DAY_MS))).toEqual({ orders: ORDERS, deals: -9 * DAY_MS, to: -10, at: undefined })
    expect(spanOf(later(undefined))).toBeUndefined()
  })

  it('an amount is looked for in public trades from when balances agreed, or the gap began, to when it was read', () => {
    const within = (agreedTo: number) =>
      later(AT - 500, false, both(inQuestion('1'), { recovery: { agreedTo } })).search.searches[0]?.span.within
    expect(within(AT - 100)).toEqual({ from: AT - 100, to: AT - 20 })
    expect(within(AT - 900)).toEqual({ from: AT - 500, to: AT - 20 })
  })

  it('for the first time all that the exchange tells is searched, after the lag of REST', () => {
    expect(spanOf(later(undefined, true))).toEqual({ orders: ORDERS, deals: DEALS, to: -10, at: NOW + 4_990 })
    const { draft } = new SearchScene()
    apply(
      draft,
      searchLater(draft, {
        kind: 'live',
        times: { begun: AT - 9_000, read: AT - 8_000 },
        gapFrom: undefined,
        first: true,
        ordersAt: 0,
      }),
    )
    expect(draft.search.searches[0]?.listAt).toBe(NOW)
  })

  it('a search that an earlier run left unfinished is taken up once', () => {
    const coverage: readonly CoverageWindow[] = [
      { kind: 'deals', from: AT - 700, to: AT - 600, state: 'repairing' },
      { kind: 'orders', from: AT - 900, to: AT - 600, state: 'complete' },
    ]
    const ledger = ledgerWith('0', { coverage })
    const resumed = later(undefined, false, { ledger, search: { resumed: false } })
    expect([spanOf(resumed), resumed.search.resumed]).toEqual([
      { orders: -20, deals: -700, to: -10, at: undefined },
      true,
    ])
    expect(spanOf(later(undefined, false, { ledger }))).toBeUndefined()
  })

  it('an amount in question is searched for before the orders of the gap', () => {
    const {
      search: { searches },
    } = later(AT - 500, false, inQuestion('1'))
    expect(searches.map(({ span }) => [...span.amounts.keys(), ...Object.values(span.since)])).toEqual([
      ['USDT', Infinity, AT - 500 - MARGIN],
      [AT - 500 - MARGIN, Infinity],
    ])
    expect(searches.map(({ listAt }) => listAt)).toEqual([NOW + 4_990, undefined])
  })
})
