/**
 * Responses for a browser's EventSource. On any status but 200 it gives up for good, so a temporary problem is sent
 * inside a stream that ends at once: it reconnects by itself, with its position.
 */

import type { EdgeAnswer, EdgeRequest } from '../answer/answer.ts'
import { RETRY_MS, endBlock } from '../stream/sse-blocks.ts'
import { type ProblemError, problemAnswer } from '../answer/problem.ts'

/** Headers of an event stream. */
export const STREAM_HEADERS: EdgeAnswer['headers'] = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
}

/** The answer to trouble, in the form that whoever asked can go on from. */
export function errorResponse({ headers }: EdgeRequest, problem: ProblemError): EdgeAnswer {
  const answer = problemAnswer(problem)
  const passes = answer.status === 429 || answer.status >= 500
  if (!passes || headers['accept']?.includes('text/event-stream') !== true) return answer
  const { code, params } = problem
  const retryMs = Number(params['retryAfter'] ?? RETRY_MS / 1_000) * 1_000
  return { status: 200, headers: STREAM_HEADERS, body: `retry: ${retryMs}\n\n${endBlock(code, params)}` }
}
