/** Counts the open streams of each credential and each audience. */

import type { Audience } from '@spotdeck/api'
import { type Principal, holderOf } from '@spotdeck/desk'
import { ProblemError } from '../answer/problem.ts'
import { MAX_STREAMS, STREAM_QUOTAS } from './budgets.ts'
import { Counts } from '@spotdeck/ports'

/** Seconds until a program may retry: a stream that ended may have freed a place. */
const RETRY_AFTER_S = 5

/** Counts open streams against their quotas. */
export class StreamQuotas {
  readonly #byCredential = new Counts<string>()
  readonly #byAudience = new Counts<Audience>()
  #open = 0

  /** @throws {ProblemError} `TOO_MANY_STREAMS` with `limit` and whose it is: `credential`, `audience` or `all` */
  check(principal: Principal): void {
    const refusal = this.refusal(principal)
    if (refusal !== undefined) throw refusal
  }

  /** The error that `check` throws; `undefined` where there is room. */
  refusal(principal: Principal): ProblemError | undefined {
    const { key, audience } = holderOf(principal)
    const quota = STREAM_QUOTAS[audience]
    const isFull = this.#byCredential.of(key) >= quota.perCredential
    if (isFull) return tooMany('credential', quota.perCredential)
    if (this.#byAudience.of(audience) >= quota.together) return tooMany('audience', quota.together)
    return this.#open >= MAX_STREAMS ? tooMany('all', MAX_STREAMS) : undefined
  }

  /** Counts a stream. Returns a function that releases it, idempotent. */
  open(principal: Principal): () => void {
    const { key, audience } = holderOf(principal)
    const leave = [this.#byCredential.add(key), this.#byAudience.add(audience)]
    this.#open += 1
    let isOpen = true
    return () => {
      if (!isOpen) return
      isOpen = false
      this.#open -= 1
      for (const end of leave) end()
    }
  }
}

function tooMany(scope: 'credential' | 'audience' | 'all', limit: number): ProblemError {
  return new ProblemError('TOO_MANY_STREAMS', { limit, scope, retryAfter: RETRY_AFTER_S })
}
