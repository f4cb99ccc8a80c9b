/**
 * A mutable copy of a state for one batch of events: each map is copied when first touched, so that a batch costs one
 * copy and the previous state stays unchanged.
 */

import type { LedgerState } from './state.ts'

type Maps = Pick<
  LedgerState,
  | 'assets'
  | 'books'
  | 'orders'
  | 'lacking'
  | 'symbols'
  | 'unpricedFlows'
  | 'openingPrices'
  | 'awaited'
  | 'notes'
  | 'unvalued'
  | 'valuations'
  | 'plans'
>
type Scalars = Pick<
  LedgerState,
  'n' | 'seq' | 'birth' | 'checkedAt' | 'status' | 'coverage' | 'dealCount' | 'netDeposits'
>
type Entry<M> = M extends ReadonlyMap<string, infer V> ? V : never

/** An order that left the state, and its symbol. */
export type SetAside = { readonly orderId: string; readonly symbol: string }

/** The state during one batch; `finish` returns the new immutable one, once. */
export class Draft {
  readonly #next: { -readonly [K in keyof LedgerState]: LedgerState[K] }
  readonly #own = new Map<keyof Maps, Map<string, unknown>>()
  readonly #setAside: SetAside[] = []

  constructor(state: LedgerState) {
    this.#next = { ...state }
  }

  /** Orders that were set aside since they were asked for last. */
  takeSetAside(): readonly SetAside[] {
    return this.#setAside.splice(0)
  }

  noteSetAside(order: SetAside): void {
    this.#setAside.push(order)
  }

  get scalars(): { -readonly [K in keyof Scalars]: Scalars[K] } {
    return this.#next
  }

  map<K extends keyof Maps>(name: K): Maps[K] {
    return this.#next[name]
  }

  set<K extends keyof Maps>(name: K, key: string, value: Entry<Maps[K]>): void {
    this.#owned(name).set(key, value)
  }

  delete(name: keyof Maps, key: string): void {
    if (this.#next[name].has(key)) this.#owned(name).delete(key)
  }

  finish(): LedgerState {
    return this.#next
  }

  #owned(name: keyof Maps): Map<string, unknown> {
    const own = this.#own.get(name)
    if (own !== undefined) return own
    const copy = new Map<string, unknown>(this.#next[name])
    this.#own.set(name, copy)
    Object.assign(this.#next, { [name]: copy })
    return copy
  }
}
