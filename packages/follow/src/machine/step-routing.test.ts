/** Inputs reach who waits for them: answers and refusals by the purpose of their question, turns and commits by their job. */

import { describe, expect, it } from 'vitest'
import { symbolAnswers } from '../testing/fake-venue-answers.ts'
import { AT, LIVE, NOW, NO_ROWS, READING, REFUSED, SYMBOLS } from '../testing/plan-scene.ts'
import { LEDGER, sent, state, tick } from '../testing/step-scene.ts'
import { NOTHING_FOUND } from '../base/needs.ts'
import { planOf } from '../phase/state.ts'
import type { Answer } from '../base/question.ts'
import type { FollowState } from './state.ts'
import type { Purpose } from '../base/state.ts'
import type { Effect } from '../base/effect.ts'
import type { Work } from '../base/work.ts'
import { type Over, both } from '../testing/state-of.ts'
import { symbolsIn } from '../base/universe.ts'

const MINUTE = 60_000
const MARK: Work = { kind: 'mark', windows: [{ kind: 'deals', from: AT, state: 'complete' }] }
const SPAN = { t0: AT, t1: AT }
const LISTS = { since: AT, rows: [], askedAt: AT, answeredAt: AT, lacks: [] }
const waitingFor = (purpose: Purpose, over: Over = {}): FollowState =>
  state(both({ work: { calls: new Map([[4, purpose]]), lastCall: 4 } }, over))
const answered = (before: FollowState, answer: Answer, call = 4): FollowState =>
  sent(before, { type: 'answer', call, span: SPAN, answer }).state
const refused = (before: FollowState, call = 4): FollowState =>
  sent(before, { type: 'refused', call, error: REFUSED }).state
const types = (effects: readonly Effect[]) => effects.map(({ type }) => type)
const questions = (effects: readonly Effect[]) =>
  effects.flatMap((effect) => (effect.type === 'ask' ? [effect.question.kind] : []))

const list = {
  question: { kind: 'symbol', symbol: 'MXUSDT', since: { orders: AT, deals: AT } },
  rows: [],
  tries: 1,
  nextAt: 0,
} as const
const lists = { orders: { unreadableLists: new Map([['symbol MXUSDT', list]]) } }
const search = {
  id: 1,
  listAt: NOW,
  listing: undefined,
  left: [],
  span: { since: { orders: AT - 9, deals: AT - 9 }, to: AT, amounts: new Map() },
  certainty: {
    complete: { orders: true, deals: true },
    lacks: { orders: [], deals: [] },
    knownFrom: { orders: 0, deals: 0 },
  },
  crowded: { symbols: [], provenBy: undefined },
  asked: 0,
  untold: 0,
  failures: 0,
  rooms: new Map(),
}
const searching: Over = { search: { searches: [search], searching: { kind: 'listing', call: 4, id: 1 } } }
const telling: Over = { flows: { booking: { by: 'retry', to: AT, heard: 0, stage: { kind: 'asking', call: 4 } } } }

/** An account whose reconciliation has asked its first question. */
function reading() {
  const begun = sent(state({ phase: READING }), tick())
  return { begun: begun.state, call: begun.state.work.lastCall, asked: questions(begun.effects) }
}

