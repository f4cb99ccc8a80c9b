import { decimal } from '@spotdeck/exact'
import { EMPTY_STATE, type LedgerState, NO_BALANCE, record } from '@spotdeck/ledger'
import fc from 'fast-check'
import { isDeepStrictEqual } from 'node:util'
import { describe, expect, it } from 'vitest'
import { symbolAnswers } from '../testing/fake-venue-answers.ts'
import { NOTHING_FOUND } from '../base/needs.ts'
import { planOf } from '../phase/state.ts'
import type { Answer, Question } from '../base/question.ts'
import { type FollowState, START } from './state.ts'
import type { Input } from './input.ts'
import type { Effect } from '../base/effect.ts'
import { step } from './step.ts'

type Bare<T> = T extends unknown ? Omit<T, 'at' | 'random'> : never
type Ask = Extract<Effect, { type: 'ask' }>

/** `SPOTDECK_PROPERTY_RUNS=50` draws fifty times as many sequences. */
const RUNS = Number(process.env['SPOTDECK_PROPERTY_RUNS'] ?? 1)

const LISTED = symbolAnswers(['MXUSDT', 'ETHUSDT'])
const TROUBLE = { code: 'SOCKET_CLOSED', detail: '', retryInMs: 1_000 } as const

/** Without the index of symbols, which holds functions. */
const comparable = ({ state, effects }: ReturnType<typeof step>) => ({ effects, state: { ...state, universe: 0 } })

/** A shell for tests: it remembers what the machine asked for, and the test says what becomes of it. */
class Hand {
  state: FollowState = START
  ledger: LedgerState = EMPTY_STATE
  at = 1_767_225_600_000
  asks: Ask[] = []
  /** Inputs that the turn to write leads to, in order. */
  turn: Bare<Input>[] = []
  renewed = 0
  sent = 0
  /** The store refuses the next commit as a contradiction. */
  refusesCommit = false
  closed = false

  send(input: Bare<Input>): void {
    const whole: Input = { ...input, at: this.at, random: 0.5 }
    const next = step(this.state, whole)
    if (this.sent++ % 20 === 0)
      expect(isDeepStrictEqual(comparable(step(this.state, whole)), comparable(next))).toBe(true)
    this.state = next.state
    for (const effect of next.effects) this.#note(effect)
    this.#check()
  }

  #note(effect: Effect): void {
    if (effect.type === 'ask') this.asks.push(effect)
    if (effect.type === 'turn') this.turn.push({ type: 'turn', ledger: this.ledger })
    if (effect.type === 'look-up') this.turn.push({ type: 'found', found: NOTHING_FOUND })
    if (effect.type === 'renew-stream') this.renewed += 1
    if (effect.type === 'closed') this.closed = true
    if (effect.type !== 'commit') return
    if (this.refusesCommit) {
      this.refusesCommit = false
      const code = 'SQLITE_CONSTRAINT_PRIMARYKEY'
      this.turn.push({ type: 'commit-refused', ledger: this.ledger, code, isContradiction: true })
      return
    }
    const isLive = effect.drafts.some((draft) => draft.type === 'status.changed' && draft.status.state === 'live')
    if (isLive) expect(this.state.recovery.upAt).toBeDefined()
    this.ledger = record(this.ledger, effect.drafts, this.at).state
    this.turn.push({ type: 'committed', ledger: this.ledger })
  }

  /** Checks the invariants of a state. */
  #check(): void {
    const { phase } = this.state
    const { turn, pushes, works, calls, lastCall } = this.state.work
    const { buffer } = this.state.balances
    const { upAt } = this.state.recovery
    const plan = planOf(this.state)
    expect([...calls.keys()].every((call) => call <= lastCall)).toBe(true)
    for (const purpose of calls.values()) if (purpose.for === 'plan') expect(purpose.plan).toBe(plan?.id)
    if (phase.kind === 'live' || phase.kind === 'reconciling') expect(upAt).toBeDefined()
    if (phase.kind === 'polling' || phase.kind === 'connecting') expect(upAt).toBeUndefined()
    if (phase.kind === 'closed') expect(calls.size).toBe(0)
    else if (turn.kind === 'idle') expect([pushes.length, works.length]).toEqual([0, 0])
    if (buffer !== undefined) expect(plan).toBeDefined()
    if (phase.kind === 'live') expect(this.state.recovery.proof).toBeUndefined()
  }

  /** Does what the turn to write waits for. */
  write(): void {
    for (let next = this.turn.shift(); next !== undefined; next = this.turn.shift()) {
      if (next.type === 'turn') next = { ...next, ledger: this.ledger }
      this.send(next)
    }
  }

  tick(ms = 250): void {
    this.at += ms
    this.send({ type: 'tick', ledger: this.ledger, listed: LISTED, lastFrameAt: undefined })
  }

  /** Sends a tick with the times of the stream's frames. */
  frame(told: { readonly lastFrameAt: number; readonly provenTo: number }): void {
    this.send({ type: 'tick', ledger: this.ledger, listed: LISTED, ...told })
  }

  answer(index: number): void {
    const [asked] = this.asks.splice(index % this.asks.length, 1)
    if (asked === undefined) return
    const t0 = this.at
    this.at += 20
    this.send({
      type: 'answer',
      call: asked.call,
      span: { t0, t1: this.at },
      answer: answerTo(asked.question, this.ledger),
    })
  }

  /** Answers everything until the account is live. */
  settle(): void {
    for (let count = 0; count < 400; count++) {
      this.write()
      if (this.state.phase.kind === 'live') return
      if (this.asks.length > 0) this.answer(0)
      else this.tick()
    }
  }
}

