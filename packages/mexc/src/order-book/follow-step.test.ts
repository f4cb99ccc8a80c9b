import fc from 'fast-check'
import { expect, it } from 'vitest'
import { NaiveBook } from '../testing/naive-book.ts'
import { type FollowEffect, type FollowInput, type FollowState, followStart } from './follow-state.ts'
import { followStep, PROOF_MS, wakeAt } from './follow-step.ts'

const START = 1_790_300_000_000

/** A book without I/O beside the exchange's own. */
class Machine {
  state: FollowState = followStart(0.5)
  at = START
  version = 100
  readonly exchange = new NaiveBook()
  readonly effects: FollowEffect[] = []

  constructor() {
    this.exchange.put('bids', ['2.49', '100'])
    this.exchange.put('asks', ['2.52', '50'])
  }

  give(input: object): void {
    const { state, effects } = followStep(this.state, { ...input, at: this.at } as FollowInput)
    this.state = state
    this.effects.push(...effects)
  }

  /** The exchange's book changes; the update arrives unless it is lost. */
  change(quantity: string, isLost: boolean): void {
    this.version++
    const level = { price: '2.50', quantity }
    this.exchange.put('bids', [level.price, level.quantity])
    const { version } = this
    if (!isLost)
      this.give({ type: 'depth', update: { fromVersion: version, toVersion: version, bids: [level], asks: [] } })
  }

  tick(): void {
    const [bid, ask] = [this.exchange.pairs('bids')[0], this.exchange.pairs('asks')[0]]
    const best = { bidPrice: bid?.[0], bidQuantity: bid?.[1], askPrice: ask?.[0], askQuantity: ask?.[1] }
    this.give({ type: 'ticker', ticker: { ...best, version: String(this.version), lastOrderCreateTime: 0 } })
  }

  answer(fails: boolean): void {
    if (this.state.phase.kind !== 'asking') return
    const snapshot = { version: this.version, bids: this.exchange.pairs('bids'), asks: this.exchange.pairs('asks') }
    this.give({ type: 'snapshot', call: this.state.phase.call, snapshot: fails ? undefined : snapshot })
  }

  /** Lets `ms` pass with a ticker every 500 ms, snapshots answered and lost channels subscribed. */
  run(ms: number): void {
    for (const end = this.at + ms; this.at < end; this.sleepUntil(this.at + 500)) {
      if (this.state.phase.kind === 'waiting') this.give({ type: 'subscribed' })
      this.answer(false)
      this.tick()
    }
  }

  sleepUntil(at: number): void {
    for (let due = wakeAt(this.state); due <= at; due = wakeAt(this.state)) {
      this.at = Math.max(this.at, due)
      this.give({ type: 'wake' })
    }
    this.at = at
  }
}

/** Usual exchange: repeats its ticker, and answers. */
const often = Array.from({ length: 8 }, () => 'run' as const)

const anEvent = fc.record({
  kind: fc.constantFrom('change', 'lose', 'tick', 'answer', 'fail', 'lost', 'subscribed', 'pass', ...often),
  ms: fc.constantFrom(1, 100, 1_000, 3_000, 20_000),
  quantity: fc.integer({ min: 0, max: 9 }).map(String),
})

it('is live only while it is the exchange’s own book of at most 2.5 s before, whatever is lost', () => {
  fc.assert(
    fc.property(fc.array(anEvent, { maxLength: 80 }), (events) => {
      const machine = new Machine()
      let wrongSince: number | undefined
      for (const { kind, ms, quantity } of [{ kind: 'subscribed', ms: 0, quantity: '0' }, ...events]) {
        if (kind === 'change' || kind === 'lose') machine.change(quantity, kind === 'lose')
        else if (kind === 'tick') machine.tick()
        else if (kind === 'answer' || kind === 'fail') machine.answer(kind === 'fail')
        else if (kind === 'lost') machine.give({ type: 'lost', channel: 'depth', reason: '' })
        else if (kind === 'subscribed' && machine.state.phase.kind === 'waiting') machine.give({ type: 'subscribed' })
        else if (kind === 'run') machine.run(ms)
        else machine.sleepUntil(machine.at + ms)
        const { phase } = machine.state
        const isWrong = phase.kind === 'live' && phase.book.version !== machine.version
        wrongSince = isWrong ? (wrongSince ?? machine.at) : undefined
        // One span until a ticker shows it, and one in which the update may still come.
        if (wrongSince !== undefined) expect(machine.at - wrongSince).toBeLessThan(2 * PROOF_MS)
        if (phase.kind === 'live' && !isWrong)
          expect(phase.book.top('bids', 9)).toEqual(machine.exchange.levels('bids'))
        expect(wakeAt(machine.state)).toBeGreaterThan(machine.at - 1)
      }
      machine.give({ type: 'close' })
      expect([machine.state.phase.kind, wakeAt(machine.state)]).toEqual(['ended', Infinity])
    }),
    { numRuns: 500 },
  )
})

it('ignores a snapshot that answers an earlier call', () => {
  const machine = new Machine()
  machine.give({ type: 'subscribed' })
  machine.sleepUntil(START + 1_000)
  const before = machine.state
  machine.give({ type: 'snapshot', call: 99, snapshot: { version: 1, bids: [], asks: [] } })
  expect([before.phase.kind, machine.state]).toEqual(['asking', before])
})
