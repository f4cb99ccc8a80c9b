/** The invariants of a live account: what is violated since when, and what REST confirmed. */

import { decimal } from '@spotdeck/exact'
import { EMPTY_BOOK, EMPTY_STATE, type LedgerState, type Order } from '@spotdeck/ledger'
import { describe, expect, it } from 'vitest'
import { symbolAnswers } from '../testing/fake-venue-answers.ts'
import * as checks from './checks.ts'
import { isConfirmed, isExplainedNow, violatedAssets } from './checks.ts'
import { type Draft, draftOf } from '../machine/draft.ts'
import { EMPTY_UNIVERSE, withListed } from '../base/universe.ts'
import { stateOf } from '../testing/state-of.ts'

const AT = 1_767_225_600_000
const NOW = 600_000
const UNIVERSE = withListed(EMPTY_UNIVERSE, symbolAnswers(['MXUSDT']), AT)

/** `free`, `locked` and what the opening balance explains of it, by asset. */
type Figures = Readonly<Record<string, readonly [free: string, locked: string, opening: string]>>

function ledgerOf(figures: Figures, orders: LedgerState['orders'] = new Map()): LedgerState {
  const rows = Object.entries(figures)
  return {
    ...EMPTY_STATE,
    birth: AT - NOW,
    orders,
    assets: new Map(
      rows.map(([asset, [free, locked]]) => [
        asset,
        { asset, free: decimal(free), locked: decimal(locked), reason: 'ENTRUST', time: AT },
      ]),
    ),
    books: new Map(rows.map(([asset, [, , opening]]) => [asset, { ...EMPTY_BOOK, opening: decimal(opening) }])),
  }
}

/** An open order to buy 10 MX at 2 USDT. */
function buying(over: Partial<Order> = {}): LedgerState['orders'] {
  const order: Order = {
    orderId: '1',
    symbol: 'MXUSDT',
    side: 'BUY',
    type: 'LIMIT',
    status: 'NEW',
    price: decimal('2'),
    quantity: decimal('10'),
    executedQuantity: decimal('0'),
    quoteQuantity: decimal('20'),
    executedQuoteQuantity: decimal('0'),
    createdAt: AT,
    updatedAt: AT,
    ...over,
  }
  return new Map([['1', { order, deals: [], dealt: decimal('0'), since: 1 }]])
}

function account(figures: Figures, orders?: LedgerState['orders']): Draft {
  const phase = { kind: 'live', plan: undefined } as const
  const draft = draftOf(stateOf({ phase, universe: UNIVERSE, now: NOW, stream: { pushedAt: 0 } }), {
    at: AT,
    random: 0.5,
  })
  draft.ledger = ledgerOf(figures, orders)
  return draft
}

function pass(draft: Draft, ms: number): Draft {
  return Object.assign(draft, { now: draft.now + ms, at: draft.at + ms })
}

const checkInvariants = (draft: Draft, which?: 'known'): unknown =>
  (draft.balances = checks.checkInvariants(draft, which))
const forgetExplained = (draft: Draft, quietMs: number): unknown =>
  (draft.balances = checks.forgetExplained(draft, quietMs))
const keepAccepted = (draft: Draft, before: LedgerState): unknown =>
  (draft.balances = checks.keepAccepted(draft, before))
function acceptDifferences(draft: Draft, readAt: number): boolean {
  const { balances, isLocked } = checks.acceptDifferences(draft, readAt)
  draft.balances = balances
  return isLocked
}
const violated = (draft: Draft): readonly string[] => [...draft.balances.violations.keys()]
const accepted = (draft: Draft) => Object.fromEntries(draft.balances.accepted)

