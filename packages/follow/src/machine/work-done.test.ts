/** Steps after a job is done: its owner goes on, and the account becomes live. */

import { decimal } from '@spotdeck/exact'
import { EMPTY_BOOK } from '@spotdeck/ledger'
import { describe, expect, it } from 'vitest'
import { symbolAnswers } from '../testing/fake-venue-answers.ts'
import { AT, LIVE, NOW, READING, SYMBOLS, ledgerOf } from '../testing/plan-scene.ts'
import { type Draft, draftOf } from './draft.ts'
import type { Searched } from '../base/searched.ts'
import { EMPTY_UNIVERSE, withListed } from '../base/universe.ts'
import { onWorkDone } from './work-done.ts'
import type { Job, LiveJob, Outcome, Tag } from '../base/work.ts'
import { type Over, stateOf } from '../testing/state-of.ts'

const UNIVERSE = withListed(EMPTY_UNIVERSE, symbolAnswers(SYMBOLS), AT)
/** A ledger whose deals and flows explain all that it holds. */
const LEDGER = { ...ledgerOf(), books: new Map([['USDT', { ...EMPTY_BOOK, opening: decimal<'asset'>('10') }]]) }

function account(over: Over = {}): Draft {
  const known = {
    ledger: LEDGER,
    universe: UNIVERSE,
    now: NOW,
    recovery: { upAt: 0 },
    phase: LIVE,
    search: { resumed: true },
  }
  return draftOf(stateOf(known, over), { at: AT, random: 0.5 })
}
const done = (job: Job, over: Over = {}, outcome: Partial<Outcome> = {}): Draft => {
  const draft = account(over)
  onWorkDone(draft, job, { news: 0, refused: false, ...outcome })
  return draft
}
const reports = (tag: Tag): Job => ({ kind: 'reports', orders: [], deals: [], source: 'rest', tag })
const SEARCHED: Searched = {
  since: { orders: AT - 9, deals: AT - 9 },
  to: AT,
  amounts: new Map([['USDT', '1']]),
  complete: { orders: true, deals: true },
  knownFrom: { orders: 0, deals: 0 },
  lacks: { orders: [], deals: [] },
  flowsTold: [],
}

describe('a job that is done', () => {
  it('lets the search go on that asked for it', () => {
    const folding = {
      kind: 'folding',
      symbol: 'MXUSDT',
      served: [],
      given: { orders: true, deals: true },
      rest: undefined,
      left: 2,
    } as const
    const left = (tag: Tag) => {
      const {
        search: { searching },
      } = done(reports(tag), { search: { searching: folding } })
      return searching.kind === 'folding' && searching.left
    }
    expect([left({ for: 'search' }), left({ for: 'nobody' }), left({ for: 'plan', plan: 1 })]).toEqual([1, 2, 2])
  })

  it('of a status compares balances as often as that status needs', () => {
    const status: Job = { kind: 'status', state: 'live', code: 'LIVE', params: {} }
    const {
      liveness: { nextWatchAt, liveUntil },
    } = done(status, { stream: { pushedAt: NOW }, liveness: { nextWatchAt: NOW + 4_000, liveUntil: NOW + 5_300 } })
    expect({ nextWatchAt: nextWatchAt - NOW, liveUntil: liveUntil - NOW }).toEqual({
      nextWatchAt: 1_500,
      liveUntil: 2_800,
    })
  })

  it('of pushes rechecks the invariants that are violated, and no others', () => {
    const ledger = ledgerOf({ USDT: '10' })
    const pushes: Job = { kind: 'pushes', pushes: [] }
    expect(done(pushes, { ledger }).balances.violations.size).toBe(0)
    expect([
      ...done(pushes, { ledger, balances: { violations: new Map([['b USDT', 5]]) } }).balances.violations,
    ]).toEqual([['b USDT', 5]])
    expect(done(pushes, { balances: { violations: new Map([['b USDT', 5]]) } }).balances.violations.size).toBe(0)
  })

  it('that shows a channel left something out replaces the stream, unless the store refused it', () => {
    const renews = (outcome: Partial<Outcome>) => {
      const {
        effects,
        stream: { silent },
      } = done(reports({ for: 'nobody' }), {}, outcome)
      return [effects.some(({ type }) => type === 'renew-stream'), [...silent]]
    }
    expect(renews({ owed: ['deals'] })).toEqual([true, ['deals']])
    expect(renews({ owed: [] })).toEqual([false, []])
    expect(renews({})).toEqual([false, []])
    expect(renews({ owed: ['deals'], refused: true })).toEqual([false, []])
  })

  it('of a stopped account closes it', () => {
    const draft = done({ kind: 'stop', isLive: true }, { phase: { kind: 'closing' } })
    expect([draft.phase.kind, draft.effects.map(({ type }) => type)]).toEqual(['closed', ['closed']])
  })

  it('of a search ends it; lists of flows without an answer are asked for again', () => {
    const explaining = { by: 'search', open: new Map(), searched: SEARCHED } as const
    const ended = done(
      { kind: 'swept', searched: SEARCHED },
      { flows: { explaining }, search: { searching: { kind: 'explaining' } } },
    )
    expect([
      ended.flows.explaining,
      ended.search.searching.kind,
      ended.balances.searched.size,
      ended.flows.retry,
    ]).toEqual([undefined, 'idle', 1, undefined])
    expect(
      done({ kind: 'swept', searched: { ...SEARCHED, flowsTold: 'unanswered' } }, { flows: { explaining } }).flows
        .retry,
    ).toMatchObject({ to: AT })
    const told: Job = { kind: 'told', to: AT, flowsTold: [] }
    expect(done(told, { flows: { explaining } }).flows.explaining).toBeUndefined()
    expect(done({ kind: 'checked', time: AT }, { flows: { explaining } }).flows.explaining).toEqual(explaining)
  })
})

describe('a reconciliation that is stored', () => {
  const live: LiveJob = {
    kind: 'live',
    times: { begun: AT - 20, read: AT - 10 },
    gapFrom: AT - 500,
    first: false,
    ordersAt: NOW - 1,
  }
  const waiting = { kind: 'going-live', cause: 'STREAM_READY', job: live } as const
  const proof = { from: 0, isDistrusted: false, isHeard: true }

  it('makes the account live, and has the gap searched', () => {
    const draft = done(live, { phase: waiting, recovery: { proof } })
    expect(draft).toMatchObject({
      phase: { kind: 'live', plan: undefined },
      recovery: { proof: undefined },
      liveness: { comparedAt: NOW },
    })
    expect(draft.search.searches.length).toBe(1)
    expect(draft.liveness.nextAuditAt).toBe(0)
  })

  it('leaves an account that must be read again as it is', () => {
    for (const phase of [READING, { ...waiting, job: { ...live } }]) {
      const draft = done(live, { phase, recovery: { proof } })
      expect([draft.phase, draft.recovery.proof]).toEqual([phase, proof])
      expect(draft.search.searches.length).toBe(1)
    }
  })

  it('that the store refuses is tried again after a second', () => {
    const again = done(live, { phase: waiting }, { refused: true })
    expect(again.phase).toMatchObject({ kind: 'reconciling', cause: 'STREAM_READY', nextAt: NOW + 1_000 })
    expect(again.search.searches.length).toBe(0)
    expect(done(live, { phase: READING }, { refused: true }).phase).toEqual(READING)
  })
})
