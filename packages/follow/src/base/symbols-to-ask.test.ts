/** Symbols that are read: first after a gap, by an audit, for a violated invariant, and in a search. */

import type { LedgerState } from '@spotdeck/ledger'
import { describe, expect, it } from 'vitest'
import { symbolAnswers } from '../testing/fake-venue-answers.ts'
import { AT, LIVE, NOW, PlanScene, READING, ledgerOf, orderOf } from '../testing/plan-scene.ts'
import { type Draft, draftOf } from '../machine/draft.ts'
import { symbolsOfAssets } from './likely-symbols.ts'
import { recentSpans } from '../machine/plan-symbols.ts'
import { compareEvery, demandOf, firstReadAfter, proveEvery, symbolsAudited, symbolsFirst } from './shares.ts'
import { symbolsToAsk } from './symbols-to-ask.ts'
import { EMPTY_UNIVERSE, withListed, symbolsIn } from './universe.ts'
import { listingOf } from '../search/listing.ts'
import { stateOf } from '../testing/state-of.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const NAMES = ['AUSDT', 'BUSDT', 'BBTC', 'CUSDT', 'DUSDT', 'EUSDT']
const universeOf = (names: readonly string[]) => withListed(EMPTY_UNIVERSE, symbolAnswers(names), AT - DAY)
const traded = (...symbols: readonly (readonly [name: string, agoMs: number])[]) =>
  new Map(symbols.map(([name, ms]) => [name, AT - ms]))

function account(ledger: LedgerState, names = NAMES, sharers = 1): Draft {
  return draftOf(
    stateOf({ ledger, universe: universeOf(names), now: NOW, phase: LIVE, work: { sharing: { sharers } } }),
    { at: AT, random: 0.5 },
  )
}

describe('after a gap', () => {
  const ask = (ledger: LedgerState, moved: readonly string[] = [], names = NAMES) =>
    symbolsToAsk(ledger, symbolsIn(universeOf(names)), moved, AT)

  it('open orders go first, then markets of what moved, traded ones before others, then the newest traded', () => {
    const ledger = {
      ...ledgerOf({}, [orderOf('1', { symbol: 'EUSDT' })]),
      symbols: traded(['CUSDT', 9], ['DUSDT', 5], ['BBTC', 99]),
    }
    expect(ask(ledger, ['B', 'USDT']).first).toEqual(['EUSDT', 'BBTC', 'BUSDT', 'DUSDT', 'CUSDT'])
    expect(ask({ ...ledger, symbols: traded(['DUSDT', 5], ['CUSDT', 5]) }).first).toEqual(['EUSDT', 'CUSDT', 'DUSDT'])
  })

  it('a market is asked where its quote asset moved, as where its base did', () => {
    expect(ask({ ...ledgerOf({}), symbols: new Map() }, ['BTC']).first).toEqual(['BBTC'])
    expect(ask({ ...ledgerOf({}), symbols: traded(['DUSDT', 5]) }, ['BTC', 'A']).first).toEqual([
      'AUSDT',
      'BBTC',
      'DUSDT',
    ])
  })

  it('an order of which only deals are known names no symbol', () => {
    const ledger = ledgerOf({}, [orderOf('1', { symbol: 'EUSDT' })])
    const [known] = ledger.orders.values()
    if (known === undefined) throw new Error('there is an order')
    const { order: _, ...deals } = known
    expect(ask({ ...ledger, orders: new Map([...ledger.orders, ['2', deals]]) }).first).toEqual(['EUSDT'])
  })

  it('what was traded within 30 days is asked for, and all others follow, those of held assets first', () => {
    const ledger = { ...ledgerOf({ D: '1', USDT: '1' }), symbols: traded(['CUSDT', 30 * DAY - 1], ['AUSDT', 30 * DAY]) }
    expect(ask(ledger)).toEqual({ first: ['CUSDT'], rest: ['DUSDT', 'AUSDT', 'BUSDT', 'BBTC', 'EUSDT'] })
  })

  it('at most sixty are asked for before live, and eight at the first start', () => {
    const names = Array.from({ length: 70 }, (_, i) => `C${i}USDT`)
    const symbols = traded(...names.map((name, i) => [name, i] as const))
    const count = (ledger: LedgerState) => [ask(ledger, [], names).first.length, ask(ledger, [], names).rest.length]
    const { birth: _, ...unborn } = ledgerOf({})
    expect([count({ ...ledgerOf({}), symbols }), count({ ...unborn, symbols })]).toEqual([
      [60, 10],
      [8, 62],
    ])
  })
})