describe('an answer', () => {
  it('of a plan leads to its next step', () => {
    const { begun, call, asked } = reading()
    expect(asked).toEqual(['clock'])
    const { effects } = sent(begun, { type: 'answer', call, span: SPAN, answer: { kind: 'clock' } })
    expect(questions(effects)).toEqual(['balances'])
  })

  it('of an order that was asked for is work for the ledger', () => {
    const repair = { for: 'repair', symbol: 'MXUSDT', orderId: '1', isLast: false } as const
    const told: Answer = { kind: 'order', deals: [], refused: false, unreadable: [] }
    expect(answered(waitingFor(repair), told).work.works.map(({ kind }) => kind)).toEqual(['order'])
  })

  it('of a list with unreadable rows makes it readable', () => {
    const purpose = { for: 'unreadable-list', name: 'symbol MXUSDT' } as const
    expect(answered(waitingFor(purpose, lists), NO_ROWS).orders.unreadableLists.size).toBe(0)
  })

  it('of a search goes on with it, and makes listed symbols known', () => {
    const before = waitingFor({ for: 'search' }, searching)
    const listed = symbolAnswers([...SYMBOLS, 'NEWUSDT'])
    const next = answered(before, { kind: 'listing', listed, gone: [] })
    expect([next.search.searching.kind, symbolsIn(next.universe).pairOf('NEWUSDT') !== undefined]).toEqual([
      'symbol',
      true,
    ])
    expect(answered(next, NO_ROWS, next.work.lastCall).universe.all.length).toBe(SYMBOLS.length + 1)
  })

  it('of the lists of flows is kept until every push has come', () => {
    const next = answered(waitingFor({ for: 'flow-lists' }, telling), { kind: 'flow-lists', lists: LISTS })
    expect(next.flows.booking?.stage.kind).toBe('settling')
  })

  it('of the clock tells the exchange’s time; another does not', () => {
    const before = waitingFor({ for: 'suspicion' }, { stream: { exchangeAt: AT - 5 } })
    expect([
      answered(before, { kind: 'clock' }).stream.exchangeAt,
      answered(before, NO_ROWS).stream.exchangeAt,
    ]).toEqual([AT, AT - 5])
  })
})

describe('a refusal', () => {
  it('of a plan’s question ends the plan, which is made again later', () => {
    const { begun, call } = reading()
    const next = refused(begun, call)
    expect([planOf(next), next.recovery.failures, next.phase.kind]).toEqual([undefined, 1, 'reconciling'])
  })

  it('reaches the list, the search, the lists of flows and the suspicion that asked', () => {
    const unreadable = refused(waitingFor({ for: 'unreadable-list', name: 'symbol MXUSDT' }, lists))
    expect(unreadable.orders.unreadableLists.get('symbol MXUSDT')?.nextAt).toBe(NOW + 5_000)
    expect(refused(waitingFor({ for: 'search' }, searching)).search.searching.kind).toBe('waiting')
    const untold = refused(waitingFor({ for: 'flow-lists' }, telling))
    expect([untold.flows.booking, untold.flows.retry === undefined]).toEqual([undefined, false])
    const before = waitingFor({ for: 'suspicion' })
    expect([refused(before).search.searches, refused(before).work.calls.size]).toEqual([[], 0])
  })

  it('of anything else, or of a question that is not open, changes nothing', () => {
    const repair = { for: 'repair', symbol: 'MXUSDT', orderId: '1', isLast: false } as const
    expect(refused(waitingFor(repair)).work.calls.size).toBe(0)
    const before = waitingFor({ for: 'suspicion' })
    expect(refused(before, 9).work.calls.size).toBe(1)
  })
})

describe('a stream', () => {
  it('that comes up has the account read, and one that is lost has it polled', () => {
    const up = sent(state({ phase: { kind: 'connecting' }, recovery: { upAt: undefined } }), {
      type: 'stream-up',
      continuous: false,
    }).state
    expect([up.recovery.upAt, up.phase.kind]).toEqual([NOW, 'reconciling'])
    const trouble = { code: 'SOCKET_CLOSED', detail: '', retryInMs: 1 } as const
    const down = sent(state(), { type: 'stream-down', trouble }).state
    expect([down.recovery.upAt, down.phase]).toMatchObject([undefined, { kind: 'polling', trouble }])
  })
})

