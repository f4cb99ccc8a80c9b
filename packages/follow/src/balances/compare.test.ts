/** Comparisons of balances: agreement, the lag of REST, and a push that is missing. */

import { decimal } from '@spotdeck/exact'
import { type Balance, type BalanceChange, EMPTY_STATE } from '@spotdeck/ledger'
import { describe, expect, it } from 'vitest'
import { alsoSeen, differing, seenNow } from './compare.ts'
import { type Draft, draftOf } from '../machine/draft.ts'
import type { UnreadableRow } from '../base/question.ts'
import { EMPTY_SEQUENCE } from './sequence.ts'
import { START } from '../machine/state.ts'

const AT = 1_767_225_600_000
const held = (free: string, locked = '0'): Balance => ({ free: decimal(free), locked: decimal(locked) })
const change = (asset: string, to: string, by: string): BalanceChange => ({
  asset,
  ...held(to),
  freeChange: decimal(by),
  lockedChange: decimal('0'),
  reason: 'DEPOSIT',
  time: AT,
})

/** An account with these balances, whose last changes were pushed `agoMs` ago. */
function account(assets: Record<string, string>, pushed: readonly BalanceChange[] = [], agoMs = 0): Draft {
  const draft = draftOf(START, { at: AT, random: 0.5 })
  const rows = Object.entries(assets).map(([asset, free]) => [asset, { ...change(asset, free, '0') }] as const)
  draft.ledger = { ...EMPTY_STATE, assets: new Map(rows) }
  const taken = new Map(pushed.map((one) => [one.asset, [{ change: one, at: AT - agoMs }]]))
  draft.balances = { ...draft.balances, sequence: { ...EMPTY_SEQUENCE, taken } }
  return draft
}

/** Compares what was read with all that the account held since. */
function compared(draft: Draft, read: Record<string, string>, unreadable: readonly UnreadableRow[] = []) {
  const rows = new Map(Object.entries(read).map(([asset, free]) => [asset, held(free)]))
  return differing(draft, { seen: seenNow(draft), answer: { kind: 'balances', read: rows, unreadable } })
}

describe('a comparison', () => {
  it('agrees where each balance is one that the account held since it was asked', () => {
    const draft = account({ USDT: '10', MX: '5' })
    expect(compared(draft, { USDT: '10', MX: '5' })).toEqual({ late: [], ahead: [] })
  })

  it('names what differs, also an asset that only one side knows', () => {
    const draft = account({ USDT: '10', MX: '5', BTC: '0' })
    expect(compared(draft, { USDT: '11', ETH: '1', KAS: '0' })).toEqual({ late: [], ahead: ['USDT', 'MX', 'ETH'] })
  })

  it('takes the balance before one of the last pushes for the lag of REST, for 5 s', () => {
    const pushes = [change('USDT', '10', '4')]
    expect(compared(account({ USDT: '10' }, pushes, 4_999), { USDT: '6' })).toEqual({ late: ['USDT'], ahead: [] })
    expect(compared(account({ USDT: '10' }, pushes, 5_000), { USDT: '6' })).toEqual({ late: [], ahead: ['USDT'] })
  })

  it('takes an asset that is not in the answer for the lag of REST where its first push has just come', () => {
    expect(compared(account({ MX: '4' }, [change('MX', '4', '4')]), {})).toEqual({ late: ['MX'], ahead: [] })
  })

  it('leaves out a balance that cannot be read', () => {
    const draft = account({ USDT: '10', MX: '5' })
    expect(compared(draft, { USDT: '10' }, [{ asset: 'MX', raw: '1,5' }])).toEqual({ late: [], ahead: [] })
  })
})

describe('balances that were held since a comparison was asked', () => {
  it('are those of then and of each batch after it', () => {
    const before = account({ USDT: '10', MX: '5' })
    const after = account({ USDT: '9', MX: '5', ETH: '1' })
    after.ledger = { ...after.ledger, assets: new Map([...after.ledger.assets, ...mxOf(before)]) }
    const seen = alsoSeen(after, seenNow(before))
    const free = (asset: string): readonly string[] => (seen.get(asset) ?? []).map((balance) => balance.free)
    expect({ usdt: free('USDT'), mx: free('MX'), eth: free('ETH') }).toEqual({
      usdt: ['10', '9'],
      mx: ['5'],
      eth: ['0', '1'],
    })
  })
})

/** The very balance of MX that an account holds: unchanged since. */
const mxOf = ({ ledger }: Draft) => [...ledger.assets].filter(([asset]) => asset === 'MX')
