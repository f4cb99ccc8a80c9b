/** The turn to write: which job goes first, what it looks up, commits and tells its owner. */

import { decimal, zero } from '@spotdeck/exact'
import { type BalanceChange, type Deal, type LedgerState, type Order, remember } from '@spotdeck/ledger'
import { describe, expect, it } from 'vitest'
import { AT, LIVE, NOW, dealOf, ledgerOf, orderOf } from '../testing/plan-scene.ts'
import { type Draft, draftOf } from './draft.ts'
import { type Found, NOTHING_FOUND, type Needs } from '../base/needs.ts'
import type { ReceivedChange } from '../base/question.ts'
import { onCommitRefused, onCommitted, onFound, onTurn, wantTurn } from './turn.ts'
import type { Work } from '../base/work.ts'
import { type Over, stateOf, both } from '../testing/state-of.ts'

const moved = (reason: string, free = '11'): BalanceChange => ({
  asset: 'USDT',
  free: decimal<'asset'>(free),
  locked: zero<'asset'>(),
  freeChange: decimal<'asset'>('1'),
  lockedChange: zero<'asset'>(),
  reason,
  time: AT,
})
const pushed = (change: ReceivedChange['change']): ReceivedChange => ({ change, receivedAt: AT })
const asset = (change: BalanceChange): ReceivedChange => pushed({ kind: 'asset', change, madeAt: AT })
const order = (one: Order): ReceivedChange => pushed({ kind: 'order', order: one })
const deal = (one: Deal): ReceivedChange => pushed({ kind: 'deal', deal: one })
const reports = (over: Partial<Extract<Work, { kind: 'reports' }>>): Work => ({
  kind: 'reports',
  orders: [],
  deals: [],
  source: 'rest',
  tag: { for: 'nobody' },
  ...over,
})
const asked = (id: string, over: Partial<Extract<Work, { kind: 'order' }>> = {}): Work => ({
  kind: 'order',
  orderId: id,
  deals: [],
  end: 'keep',
  isWhole: false,
  infer: false,
  source: 'rest',
  tag: { for: 'nobody' },
  ...over,
})
const LISTS = { since: AT, rows: [], askedAt: AT, answeredAt: AT, lacks: [] }
const MARK: Work = { kind: 'mark', windows: [{ kind: 'deals', from: AT, state: 'complete' }] }

/** An account whose turn was asked for. */
function account(over: Over = {}, ledger: LedgerState = ledgerOf()): Draft {
  const known = {
    ledger,
    now: NOW,
    recovery: { upAt: 0 },
    phase: LIVE,
    work: { turn: { kind: 'asked', since: NOW } as const },
  }
  return draftOf(stateOf(known, over), { at: AT, random: 0.5 })
}
const kinds = ({ effects }: Draft): readonly string[] => effects.map(({ type }) => type)
const needs = ({ effects }: Draft): Needs | undefined =>
  effects.flatMap((effect) => (effect.type === 'look-up' ? [effect.needs] : []))[0]
const committed = ({ effects }: Draft): readonly string[] =>
  effects.flatMap((effect) => (effect.type === 'commit' ? effect.drafts.map(({ type }) => type) : []))

/** An account that has begun its turn. */
function begun(over: Over, ledger?: LedgerState): Draft {
  const draft = account(over, ledger)
  onTurn(draft, draft.ledger)
  return draft
}

