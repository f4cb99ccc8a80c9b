/**
 * Retries lists of flows that did not answer during a search: with growing waits, and a bounded number of times. Flows
 * that remain unread are unknown.
 */

import { type Log, type Random, type Timers, sleep } from '@spotdeck/ports'
import { describeError } from './errors.ts'
import type { FlowListOutcome } from './symbol-backfill.ts'

/** Dependencies of the retry; `tell` books the lists up to a time. */
export type LaterFlowsOptions = {
  readonly timers: Timers
  readonly random: Random
  readonly log: Log
  /** Rejects where there was no answer. */
  readonly tell: (to: number) => Promise<FlowListOutcome>
  readonly told: (to: number, flowsTold: FlowListOutcome) => Promise<void>
}

const FIRST_MS = 60_000
const MAX_MS = 600_000
/** About an hour, with growing waits. */
const MAX_TRIES = 8

/** Retries the lists of flows after a search that they did not answer. */
export class FlowListRetry {
  readonly #options: LaterFlowsOptions
  /** End of the span to book; one call covers everything before it. */
  #to: number | undefined
  #closed = false

  constructor(options: LaterFlowsOptions) {
    this.#options = options
  }

  /** Retries until there is an answer, up to `to`. */
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
      await sleep({ timers, ms: longest * (0.5 + random.next() / 2) })
      const to = this.#to
      if (this.#closed || to === undefined) return
      const flowsTold = await this.#try(to, tries === MAX_TRIES)
      if (flowsTold === 'unanswered') continue
      await told(to, flowsTold).catch((error: unknown) => log.error(describeError(error), 'listed flows not stored'))
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
          isLast ? 'flow lists not readable, flows of the gap stay unknown' : 'flow lists not readable, retrying later',
        )
      return isLast ? ['NO_ANSWER'] : 'unanswered'
    }
  }
}
