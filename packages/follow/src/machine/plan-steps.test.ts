/** Plans of reads: what they ask in which order, and what they do with balances. */

import { decimal } from '@spotdeck/exact'
import { EMPTY_STATE } from '@spotdeck/ledger'
import { describe, expect, it } from 'vitest'
import {
  AT,
  CLOCK,
  LIVE,
  NOW,
  NO_ORDERS,
  NO_ROWS,
  PlanScene,
  READING,
  REFUSED,
  UNCHANGED,
  balancesOf,
  ledgerOf,
  orderOf,
} from '../testing/plan-scene.ts'
import { planOf, type Phase } from '../phase/state.ts'
import { AGAIN_STEPS, type Goal, PROOF_STEPS, type Plan } from '../phase/plan.ts'
import { noteSeen, planAnswered, planFolded, planRefused, planTick } from './plan-steps.ts'
import type { Answer } from '../base/question.ts'
import type { BalancesOutcome } from '../base/work.ts'
import { type Over, both } from '../testing/state-of.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const kinds = ({ asked }: PlanScene): readonly string[] => asked.map(({ question }) => question.kind)
const worksIn = ({ draft }: PlanScene): readonly string[] => draft.work.works.map(({ kind }) => kind)

describe('a reconciliation', () => {
  it('asks for the clock, balances, the clock, open orders, ended ones and symbols, and begins a row', () => {
    const scene = new PlanScene('reconcile', READING, {
      ledger: ledgerOf({}, [orderOf('1')]),
      recovery: { streak: { count: 1, lastAt: 0 } },
      balances: { accepted: new Map([['c USDT', decimal<'asset'>('-20')]]) },
    })
    scene.answer(CLOCK).answer(balancesOf({})).fold({ balances: UNCHANGED }).answer(CLOCK).answer(NO_ORDERS).fold()
    expect(kinds(scene)).toEqual(['clock', 'balances', 'clock', 'open-orders', 'order'])
    expect(scene.question).toEqual({ kind: 'order', symbol: 'MXUSDT', orderId: '1' })
    scene.answer({ kind: 'order', order: orderOf('1'), deals: [], refused: false, unreadable: [] }).fold()
    expect(scene.question).toMatchObject({ kind: 'symbol', symbol: 'MXUSDT' })
    scene.answer(NO_ROWS)
    expect([scene.draft.phase.kind, planOf(scene.draft)]).toEqual(['going-live', undefined])
    expect(scene.draft.recovery.streak).toEqual({ count: 1, lastAt: NOW })
  })

  it('counts from the exchange’s clock: it begins at the first answer and its balances end at the second', () => {
    const scene = new PlanScene('reconcile', READING, { recovery: { gapFrom: AT - MINUTE } }).pass(700).answer(CLOCK)
    expect([scene.plan.times.begun - AT, scene.plan.times.read - AT, scene.plan.gapFrom]).toEqual([
      700,
      700,
      AT - MINUTE,
    ])
    scene
      .answer(balancesOf({ USDT: '10' }))
      .fold({ balances: UNCHANGED })
      .pass(300)
      .answer(CLOCK)
    expect([scene.plan.times.begun - AT, scene.plan.times.read - AT]).toEqual([700, 1_000])
    expect(scene.draft.work.works.some((work) => work.kind === 'status' && work.code === 'RECONCILING')).toBe(true)
  })

  it('does not end before it began, though a clock that is set back seems to say so', () => {
    const scene = new PlanScene('reconcile', READING)
      .answer(CLOCK)
      .answer(balancesOf({ USDT: '10' }))
      .fold({ balances: UNCHANGED })
    Object.assign(scene.draft, { at: AT - 5_000 })
    expect(scene.answer(CLOCK).plan.times.read).toBe(AT)
  })

  it('reads the history since five minutes before the gap, and an hour of it at the first start', () => {
    const since = (goal: Goal, phase: Phase, over: Over): number =>
      AT - new PlanScene(goal, phase, over).answer(CLOCK).plan.since
    const polling: Phase = {
      kind: 'polling',
      trouble: { code: 'SOCKET_CLOSED', detail: '', retryInMs: 1 },
      plan: undefined,
      nextAt: 0,
    }
    const times = { recovery: { gapFrom: AT - HOUR, polledTo: AT - MINUTE } }
    expect(since('reconcile', READING, times)).toBe(HOUR + 5 * MINUTE)
    expect(since('reconcile', READING, {})).toBe(5 * MINUTE)
    expect(since('reconcile', READING, { recovery: { gapFrom: AT + MINUTE } })).toBe(5 * MINUTE)
    expect(since('poll', polling, both(times, { recovery: { upAt: undefined } }))).toBe(6 * MINUTE)
    expect(since('poll', polling, { recovery: { gapFrom: AT - HOUR, upAt: undefined } })).toBe(HOUR + 5 * MINUTE)
    expect(since('reconcile', READING, { ...times, ledger: EMPTY_STATE })).toBe(HOUR + 5 * MINUTE)
    expect(since('audit', LIVE, { ledger: EMPTY_STATE })).toBe(15 * MINUTE)
    expect(new PlanScene('check', READING).plan).toMatchObject({ since: AT - 15 * MINUTE, first: false })
  })

  it('is the first one where the account was never live, unless it is a comparison', () => {
    const first = (goal: Goal, ledger = EMPTY_STATE): boolean => new PlanScene(goal, READING, { ledger }).plan.first
    expect([first('reconcile'), first('poll'), first('check'), first('reconcile', ledgerOf())]).toEqual([
      true,
      true,
      false,
      false,
    ])
  })
})