const WHOLE = { rows: [], complete: true }

function answerTo(question: Question, { assets }: LedgerState): Answer {
  switch (question.kind) {
    case 'clock':
      return { kind: 'clock' }
    case 'balances':
      return { kind: 'balances', read: assets, unreadable: [] }
    case 'open-orders':
      return { kind: 'open-orders', orders: [], unreadable: [] }
    case 'order':
      return { kind: 'order', deals: [], refused: false, unreadable: [] }
    case 'symbol':
      return { kind: 'symbol', orders: WHOLE, deals: WHOLE, unreadable: [] }
    case 'listing':
      return { kind: 'listing', listed: LISTED, gone: [] }
    case 'flow-lists':
      return {
        kind: 'flow-lists',
        lists: { since: question.since, rows: [], askedAt: 0, answeredAt: 0, lacks: [] },
      }
    case 'public-trades':
      return { kind: 'public-trades', rooms: new Map(question.symbols.map((symbol) => [symbol, Infinity])) }
  }
}

function opened(): Hand {
  const hand = new Hand()
  hand.send({ type: 'open', ledger: EMPTY_STATE, listed: LISTED })
  return hand
}

function live(): Hand {
  const hand = opened()
  hand.send({ type: 'stream-up', continuous: false })
  hand.settle()
  expect(hand.state.phase.kind).toBe('live')
  return hand
}

function deposit(hand: Hand, amount: string): void {
  const held = hand.ledger.assets.get('USDT') ?? NO_BALANCE
  const change = {
    asset: 'USDT',
    free: decimal<'asset'>(String(Number(held.free) + Number(amount))),
    locked: held.locked,
    freeChange: decimal<'asset'>(amount),
    lockedChange: decimal<'asset'>('0'),
    reason: 'DEPOSIT',
    time: hand.at,
  }
  const received = { change: { kind: 'asset', change, madeAt: hand.at }, receivedAt: hand.at } as const
  hand.send({ type: 'push', pushes: [received], sendTime: hand.at })
}

