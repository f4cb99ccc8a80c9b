/** Inputs of the machine: time that passes, pushes and their clock, frames, ticks, and what each of them makes due. */

import { decimal, zero } from '@spotdeck/exact'
import { type BalanceChange, EMPTY_STATE, type LedgerState } from '@spotdeck/ledger'
import { describe, expect, it } from 'vitest'
import { symbolAnswers } from '../testing/fake-venue-answers.ts'
import { AT, NOW, READING, SYMBOLS, ledgerOf } from '../testing/plan-scene.ts'
import { type Bare, LEDGER, LISTED, sent, state, tick } from '../testing/step-scene.ts'
import { planOf } from '../phase/state.ts'
import type { Answer, ReceivedChange } from '../base/question.ts'
import { type FollowState, START } from './state.ts'
import type { Input } from './input.ts'
import type { Effect } from '../base/effect.ts'
import { stateOf, type Over } from '../testing/state-of.ts'
import { symbolsIn } from '../base/universe.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND

const CHANGE: BalanceChange = {
  asset: 'MX',
  free: decimal('1'),
  locked: zero(),
  freeChange: decimal('1'),
  lockedChange: zero(),
  reason: 'DEPOSIT',
  time: AT,
}
const asset = (): ReceivedChange => ({ change: { kind: 'asset', change: CHANGE, madeAt: AT }, receivedAt: AT })
const push = (sendTime?: number, pushes: readonly ReceivedChange[] = [asset()]): Bare<Input> => ({
  type: 'push',
  pushes,
  sendTime,
})
const cause = ({ phase }: FollowState) => (phase.kind === 'reconciling' ? phase.cause : phase.kind)
const gap = ({ recovery: { gapFrom } }: FollowState) => (gapFrom === undefined ? undefined : gapFrom - AT)
const asks = (effects: readonly Effect[]) =>
  effects.flatMap((effect) => (effect.type === 'ask' ? [effect.question.kind] : []))
const wakes = (effects: readonly Effect[]) => effects.flatMap((effect) => (effect.type === 'wake' ? [effect.inMs] : []))

describe('time', () => {
  it('counts between inputs, never backwards', () => {
    const now = (ms: number, before = state()): number => sent(before, tick(), ms).state.now - NOW
    expect([now(0), now(700), now(-5_000), now(10_000)]).toEqual([0, 700, 0, 10_000])
    expect(now(MINUTE)).toBe(10_000)
    expect(now(9_999, state({ work: { lastAt: -Infinity } }))).toBe(0)
  })

  it('of a machine that slept is a gap: frames that arrive now may be old', () => {
    expect(cause(sent(state(), tick(), 10_000).state)).toBe('live')
    const { state: woken } = sent(state({ work: { lastAt: AT - 4 }, stream: { aliveAt: AT - 9 } }), tick(), 20_000)
    expect([cause(woken), gap(woken)]).toEqual(['NOTHING_HEARD', -9])
    expect(woken.recovery.proof).toEqual({ from: NOW + 10_000, isDistrusted: true, isHeard: false })
    expect(gap(sent(state({ work: { lastAt: AT - 4 } }), tick(), 20_000).state)).toBe(-4)
    const down = state({ recovery: { upAt: undefined }, phase: { kind: 'connecting' } })
    expect(gap(sent(down, tick(), MINUTE).state)).toBeUndefined()
    expect(gap(sent(state({ phase: { kind: 'closing' } }), tick(), MINUTE).state)).toBeUndefined()
  })

  it('that the exchange’s clock sets is none: at most a second of it counts', () => {
    const calls = new Map([[1, { for: 'suspicion' } as const]])
    for (const answer of [
      { kind: 'clock' },
      { kind: 'flow-lists', lists: { since: 0, rows: [], askedAt: 0, answeredAt: 0, lacks: [] } },
    ] as const) {
      const { state: next } = sent(
        state({ work: { calls, lastCall: 1 } }),
        { type: 'answer', call: 1, span: { t0: AT, t1: AT }, answer },
        MINUTE,
      )
      expect([next.now - NOW, gap(next)]).toEqual([1_000, undefined])
    }
  })

  it('for which a busy machine could not ask prolongs the proof', () => {
    const liveFor = (ms: number): number => sent(state(), tick(), ms).state.liveness.liveUntil - NOW - MINUTE
    expect([liveFor(1_000), liveFor(1_500), liveFor(6_000)]).toEqual([0, 500, 5_000])
  })
})

