/** Deals of symbols that are not in the list: how long they wait, and what tells their assets. */

import { decimal, zero } from '@spotdeck/exact'
import type { BalanceChange } from '@spotdeck/ledger'
import { describe, expect, it } from 'vitest'
import { symbolAnswers } from '../testing/fake-venue-answers.ts'
import { AT, LIVE, NOW, dealOf, ledgerOf, orderOf } from '../testing/plan-scene.ts'
import { type Draft, draftOf } from '../machine/draft.ts'
import type { UnlistedDeal, ReceivedChange } from '../base/question.ts'
import { START } from '../machine/state.ts'
import { EMPTY_UNIVERSE, withListed } from '../base/universe.ts'
import { unlistedTick, withoutUnlisted } from './unlisted.ts'
import { apply } from '../machine/apply.ts'
import { type Over, stateOf, both } from '../testing/state-of.ts'
import type { Sequence } from '../balances/sequence.ts'

const { baseAsset: _base, quoteAsset: _quote, ...bare } = dealOf('1')
const NEW: UnlistedDeal = { ...bare, symbol: 'NEWUSDT', time: AT }
const UNLISTED: ReceivedChange = { change: { kind: 'unlisted', deal: NEW }, receivedAt: AT - 3 }
const WAITING = { deal: NEW, receivedAt: AT - 3, since: NOW }
const order = (symbol: string): ReceivedChange => ({
  change: { kind: 'order', order: orderOf('1', { symbol }) },
  receivedAt: AT,
})

function account(over: Over = {}): Draft {
  const universe = withListed(EMPTY_UNIVERSE, symbolAnswers(['MXUSDT']), AT)
  return draftOf(stateOf({ ledger: ledgerOf(), universe, now: NOW, recovery: { upAt: 0 }, phase: LIVE }, over), {
    at: AT,
    random: 0.5,
  })
}
/** Pushes that do not wait. */
const received = (draft: Draft, pushes: readonly ReceivedChange[]): readonly ReceivedChange[] => {
  const before = draft.work.pushes.length
  apply(draft, withoutUnlisted(draft, pushes))
  return draft.work.pushes.slice(before)
}
const asked = ({ effects }: Draft): number => effects.filter(({ type }) => type === 'ask').length

/** Taken pushes of a balance that changed so many ms after the deal. */
const taken = (changes: Readonly<Record<string, number>>, reason = 'ENTRUST'): Sequence => ({
  ...START.balances.sequence,
  taken: new Map(
    Object.entries(changes).map(([asset, ms]) => {
      const change: BalanceChange = {
        asset,
        free: decimal('1'),
        locked: zero(),
        freeChange: decimal('1'),
        lockedChange: zero(),
        reason,
        time: AT + ms,
      }
      return [asset, [{ change, madeAt: AT, receivedAt: AT }]]
    }),
  ) as never,
})

describe('pushes of an unlisted symbol', () => {
  it('wait if they are deals, and have the list read, at most every 30 s', () => {
    const draft = account()
    const listed = order('MXUSDT')
    expect(received(draft, [listed, UNLISTED])).toEqual([listed])
    expect([draft.orders.unlisted, asked(draft)]).toEqual([[WAITING], 1])
    Object.assign(draft, { now: NOW + 29_999 })
    received(draft, [UNLISTED])
    expect([draft.orders.unlisted.length, asked(draft)]).toEqual([2, 1])
    Object.assign(draft, { now: NOW + 30_000 })
    received(draft, [UNLISTED])
    expect(asked(draft)).toBe(2)
  })

  it('are folded if they are orders, and have the list read too', () => {
    const draft = account()
    const unlisted = order('NEWUSDT')
    expect([received(draft, [unlisted]), draft.orders.unlisted, asked(draft)]).toEqual([[unlisted], [], 1])
    const calm = account()
    expect([received(calm, [order('MXUSDT')]).length, asked(calm)]).toEqual([1, 0])
  })
})

describe('a deal that waits', () => {
  const ticked = (over: Over): Draft => {
    const draft = account(both({ orders: { unlisted: [WAITING], listAskedAt: NOW } }, over))
    apply(draft, unlistedTick(draft))
    return draft
  }
  const pairs = ({ work: { pushes } }: Draft) =>
    pushes.map(({ change }) => change.kind === 'deal' && [change.deal.baseAsset, change.deal.quoteAsset])

  it('is folded once its symbol is listed', () => {
    const draft = ticked({ universe: withListed(EMPTY_UNIVERSE, symbolAnswers(['NEWUSDT']), AT) })
    expect(draft.work.pushes).toEqual([
      { change: { kind: 'deal', deal: { ...NEW, baseAsset: 'NEW', quoteAsset: 'USDT' } }, receivedAt: AT - 3 },
    ])
    expect([draft.orders.unlisted, draft.phase.kind]).toEqual([[], 'live'])
  })

  it('has the assets of the trades of the same two seconds that make up its symbol', () => {
    const from = (changes: Readonly<Record<string, number>>, reason?: string) =>
      pairs(ticked({ balances: { sequence: taken(changes, reason) } }))
    expect(from({ NEW: 2_000, USDT: -2_000, MX: 0 })).toEqual([['NEW', 'USDT']])
    expect(from({ NEW: 2_001, USDT: 0 })).toEqual([])
    expect(from({ NEW: 0, USDT: -2_001 })).toEqual([])
    expect(from({ NEW: 0, MX: 0 })).toEqual([])
    expect(from({ NEW: 0, USDT: 0 }, 'DEPOSIT')).toEqual([])
    expect(from({ NEW: 0, USDT: 0, N: 0, EWUSDT: 0 })).toEqual([])
  })

  it('goes on waiting, and has the list read again', () => {
    const draft = ticked({ orders: { listAskedAt: NOW - 30_000 } })
    expect([draft.orders.unlisted, draft.work.pushes, asked(draft)]).toEqual([[WAITING], [], 1])
    const none = ticked({ orders: { unlisted: [], listAskedAt: -Infinity } })
    expect(asked(none)).toBe(0)
  })

  it('is dropped after ten minutes, and the account is read', () => {
    const old = (ms: number) => ticked({ orders: { unlisted: [{ ...WAITING, since: NOW - ms }, WAITING] } })
    expect([old(599_999).orders.unlisted.length, old(599_999).phase.kind]).toEqual([2, 'live'])
    const draft = old(600_000)
    expect([draft.orders.unlisted, draft.work.drift, draft.phase]).toMatchObject([
      [WAITING],
      1,
      { cause: 'UNREADABLE_PUSH' },
    ])
    const all = ticked({ orders: { unlisted: [{ ...WAITING, since: NOW - 600_000 }], listAskedAt: -Infinity } })
    expect([all.orders.unlisted, asked(all)]).toEqual([[], 0])
  })
})