describe('the state machine', () => {
  it('ignores an answer to a call that it does not wait for', () => {
    const hand = live()
    const before = hand.state
    hand.send({ type: 'answer', call: 99_999, span: { t0: 0, t1: 1 }, answer: { kind: 'clock' } })
    expect({ ...hand.state, lastAt: 0, now: 0, effects: [] }).toEqual({ ...before, lastAt: 0, now: 0, effects: [] })
  })

  it('opens the gap of a suspended machine at its last activity, before the frames that arrive on waking', () => {
    const hand = live()
    hand.tick()
    const asleep = hand.at
    hand.at += 12 * 60_000
    deposit(hand, '5')
    expect(hand.state.phase.kind).toBe('reconciling')
    expect(hand.state.recovery.gapFrom).toBeLessThanOrEqual(asleep)
  })

  it('stays live after the machine was busy with something else for seconds, and asks for a proof then', () => {
    const hand = live()
    hand.tick()
    while (hand.asks.length > 0) hand.answer(0)
    hand.write()
    hand.tick(6_000)
    expect(hand.state.phase.kind).toBe('live')
    expect(hand.asks.map(({ question }) => question.kind)).toContain('balances')
    for (let passed = 0; passed < 3_000; passed += 250) hand.tick()
    expect(hand.state.phase.kind).toBe('reconciling')
  })

  it('opens the gap where the last answered PING was sent, though frames that were held up came in since', () => {
    const hand = live()
    const provenTo = hand.at
    for (let count = 0; count < 240; count++) {
      hand.tick(3_000)
      while (hand.asks.length > 0) hand.answer(0)
      hand.frame({ lastFrameAt: hand.at, provenTo })
    }
    hand.send({ type: 'stream-down', trouble: TROUBLE })
    expect(hand.state.recovery.gapFrom).toBeLessThanOrEqual(provenTo)
  })

  it('opens the gap of a stream whose PING is answered a minute before its end at the most', () => {
    const hand = live()
    for (let count = 0; count < 720; count++) {
      hand.tick(1_000)
      while (hand.asks.length > 0 || hand.turn.length > 0) {
        hand.write()
        if (hand.asks.length > 0) hand.answer(0)
      }
      hand.frame({ lastFrameAt: hand.at, provenTo: hand.at })
    }
    hand.send({ type: 'stream-down', trouble: TROUBLE })
    expect(hand.state.recovery.gapFrom).toBeGreaterThanOrEqual(hand.at - 60_000)
  })

  it('does not report live after the stream went down, even with a read about to finish', () => {
    const hand = opened()
    hand.send({ type: 'stream-up', continuous: false })
    for (let count = 0; count < 60 && hand.state.phase.kind !== 'going-live'; count++) {
      hand.write()
      if (hand.asks.length > 0) hand.answer(0)
      else hand.tick()
    }
    hand.send({ type: 'stream-down', trouble: TROUBLE })
    hand.write()
    expect(hand.ledger.status.state).not.toBe('live')
  })

  it('closes in every state of waiting', () => {
    const hand = live()
    deposit(hand, '1')
    hand.send({ type: 'close' })
    hand.write()
    expect({ closed: hand.closed, status: hand.ledger.status.state }).toEqual({ closed: true, status: 'offline' })
    expect(hand.ledger.assets.get('USDT')?.free).toBe('1')
  })

  it('keeps its invariants whatever comes in whatever order, and is live again once everything works', () => {
    const acts = fc.array(fc.tuple(fc.integer({ min: 0, max: 12 }), fc.nat(9)), { maxLength: 120 })
    const begun = performance.now()
    let [sequences, inputs] = [0, 0]
    fc.assert(
      fc.property(acts, (list) => {
        const hand = opened()
        for (const [act, number] of list) perform(hand, act, number)
        hand.write()
        if (hand.state.recovery.upAt === undefined) hand.send({ type: 'stream-up', continuous: false })
        hand.settle()
        expect(hand.state.phase.kind).toBe('live')
        expect(hand.ledger.status.state).toBe('live')
        sequences += 1
        inputs += hand.sent
      }),
      { numRuns: Math.round(200 * RUNS) },
    )
    const minutes = (performance.now() - begun) / 60_000
    const perMinute = (count: number): number => Math.round(count / minutes)
    process.stdout.write(`${perMinute(sequences)} sequences, ${perMinute(inputs)} random inputs a minute\n`)
  })
})

function perform(hand: Hand, act: number, number: number): void {
  const refused = hand.asks[number % Math.max(1, hand.asks.length)]
  switch (act) {
    case 0:
      return hand.send({ type: 'stream-up', continuous: number % 2 === 0 })
    case 1:
      return hand.send({ type: 'stream-down', trouble: TROUBLE })
    case 2:
      if (refused === undefined) return
      hand.asks = hand.asks.filter((one) => one !== refused)
      return hand.send({ type: 'refused', call: refused.call, error: { code: 'NETWORK_TIMEOUT', fields: {} } })
    case 3:
      return hand.send({ type: 'drift', code: 'WIRE_CORRUPT', raw: 'frame', cause: 'UNDECODABLE' })
    case 4:
      return deposit(hand, String(number))
    case 5:
      hand.at += number * 2_000
      return
    case 6:
    case 7:
      return hand.tick(1 + number * 50)
    case 8:
      return hand.write()
    case 9:
      hand.refusesCommit = number > 7
      return
    default:
      if (hand.asks.length > 0) hand.answer(number)
  }
}