describe('the turn', () => {
  it('is asked for once, where something waits to be written', () => {
    const asksFor = (over: Over) => {
      const draft = account(both({ work: { turn: { kind: 'idle' } } }, over))
      wantTurn(draft)
      return [kinds(draft), draft.work.turn.kind]
    }
    expect(asksFor({})).toEqual([[], 'idle'])
    expect(asksFor({ work: { works: [MARK] } })).toEqual([['turn'], 'asked'])
    expect(asksFor({ work: { pushes: [asset(moved('ENTRUST'))] } })).toEqual([['turn'], 'asked'])
    expect(asksFor({ work: { works: [MARK], turn: { kind: 'asked', since: NOW } } })).toEqual([[], 'asked'])
  })

  it('that nobody asked for, or for which nothing waits any more, is given back', () => {
    const other = ledgerOf({ USDT: '7' })
    const idle = account({ work: { turn: { kind: 'idle' }, works: [MARK] } })
    onTurn(idle, other)
    expect([kinds(idle), idle.work.works.length, idle.ledger === other]).toEqual([['release'], 1, false])
    const empty = account()
    onTurn(empty, other)
    expect([kinds(empty), empty.work.turn.kind, empty.ledger === other]).toEqual([['release'], 'idle', true])
  })

  it('folds pushes before everything else, 128 at once, then work in its order', () => {
    const pushes = Array.from({ length: 130 }, () => asset(moved('ENTRUST')))
    const draft = begun({ work: { pushes, works: [MARK] } })
    expect([draft.work.pushes.length, draft.work.works.length]).toEqual([2, 1])
    const [first, second] = [MARK, { kind: 'checked', time: AT } as const]
    expect(begun({ work: { works: [first, second] } }).work.works).toEqual([second])
  })

  it('is for going live once nothing else waits: a mark from before the proof takes back none of its coverage', () => {
    const job = { kind: 'live', times: { begun: AT, read: AT }, gapFrom: undefined, first: false, ordersAt: 0 } as const
    const phase = { kind: 'going-live', cause: 'STREAM_READY', job } as const
    const jobOf = (over: Over) => {
      const { turn } = begun({ phase, ...over }).work
      return turn.kind === 'committing' ? turn.job : turn.kind
    }
    expect([jobOf({ work: { works: [MARK] } }), jobOf({})]).toEqual([MARK, job])
    const draft = account({ phase, work: { turn: { kind: 'idle' } } })
    wantTurn(draft)
    expect(kinds(draft)).toEqual(['turn'])
  })
})

describe('a job looks up', () => {
  it('orders that the state does not track, each once, with those of deals that wait', () => {
    const held = [{ report: { deal: dealOf('9'), namedBy: 'stream', source: 'stream' }, since: AT }] as const
    const draft = begun({
      work: { works: [reports({ orders: [orderOf('1'), orderOf('2')], deals: [dealOf('2')] })] },
      orders: { pending: held },
    })
    expect(needs(draft)).toEqual({
      orderIds: ['1', '2', '9'],
      lacking: ['1', '2', '9'],
      deals: [dealOf('2')],
      flows: [],
    })
    expect([draft.work.turn.kind, kinds(draft)]).toEqual(['reading', ['look-up']])
  })

  it('nothing where the state has everything', () => {
    const ledger = ledgerOf({ USDT: '10' }, [orderOf('1')])
    expect(needs(begun({ work: { works: [reports({ orders: [orderOf('1')] })] } }, ledger))).toBeUndefined()
    expect(needs(begun({ work: { works: [asked('1')] } }, ledger))).toBeUndefined()
    expect(needs(begun({ work: { pushes: [order(orderOf('1'))] } }, ledger))).toBeUndefined()
    expect(needs(begun({ work: { works: [MARK] } }))).toBeUndefined()
  })

  it('the deals of an order that is asked for, and the order itself', () => {
    const draft = begun(
      { work: { works: [asked('1', { deals: [dealOf('2')] })] } },
      ledgerOf({}, [orderOf('1'), orderOf('2')]),
    )
    expect(needs(draft)).toEqual({ orderIds: ['1', '2'], lacking: [], deals: [dealOf('2')], flows: [] })
  })

  it('an inferred deal that a reported one may replace', () => {
    const inferred = remember({ ...dealOf('1'), tradeId: 'inferred-1' }, 'rest')
    const ledger = ledgerOf({}, [orderOf('1')])
    const tracked = { ...ledger.orders.get('1'), deals: [inferred], dealt: inferred.quantity, since: 1 }
    const draft = begun({ work: { works: [asked('1')] } }, { ...ledger, orders: new Map([['1', tracked]]) })
    expect(needs(draft)).toEqual({ orderIds: ['1'], lacking: [], deals: [], flows: [] })
  })

  it('the orders of pushes, and whether pushed flows are repeats', () => {
    const flows = [moved('DEPOSIT'), moved('BRAND_NEW')]
    const pushes = [order(orderOf('1')), deal(dealOf('2')), ...[...flows, moved('ENTRUST')].map(asset)]
    expect(needs(begun({ work: { pushes } }))).toEqual({ orderIds: ['1', '2'], lacking: ['1', '2'], deals: [], flows })
    expect(needs(begun({ work: { pushes: [asset(moved('DEPOSIT'))] } }))).toMatchObject({ orderIds: [], lacking: [] })
    expect(needs(begun({ work: { pushes: [asset(moved('ENTRUST'))] } }))).toBeUndefined()
  })

  it('the flows that lists tell', () => {
    expect(needs(begun({ work: { works: [{ kind: 'flow-lists', lists: LISTS }] } }))).toEqual({
      orderIds: [],
      lacking: [],
      deals: [],
      flows: [],
      lists: LISTS,
    })
  })
})

