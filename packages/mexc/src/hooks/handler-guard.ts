/** Calls handlers of the program: one that throws or rejects is reported, and nothing else is affected. */

import { guarded, type Watched } from './hooks.ts'

/** Runs handlers and reports those that fail, to the log and to `MexcHooks.handlerFailed`. */
export class HandlerGuard {
  readonly #world: Watched
  readonly #failures = new Map<string, number>()

  constructor(world: Watched) {
    this.#world = world
  }

  /** Never throws. `where` is one of a few constants, such as `market stream push`. */
  run(where: string, call: () => unknown): void {
    try {
      const answer = call()
      if (answer instanceof Promise) answer.catch((error: unknown) => this.#failed(where, error))
    } catch (error) {
      this.#failed(where, error)
    }
  }

  /** A handler may fail at every push: the log gets its 1st, 2nd, 4th, 8th … failure, the hook all of them. */
  #failed(where: string, error: unknown): void {
    const count = (this.#failures.get(where) ?? 0) + 1
    this.#failures.set(where, count)
    const kind = error instanceof Error ? error.name : typeof error
    if (Number.isInteger(Math.log2(count))) this.#world.log.error({ where, count, error: kind }, 'handler failed')
    guarded(this.#world, () => this.#world.hooks?.handlerFailed?.({ where, error }))
  }
}
