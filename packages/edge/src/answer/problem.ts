/** Problems of requests: thrown by handlers as a code, answered as an RFC 9457 document. */

import { type Params, type Problem, type ProblemCode, problemStatus, formatMessage } from '@spotdeck/api'
import { CodedError, defined } from '@spotdeck/ports'
import type { z } from 'zod'
import type { EdgeAnswer } from './answer.ts'
import { reasonOf } from './reason.ts'

/** Expected failure of a request. The page's text for it is made of `code` and `params` alone. */
export class ProblemError extends CodedError<ProblemCode> {
  readonly params: Params
  /** The exchange's own text, for the owner alone. */
  readonly detail: string | undefined
  constructor(code: ProblemCode, params: Params = {}, detail?: string) {
    super(code, formatMessage('en', `problem.${code}`, params))
    this.params = params
    this.detail = detail
  }
}

/** `BAD_REQUEST` naming the field that is wrong and how. */
export function badRequest(field: string, reason: string): ProblemError {
  return new ProblemError('BAD_REQUEST', { field: field.slice(0, 60), reason })
}

/** The value, or `BAD_REQUEST` naming the first field that is wrong. */
export function parseOrRefuse<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  what: string,
): z.output<Schema> {
  const parsed = schema.safeParse(value, { error: reasonOf })
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const field = issue?.path.join('.') ?? ''
  throw badRequest(field === '' ? what : field, issue?.message ?? 'is not understood')
}

/** The RFC 9457 response to a problem, with `Retry-After` and `WWW-Authenticate` where they apply. */
export function problemAnswer({ code, params, detail, message }: ProblemError): EdgeAnswer {
  const status = problemStatus[code]
  const body: Problem = {
    type: 'about:blank',
    title: message,
    status,
    code,
    params,
    ...defined({ detail }),
  }
  const retryAfter = params['retryAfter']
  return {
    status,
    headers: defined({
      'content-type': 'application/problem+json; charset=utf-8',
      'retry-after': retryAfter === undefined ? undefined : String(retryAfter),
      'www-authenticate': status === 401 ? 'Bearer realm="spotdeck"' : undefined,
    }),
    body: JSON.stringify(body),
  }
}
