/** The ends of plans: when an account is live, when it is read again, and what REST that does not answer leads to. */

import { decimal } from '@spotdeck/exact'
import { EMPTY_BOOK, EMPTY_STATE, type LedgerState } from '@spotdeck/ledger'
import { defined } from '@spotdeck/ports'
import { describe, expect, it } from 'vitest'
import { type Draft, draftOf } from './draft.ts'
import { endPlan, failPlan, isDone } from './plan-end.ts'
import { planOf, type Phase } from '../phase/state.ts'
import { AGAIN_STEPS, type Findings, type Goal, PROOF_STEPS, type Plan, type PlanTimes, STEPS } from '../phase/plan.ts'
import { beginPlan, planTick } from './plan-steps.ts'
import { type Over, stateOf, both } from '../testing/state-of.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const AT = 1_767_225_600_000
const NOW = 20 * MINUTE
const TROUBLE = { code: 'SOCKET_CLOSED', detail: '', retryInMs: 1_000 } as const
const READING: Phase = {
  kind: 'reconciling',
  cause: 'STREAM_READY',
  plan: undefined,
  nextAt: NOW,
  again: undefined,
}
const LIVE: Phase = { kind: 'live', plan: undefined }
const POLLING: Phase = { kind: 'polling', trouble: TROUBLE, plan: undefined, nextAt: 0 }
const REFUSED = { code: 'NETWORK_TIMEOUT', fields: {} }
/** A ledger that holds 1 MX, explained or not. */
const ledgerOf = (opening: string): LedgerState => ({
  ...EMPTY_STATE,
  n: 1,
  birth: AT - NOW,
  checkedAt: AT - 30 * SECOND,
  assets: new Map([['MX', { asset: 'MX', free: decimal('1'), locked: decimal('0'), reason: 'DEPOSIT', time: AT }]]),
  books: new Map([['MX', { ...EMPTY_BOOK, opening: decimal(opening) }]]),
})

/** Members of a plan, of its times and of its findings. */
type Part = Partial<Omit<Plan, 'times' | 'found'> & PlanTimes & Findings>

/** An account at the end of a plan: its draft, and the plan whose last step is done. */
function ended(goal: Goal, phase: Phase, over: Over = {}, part: Part = {}) {
  const known = { ledger: ledgerOf('1'), now: NOW, recovery: { upAt: 0, renewedAt: NOW }, phase }
  const draft = draftOf(stateOf(known, over), { at: AT, random: 0.5 })
  beginPlan(draft, goal, 'STREAM_READY')
  const plan = planOf(draft)
  if (plan === undefined) throw new Error('A plan has begun.')
  draft.effects.length = 0
  const { begun, read, ordersAt, balancesAt = NOW, moved, doubtful, news, ...other } = part
  const times = { ...plan.times, ...defined({ begun, read, ordersAt, balancesAt }) }
  const found = { ...plan.found, ...defined({ moved, doubtful, news }) }
  return { draft, plan: { ...plan, steps: [], times, found, ...other } }
}

function end(goal: Goal, phase: Phase, over: Over = {}, part: Part = {}): Draft {
  const { draft, plan } = ended(goal, phase, over, part)
  endPlan(draft, plan)
  return draft
}

const works = (draft: Draft): readonly string[] => draft.work.works.map(({ kind }) => kind)
const status = ({ work: { works: all } }: Draft): readonly string[] =>
  all.flatMap((work) => (work.kind === 'status' ? [`${work.state} ${work.code}`] : []))
const logged = ({ effects }: Draft): readonly string[] =>
  effects.flatMap((effect) => (effect.type === 'log' ? [`${effect.level} ${effect.message}`] : []))
/** The next thing that is due: the cause of a reconciliation and its wait, or the step of the plan and its wait. */
function next({ phase, now }: Draft): string {
  const { plan } = phase as { plan?: Plan | undefined }
  if (plan !== undefined)
    return plan.doing.kind === 'waiting' ? `${plan.steps[0]} in ${plan.doing.until - now}` : plan.doing.kind
  if (phase.kind === 'polling') return `poll in ${phase.nextAt - now}`
  return phase.kind === 'reconciling' ? `${phase.cause} in ${phase.nextAt - now}` : phase.kind
}