describe('what a job found', () => {
  const found: Found = { ...NOTHING_FOUND, histories: new Map() }

  it('is folded by the job that asked for it alone', () => {
    const draft = begun({ work: { works: [reports({ orders: [orderOf('1')] })] } })
    onFound(draft, found)
    expect([draft.work.turn.kind, committed(draft)]).toEqual(['committing', ['order.updated']])
    const other = account()
    onFound(other, found)
    expect(kinds(other)).toEqual([])
  })

  it('that changes nothing ends the turn without a commit', () => {
    const ledger = ledgerOf({}, [orderOf('1')])
    const draft = begun({ work: { works: [asked('1', { order: orderOf('1') })] } }, ledger)
    expect([draft.work.turn.kind, kinds(draft)]).toEqual(['idle', ['release']])
  })

  it('is committed as what each kind of job makes of it', () => {
    const commits = (over: Over) => committed(begun(over, ledgerOf({ USDT: '10' }, [orderOf('1')])))
    const filled = orderOf('1', { status: 'CANCELED', updatedAt: AT })
    expect(commits({ work: { pushes: [order(filled)] } })).toEqual(['order.updated'])
    expect(commits({ work: { works: [reports({ orders: [filled] })] } })).toEqual(['order.updated'])
    expect(commits({ work: { works: [asked('1', { order: filled })] } })).toEqual(['order.updated'])
    expect(commits({ work: { works: [MARK] } })).toEqual(['coverage.marked'])
  })
})

it('pushed balances that chain, and those around a read, prove a new stream', () => {
  const proof = { from: 1, isDistrusted: false, isHeard: false }
  const held = (change: BalanceChange) => ({ USDT: String(Number(change.free) - Number(change.freeChange)) })
  const change = moved('ENTRUST')
  const isHeard = (over: Over, told = held(change)): boolean | undefined =>
    begun(both({ recovery: { proof } }, over), ledgerOf(told)).recovery.proof?.isHeard
  expect(isHeard({ work: { pushes: [asset(change)] } })).toBe(true)
  expect(isHeard({ work: { pushes: [asset(change)] } }, { USDT: '99' })).toBe(false)
  const read = new Map([['USDT', { free: change.free, locked: change.locked }]])
  const span = { t0: AT, t1: AT }
  const work: Work = {
    kind: 'balances',
    read,
    unreadable: [],
    span,
    whenUnclear: 'leave',
    source: 'rest',
    tag: { for: 'nobody' },
  }
  expect(isHeard({ work: { works: [work] } })).toBe(false)
  const buffer = [{ change, madeAt: AT, receivedAt: AT }]
  expect(isHeard({ work: { works: [work] }, balances: { buffer } })).toBe(true)
})

