import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type LeaseEffect,
  type LeaseInput,
  type LeaseState,
  DEFAULT_LEASE,
  isHeld,
  nextTick,
  noLease,
  step,
} from './step.ts'

/** Runs inputs from the first state; answers every state and the effects. */
function run(...inputs: readonly LeaseInput[]): {
  readonly state: LeaseState
  readonly effects: readonly LeaseEffect[]
} {
  let state = noLease(0)
  const effects: LeaseEffect[] = []
  for (const input of inputs) {
    const stepped = step(state, input)
    state = stepped.state
    effects.push(...stepped.effects)
  }
  return { state, effects }
}

const acquired: readonly LeaseInput[] = [
  { type: 'tick', at: 0 },
  { type: 'granted', call: 1, token: 7, at: 100 },
]

describe('a lease', () => {
  it('is acquired at once, and again after a while where another process holds it', () => {
    expect(run({ type: 'tick', at: 0 }).effects).toEqual([{ type: 'acquire', call: 1 }])
    const { state } = run({ type: 'tick', at: 0 }, { type: 'refused', call: 1, at: 50 })
    expect(nextTick(state)).toBe(550)
  })

  it('is renewed at a third of its time, counted from when it was asked for', () => {
    const { state, effects } = run(...acquired)
    expect(effects.at(-1)).toEqual({ type: 'held', token: 7 })
    expect(nextTick(state)).toBe(2_000)
    const renewed = run(...acquired, { type: 'tick', at: 2_000 }, { type: 'granted', call: 2, token: 7, at: 2_900 })
    expect(renewed.effects.at(-1)).toEqual({ type: 'renew', call: 2, token: 7 })
    expect(nextTick(renewed.state)).toBe(4_000)
    expect(isHeld(renewed.state, 6_999)).toBe(true)
    expect(isHeld(renewed.state, 7_000)).toBe(false)
  })

  it('is given up before it expires when renewals have no answer', () => {
    const asked: readonly LeaseInput[] = [
      ...acquired,
      { type: 'tick', at: 2_000 },
      { type: 'failed', call: 2, at: 2_500 },
      { type: 'tick', at: 3_500 },
    ]
    expect(nextTick(run(...asked).state)).toBe(5_000)
    const { effects, state } = run(...asked, { type: 'tick', at: 5_000 })
    expect(effects.at(-1)).toEqual({ type: 'lost', token: 7, why: 'expired' })
    expect(nextTick(state)).toBe(5_000)
  })

  it('that was not looked at for a while is lost, even when a renewal is answered first', () => {
    const answer = { type: 'granted', call: 2, token: 7, at: 90_000 } as const
    const { effects, state } = run(...acquired, { type: 'tick', at: 2_000 }, answer)
    expect(effects.at(-1)).toMatchObject({ type: 'lost', why: 'expired' })
    expect(isHeld(state, 90_000)).toBe(false)
  })

  it('is lost when another process took it, told by a renewal or by a refused write', () => {
    const refused = run(...acquired, { type: 'tick', at: 2_000 }, { type: 'refused', call: 2, at: 2_100 })
    const fenced = run(...acquired, { type: 'fenced', token: 7, at: 200 })
    for (const { effects } of [refused, fenced])
      expect(effects.at(-1)).toEqual({ type: 'lost', token: 7, why: 'taken' })
    expect(run(...acquired, { type: 'fenced', token: 6, at: 200 }).state.phase).toBe('held')
  })

  it('is released by a close, also where it is granted after it, or too late to be used', () => {
    const released = { type: 'release', token: 7 }
    expect(run(...acquired, { type: 'close', at: 200 }).effects.at(-1)).toEqual(released)
    const late = run({ type: 'tick', at: 0 }, { type: 'close', at: 1 }, { type: 'granted', call: 1, token: 7, at: 2 })
    expect(late.effects.at(-1)).toEqual(released)
    const slow = run({ type: 'tick', at: 0 }, { type: 'granted', call: 1, token: 7, at: 5_000 })
    expect(slow.effects.at(-1)).toEqual(released)
  })

  it('is held by one of several processes at most, and taken over in 10 s, whatever their clocks and networks do', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 2, max: 4 }), (seed, count) => {
        const world = new World(seed, count)
        world.runTo(60_000)
        world.calm()
        world.runTo(72_000)
        const [holder] = world.holders()
        expect(holder).toBeDefined()
        world.kill(holder ?? 0)
        world.runTo(82_000)
        expect(world.holders()).toHaveLength(1)
        expect(world.holders()).not.toEqual([holder])
      }),
      { numRuns: 50 },
    )
  })
})

type Holder = {
  state: LeaseState
  readonly offset: number
  readonly rate: number
  pausedTo: number
  isDead: boolean
}