describe('a reconciliation', () => {
  it('makes the account live where nothing needs a proof', () => {
    const recovery = { gapFrom: AT - 9, polledTo: AT, failures: 3, failingSince: 1, tries: { attempt: 2 } }
    const draft = end('reconcile', READING, { recovery }, { gapFrom: AT - 9, begun: AT + 5, read: AT + 7, ordersAt: 3 })
    const job = { kind: 'live', times: { begun: AT + 5, read: AT + 7 }, gapFrom: AT - 9, first: false, ordersAt: 3 }
    expect([draft.phase, works(draft)]).toEqual([{ kind: 'going-live', cause: 'STREAM_READY', job }, []])
    const { gapFrom, polledTo, failures, failingSince, tries } = draft.recovery
    const { aliveAt } = draft.stream
    expect({ gapFrom, polledTo, failures, failingSince, tries, aliveAt }).toEqual({
      gapFrom: undefined,
      polledTo: undefined,
      failures: 0,
      failingSince: undefined,
      tries: { attempt: 0 },
      aliveAt: AT + 5,
    })
  })

  it('at the first start claims nothing from before the last reading, which pushes alone would tell', () => {
    const read = { first: true, begun: AT - 12_000, read: AT - 11_900, balancesAt: NOW - 100 }
    const {
      phase,
      stream: { aliveAt },
    } = end('reconcile', READING, { now: NOW }, read)
    expect(phase).toMatchObject({ job: { times: { begun: AT - 100, read: AT - 100 }, first: true } })
    expect(aliveAt).toBe(AT - 12_000)
  })

  it('takes back no sign of life', () => {
    expect(end('reconcile', READING, { stream: { aliveAt: AT + MINUTE } }).stream.aliveAt).toBe(AT + MINUTE)
  })

  it('of which some asset is in doubt is read again after a second', () => {
    const draft = end('reconcile', READING, { recovery: { gapFrom: AT - 9 } }, { doubtful: ['MX'] })
    expect([next(draft), draft.recovery.gapFrom]).toEqual(['CHAIN_BROKEN in 1000', AT - 9])
  })

  it('during which something was missed is followed by another', () => {
    expect(next(end('reconcile', { ...READING, again: 'UNDECODABLE' }))).toBe('UNDECODABLE in 0')
  })

  const from = NOW - 9_999
  const proof = { from, isDistrusted: false, isHeard: false }

  it.each([
    ['no balance changed and no push came', {}, {}, 'balances in 2500'],
    ['its reads are 10 s apart', {}, { balancesAt: from + 10_000, ordersAt: from + 10_000 }, 'going-live'],
    ['open orders were not asked for again', {}, { balancesAt: from + 10_000 }, 'balances in 2500'],
    ['a push of the new stream followed', { recovery: { proof: { ...proof, isHeard: true } } }, {}, 'going-live'],
    [
      'a push followed that does not explain its balance',
      { recovery: { proof: { ...proof, isHeard: true } }, ledger: ledgerOf('2') },
      {},
      'balances in 1000',
    ],
    [
      'a push followed, but a channel is silent',
      { recovery: { proof: { ...proof, isHeard: true } }, stream: { silent: new Set(['deals'] as const) } },
      {},
      'balances in 2500',
    ],
    ['deals explain what moved', {}, { moved: ['MX'] }, 'going-live'],
    ['deals do not explain what moved', { ledger: ledgerOf('2') }, { moved: ['MX'] }, 'balances in 1000'],
    [
      'the stream left something out, though deals explain what moved',
      { recovery: { proof: { ...proof, isDistrusted: true } } },
      { moved: ['MX'] },
      'balances in 2500',
    ],
    [
      'it is the first start, though a push followed',
      { recovery: { proof: { ...proof, isHeard: true } } },
      { first: true },
      'balances in 2500',
    ],
    [
      'it is the first start and its reads are 10 s apart',
      {},
      { first: true, balancesAt: from + 10_000, ordersAt: from + 10_000 },
      'going-live',
    ],
  ])('after a gap, where %s', (_name, over, part, then) => {
    expect(next(end('reconcile', READING, both({ recovery: { proof } }, over), part))).toBe(then)
  })

  it('reads balances alone for its proof, later where accounts share the limits, and everything for the last one', () => {
    const draft = end('reconcile', READING, {
      recovery: { proof: { ...proof, from: NOW } },
      work: { sharing: { sharers: 10 } },
    })
    expect([next(draft), planOf(draft)?.steps]).toEqual(['balances in 5000', PROOF_STEPS])
    expect(planOf(end('reconcile', READING, { recovery: { proof } }))?.steps).toEqual([...PROOF_STEPS, ...AGAIN_STEPS])
  })

  it('that leaves something unexplained waits for a proof, though none was asked for', () => {
    const draft = end('reconcile', READING, { ledger: ledgerOf('2') })
    expect([next(draft), planOf(draft)?.steps]).toEqual(['balances in 1000', [...PROOF_STEPS, ...AGAIN_STEPS]])
    Object.assign(draft, { ledger: ledgerOf('1') })
    planTick(draft)
    expect(next(draft)).toBe('going-live')
  })

  it('of an account that shares the limits is its first comparison', () => {
    expect(end('reconcile', READING, { work: { sharing: { sharers: 2 } } }).liveness.comparedAt).toBe(NOW)
    expect(end('reconcile', READING).liveness.comparedAt).toBe(0)
  })
})