describe('a commit', () => {
  const filled = orderOf('1', { status: 'CANCELED', updatedAt: AT - 60_000 })
  /** An account that commits an order which a plan, a search or nobody asked for. */
  const committing = (over: Over = {}, work = reports({ orders: [filled] })): Draft =>
    begun(both({ work: { works: [work] } }, over), ledgerOf({ USDT: '10' }, [orderOf('1')]))

  it('ends the turn with the stored ledger', () => {
    const draft = committing()
    const stored = ledgerOf({ USDT: '8' })
    onCommitted(draft, stored)
    expect([draft.ledger === stored, draft.work.turn.kind, kinds(draft).includes('release')]).toEqual([
      true,
      'idle',
      true,
    ])
    const idle = account({ work: { turn: { kind: 'idle' } } })
    onCommitted(idle, stored)
    expect([idle.ledger === stored, kinds(idle)]).toEqual([true, []])
  })

  it('of an order that no push told of shows a silent channel', () => {
    const draft = committing()
    onCommitted(draft, draft.ledger)
    expect([[...draft.stream.silent], kinds(draft).includes('renew-stream')]).toEqual([['orders'], true])
    const refused = committing()
    onCommitRefused(refused, 'SQLITE_CONSTRAINT', true)
    expect([...refused.stream.silent]).toEqual([])
  })

  it('of records that explain a part of a confirmed difference keeps the rest confirmed', () => {
    const accepted = new Map([['b USDT', decimal<'asset'>('10')]])
    const acceptedAfter = (work: Work) => {
      const draft = committing({ balances: { accepted } }, work)
      onCommitted(draft, ledgerOf({ USDT: '8' }))
      return draft.balances.accepted.get('b USDT')
    }
    expect(acceptedAfter(reports({ orders: [filled] }))).toBe('8')
    expect(acceptedAfter(asked('1', { order: filled }))).toBe('8')
    expect(acceptedAfter(reports({ orders: [filled], tag: { for: 'plan', plan: 1 } }))).toBe('10')
    expect(acceptedAfter(MARK)).toBe('10')
  })

  it('that the store refuses is counted where it contradicts the ledger, and the account is read where pushes were lost', () => {
    const refused = (over: Over, isContradiction = true) => {
      const draft = begun(over, ledgerOf({ USDT: '10' }, [orderOf('1')]))
      onCommitRefused(draft, 'SQLITE_CONSTRAINT', isContradiction)
      return [
        draft.work.turn.kind,
        draft.work.drift,
        draft.phase.kind === 'reconciling' ? draft.phase.cause : draft.phase.kind,
      ]
    }
    expect(refused({ work: { works: [MARK] } })).toEqual(['idle', 1, 'live'])
    expect(refused({ work: { works: [MARK] } }, false)).toEqual(['idle', 0, 'live'])
    expect(refused({ work: { pushes: [order(filled)] } })).toEqual(['idle', 1, 'FOLD_FAILED'])
    // A job that is looked up can fail too.
    expect(refused({ work: { pushes: [order(orderOf('9'))] } }, false)).toEqual(['idle', 0, 'FOLD_FAILED'])
    const read: Work = {
      kind: 'balances',
      read: new Map([['USDT', { free: decimal<'asset'>('12'), locked: zero<'asset'>() }]]),
      unreadable: [],
      span: { t0: AT, t1: AT },
      whenUnclear: 'override',
      source: 'rest',
      tag: { for: 'nobody' },
    }
    expect(refused({ work: { works: [read] } })).toEqual(['idle', 1, 'FOLD_FAILED'])
    const idle = account({ work: { turn: { kind: 'idle' } } })
    onCommitRefused(idle, 'X', true)
    expect([idle.work.drift, kinds(idle)]).toEqual([0, []])
  })
})