describe('balances that are read', () => {
  const reading = (phase: Phase = READING, over: Over = {}): PlanScene =>
    new PlanScene(phase === LIVE ? 'watch' : 'reconcile', phase, over).to('balances')
  const work = ({ draft }: PlanScene) => draft.work.works.find(({ kind }) => kind === 'balances')

  it('are asked for again while pushes do not fit, up to six times; then the read wins', () => {
    const scene = reading()
    const ends: string[] = []
    for (let turn = 1; turn <= 6; turn++) {
      scene.draft.work = { ...scene.draft.work, works: [] }
      scene.answer(balancesOf({ USDT: '10' }))
      const { draft } = scene
      ends.push(...draft.work.works.map((one) => (one.kind === 'balances' ? one.whenUnclear : one.kind)))
      if (turn === 6) break
      scene.fold({ balances: { ...UNCHANGED, unclear: ['USDT'] } })
      const before = scene.asked.length
      expect(scene.pass(299).asked).toHaveLength(before)
      expect(scene.pass(1).asked).toHaveLength(before + 1)
    }
    expect(ends).toEqual([...Array<string>(5).fill('read-again'), 'override'])
  })

  it('of a live account leave in question what does not fit', () => {
    expect(work(reading(LIVE).answer(balancesOf({ USDT: '10' })))).toMatchObject({
      whenUnclear: 'leave',
      source: 'audit',
    })
    expect(work(reading().answer(balancesOf({ USDT: '10' })))).toMatchObject({ source: 'rest' })
  })

  it('count from when they were asked for, however long the answer waited for the limits', () => {
    const asked = (waitMs: number, tookMs: number): number => {
      const scene = reading().pass(waitMs)
      return scene.answer(balancesOf({ USDT: '10' }), tookMs).plan.times.balancesAt - NOW
    }
    expect([asked(900, 900), asked(900, 200), asked(0, -50), asked(900, 5_000)]).toEqual([0, 700, 0, 0])
  })

  it('without a row are believed after ten minutes of such answers, where something is held', () => {
    const scene = reading().answer(balancesOf({}))
    expect([work(scene), scene.logged.length, scene.plan.doing]).toMatchObject([
      undefined,
      1,
      { kind: 'waiting', step: 'balances', until: NOW + 2_000 },
    ])
    for (let turn = 0; turn < 299; turn++) scene.pass(2_000).answer(balancesOf({}))
    expect([work(scene), scene.draft.now]).toEqual([undefined, NOW + 598_000])
    expect(work(scene.pass(2_000).answer(balancesOf({})))).toMatchObject({ whenUnclear: 'read-again' })
    expect(work(reading(READING, { ledger: ledgerOf({ USDT: '0' }) }).answer(balancesOf({})))).toBeDefined()
    const unreadable: Answer = { kind: 'balances', read: new Map(), unreadable: [{ asset: 'USDT', raw: '1,5' }] }
    expect(work(reading().answer(unreadable))).toBeDefined()
  })

  it('without a row make a live account read anew', () => {
    const scene = reading(LIVE).answer(balancesOf({}))
    expect(scene.draft.phase).toMatchObject({ kind: 'reconciling', cause: 'NOTHING_HEARD' })
  })

  it('that the store refuses end the plan', () => {
    const scene = reading()
      .answer(balancesOf({ USDT: '10' }))
      .fold({ refused: true, balances: UNCHANGED })
    expect([planOf(scene.draft), scene.draft.recovery.failures]).toEqual([undefined, 1])
  })

  it('that an audit corrected are counted and told', () => {
    const scene = reading(LIVE).answer(balancesOf({ USDT: '11' }))
    scene.draft.effects.length = 0
    scene.fold({ balances: { ...UNCHANGED, changed: ['USDT', 'MX'] } })
    expect([scene.draft.balances.healed, scene.logged[0]]).toEqual([2, 'audit corrected a balance'])
    expect(scene.draft.effects[0]).toMatchObject({ fields: { assets: ['USDT', 'MX'] } })
    expect(
      reading()
        .answer(balancesOf({ USDT: '11' }))
        .fold({ balances: { ...UNCHANGED, changed: ['USDT'] } }).draft.balances.healed,
    ).toBe(0)
  })

  it('that agree are a comparison; those that changed or are in doubt are none', () => {
    const compared = (outcome: Partial<BalancesOutcome>): number =>
      reading()
        .pass(500)
        .answer(balancesOf({ USDT: '10' }), 100)
        .fold({ balances: { ...UNCHANGED, ...outcome } }).draft.liveness.comparedAt
    expect([compared({}), compared({ changed: ['MX'] }), compared({ doubtful: ['MX'] })]).toEqual([NOW + 400, 0, 0])
  })

  const proofOf = (scene: PlanScene, outcome: Partial<BalancesOutcome>) =>
    scene.answer(balancesOf({ USDT: '10' })).fold({ balances: { ...UNCHANGED, ...outcome } }).draft.recovery.proof
  const proof = { from: 5, isDistrusted: true, isHeard: true }

  it('that changed without a push are proven from then on', () => {
    expect(proofOf(reading(READING, { recovery: { proof } }), { changed: ['MX'] })).toEqual({ ...proof, from: NOW })
    expect(proofOf(reading(READING, { recovery: { proof } }), {})).toEqual(proof)
    expect(proofOf(reading(), { changed: ['MX'] })).toEqual({ from: NOW, isDistrusted: false, isHeard: false })
    expect(proofOf(reading(LIVE), { changed: ['MX'] })).toMatchObject({ isDistrusted: true })
    expect(proofOf(new PlanScene('check', READING).to('balances', 'symbols'), { changed: ['MX'] })).toBeUndefined()
  })

  it('of the first start are proven from the stream on, unless a push was taken back', () => {
    const first = (): PlanScene =>
      reading(READING, { ledger: { ...EMPTY_STATE, assets: ledgerOf().assets }, recovery: { proof } })
    expect(proofOf(first(), { changed: ['MX'] })).toEqual(proof)
    expect(proofOf(first(), { changed: ['MX'], reverted: ['MX'] })).toEqual({ ...proof, from: NOW })
  })

  it('that prove a gap and find a change have orders and deals read again', () => {
    const steps = (changed: readonly string[], ...left: Plan['steps']): Plan['steps'] => {
      const scene = new PlanScene('reconcile', READING, {
        recovery: { proof: { ...proof, from: NOW, isHeard: false } },
      })
      scene.to('balances', ...left)
      const { plan } = scene.answer(balancesOf({ USDT: '10' })).fold({ balances: { ...UNCHANGED, changed } })
      return plan.steps
    }
    expect(steps(['MX'])).toEqual(AGAIN_STEPS.slice(1))
    expect(steps(['MX'], 'told', 'symbols')).toEqual(['symbols'])
    expect(steps([])).toEqual([...PROOF_STEPS, ...AGAIN_STEPS])
  })

  it('remember what moved in all reads of the plan, each asset once', () => {
    const scene = new PlanScene('reconcile', READING, { recovery: { proof } }).to('balances', 'balances', 'told')
    scene.answer(balancesOf({ USDT: '10' })).fold({ balances: { ...UNCHANGED, changed: ['MX'] } })
    scene.answer(balancesOf({ USDT: '10' })).fold({ balances: { ...UNCHANGED, changed: ['BTC', 'MX'] } })
    expect(scene.plan.found.moved).toEqual(['MX', 'BTC'])
  })
})