it('a poll keeps the account degraded, and is repeated after 5 s', () => {
  const draft = end('poll', POLLING, { recovery: { failures: 2, failingSince: 1 } }, { begun: AT + 4 })
  expect([next(draft), status(draft), draft.recovery.polledTo]).toEqual([
    'poll in 5000',
    ['degraded SOCKET_CLOSED'],
    AT + 4,
  ])
  expect([draft.recovery.failures, draft.recovery.failingSince]).toEqual([0, undefined])
})

describe('a check of an invariant', () => {
  const violations = (ms: number) => ({
    ledger: ledgerOf('2'),
    balances: { violations: new Map([['b MX', NOW - ms]]) },
  })

  it('that is explained now is over at once, and what was read of it is not needed', () => {
    const { draft, plan } = ended('check', READING)
    const running = { ...plan, doing: { kind: 'folding', step: 'balances', attempt: 1 } } as const
    expect(isDone(draft, running)).toBe(true)
    expect(isDone(draft, { ...running, goal: 'reconcile' })).toBe(false)
    const waiting = { kind: 'waiting', step: undefined, attempt: 1, until: NOW } as const
    expect(isDone(draft, { ...plan, doing: waiting })).toBe(false)
    expect(isDone(draft, { ...plan, doing: { ...waiting, step: 'balances' } })).toBe(true)
    const violated = ended('check', READING, violations(0))
    expect(isDone(violated.draft, { ...violated.plan, doing: running.doing })).toBe(false)
  })

  it('is repeated until the difference is older than REST lags', () => {
    const draft = end('check', READING, violations(9_999))
    expect([next(draft), planOf(draft)?.steps]).toEqual(['balances in 2500', STEPS.check])
  })

  it('confirms what REST tells for 10 s, and the account is live with it', () => {
    const draft = end('check', READING, { ...violations(10_000), recovery: { failures: 3, tries: { attempt: 3 } } })
    expect([next(draft), status(draft), [...draft.balances.accepted]]).toEqual([
      'live',
      ['degraded EXPLAINING'],
      [['b MX', '-1']],
    ])
    expect([draft.recovery.failures, draft.recovery.tries, draft.liveness.comparedAt]).toEqual([0, { attempt: 0 }, NOW])
  })

  it('that found what no push brought replaces the stream, and blames the account channel for a balance', () => {
    const moved = end('check', READING, { recovery: { renewedAt: 0 } }, { cause: 'CHAIN_BROKEN', moved: ['MX'] })
    expect([next(moved), [...moved.stream.silent]]).toEqual(['CHAIN_BROKEN in 0', ['account']])
    expect(moved.effects.some(({ type }) => type === 'renew-stream')).toBe(true)
    const news = end('check', READING, {}, { cause: 'CHAIN_BROKEN', news: 1 })
    expect([next(news), [...news.stream.silent]]).toEqual(['CHAIN_BROKEN in 0', []])
  })

  it('during which something else was missed is followed by a reconciliation', () => {
    expect(next(end('check', { ...READING, again: 'UNDECODABLE' }))).toBe('UNDECODABLE in 0')
  })
})

describe('a comparison of a live account', () => {
  it('that found nothing leaves it live', () => {
    const draft = end('watch', LIVE)
    expect([next(draft), works(draft)]).toEqual(['live', []])
  })

  it('gives way to the audit that it interrupted', () => {
    const { plan: paused } = ended('audit', LIVE)
    const draft = end('watch', { kind: 'live', plan: undefined, paused })
    expect(draft.phase).toEqual({ kind: 'live', plan: paused })
  })

  it('that found a difference replaces the stream; one in doubt is read again without that', () => {
    const moved = end('watch', LIVE, { recovery: { renewedAt: 0 } }, { moved: ['MX'] })
    expect([next(moved), moved.effects.some(({ type }) => type === 'renew-stream')]).toEqual([
      'STREAM_SILENT in 0',
      true,
    ])
    const doubtful = end('watch', LIVE, { recovery: { renewedAt: 0 } }, { doubtful: ['MX'] })
    expect([next(doubtful), doubtful.effects]).toEqual(['CHAIN_BROKEN in 0', []])
  })
})

describe('an audit', () => {
  it('that found nothing notes up to when all is known, and comes again after 5 minutes', () => {
    const draft = end('audit', LIVE, {}, { begun: AT - 7 })
    expect(draft.work.works).toEqual([{ kind: 'checked', time: AT - 7 }])
    expect([next(draft), draft.liveness.nextAuditAt, draft.balances.healed]).toEqual(['live', NOW + 5 * MINUTE, 0])
  })

  it('that found something counts it, claims nothing, and replaces the stream', () => {
    const draft = end('audit', LIVE, { balances: { healed: 1 }, recovery: { renewedAt: 0 } }, { news: 2 })
    expect([next(draft), draft.balances.healed, works(draft).includes('checked')]).toEqual([
      'AUDIT_DIFFERED in 0',
      3,
      false,
    ])
    expect(works(end('audit', LIVE, {}, { moved: ['MX'] })).includes('checked')).toBe(false)
  })
})

