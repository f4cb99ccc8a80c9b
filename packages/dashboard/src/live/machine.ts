/**
 * The runner of the page's machines, a small twin of the one in `ports`: the page is built from `api` and `exact` alone, and needs
 * neither recordings nor a clock that is late.
 */

import type { World } from '../world.ts'

/** A state after an input, and what is to be done, in order. */
export type Stepped<State, Effect> = { readonly state: State; readonly effects: readonly Effect[] }

/** Time of an input, in ms since the epoch, and a chance in [0, 1); the runner adds both. */
export type Moment = { readonly at: number; readonly dice: number }

/** An input without its moment. */
export type Bare<Input> = Input extends unknown ? Omit<Input, keyof Moment> : never

type Parts<State, Input, Effect> = {
  readonly world: Pick<World, 'now' | 'random' | 'after'>
  readonly start: State
  readonly step: (state: State, input: Input & Moment) => Stepped<State, Effect>
  readonly run: (effect: Effect) => void
  /** Input that a state asks for at a time of its own. */
  readonly wake: Input
  /** Time of the next `wake`; `Infinity` for none. */
  readonly wakeAt: (state: State) => number
}

/** Runs the rules of one connection: one input after the other, and a `wake` when its state asks for it. */
export class Machine<State, Input extends object, Effect> {
  readonly #parts: Parts<State, Input, Effect>
  readonly #waiting: (Input & Moment)[] = []
  #state: State
  #isStepping = false
  #wake: { readonly at: number; readonly cancel: () => void } | undefined

  constructor(parts: Parts<State, Input, Effect>) {
    this.#parts = parts
    this.#state = parts.start
  }

  get state(): State {
    return this.#state
  }

  /** Takes an input now, or after the one that is being taken. */
  send(input: Input): void {
    const { world, step, run } = this.#parts
    this.#waiting.push({ ...input, at: world.now(), dice: world.random() })
    if (this.#isStepping) return
    this.#isStepping = true
    try {
      for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
        const { state, effects } = step(this.#state, next)
        this.#state = state
        for (const effect of effects) run(effect)
      }
    } finally {
      this.#isStepping = false
    }
    this.#arm()
  }

  #arm(): void {
    const { world, wake, wakeAt } = this.#parts
    const at = wakeAt(this.#state)
    if (at === this.#wake?.at) return
    this.#wake?.cancel()
    this.#wake = undefined
    if (at === Infinity) return
    const cancel = world.after(Math.max(0, at - world.now()), () => {
      this.#wake = undefined
      this.send(wake)
    })
    this.#wake = { at, cancel }
  }
}
