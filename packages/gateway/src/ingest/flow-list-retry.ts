/**
 * Lists of flows that gave no answer when a search needed them: they are asked again, ever more rarely and so often and no
 * more. What they do not tell in the end is not known.
 */

import type { Log, Random, Timers } from '@spotdeck/ports'
import { describeError } from './errors.ts'
import { sleep } from './sleep.ts'
import type { FlowListOutcome } from './symbol-backfill.ts'

export type LaterFlowsOptions = {
  readonly timers: Timers
  readonly random: Random
  readonly log: Log
  /** Throws where there was no answer. */
  readonly tell: (to: number) => Promise<FlowListOutcome>
  readonly told: (to: number, flowsTold: FlowListOutcome) => Promise<void>
}

const FIRST_MS = 60_000
const MAX_MS = 600_000
/** Within about an hour. */
const MAX_TRIES = 8

export class FlowListRetry {
  readonly #options: LaterFlowsOptions
  /** Up to when they are to be told; one telling is for all that lies before. */
  #to: number | undefined
  #closed = false

  constructor(options: LaterFlowsOptions) {
    this.#options = options
  }

  /** Asks until there is an answer, up to `to`. */
  ask(to: number): void {
    const isRunning = this.#to !== undefined
    this.#to = Math.max(to, this.#to ?? to)
    if (!isRunning) void this.#run()
  }

  close(): void {
    this.#closed = true
  }

  async #run(): Promise<void> {
    const { timers, random, log, told } = this.#options
    for (let tries = 1; ; tries++) {
      const longest = Math.min(MAX_MS, FIRST_MS * 2 ** (tries - 1))
      await sleep(timers, longest * (0.5 + random.next() / 2))
      const to = this.#to
      if (this.#closed || to === undefined) return
      const flowsTold = await this.#try(to, tries === MAX_TRIES)
      if (flowsTold === 'unanswered') continue
      await told(to, flowsTold).catch((error: unknown) =>
        log.error(describeError(error), 'What the lists told could not be stored.'),
      )
      if (this.#to === to) return void (this.#to = undefined)
      tries = 0
    }
  }

  async #try(to: number, isLast: boolean): Promise<FlowListOutcome> {
    try {
      return await this.#options.tell(to)
    } catch (error) {
      if (!this.#closed)
        this.#options.log.warn(
          describeError(error),
          isLast
            ? 'Deposits, withdrawals and transfers could not be read: what came and went in a gap stays unknown.'
            : 'Deposits, withdrawals and transfers could not be read; they are asked for again later.',
        )
      return isLast ? ['NO_ANSWER'] : 'unanswered'
    }
  }
}