describe('a plan that REST does not answer', () => {
  const fail = (goal: Goal, phase: Phase, over: Over = {}, part: Part = {}): Draft => {
    const { draft, plan } = ended(goal, phase, over, part)
    failPlan(draft, plan, REFUSED)
    return draft
  }

  it('is tried again after a random wait that grows up to 4 s, and up to 30 s after two minutes', () => {
    const wait = (failures: number, forMs: number, random = 0.5): string => {
      const { draft, plan } = ended('reconcile', READING, { recovery: { failures, failingSince: NOW - forMs } })
      Object.assign(draft, { random })
      failPlan(draft, plan, REFUSED)
      return next(draft)
    }
    expect([wait(0, 0), wait(1, 0), wait(5, 119_999), wait(5, 120_000), wait(4, 120_000)]).toEqual([
      'STREAM_READY in 1000',
      'STREAM_READY in 2000',
      'STREAM_READY in 2000',
      'STREAM_READY in 15000',
      'STREAM_READY in 15000',
    ])
    expect([wait(2, 120_000, 0.25), wait(0, 0, 0.0001)]).toEqual(['STREAM_READY in 2000', 'STREAM_READY in 1'])
  })

  it('leaves the account stale with the attempt, and its answers count no more', () => {
    const draft = fail('reconcile', READING)
    expect([status(draft), draft.work.calls.size, draft.balances.buffer]).toEqual([
      ['stale EXCHANGE_UNREACHABLE'],
      0,
      undefined,
    ])
    expect([draft.recovery.failures, draft.recovery.failingSince, draft.recovery.tries]).toEqual([
      1,
      NOW,
      { attempt: 1, nextTryAt: AT + 1_000 },
    ])
    expect(logged(draft)).toEqual(['warn account not readable over REST'])
    expect(fail('reconcile', READING, { recovery: { failingSince: 5 } }).recovery.failingSince).toBe(5)
  })

  it('opens a gap from where all was known where there is none, and nothing before the first start', () => {
    const gap = (over: Over): number | undefined => {
      const {
        recovery: { gapFrom },
      } = fail('reconcile', READING, over)
      return gapFrom === undefined ? undefined : gapFrom - AT
    }
    expect([gap({}), gap({ recovery: { gapFrom: AT - 5 } }), gap({ ledger: EMPTY_STATE })]).toEqual([
      -30 * SECOND,
      -5,
      undefined,
    ])
    expect(gap({ ledger: { ...ledgerOf('1'), checkedAt: undefined as never } })).toBe(0)
    expect(works(fail('reconcile', READING))).toContain('mark')
  })

  it('reads for what was missed meanwhile', () => {
    expect(next(fail('reconcile', { ...READING, again: 'UNDECODABLE' }))).toBe('UNDECODABLE in 1000')
  })

  it('without a stream leaves the account offline, and REST is asked again after 5 s at least', () => {
    const draft = fail('poll', POLLING)
    expect([next(draft), status(draft)]).toEqual(['poll in 5000', ['offline SOCKET_CLOSED']])
    expect(next(fail('poll', POLLING, { recovery: { failures: 5, failingSince: NOW - 2 * MINUTE } }))).toBe(
      'poll in 15000',
    )
  })

  it('of a comparison leaves the account live until its proof ends, and is repeated after 300 ms', () => {
    const draft = fail('watch', LIVE)
    expect([next(draft), draft.liveness.nextWatchAt - NOW, draft.liveness.refusals, draft.recovery.failures]).toEqual([
      'live',
      300,
      1,
      0,
    ])
    expect(logged(draft)).toEqual(['debug balances not compared'])
    const { plan: paused } = ended('audit', LIVE)
    expect(planOf(fail('watch', { kind: 'live', plan: undefined, paused }))?.goal).toBe('audit')
    expect(fail('watch', LIVE, { liveness: { nextAuditAt: 7 } }).liveness.nextAuditAt).toBe(7)
  })

  it('of an audit is repeated at the next one, and what it found counts', () => {
    const draft = fail('audit', LIVE)
    expect([next(draft), draft.liveness.nextAuditAt - NOW, draft.liveness.refusals]).toEqual(['live', 5 * MINUTE, 1])
    expect(next(fail('audit', LIVE, {}, { moved: ['MX'] }))).toBe('AUDIT_DIFFERED in 0')
  })
})

it('a proof that finds something that changed in the gap reads orders and deals again', () => {
  expect(AGAIN_STEPS).toEqual(['open-orders', 'ended-orders', 'symbols'])
})
