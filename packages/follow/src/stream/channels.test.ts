/** The three private channels: what each owes for what the others brought, and which of them is silent. */

import { decimal, zero } from '@spotdeck/exact'
import { EMPTY_STATE, type EventDraft } from '@spotdeck/ledger'
import { describe, expect, it } from 'vitest'
import { dealOf, orderOf } from '../testing/plan-scene.ts'
import { afterPushes, owedBy as owedBySeen } from './channels.ts'
import { NO_PUSHES } from './state.ts'
import { noteSilent, owedTick } from '../machine/stream-steps.ts'
import { type Draft, draftOf } from '../machine/draft.ts'
import type { ReceivedChange } from '../base/question.ts'
import type { Job } from '../base/work.ts'
import { type Over, stateOf } from '../testing/state-of.ts'

const AT = 1_767_225_600_000
const NOW = 600_000
const LEDGER = { ...EMPTY_STATE, birth: AT - NOW, checkedAt: AT }

function account(over: Over = {}): Draft {
  const phase = { kind: 'live', plan: undefined } as const
  return draftOf(stateOf({ ledger: LEDGER, now: NOW, recovery: { upAt: 0 }, phase }, over), { at: AT, random: 0.5 })
}

const asset = (reason: string): ReceivedChange => ({
  change: {
    kind: 'asset',
    change: {
      asset: 'MX',
      free: decimal('1'),
      locked: zero(),
      freeChange: decimal('1'),
      lockedChange: zero(),
      reason,
      time: AT,
    },
    madeAt: AT,
  },
  receivedAt: AT,
})
const order = (status: 'NEW' | 'FILLED', orderId = dealOf('1').orderId): ReceivedChange => ({
  change: { kind: 'order', order: { ...orderOf('1', { status }), orderId } },
  receivedAt: AT,
})
const deal: ReceivedChange = { change: { kind: 'deal', deal: dealOf('1') }, receivedAt: AT }

function hear(draft: Draft, ...pushes: readonly ReceivedChange[]): readonly string[] {
  draft.stream = afterPushes(draft.stream, pushes, draft.now)
  const { channels, orders } = draft.stream.missing
  const owing = Object.entries(channels).flatMap(([channel, since]) => (since === undefined ? [] : [channel]))
  return [...owing, ...(orders.length > 0 ? ['orders'] : [])]
}
const owedBy = (draft: Draft, job: Job, drafts: readonly EventDraft[]) =>
  owedBySeen({ ...draft, upAt: draft.recovery.upAt }, job, drafts)
const pass = (draft: Draft, ms: number): Draft => Object.assign(draft, { now: draft.now + ms, at: draft.at + ms })
const isRenewed = ({ effects }: Draft): boolean => effects.some(({ type }) => type === 'renew-stream')

describe('a push', () => {
  it.each([
    ['a deal', deal, ['account', 'orders']],
    ['a new order', order('NEW'), ['account']],
    ['an order that changed', order('FILLED'), []],
    ['a balance that an order froze', asset('ENTRUST_PLACE'), ['orders']],
    ['a balance that a deal changed', asset('ENTRUST'), ['orders']],
    ['a balance that a canceled order freed', asset('ENTRUST_CANCEL'), ['orders']],
    ['a balance that an order freed', asset('ENTRUST_UNFROZEN'), ['orders']],
    ['a deposit', asset('DEPOSIT'), []],
  ] as const)('of %s is followed by those of other channels', (_name, push, owed) => {
    expect(hear(account(), push)).toEqual(owed)
  })

  it('owes nothing that came with it or just before it', () => {
    expect(hear(account(), deal, order('NEW'), asset('ENTRUST'))).toEqual([])
    const draft = account()
    hear(draft, asset('DEPOSIT'))
    expect(hear(pass(draft, 1_500), order('NEW'))).toEqual([])
    expect(hear(pass(draft, 1), order('NEW'))).toEqual(['account'])
  })

  it('pays what its channel owed, and no push puts off what another one owes', () => {
    const draft = account()
    hear(draft, deal)
    expect(hear(pass(draft, 1_000), order('FILLED'))).toEqual(['account'])
    hear(pass(draft, 400), deal)
    owedTick(pass(draft, 99))
    expect(isRenewed(draft)).toBe(false)
    owedTick(pass(draft, 1))
    expect([isRenewed(draft), [...draft.stream.silent], draft.stream.missing.channels]).toEqual([
      true,
      ['account'],
      NO_PUSHES.channels,
    ])
    expect(draft.phase).toMatchObject({ kind: 'reconciling', cause: 'STREAM_SILENT' })
  })

  it('of another order pays for no deal, whenever it came', () => {
    const draft = account()
    hear(draft, order('FILLED', 'other'), asset('ENTRUST'))
    expect(hear(pass(draft, 200), deal)).toEqual(['orders'])
    expect(hear(pass(draft, 200), order('NEW', 'other'))).toEqual(['orders'])
    owedTick(pass(draft, 1_300))
    expect([isRenewed(draft), [...draft.stream.silent]]).toEqual([true, ['orders']])
    expect(draft.stream.missing.orders).toEqual([])
  })

  it('of so many orders that not all can be remembered leaves none of them in doubt', () => {
    const draft = account()
    for (let n = 0; n < 33; n++) hear(draft, order('FILLED', `o${n}`), asset('ENTRUST'))
    expect(hear(pass(draft, 1_500), deal)).toEqual([])
    expect(hear(pass(draft, 1), deal)).toContain('orders')
  })

  it('ends the silence of its channel alone', () => {
    const draft = account({ stream: { silent: new Set(['account', 'deals']) } })
    hear(draft, asset('DEPOSIT'))
    expect([...draft.stream.silent]).toEqual(['deals'])
  })
})