describe('a turn', () => {
  it('commits the next job, and the commit or its refusal ends it with the stored ledger', () => {
    const asked = state({ work: { works: [MARK], turn: { kind: 'asked', since: NOW } } })
    const { state: committing, effects } = sent(asked, { type: 'turn', ledger: LEDGER })
    expect([types(effects).includes('commit'), committing.work.turn.kind]).toEqual([true, 'committing'])
    const stored = { ...LEDGER, n: 9 }
    const done = sent(committing, { type: 'committed', ledger: stored })
    expect([done.state.ledger === stored, done.state.work.turn.kind]).toEqual([true, 'idle'])
    const refusal = { type: 'commit-refused', ledger: stored, code: 'X', isContradiction: true } as const
    const failed = sent(committing, refusal).state
    expect([failed.ledger === stored, failed.work.turn.kind, failed.work.drift]).toEqual([true, 'idle', 1])
  })

  it('goes on with what the store told', () => {
    const job = { kind: 'reports', orders: [], deals: [], source: 'rest', tag: { for: 'nobody' } } as const
    const before = state({ work: { turn: { kind: 'reading', since: NOW, job } } })
    expect(sent(before, { type: 'found', found: NOTHING_FOUND }).state.work.turn.kind).toBe('idle')
  })

  it('is given back after the account was closed', () => {
    const closed = state({ phase: { kind: 'closed' } })
    expect(types(sent(closed, { type: 'turn', ledger: LEDGER }).effects)).toEqual(['release'])
    expect(sent(closed, { type: 'stream-up', continuous: false }).state.phase.kind).toBe('closed')
  })

  it('is asked for no more once the account has closed, though work is left: nobody would give it back', () => {
    const stop = { kind: 'stop', isLive: true } as const
    const left = state({
      phase: { kind: 'closing' },
      work: {
        turn: { kind: 'committing', since: NOW, job: stop, outcome: { news: 0, refused: false } },
        works: [{ kind: 'checked', time: NOW }],
      },
    })
    const ended = sent(left, { type: 'commit-refused', ledger: LEDGER, code: 'LEASE_LOST', isContradiction: false })
    expect(ended.state.phase.kind).toBe('closed')
    expect(types(ended.effects)).not.toContain('turn')
  })
})

describe('what is under way', () => {
  const plan = (over: object) => {
    const audit = planOf(sent(state({ liveness: { nextAuditAt: NOW } }), tick()).state)
    if (audit === undefined) throw new Error('An audit has begun.')
    return { ...audit, ...over } as typeof audit
  }
  const item = { question: { kind: 'clock' }, attempt: 1, from: NOW + MINUTE } as const
  const lanes = { kind: 'lanes', queue: [], running: new Map([[1, item]]), folding: 0 } as const
  const wakes = (doing: object): readonly number[] =>
    sent(state({ phase: { kind: 'live', plan: plan({ doing }) } }), tick()).effects.flatMap((effect) =>
      effect.type === 'wake' ? [effect.inMs] : [],
    )

  it('has a tick every 50 ms while a plan waits for a moment', () => {
    expect([
      wakes({ kind: 'waiting', step: undefined, attempt: 1, until: NOW + MINUTE }),
      wakes({ ...lanes, queue: [item] }),
      wakes(lanes),
    ]).toEqual([[50], [50], [1_000]])
  })

  it('is not begun again', () => {
    const goal = (over: Over) => planOf(sent(state(over), tick()).state)?.id
    const { id } = plan({})
    const doing = { plan: plan({ id: id + 70, goal: 'reconcile', doing: lanes }), nextAt: NOW }
    expect(goal({ phase: { ...READING, ...doing } })).toBe(id + 70)
    const trouble = { code: 'SOCKET_CLOSED', detail: '', retryInMs: 1 } as const
    expect(goal({ recovery: { upAt: undefined }, phase: { kind: 'polling', trouble, ...doing } })).toBe(id + 70)
    const other = plan({ id: id + 70, goal: 'watch', doing: { ...lanes, running: new Map() } })
    expect(goal({ phase: { kind: 'live', plan: other }, liveness: { nextWatchAt: NOW } })).toBe(id + 70)
  })

  it('of a change that only a read can decide is read once it is due', () => {
    const doubts = (at: number) => ({
      balances: { sequence: { ...state().balances.sequence, doubts: new Map([['MX', at]]) } },
    })
    const phase = (over: Over) => sent(state(over), tick()).state.phase.kind
    expect([phase(doubts(AT - 1_250)), phase(doubts(AT - 1_249)), phase({ phase: LIVE })]).toEqual([
      'reconciling',
      'live',
      'live',
    ])
  })

  it('of an account that is closed is left, but what was read is folded', () => {
    const job = { kind: 'live', times: { begun: AT, read: AT }, gapFrom: AT, first: false, ordersAt: 0 } as const
    const phase = { kind: 'going-live', cause: 'STREAM_READY', job } as const
    const { state: closing, effects } = sent(state({ phase, work: { works: [MARK] } }), { type: 'close' })
    expect([closing.work.works.map(({ kind }) => kind), types(effects)]).toEqual([['mark', 'stop'], ['turn']])
  })
})
