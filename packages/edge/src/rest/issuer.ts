/** Answers of a gateway that may make credentials, where this one may not. */

import type { EdgeAnswer } from '../answer/answer.ts'
import type { RouterCall } from './call.ts'
import { ProblemError } from '../answer/problem.ts'

/** Has a gateway that may make credentials answer a call. @throws {ProblemError} `ACCESS_ELSEWHERE` */
export async function answerOfIssuer({ passOn }: RouterCall): Promise<EdgeAnswer> {
  const passed = await passOn?.()
  if (passed?.kind !== 'answer') throw new ProblemError('ACCESS_ELSEWHERE')
  return passed.answer
}
