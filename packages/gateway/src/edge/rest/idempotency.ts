/** Orders by their Idempotency-Key: a repeat gets the first answer, and never a second order. */

import { createHash } from 'node:crypto'
import { type Clock, DAY_MS } from '@spotdeck/ports'
import type { EdgeAnswer } from './answer.ts'
import { ProblemError } from './problem.ts'

const REMEMBERED = 2_000
const KEPT_MS = DAY_MS

type Entry = { readonly fingerprint: string; readonly answer: Promise<EdgeAnswer>; readonly at: number }

/** Runs a request once per idempotency key. */
export interface Idempotency {
  /**
   * Runs `work` once per key; what comes while it runs, or after, gets the same answer. An answer that `isFinal` refuses,
   * or a failure, is forgotten: the next try runs again and finds the first order by its client id.
   * @throws {ProblemError} `CONFLICT` when the key came before with another body
   */
  once(
    key: string,
    body: string,
    work: () => Promise<EdgeAnswer>,
    isFinal: (answer: EdgeAnswer) => boolean,
  ): Promise<EdgeAnswer>
}

/** Opens the answers by idempotency key. */
export function createIdempotency(clock: Clock): Idempotency {
  const entries = new Map<string, Entry>()
  const sweep = (): void => {
    for (const [key, { at }] of entries) {
      if (entries.size <= REMEMBERED && clock.now() - at < KEPT_MS) return
      entries.delete(key)
    }
  }
  return {
    async once(key, body, work, isFinal) {
      sweep()
      const fingerprint = sha256(body)
      const before = entries.get(key)
      if (before !== undefined && before.fingerprint !== fingerprint) throw new ProblemError('CONFLICT')
      if (before !== undefined) return before.answer
      const entry = { fingerprint, answer: work(), at: clock.now() }
      entries.set(key, entry)
      const forget = (): void => {
        if (entries.get(key) === entry) entries.delete(key)
      }
      entry.answer.then((answer) => (isFinal(answer) ? undefined : forget()), forget)
      return entry.answer
    },
  }
}

/**
 * Client id of an order, derived from its idempotency key: stable over restarts, so that the first order is queried
 * before a second is sent. 32 characters, the most that MEXC is known to accept.
 */
export function clientOrderIdOf(account: string, key: string): string {
  return `sd${sha256(`${account}\n${key}`).slice(0, 30)}`
}

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex')