describe('a push', () => {
  it('waits for its turn, and one that brings nothing only tells the time', () => {
    const { state: next, effects } = sent(state({ now: NOW }), push())
    expect([next.work.pushes.length, next.stream.pushedAt, effects.some(({ type }) => type === 'turn')]).toEqual([
      1,
      NOW,
      true,
    ])
    const { state: empty } = sent(state({ stream: { aliveAt: AT - 500 } }), push(AT - 100, []))
    expect([
      empty.work.pushes.length,
      empty.stream.pushedAt,
      empty.stream.aliveAt - AT,
      empty.stream.exchangeAt - AT,
    ]).toEqual([0, -Infinity, -100, -100])
  })

  it('tells up to when every push has arrived, never beyond the exchange’s own time', () => {
    const alive = (sendTime: number): number =>
      sent(state({ stream: { aliveAt: AT - 500 } }), push(sendTime)).state.stream.aliveAt - AT
    expect([alive(AT - 200), alive(AT - 900), alive(AT + 900)]).toEqual([-200, -500, 0])
  })

  it('has a latency, which is never negative', () => {
    const latency = (sendTime: number) => sent(state(), push(sendTime)).state.stream.latencyMs
    expect([latency(AT - 120), latency(AT + 120)]).toEqual([120, 0])
  })

  it('from the future reads everything again by a refreshed clock, at most every 10 s', () => {
    const asked = { stream: { clockAskedAt: AT - 10 * MINUTE } }
    expect(cause(sent(state(asked), push(AT + 1_000)).state)).toBe('live')
    const { state: next } = sent(state(asked), push(AT + 1_001))
    expect([cause(next), next.stream.clockAskedAt]).toEqual(['CLOCK_OFF', AT])
    expect(cause(sent(state({ stream: { clockAskedAt: AT - 9_999 } }), push(AT + 1_001)).state)).toBe('live')
    expect(cause(sent(state({ stream: { clockAskedAt: AT - 10_000 } }), push(AT + 1_001)).state)).toBe('CLOCK_OFF')
  })

  it('that seems late has the clock read; where the clock was wrong, everything is read again', () => {
    const { state: next, effects } = sent(state({ stream: { clockAskedAt: -Infinity } }), push(AT - 3_000))
    expect([asks(effects), cause(next)]).toEqual([['clock'], 'live'])
    const answer = (ms: number) =>
      cause(
        sent(
          next,
          { type: 'answer', call: next.work.lastCall, span: { t0: AT, t1: AT }, answer: { kind: 'clock' } },
          ms,
        ).state,
      )
    // Late by 3 s as before, and by less than 2 s with the clock set back.
    expect([answer(50), answer(-1_001), answer(-1_000)]).toEqual(['live', 'CLOCK_OFF', 'live'])
    expect(asks(sent(state(), push(AT - 1_000)).effects)).toEqual([])
  })

  it('beyond twenty thousand that wait drops them, and the account is read', () => {
    const many = (count: number) => Array.from({ length: count }, () => asset())
    const turn = { kind: 'asked', since: NOW } as const
    const full = sent(state({ work: { pushes: many(20_000), turn } }), push())
    expect([full.state.work.pushes.length, cause(full.state)]).toEqual([1, 'INBOX_FULL'])
    const room = sent(state({ work: { pushes: many(19_999), turn } }), push())
    expect([room.state.work.pushes.length, cause(room.state)]).toEqual([20_000, 'live'])
  })
})

