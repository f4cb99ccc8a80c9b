/** Answers to order submissions, by their idempotency key: a repeat gets the first answer, at whichever gateway it comes. */

/** A submission, as its caller names it. */
export type SubmissionKey = { readonly account: string; readonly key: string }

/** Final answer to a submission. */
export type FinalAnswer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Fingerprint of the body that a key is bound to, and its final answer once there is one. */
export type Submission = { readonly fingerprint: string; readonly answer?: FinalAnswer | undefined }

/** Present, and the time before which a key is forgotten; both in ms since the epoch. */
export type SubmissionTimes = { readonly now: number; readonly forgetBefore: number }

/**
 * Store of keys, their bodies and final answers. It answers repeats; it does not keep two gateways from sending the same order. That is
 * done by the lease of the account and by the client order id, under which each order is counted in the database before it is sent.
 */
export interface Submissions {
  /**
   * Binds a key to a body, before anything is sent under it, unless it is bound already; returns what it is bound to.
   * @throws {StoreError} `STORE_*`
   */
  bind(submission: SubmissionKey, fingerprint: string, times: SubmissionTimes): Promise<Submission>
  /** Keeps the answer of a key that is bound to this body, unless there is one. @throws {StoreError} `STORE_*` */
  keep(submission: SubmissionKey, answered: Required<Submission>): Promise<void>
}
