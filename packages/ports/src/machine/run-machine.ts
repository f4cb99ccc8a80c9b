/** The one runner of every state machine: a pure step in, its effects out, one input after the other. */

import type { Clock, Timers } from '../time.ts'
import type { Recorder } from './recording.ts'
import type { Step } from './step.ts'
import { WakeTimer } from './wake-timer.ts'

/** Parts of a machine. */
export type MachineParts<State, Input, Effect> = {
  readonly start: State
  readonly step: Step<State, Input, Effect>
  /** Carries out one effect. What it sends is taken after the effects of this step. */
  readonly run: (effect: Effect) => void
  /** The input that a state asks for at a time of its own. */
  readonly wake?: {
    /** ms since the epoch, `Infinity` for never; asked for after each change of the state. */
    readonly at: (state: State) => number
    readonly input: () => Input
    readonly clock: Clock
    readonly timers: Timers
  }
  /** Takes the run down, so that `replay` can repeat it; see `recordLines`. */
  readonly recorder?: Recorder | undefined
}

/** A machine that runs. */
export interface Machine<State, Input> {
  readonly state: State
  /** Takes an input now, or after the one that is being taken. */
  send(input: Input): void
  /** Takes nothing any more and forgets its timer; effects of the step under way are still run. Idempotent. */
  close(): void
}

/** Starts a machine, with the wake that its first state asks for. */
export function runMachine<State, Input extends object, Effect>(
  parts: MachineParts<State, Input, Effect>,
): Machine<State, Input> {
  return new RunningMachine(parts)
}

class RunningMachine<State, Input extends object, Effect> implements Machine<State, Input> {
  readonly #parts: MachineParts<State, Input, Effect>
  readonly #waiting: Input[] = []
  readonly #timer: WakeTimer | undefined
  #state: State
  #phase: 'idle' | 'stepping' | 'closed' = 'idle'

  constructor(parts: MachineParts<State, Input, Effect>) {
    const { start, wake, recorder } = parts
    this.#parts = parts
    this.#state = start
    // A wake that changes nothing came early: the timer is set again.
    this.#timer =
      wake &&
      new WakeTimer(wake, () => {
        this.send(wake.input())
        this.#arm()
      })
    recorder?.start(start)
    this.#arm()
  }

  get state(): State {
    return this.#state
  }

  send(input: Input): void {
    if (this.#phase !== 'idle') return void (this.#phase === 'stepping' && this.#waiting.push(input))
    const before = this.#state
    this.#phase = 'stepping'
    try {
      this.#take(input)
      for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) this.#take(next)
    } finally {
      this.#settle()
    }
    if (this.#state !== before) this.#arm()
  }

  close(): void {
    this.#phase = 'closed'
    this.#waiting.length = 0
    this.#timer?.set(Infinity)
  }

  #take(input: Input): void {
    this.#parts.recorder?.input(input)
    const { state, effects } = this.#parts.step(this.#state, input)
    this.#state = state
    for (const effect of effects) this.#parts.run(effect)
  }

  /** An effect may have closed it. */
  #settle(): void {
    if (this.#phase === 'stepping') this.#phase = 'idle'
  }

  #arm(): void {
    const { wake } = this.#parts
    if (wake !== undefined && this.#phase !== 'closed') this.#timer?.set(wake.at(this.#state))
  }
}