it('something that cannot be used is counted, and read for where a push may have been in it', () => {
  const drift = (over: object): Bare<Input> => ({ type: 'drift', code: 'UNKNOWN_ENUM', raw: 'x', ...over })
  expect([cause(sent(state(), drift({})).state), sent(state(), drift({})).state.work.drift]).toEqual(['live', 1])
  expect(cause(sent(state(), drift({ cause: 'UNDECODABLE' })).state)).toBe('UNDECODABLE')
  expect(gap(sent(state({ phase: { kind: 'closing' } }), drift({ cause: 'UNDECODABLE' })).state)).toBeUndefined()
})

describe('an account that is opened again', () => {
  const open = (ledger: LedgerState, over: object = {}) =>
    sent(stateOf({ now: 0 }), { type: 'open', ledger, listed: LISTED, ...over }).state

  it('has a gap since the time up to which all was known, and says that it connects', () => {
    const next = open(LEDGER, { sharers: 3 })
    expect([gap(next), next.stream.aliveAt - AT, next.work.sharing.sharers]).toEqual([-30 * SECOND, 0, 3])
    expect(next.work.works.map((work) => (work.kind === 'status' ? work.code : work.kind))).toEqual([
      'mark',
      'CONNECTING',
    ])
    expect([open(LEDGER).work.sharing.sharers, gap(open(EMPTY_STATE))]).toEqual([1, undefined])
  })

  it('is audited after five minutes; one of several at a time of its own before that', () => {
    expect([open(LEDGER).liveness.nextAuditAt, open(LEDGER, { sharers: 3 }).liveness.nextAuditAt]).toEqual([
      5 * MINUTE,
      3 * MINUTE,
    ])
  })

  it('does not believe a stored time beyond the exchange’s own: the newest record counts', () => {
    const ahead = { ...ledgerOf({ USDT: '1' }), checkedAt: AT + 1 }
    expect(gap(open(ahead))).toBe(0)
    const old = new Map([
      ['MX', { asset: 'MX', free: zero<'asset'>(), locked: zero<'asset'>(), reason: 'DEPOSIT', time: AT - 70 }],
    ])
    expect(gap(open({ ...ahead, assets: old }))).toBe(-70)
    expect(
      gap(
        open({
          ...ahead,
          assets: old,
          symbols: new Map([
            ['MXUSDT', AT - 40],
            ['BTCUSDT', AT + 1],
          ]),
        }),
      ),
    ).toBe(-40)
    expect(gap(open({ ...ahead, assets: new Map() }))).toBe(-24 * 60 * MINUTE)
    expect(gap(open({ ...ahead, checkedAt: AT }))).toBe(0)
  })
})

describe('a tick', () => {
  it('takes the ledger that others wrote, unless its own turn is under way', () => {
    const other = ledgerOf({ USDT: '5' })
    expect(sent(state(), tick(other)).state.ledger).toBe(other)
    expect(sent(state({ work: { turn: { kind: 'asked', since: NOW } } }), tick(other)).state.ledger).toBe(LEDGER)
  })

  it('notices a new frame by its time, whatever clock that is of', () => {
    const frame = (lastFrameAt: number | undefined) =>
      sent(state({ stream: { beat: { isOn: false, frameSeen: 7 }, frameAt: 3 } }), tick(LEDGER, { lastFrameAt }), 100)
        .state
    expect([frame(7).stream.frameAt, frame(6).stream.frameAt, frame(6).stream.beat.frameSeen]).toEqual([
      3,
      NOW + 100,
      6,
    ])
  })

  it('takes an answered PING for a sign of life', () => {
    const alive = (provenTo?: number) =>
      sent(state({ stream: { aliveAt: AT - 500 } }), tick(LEDGER, { provenTo })).state.stream.aliveAt - AT
    expect([alive(), alive(AT - 100), alive(AT + 9_000)]).toEqual([-500, -100, 0])
  })

  it('reads the account where a change waited too long for its predecessor, but not twice', () => {
    const waiting = new Map([['MX', [{ change: CHANGE, madeAt: AT, receivedAt: AT - 250 }]]])
    const sequence = { ...START.balances.sequence, waiting }
    expect(cause(sent(state({ balances: { sequence } }), tick()).state)).toBe('CHAIN_BROKEN')
    expect(cause(sent(state({ balances: { sequence, buffer: [] } }), tick()).state)).toBe('live')
    const due = { ...READING, nextAt: NOW + MINUTE }
    expect(cause(sent(state({ balances: { sequence }, phase: due }), tick()).state)).toBe('STREAM_READY')
  })

  it('of an account that stops starts nothing', () => {
    const closing = state({
      phase: { kind: 'closing' },
      liveness: { nextWatchAt: 0, nextAuditAt: 0 },
      orders: { upkeep: { ...START.orders.upkeep, nextAt: 0 } },
    })
    const { effects, state: next } = sent(closing, tick(), 100)
    expect([effects, next.orders.upkeep.nextAt]).toEqual([[], 0])
    const closed = state({ phase: { kind: 'closed' } })
    expect(sent(closed, tick(), 100)).toMatchObject({ effects: [], state: { now: NOW } })
  })
})