describe('a comparison', () => {
  const watch = (over: Over = {}): PlanScene => new PlanScene('watch', LIVE, over)

  it('that agrees ends at once and counts from when it was asked', () => {
    const scene = watch()
      .pass(800)
      .answer(balancesOf({ USDT: '10' }), 800)
    expect([planOf(scene.draft), scene.draft.liveness.comparedAt]).toEqual([undefined, NOW])
  })

  it('whose answer is ahead waits 400 ms for the push, then merges balances', () => {
    const scene = watch().answer(balancesOf({ USDT: '11' }))
    expect(scene.plan.doing).toMatchObject({ kind: 'comparing', until: NOW + 400 })
    scene.pass(399)
    expect(kinds(scene)).toEqual(['balances'])
    scene.pass(1)
    expect([kinds(scene), scene.draft.balances.buffer]).toEqual([['balances', 'balances'], []])
  })

  it('ends when the push comes meanwhile, and takes what was held since it was asked', () => {
    const pushed = (scene: PlanScene, free: string): PlanScene => {
      scene.draft.ledger = ledgerOf({ USDT: free })
      noteSeen(scene.draft)
      return scene
    }
    const late = pushed(watch().answer(balancesOf({ USDT: '11' })), '11')
    expect(planOf(late.draft)).toBeUndefined()
    const early = pushed(pushed(watch(), '11'), '12').answer(balancesOf({ USDT: '11' }))
    expect(planOf(early.draft)).toBeUndefined()
    const other = pushed(watch(), '12').answer(balancesOf({ USDT: '11' }))
    expect(planOf(other.draft)).toBeDefined()
  })

  it('of balances without a row is not believed', () => {
    expect(kinds(watch().answer(balancesOf({})))).toEqual(['balances'])
    const empty = watch({ ledger: ledgerOf({ USDT: '0' }) }).answer(balancesOf({}))
    expect(planOf(empty.draft)).toBeUndefined()
  })

  it('names a balance that cannot be read', () => {
    const scene = watch().answer({ kind: 'balances', read: new Map(), unreadable: [{ asset: 'USDT', raw: '1,5' }] })
    expect([...scene.draft.balances.unreadable]).toEqual([['USDT', '1,5']])
    expect(planOf(scene.draft)).toBeUndefined()
  })
})