describe('for a violated invariant', () => {
  it('the markets of its assets are read, four at most, those that were traded first', () => {
    const ledger = { ...ledgerOf({}), symbols: traded(['AUSDT', 1], ['BBTC', 2]) }
    expect(symbolsOfAssets(account(ledger), ['B'], 4)).toEqual(['BBTC', 'BUSDT'])
    expect(symbolsOfAssets(account(ledger), ['USDT'], 4)).toEqual(['AUSDT'])
    expect(symbolsOfAssets(account(ledger), ['BTC'], 4)).toEqual(['BBTC'])
    const all = ['A', 'B', 'C', 'D', 'E']
    expect(symbolsOfAssets(account(ledgerOf({})), all, 4)).toEqual(NAMES.slice(0, 4))
  })
})

describe('an audit', () => {
  const names = Array.from({ length: 50 }, (_, i) => `C${i}USDT`)

  it('reads twenty symbols in turn, and those of the account since the last audit', () => {
    const ledger = { ...ledgerOf({}), symbols: traded(['C7USDT', 5]) }
    const turn = Math.floor(AT / (5 * MINUTE)) % 3
    const spans = recentSpans(account(ledger, names))
    const expected = names.slice(turn * 20, turn * 20 + 20)
    expect([...spans.keys()].filter((name) => name !== 'C7USDT')).toEqual(expected.filter((name) => name !== 'C7USDT'))
    expect(spans.get('C7USDT')).toBe((ledger.checkedAt ?? 0) - MINUTE)
    const other = expected.find((name) => name !== 'C7USDT') ?? ''
    expect(AT - (spans.get(other) ?? 0)).toBe(2 * 3 * 5 * MINUTE)
    const { checkedAt: _, ...unchecked } = ledger
    expect(recentSpans(account(unchecked, names)).get('C7USDT')).toBe(AT - MINUTE)
  })

  it('reads markets of held assets too, twenty of the account at most', () => {
    const other = names[(Math.floor(AT / (5 * MINUTE)) % 3) * 20 === 40 ? 0 : 45] ?? ''
    const held = recentSpans(account(ledgerOf({ [other.slice(0, -4)]: '1' }), names))
    expect(held.get(other)).toBe((ledgerOf({}).checkedAt ?? 0) - MINUTE)
    const symbols = traded(...names.map((name, i) => [name, i] as const))
    const since = [...recentSpans(account({ ...ledgerOf({}), symbols }, names)).values()]
    expect(since.filter((time) => time === held.get(other))).toHaveLength(20)
  })

  it('reads every symbol once in a round of turns, no further back than the exchange tells', () => {
    const seen = new Set<string>()
    for (let turn = 0; turn < 3; turn++)
      for (const name of recentSpans(
        Object.assign(account(ledgerOf({}), names), { at: AT + turn * 5 * MINUTE }),
      ).keys())
        seen.add(name)
    expect([...seen].sort()).toEqual([...names].sort())
    const many = Array.from({ length: 1_100 }, (_, i) => `C${i}USDT`)
    const [first] = recentSpans(account(ledgerOf({}), many, 50)).values()
    expect(AT - (first ?? 0)).toBe(7 * DAY - 60 * MINUTE)
    expect(recentSpans(account(ledgerOf({}), [])).size).toBe(0)
  })
})