describe('a channel that left something out', () => {
  it('is logged, and reads are no proof until they are 10 s apart', () => {
    const draft = account({ recovery: { proof: { from: 1, isDistrusted: false, isHeard: true } } })
    noteSilent(draft, 'orders')
    expect([draft.recovery.proof, [...draft.stream.silent]]).toEqual([
      { from: NOW, isDistrusted: true, isHeard: false },
      ['orders'],
    ])
    expect(draft.effects).toMatchObject([{ type: 'log', fields: { channel: 'orders' } }])
    const live = account()
    noteSilent(live, 'orders')
    expect(live.recovery.proof).toBeUndefined()
  })

  const tag = { for: 'search' } as const
  const job = (over: object = {}): Job => ({ kind: 'reports', orders: [], deals: [], source: 'rest', tag, ...over })
  const found = (ms: number, source: 'rest' | 'audit' | 'inferred' = 'rest'): readonly EventDraft[] => [
    { type: 'order.updated', order: orderOf('1', { updatedAt: AT - ms }), time: AT, source },
  ]
  const dealt = (ms: number): readonly EventDraft[] => [
    { type: 'deal.added', deal: { ...dealOf('1'), time: AT - ms }, namedBy: 'rest', time: AT, source: 'audit' },
  ]

  it('is one whose record REST tells though the stream was up for it, and which is not just under way', () => {
    const owed = (drafts: readonly EventDraft[], over: Over = {}, which = job()) => owedBy(account(over), which, drafts)
    expect([owed(found(2_500)), owed(found(2_499))]).toEqual([['orders'], []])
    expect([owed(dealt(2_500)), owed(dealt(2_499))]).toEqual([['deals'], []])
    expect(owed([...found(3_000), ...dealt(3_000), ...found(4_000, 'audit')])).toEqual(['orders', 'deals'])
    expect([
      owed(found(9_999), { recovery: { upAt: NOW - 10_000 } }),
      owed(found(10_000), { recovery: { upAt: NOW - 10_000 } }),
    ]).toEqual([['orders'], []])
    const repair = job({ kind: 'order', tag: { for: 'repair', orderId: '1' } })
    expect([owed(found(0), {}, repair), owed(found(-1), {}, repair)]).toEqual([['orders'], []])
  })

  it('is not one whose record was inferred, came before the first start, or by another way', () => {
    expect(owedBy(account(), job(), found(9_000, 'inferred'))).toEqual([])
    expect(owedBy(account({ ledger: EMPTY_STATE }), job(), found(9_000))).toEqual([])
    expect(owedBy(account({ recovery: { upAt: undefined } }), job(), found(9_000))).toEqual([])
    expect(owedBy(account(), { kind: 'pushes', pushes: [] }, found(9_000))).toEqual([])
    const status: EventDraft = {
      type: 'coverage.marked',
      window: { kind: 'deals', from: 1, state: 'unknown' },
      time: AT,
      source: 'rest',
    }
    expect(owedBy(account(), job(), [status])).toEqual([])
  })
})
