/** Answers to order submissions, by their idempotency key: a repeat gets the first answer, at whichever gateway it comes. */

/** A submission, as its caller names it. */
export type SubmissionKey = { readonly account: string; readonly key: string }

/** A final answer, and the fingerprint of the body that it is an answer to. */
export type Submission = {
  readonly fingerprint: string
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/**
 * Store of final answers. It answers repeats; it does not keep two gateways from sending the same order. That is done by the lease of
 * the account and by the client order id, under which each order is counted in the database before it is sent.
 */
export interface Submissions {
  /** @throws {StoreError} `STORE_*` */
  find(submission: SubmissionKey): Promise<Submission | undefined>
  /** Keeps an answer unless there is one, and forgets those from before `forgetBefore`. Times are ms since the epoch. @throws {StoreError} `STORE_*` */
  keep(
    submission: SubmissionKey,
    answer: Submission,
    times: { readonly now: number; readonly forgetBefore: number },
  ): Promise<void>
}

/** Submissions in memory, for tests. */
export function memorySubmissions(): Submissions {
  const kept = new Map<string, Submission & { readonly at: number }>()
  const nameOf = ({ account, key }: SubmissionKey): string => `${account} ${key}`
  return {
    async find(submission) {
      const found = kept.get(nameOf(submission))
      if (found === undefined) return undefined
      const { at: _at, ...answer } = found
      return answer
    },
    async keep(submission, answer, { now, forgetBefore }) {
      for (const [name, { at }] of kept) if (at < forgetBefore) kept.delete(name)
      if (!kept.has(nameOf(submission))) kept.set(nameOf(submission), { ...answer, at: now })
    },
  }
}