describe('accounts that share the limits', () => {
  const plan = (over: object) => {
    const { first, found } = new PlanScene('reconcile', READING).plan
    return { first, ...found, ...over }
  }

  it('read a share of the symbols', () => {
    expect(symbolsFirst({ work: { sharing: { sharers: 1 } } }, plan({}))).toBe(Infinity)
    expect(
      [
        plan({}),
        plan({ first: true, moved: ['MX'] }),
        plan({ moved: ['MX'] }),
        plan({ news: 1 }),
        plan({ moved: ['MX'], news: 1 }),
      ].map((one) => symbolsFirst({ work: { sharing: { sharers: 7 } } }, one)),
    ).toEqual([0, 0, 8, 8, 8])
    expect([1, 2, 3, 50].map((sharers) => symbolsAudited({ work: { sharing: { sharers } } }, 20))).toEqual([
      20, 5, 3, 1,
    ])
  })

  it('compare and prove less often', () => {
    const trading = (accounts: number): number =>
      compareEvery({ work: { sharing: { sharers: 50, demand: accounts * demandOf(1_500) } } }, 1_500, false)
    expect([0, 1, 2, 4, 10, 50].map(trading)).toEqual([1_500, 1_500, 1_500, 2_667, 6_667, 33_333])
    const idle = (sharers: number): number =>
      compareEvery({ work: { sharing: { sharers, demand: 100 } } }, 10_000, true)
    expect([1, 2, 3, 4, 10, 50, 100].map(idle)).toEqual([10_000, 10_000, 10_000, 13_333, 33_333, 166_667, 175_000])
    expect([1, 4, 5, 6, 50].map((sharers) => proveEvery({ work: { sharing: { sharers } } }, 2_500, 10_000))).toEqual([
      2_500, 2_500, 2_500, 3_000, 10_000,
    ])
    expect([19, 20].map((sharers) => firstReadAfter({ work: { sharing: { sharers } } }))).toEqual([0, 10_000])
  })
})

describe('symbols of a span', () => {
  const span = { since: { orders: AT - 500, deals: AT - 900 }, to: AT, amounts: new Map<string, string>() }
  const listing = (
    gone: readonly { symbol: string; offlineTime?: number }[] | undefined,
    seenSince = AT,
    names = NAMES,
  ) =>
    listingOf(
      { ledger: ledgerOf({}), universe: universeOf(names), seenSince },
      span,
      { listed: symbolAnswers(names), gone },
      AT,
    )

  it('are those of all lists and those delisted since, each up to a minute after it was delisted', () => {
    const { symbols, complete } = listing([
      { symbol: 'OLDUSDT', offlineTime: AT - 900 },
      { symbol: 'OLDERUSDT', offlineTime: AT - 901 },
      { symbol: 'ODDUSDT' },
      { symbol: 'AUSDT', offlineTime: AT - 5 },
    ])
    expect([...symbols.keys()]).toEqual([...NAMES, 'OLDUSDT', 'ODDUSDT'])
    expect([symbols.get('OLDUSDT'), symbols.get('ODDUSDT'), symbols.get('AUSDT'), complete]).toEqual([
      AT - 900 + 60_000,
      undefined,
      undefined,
      true,
    ])
  })

  it('are complete with the list of delisted ones, or where all lists of the span were seen', () => {
    expect(
      [listing([]), listing(undefined, AT - 900), listing(undefined, AT - 899), listing([], AT, [])].map(
        ({ complete }) => complete,
      ),
    ).toEqual([true, true, false, false])
  })
})

it('a symbol that is delisted stays known, and an empty list changes nothing', () => {
  const first = universeOf(['AUSDT', 'BUSDT'])
  const answer = symbolAnswers(['AUSDT', 'CUSDT'])
  const next = withListed(first, answer, AT)
  expect([next.all.map(({ symbol }) => symbol), next.since, next.last]).toEqual([
    ['AUSDT', 'BUSDT', 'CUSDT'],
    AT - DAY,
    answer,
  ])
  expect([withListed(next, [], AT + 5), withListed(next, answer, AT + 5)]).toEqual([next, next])
  expect(withListed(next, answer, AT)).toBe(next)
})
