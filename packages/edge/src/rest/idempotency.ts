/** Orders by their Idempotency-Key: a repeat gets the first answer, and never a second order. */

import { createHash } from 'node:crypto'
import { type Clock, DAY_MS, type Log, describeError } from '@spotdeck/ports'
import type { EdgeAnswer } from '../answer/answer.ts'
import { ProblemError } from '../answer/problem.ts'
import type { SubmissionKey, Submissions } from '@spotdeck/desk'

const REMEMBERED = 2_000
const KEPT_MS = DAY_MS

type Entry = { readonly fingerprint: string; readonly answer: Promise<EdgeAnswer>; readonly at: number }

/** A submission to run. */
export type SubmissionRun = {
  readonly submission: SubmissionKey
  readonly body: string
  readonly work: () => Promise<EdgeAnswer>
  readonly isFinal: (answer: EdgeAnswer) => boolean
}

/** Runs a request once per idempotency key. */
export interface Idempotency {
  /**
   * Runs `work` once per key; what comes while it runs, or after, gets the same answer. An answer that `isFinal` refuses,
   * or a failure, is forgotten: the next try runs again and finds the first order by its client id.
   * @throws {ProblemError} `CONFLICT` when the key came before with another body
   * @throws {StoreError} `STORE_UNREACHABLE` when nobody can tell whether another gateway has answered it: nothing was run
   */
  once(run: SubmissionRun): Promise<EdgeAnswer>
}

/** Answers that are shared with other gateways; failures to store one are logged. */
export type SharedSubmissions = { readonly submissions: Submissions; readonly log: Log }

/** Opens the answers by idempotency key. @param shared absent: a repeat at another gateway is not known */
export function createIdempotency(clock: Clock, shared?: SharedSubmissions): Idempotency {
  const entries = new Map<string, Entry>()
  const sweep = (): void => {
    for (const [key, { at }] of entries) {
      if (entries.size <= REMEMBERED && clock.now() - at < KEPT_MS) return
      entries.delete(key)
    }
  }
  return {
    async once(run) {
      sweep()
      const { submission, isFinal } = run
      const key = `${submission.account} ${submission.key}`
      const fingerprint = sha256(run.body)
      const before = entries.get(key)
      if (before !== undefined && before.fingerprint !== fingerprint) throw new ProblemError('CONFLICT')
      if (before !== undefined) return before.answer
      const answer = shared === undefined ? run.work() : onceAnywhere(run, { ...shared, fingerprint, clock })
      const entry = { fingerprint, answer, at: clock.now() }
      entries.set(key, entry)
      const forget = (): void => {
        if (entries.get(key) === entry) entries.delete(key)
      }
      entry.answer.then((answered) => (isFinal(answered) ? undefined : forget()), forget)
      return entry.answer
    },
  }
}

type Anywhere = SharedSubmissions & { readonly fingerprint: string; readonly clock: Clock }

/** Gives the answer of whichever gateway has answered the submission, else answers it here. */
async function onceAnywhere(
  { submission, work, isFinal }: SubmissionRun,
  { submissions, log, fingerprint, clock }: Anywhere,
): Promise<EdgeAnswer> {
  const now = clock.now()
  const bound = await submissions.bind(submission, fingerprint, { now, forgetBefore: now - KEPT_MS })
  if (bound.fingerprint !== fingerprint) throw new ProblemError('CONFLICT')
  if (bound.answer !== undefined) return bound.answer
  const answer = await work()
  const { status, headers, body } = answer
  if (!isFinal(answer) || typeof body !== 'string') return answer
  try {
    await submissions.keep(submission, { fingerprint, answer: { status, headers, body } })
  } catch (error) {
    // The order is decided: a repeat elsewhere asks the exchange for it by its client id.
    log.warn({ account: submission.account, ...describeError(error) }, 'answer to an order not stored')
  }
  return answer
}

/**
 * Client id of an order, derived from its idempotency key: stable over restarts, so that the first order is queried
 * before a second is sent. 32 characters, the most that MEXC is known to accept.
 */
export function clientOrderIdOf(account: string, key: string): string {
  return `sd${sha256(`${account}\n${key}`).slice(0, 30)}`
}

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex')
