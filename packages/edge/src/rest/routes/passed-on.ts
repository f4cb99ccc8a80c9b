/** Calls that the gateway that follows the account answers, and the key that names a submission. */

import type { EdgeAnswer } from '../../answer/answer.ts'
import { ProblemError } from '../../answer/problem.ts'
import type { Call } from '../call.ts'
import { accountOf } from '../seen.ts'

/** Characters of an idempotency key; a random UUID matches. */
export const KEY = /^[\x21-\x7e]{1,128}$/

/** The idempotency key of a call; empty where it has none. */
export const keyOf = ({ request }: Call<unknown, unknown>): string => request.headers['idempotency-key'] ?? ''

/**
 * Has the gateway answer that follows the account; `lost` where its answer does not arrive.
 * @throws {ProblemError} `FOLLOWED_ELSEWHERE` where none takes it, and where an answer without `lost` does not arrive
 */
export async function passOn(call: Call<unknown, unknown>, lost?: EdgeAnswer): Promise<EdgeAnswer> {
  const account = accountOf(call).id
  const passed = await call.passOn?.(account)
  if (passed?.kind === 'answer') return passed.answer
  if (passed?.kind === 'lost' && lost !== undefined) return lost
  throw new ProblemError('FOLLOWED_ELSEWHERE', { account })
}