describe('what is due', () => {
  it('is a comparison, an audit, or a check of a violated invariant, which goes first', () => {
    const goal = (over: Over) => planOf(sent(state(over), tick()).state)?.goal
    expect(goal({})).toBeUndefined()
    expect(goal({ liveness: { nextWatchAt: NOW } })).toBe('watch')
    expect(goal({ liveness: { nextAuditAt: NOW, nextWatchAt: NOW } })).toBe('audit')
    const ledger = ledgerOf({ USDT: '5' })
    const violated = sent(
      state({ ledger, balances: { violations: new Map([['b USDT', NOW - 1_500]]) }, liveness: { nextAuditAt: NOW } }),
      tick(ledger),
    ).state
    expect([planOf(violated)?.goal, cause(violated)]).toEqual(['check', 'CHAIN_BROKEN'])
  })

  it('is a reconciliation or a poll at its time', () => {
    const goal = (over: Over) => planOf(sent(state(over), tick()).state)?.goal
    expect([goal({ phase: READING }), goal({ phase: { ...READING, nextAt: NOW + 1 } })]).toEqual([
      'reconcile',
      undefined,
    ])
    const trouble = { code: 'SOCKET_CLOSED', detail: '', retryInMs: 1 } as const
    const polling = (nextAt: number) =>
      goal({ recovery: { upAt: undefined }, phase: { kind: 'polling', trouble, plan: undefined, nextAt } })
    expect([polling(NOW), polling(NOW + 1)]).toEqual(['poll', undefined])
  })

  it('is a comparison also between two symbols of an audit, which goes on after it', () => {
    const audit = planOf(sent(state({ liveness: { nextAuditAt: NOW } }), tick()).state)
    if (audit === undefined) throw new Error('An audit has begun.')
    const during = (doing: object) => {
      const plan = {
        ...audit,
        doing: { kind: 'lanes', queue: [], running: new Map(), folding: 0, ...doing },
      } as typeof audit
      const item = { question: { kind: 'clock' }, attempt: 1, from: NOW + MINUTE } as const
      const waiting = { ...plan, doing: { ...plan.doing, queue: [item] } } as typeof audit
      const next = sent(state({ phase: { kind: 'live', plan: waiting }, liveness: { nextWatchAt: NOW } }), tick()).state
      return [planOf(next)?.goal, next.phase.kind === 'live' ? next.phase.paused?.goal : 'not live']
    }
    const running = new Map([[1, { question: { kind: 'clock' }, attempt: 1, from: 0 }]])
    expect([during({}), during({ running }), during({ folding: 1 })]).toEqual([
      ['watch', 'audit'],
      ['audit', undefined],
      ['audit', undefined],
    ])
  })
})