describe('an invariant is violated', () => {
  const checked = (draft: Draft): readonly string[] => (checkInvariants(draft), violated(draft))

  it('where deals and flows do not explain a balance', () => {
    expect(checked(account({ MX: ['5', '0', '5'], USDT: ['7', '0', '6'] }))).toEqual(['b USDT'])
  })

  it('also where an explained balance is not there at all', () => {
    const draft = account({ MX: ['5', '0', '5'] })
    draft.ledger = { ...draft.ledger, assets: new Map() }
    expect(checked(draft)).toEqual(['b MX'])
  })

  it('where open orders do not explain what is locked, and where nothing is locked for them', () => {
    expect(checked(account({ USDT: ['0', '20', '20'] }, buying()))).toEqual([])
    expect(checked(account({ USDT: ['0', '21', '21'] }, buying()))).toEqual(['c USDT'])
    expect(checked(account({ USDT: ['0', '20', '20'] }))).toEqual(['c USDT'])
    expect(checked(account({}, buying()))).toEqual(['c USDT'])
  })

  it('not by what an order locks whose reserve is not known', () => {
    expect(checked(account({ USDT: ['0', '3', '3'] }, buying({ type: 'MARKET' })))).toEqual([])
  })

  it('since it was found first, and REST reads its assets 1.5 s later', () => {
    const draft = account({ MX: ['5', '0', '4'], USDT: ['0', '3', '2'] })
    checkInvariants(draft)
    checkInvariants(pass(draft, 1_499))
    expect(violatedAssets(draft)).toEqual([])
    expect(violatedAssets(pass(draft, 1))).toEqual(['MX', 'USDT'])
  })

  it('no longer once it holds again', () => {
    const draft = account({ MX: ['5', '0', '4'] })
    checkInvariants(draft)
    draft.ledger = ledgerOf({ MX: ['5', '0', '5'] })
    checkInvariants(draft)
    expect(violated(draft)).toEqual([])
  })

  it('by pushes only where it was violated before them: a balance comes before its deal', () => {
    const draft = account({ MX: ['5', '0', '4'] })
    checkInvariants(draft, 'known')
    expect(violated(draft)).toEqual([])
    checkInvariants(draft)
    draft.ledger = ledgerOf({ MX: ['5', '0', '4'], USDT: ['1', '0', '0'] })
    checkInvariants(draft, 'known')
    expect(violated(draft)).toEqual(['b MX'])
    checkInvariants(draft)
    expect(violated(draft)).toEqual(['b MX', 'b USDT'])
  })

  it('is looked for again only where the ledger changed', () => {
    const draft = account({ MX: ['5', '0', '5'] })
    checkInvariants(draft)
    expect(draft.balances.checkedLedger).toBe(draft.ledger)
    draft.ledger = ledgerOf({ MX: ['5', '0', '4'] })
    checkInvariants(draft)
    expect(violated(draft)).toEqual(['b MX'])
  })
})

describe('a difference that REST confirms', () => {
  it('is confirmed where every violation is 10 s old', () => {
    const draft = account({ MX: ['5', '0', '4'] })
    expect(isConfirmed(draft)).toBe(true)
    checkInvariants(draft)
    draft.balances = {
      ...draft.balances,
      violations: new Map([...draft.balances.violations, ['b USDT', draft.now - 20_000]]),
    }
    expect(isConfirmed(pass(draft, 9_999))).toBe(false)
    expect(isConfirmed(pass(draft, 1))).toBe(true)
  })

  it('is no violation any more, unless the amount becomes another one', () => {
    const draft = account({ MX: ['5', '0', '4'] })
    expect(isExplainedNow(draft)).toBe(false)
    expect(acceptDifferences(draft, draft.now)).toBe(false)
    expect([violated(draft), accepted(draft), isExplainedNow(draft)]).toEqual([[], { 'b MX': '1' }, true])
    checkInvariants(draft)
    expect(violated(draft)).toEqual([])
    draft.ledger = ledgerOf({ MX: ['6', '0', '4'] })
    checkInvariants(draft)
    expect([violated(draft), isExplainedNow(draft)]).toEqual([['b MX'], false])
  })

  it('is told apart where an amount is locked by no known order', () => {
    expect(acceptDifferences(account({ USDT: ['0', '3', '3'] }), NOW)).toBe(true)
  })

  it('is not confirmed by a read from before it was found', () => {
    const draft = account({ MX: ['5', '0', '4'] })
    checkInvariants(draft)
    draft.ledger = ledgerOf({ MX: ['5', '0', '4'], USDT: ['1', '0', '0'] })
    pass(draft, 100)
    acceptDifferences(draft, draft.now - 1)
    expect([violated(draft), accepted(draft)]).toEqual([['b USDT'], { 'b MX': '1' }])
  })

  it('moves with what an order or deal from REST explains of it, and is over once all is explained', () => {
    const draft = account({ MX: ['5', '0', '4'], USDT: ['3', '0', '1'] })
    acceptDifferences(draft, draft.now)
    const before = draft.ledger
    draft.ledger = ledgerOf({ MX: ['5', '0', '5'], USDT: ['3', '0', '2'], BTC: ['1', '0', '0'] })
    keepAccepted(draft, before)
    expect(accepted(draft)).toEqual({ 'b USDT': '1' })
    expect(isExplainedNow(draft)).toBe(false)
  })

  it('is forgotten once it is explained and nothing was pushed for 1.5 s', () => {
    const draft = account({ MX: ['5', '0', '4'], USDT: ['3', '0', '1'] })
    acceptDifferences(draft, draft.now)
    draft.ledger = ledgerOf({ MX: ['5', '0', '5'], USDT: ['3', '0', '1'] })
    forgetExplained(draft, 1_499)
    expect(accepted(draft)).toEqual({ 'b MX': '1', 'b USDT': '2' })
    forgetExplained(draft, 1_500)
    expect(accepted(draft)).toEqual({ 'b USDT': '2' })
  })
})