describe('a plan', () => {
  it('owns its questions and what it finds: answers and commits of others do not move it on', () => {
    const scene = new PlanScene('reconcile', READING)
    const own = { for: 'plan', plan: scene.plan.id }
    expect([scene.plan.id, scene.asked.map(({ call }) => call), [...scene.draft.work.calls.values()]]).toEqual([
      1,
      [1],
      [own],
    ])
    planAnswered(scene.draft, 999, CLOCK, { t0: AT, t1: AT })
    expect(scene.plan.doing).toMatchObject({ kind: 'asking', step: 'clock' })
    scene.to('open-orders', 'ended-orders').answer({ kind: 'open-orders', orders: [orderOf('1')], unreadable: [] })
    expect(scene.draft.work.works.at(-1)).toEqual({
      kind: 'reports',
      orders: [orderOf('1')],
      deals: [],
      source: 'rest',
      tag: own,
    })
    planFolded(scene.draft, scene.plan.id + 1, { news: 0, refused: false })
    planTick(scene.draft)
    planAnswered(scene.draft, 999, CLOCK, { t0: AT, t1: AT })
    expect(scene.plan.doing).toMatchObject({ kind: 'folding', step: 'open-orders' })
  })

  it('other than a reconciliation begins no row of them and tells no status, and a poll is told as REST', () => {
    const polling: Phase = {
      kind: 'polling',
      trouble: { code: 'SOCKET_CLOSED', detail: '', retryInMs: 1 },
      plan: undefined,
      nextAt: 0,
    }
    const scene = new PlanScene('poll', polling).answer(CLOCK)
    expect([scene.draft.recovery.streak.lastAt, worksIn(scene)]).toEqual([undefined, []])
    expect(scene.answer(balancesOf({ USDT: '10' })).draft.work.works).toMatchObject([
      { kind: 'balances', source: 'rest' },
    ])
  })

  it('counts what its orders and deals brought', () => {
    const scene = new PlanScene('reconcile', READING, {
      recovery: { proof: { from: NOW, isDistrusted: true, isHeard: false } },
    })
    scene.to('open-orders', 'open-orders').answer(NO_ORDERS).fold({ news: 2 }).answer(NO_ORDERS).fold({ news: 3 })
    expect(scene.plan.found.news).toBe(5)
  })

  it('that is over takes no notice of balances that change', () => {
    const scene = new PlanScene('watch', LIVE).answer(balancesOf({ USDT: '10' }))
    noteSeen(scene.draft)
    expect(planOf(scene.draft)).toBeUndefined()
    const merging = new PlanScene('watch', LIVE).to('balances')
    noteSeen(merging.draft)
    expect(merging.plan.doing).toMatchObject({ step: 'balances', seen: new Map() })
  })
})

it('any other refusal ends the plan', () => {
  const scene = new PlanScene('reconcile', READING)
  planRefused(scene.draft, 999, REFUSED)
  expect(scene.plan.doing.kind).toBe('asking')
  expect(planOf(scene.refuse().draft)).toBeUndefined()
})