describe('the next tick is asked for', () => {
  const after = (over: Over, input = tick()): readonly number[] => wakes(sent(state(over), input).effects)

  it('after 50 ms, 250 ms or a second: what is under way, what was just pushed, and else', () => {
    const waiting = new Map([['MX', [{ change: CHANGE, madeAt: AT, receivedAt: AT }]]])
    expect(after({})).toEqual([1_000])
    expect(after({ stream: { pushedAt: NOW - 9_999 } })).toEqual([250])
    expect(after({ stream: { pushedAt: NOW - 10_000 } })).toEqual([1_000])
    expect(after({ balances: { sequence: { ...START.balances.sequence, waiting } } })).toEqual([50])
    expect(after({ phase: { ...READING, nextAt: NOW + MINUTE } })).toEqual([250])
  })

  it('earlier where a comparison, a proof or a search is due before', () => {
    expect([
      after({ liveness: { nextWatchAt: NOW + 300 } }),
      after({ liveness: { liveUntil: NOW + 200 } }),
      after({ liveness: { nextWatchAt: NOW + 300, liveUntil: NOW + 200 } }),
    ]).toEqual([[300], [200], [200]])
    expect(after({ search: { searching: { kind: 'waiting', until: NOW + 70 } } })).toEqual([70])
    expect(
      after({
        search: { searching: { kind: 'waiting', until: NOW + 70 } },
        phase: { ...READING, nextAt: NOW + MINUTE },
      }),
    ).toEqual([70])
  })

  it('again by another input only where something became due before', () => {
    const quiet = push(AT, [])
    expect([
      after({ work: { wakeAt: NOW + 400 } }, quiet),
      after({ work: { wakeAt: NOW + 2_000 } }, quiet),
      after({ work: { wakeAt: NOW + 1_000 } }, quiet),
    ]).toEqual([[], [1_000], []])
    expect(after({ work: { wakeAt: NOW + 400 } })).toEqual([1_000])
    expect(after({ phase: { kind: 'closing' } })).toEqual([])
  })
})

describe('an answer', () => {
  const clock: Answer = { kind: 'clock' }

  it('to a question that is not open changes nothing, and is taken once', () => {
    const calls = new Map([[4, { for: 'suspicion' } as const]])
    const answered = sent(state({ work: { calls } }), {
      type: 'answer',
      call: 4,
      span: { t0: AT, t1: AT },
      answer: clock,
    }).state
    expect([answered.work.calls.size, answered.stream.exchangeAt]).toEqual([0, AT])
    const other = sent(state({ work: { calls } }), {
      type: 'answer',
      call: 5,
      span: { t0: AT, t1: AT },
      answer: clock,
    }).state
    expect(other.work.calls.size).toBe(1)
  })

  it('that lists symbols makes them known', () => {
    const listed = symbolAnswers([...SYMBOLS, 'NEWUSDT'])
    const calls = new Map([[4, { for: 'unlisted' } as const]])
    const next = sent(state({ work: { calls } }), {
      type: 'answer',
      call: 4,
      span: { t0: AT, t1: AT },
      answer: { kind: 'listing', listed, gone: [] },
    }).state
    expect(symbolsIn(next.universe).pairOf('NEWUSDT')).toMatchObject({ baseAsset: 'NEW', quoteAsset: 'USDT' })
  })
})

it('an account that is closed stops once: its questions are forgotten, its pushes are folded', () => {
  const calls = new Map([[4, { for: 'suspicion' } as const]])
  const first = sent(state({ work: { calls } }), { type: 'close' }).state
  expect([first.phase.kind, first.work.calls.size, first.work.works]).toEqual([
    'closing',
    0,
    [{ kind: 'stop', isLive: true }],
  ])
  expect(sent(first, { type: 'close' }).state.work.works).toHaveLength(1)
  expect(sent(state({ phase: READING }), { type: 'close' }).state.work.works).toEqual([{ kind: 'stop', isLive: false }])
})