/** Processes with their own clocks, a database, and a network between them that delays, and loses questions and answers. */
class World {
  readonly #holders: Holder[]
  readonly #queue: { readonly at: number; readonly run: () => void }[] = []
  #row = { holder: -1, token: 0, expires: 0 }
  #seed: number
  #now = 0
  #isCalm = false

  constructor(seed: number, count: number) {
    this.#seed = seed
    this.#holders = Array.from({ length: count }, () => {
      const offset = Math.floor(this.#random() * 1e9)
      return { state: noLease(offset), offset, rate: 0.95 + this.#random() * 0.1, pausedTo: 0, isDead: false }
    })
    for (const id of this.#holders.keys()) this.#arm(id)
  }

  /** From now on nothing is lost, and nobody is paused. */
  calm(): void {
    this.#isCalm = true
  }

  kill(id: number): void {
    const holder = this.#holders[id]
    if (holder !== undefined) holder.isDead = true
  }

  holders(): readonly number[] {
    return [...this.#holders.keys()].filter((id) => {
      const holder = this.#holders[id]
      return holder !== undefined && !holder.isDead && isHeld(holder.state, this.#localOf(holder))
    })
  }

  runTo(end: number): void {
    for (;;) {
      this.#queue.sort((a, b) => a.at - b.at)
      const [next] = this.#queue
      if (next === undefined || next.at > end) break
      this.#queue.shift()
      this.#now = next.at
      next.run()
      // A process that believes in its lease has the one that the database would accept now.
      for (const id of this.holders()) {
        if (this.#row.holder !== id || this.#row.expires <= this.#now)
          throw new Error(`At ${this.#now}, process ${id} believes in a lease that it does not have.`)
      }
    }
    this.#now = end
  }

  #random(): number {
    this.#seed = (Math.imul(this.#seed, 1_664_525) + 1_013_904_223) | 0
    return (this.#seed >>> 0) / 2 ** 32
  }

  readonly #localOf = ({ offset, rate }: Holder): number => offset + this.#now * rate

  #after(ms: number, run: () => void): void {
    this.#queue.push({ at: this.#now + ms, run })
  }

  #arm(id: number): void {
    const holder = this.#holders[id]
    const tick = holder === undefined ? undefined : nextTick(holder.state)
    if (holder === undefined || tick === undefined) return
    const at = Math.max(this.#now, (tick - holder.offset) / holder.rate + 0.001)
    this.#queue.push({ at, run: () => this.#give(id, { type: 'tick' }) })
  }

  #give(
    id: number,
    input: LeaseInput extends infer One ? (One extends { at: number } ? Omit<One, 'at'> : never) : never,
  ): void {
    const holder = this.#holders[id]
    if (holder === undefined || holder.isDead) return
    if (this.#now < holder.pausedTo) return this.#after(holder.pausedTo - this.#now, () => this.#give(id, input))
    if (!this.#isCalm && this.#random() < 0.03) holder.pausedTo = this.#now + this.#random() * 15_000
    const { state, effects } = step(holder.state, { ...input, at: this.#localOf(holder) })
    const isChanged = state !== holder.state
    holder.state = state
    for (const effect of effects) this.#run(id, effect)
    if (isChanged) this.#arm(id)
  }

  #run(id: number, effect: LeaseEffect): void {
    if (effect.type === 'held' || effect.type === 'lost') return
    const isLost = !this.#isCalm && this.#random() < 0.2
    const isAnswerLost = !this.#isCalm && this.#random() < 0.2
    if (isLost || isAnswerLost)
      this.#after(3_000, () => 'call' in effect && this.#give(id, { type: 'failed', call: effect.call }))
    if (isLost) return
    const delay = (): number => this.#random() * (this.#isCalm ? 50 : 2_000)
    this.#after(delay(), () => {
      const token = this.#execute(id, effect)
      if (isAnswerLost || effect.type === 'release') return
      const { call } = effect
      this.#after(delay(), () =>
        this.#give(id, token === undefined ? { type: 'refused', call } : { type: 'granted', call, token }),
      )
    })
  }

  /** The database's answer: the token that is granted. */
  #execute(id: number, effect: Extract<LeaseEffect, { type: 'acquire' | 'renew' | 'release' }>): number | undefined {
    const isValid = this.#row.expires > this.#now
    const expires = this.#now + DEFAULT_LEASE.ttlMs
    if (effect.type === 'acquire') {
      if (isValid && this.#row.holder !== id) return undefined
      this.#row = { holder: id, token: this.#row.token + 1, expires }
      return this.#row.token
    }
    if (effect.token !== this.#row.token || !isValid) return undefined
    this.#row = { ...this.#row, expires: effect.type === 'renew' ? expires : this.#now }
    return this.#row.token
  }
}
