/** Public trades of the time in which an amount moved: the room that they leave, and the order of the search that follows. */

import { HOUR_MS } from '@spotdeck/ports'
import { describe, expect, it } from 'vitest'
import { PUBLIC_TRADES } from '../exchange.ts'
import { publicTradeAnswer, symbolAnswers } from '../testing/fake-venue-answers.ts'
import { AT } from '../testing/plan-scene.ts'
import { GAP, LISTING, SearchScene, inQuestion } from '../testing/search-scene.ts'
import type { Draft } from '../machine/draft.ts'
import { apply } from '../machine/apply.ts'
import { byRoom, roomOf, symbolsToSift } from './sift.ts'
import { publicTradesAnswered } from './search.ts'
import { withSpan } from './spans.ts'
import { EMPTY_UNIVERSE, withListed } from '../base/universe.ts'

const trade = (price: string, quantity: string) => publicTradeAnswer({ price, quantity, time: AT })

describe('the room that public trades leave a round trip', () => {
  it('is none without a trade, else fees and the difference of prices on all that was traded', () => {
    expect(roomOf([])).toBe(0)
    expect(roomOf([trade('2', '10'), trade('2', '5')])).toBeCloseTo(15 * 2 * 0.002)
    expect(roomOf([trade('2', '10'), trade('3', '5')])).toBeCloseTo(15 * (1 + 3 * 0.002))
  })

  it('is not known where an answer is full', () => {
    const all = Array.from({ length: PUBLIC_TRADES }, () => trade('1', '1'))
    expect([roomOf(all), roomOf(all.slice(1))]).toEqual([Infinity, expect.closeTo(1.998)])
  })
})

const MARKETS = Array.from({ length: 40 }, (_, index) => `A${String(index).padStart(2, '0')}USDT`)
const LISTED = symbolAnswers(['BTCUSDT', ...MARKETS, 'XBTC', 'YBTC'])
const WITHIN = { from: AT - 5_000, to: AT }

/** A search for 1 USDT that moved, in these symbols. */
function searched(left: readonly string[], rooms: ReadonlyMap<string, number> = new Map()) {
  const universe = withListed(EMPTY_UNIVERSE, LISTED, AT)
  const { draft } = new SearchScene({ ...inQuestion('1'), universe })
  return { draft, search: { left, rooms, span: { ...GAP, amounts: new Map([['USDT', '-1']]) } } }
}

describe('a search that knows public trades', () => {
  const order = (left: readonly string[], rooms: Record<string, number>): readonly string[] => {
    const { draft, search } = searched(left, new Map(Object.entries(rooms)))
    return byRoom(draft, search)
  }

  it('goes to markets with room for the amount, those not asked, those with less, those without a trade', () => {
    expect(order(['A00USDT', 'A01USDT', 'A02USDT', 'A03USDT'], { A00USDT: 0, A01USDT: 0.9, A03USDT: 1 })).toEqual([
      'A03USDT',
      'A02USDT',
      'A01USDT',
      'A00USDT',
    ])
  })

  it('takes any trade for enough where the amount is not of the market’s quote asset', () => {
    expect(order(['A00USDT', 'XBTC', 'YBTC'], { XBTC: 0.1, YBTC: 0 })).toEqual(['XBTC', 'A00USDT', 'YBTC'])
  })

  it('leaves likely markets where they are, whatever was traded there', () => {
    const { draft, search } = searched(
      ['A01USDT', 'A00USDT'],
      new Map([
        ['A00USDT', 5],
        ['A01USDT', 0],
      ]),
    )
    const known: Draft = { ...draft, ledger: { ...draft.ledger, symbols: new Map([['A01USDT', AT]]) } }
    expect(byRoom(known, search)).toEqual(['A01USDT', 'A00USDT'])
  })
})

describe('public trades are asked for', () => {
  const asked = (left: readonly string[], rooms: readonly (readonly [string, number])[] = [], from = WITHIN.from) => {
    const { draft, search } = searched(left, new Map(rooms))
    return symbolsToSift(draft, search, { from, to: AT })
  }

  it('ten markets at a time, the last of the order first; those whose quote asset moved before all others', () => {
    expect(asked([...MARKETS, 'XBTC'])).toEqual(MARKETS.slice(-10))
    expect(
      asked(
        [...MARKETS, 'XBTC'],
        MARKETS.slice(-10).map((symbol) => [symbol, 0] as const),
      ),
    ).toEqual(MARKETS.slice(20, 30))
    expect(asked(['XBTC', 'YBTC'])).toEqual(['XBTC', 'YBTC'])
    expect(asked([])).toEqual([])
  })

  it('within an hour: the exchange tells no more at a time', () => {
    expect(asked(['XBTC'], [], AT - HOUR_MS + 1_000)).toEqual(['XBTC'])
    expect(asked(['XBTC'], [], AT - HOUR_MS + 999)).toEqual([])
  })

  it('until of the newest thirty only three leave too little room', () => {
    const told = (closed: number) =>
      MARKETS.slice(-30).map((symbol, index) => [symbol, index < closed ? 0 : 1] as const)
    expect([asked(MARKETS, told(3)).length, asked(MARKETS, told(4)).length]).toEqual([0, 10])
    expect(asked(MARKETS, told(0).slice(1)).length).toBe(10)
  })
})

describe('the search for an amount', () => {
  const scene = (amount = '1'): SearchScene => {
    const universe = withListed(EMPTY_UNIVERSE, LISTED, AT)
    const one = new SearchScene({ ...inQuestion(amount), universe })
    const span = { since: { orders: Infinity, deals: GAP.since.deals }, to: AT, amounts: new Map([['USDT', '1']]) }
    one.draft.search = withSpan(one.draft.search, { ...span, within: WITHIN }, one.draft.now)
    return one.pass(0).answer({ ...LISTING, listed: LISTED } as typeof LISTING)
  }
  const questions = (one: SearchScene) => one.asked.filter(({ question }) => question.kind === 'public-trades')
  const tell = (one: SearchScene, room: number): void => {
    const question = questions(one).at(-1)?.question
    if (question?.kind !== 'public-trades') throw new Error('Nothing was asked.')
    const [id] = one.draft.search.searches.map((search) => search.id)
    one.draft.work = {
      ...one.draft.work,
      calls: new Map([...one.draft.work.calls].filter(([, purpose]) => purpose.for !== 'public-trades')),
    }
    const rooms = new Map(question.symbols.map((symbol) => [symbol, room]))
    apply(one.draft, publicTradesAnswered(one.draft, id ?? 0, { kind: 'public-trades', rooms }))
  }

  it('asks them beside its deals, one question at a time, and goes on with the next markets', () => {
    const one = scene()
    expect(one.names.slice(-2)).toEqual(['public-trades', 'BTCUSDT'])
    expect(questions(one)).toHaveLength(1)
    tell(one, 0)
    expect(questions(one)).toHaveLength(2)
    expect(one.first?.left.slice(-10)).toEqual(MARKETS.slice(-10))
    tell(one, 1)
    expect(one.first?.left.slice(0, 10)).toEqual(MARKETS.slice(20, 30))
  })

  it('asks none once nothing is in question', () => {
    const one = scene()
    one.draft.balances = { ...one.draft.balances, accepted: new Map() }
    tell(one, 0)
    expect(questions(one)).toHaveLength(1)
  })

  it('ignores an answer for a search that is over', () => {
    const one = scene()
    const before = one.draft.search.searches
    apply(one.draft, publicTradesAnswered(one.draft, 99, { kind: 'public-trades', rooms: new Map() }))
    expect(one.draft.search.searches).toBe(before)
  })
})
