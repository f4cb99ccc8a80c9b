/** Stores plans: all that changed before a commit begins are in it, so plans that fire together wait for one commit. */

import type { Writer } from '@spotdeck/follow'
import type { EventDraft, KeptPlan } from '@spotdeck/ledger'
import type { Plan, PlansState } from '@spotdeck/plans'
import { type Log, SECOND_MS, type Timers, describeError, sleep } from '@spotdeck/ports'

/** Dependencies of the recorder of one account's plans. */
export type PlanRecorderOptions = {
  readonly account: string
  readonly writer: Pick<Writer, 'propose' | 'closed'>
  /** The newest plans, and the revision of each that is stored. */
  readonly plans: () => Pick<PlansState, 'plans' | 'saved'>
  /** Called for each plan of a commit, once it is durable. */
  readonly saved: (plan: Plan) => void
  /** Exchange time. */
  readonly now: () => number
  readonly timers: Timers
  readonly log: Log
}

/** Wait before a commit that failed is tried again, in ms. */
const RETRY_COMMIT_MS = 5 * SECOND_MS

/** Stores the plans of one account in its ledger. */
export class PlanRecorder {
  readonly #options: PlanRecorderOptions
  #newest: Promise<void> = Promise.resolve()
  /** True while the newest commit waits for the one before: it will contain every change so far. */
  #isQueued = false
  #closed = false

  constructor(options: PlanRecorderOptions) {
    this.#options = options
  }

  /** Resolves when all changes so far are durable, or the recorder is closed. */
  get settled(): Promise<void> {
    return this.#newest
  }

  /** Stores every plan whose newest revision is not stored. */
  record(): void {
    if (this.#isQueued || this.#closed) return
    this.#isQueued = true
    this.#newest = this.#newest.then(() => this.#store())
  }

  close(): void {
    this.#closed = true
  }

  async #store(): Promise<void> {
    const { writer, timers, log, account, saved } = this.#options
    this.#isQueued = false
    while (!this.#closed && !writer.closed) {
      let stored: readonly Plan[] = []
      try {
        await writer.propose(() => {
          stored = this.#unstored()
          return stored.map((plan) => this.#draftOf(plan))
        })
        for (const plan of stored) saved(plan)
        return
      } catch (error) {
        log.error({ account, plans: stored.length, ...describeError(error) }, 'plans not stored')
        await sleep({ timers, ms: RETRY_COMMIT_MS })
      }
    }
  }

  #unstored(): readonly Plan[] {
    const { plans, saved } = this.#options.plans()
    return [...plans.values()].filter(({ id, revision }) => (saved.get(id) ?? -1) < revision)
  }

  #draftOf(plan: Plan): EventDraft {
    return { type: 'plan.changed', plan: keptOf(plan), time: this.#options.now(), source: 'inferred' }
  }
}

/** The ledger stores a plan as it is; these two are the only translation. */
const keptOf = (plan: Plan): KeptPlan => ({ ...plan })
/** A stored plan as the machine takes it. */
export const planFrom = (kept: KeptPlan): Plan => kept as unknown as Plan
