/** Errors over HTTP: RFC 9457 problem documents with a stable `code`. */

import { z } from 'zod'

export const problemCodes = [
  'BAD_REQUEST',
  'UNAUTHENTICATED',
  'AUDIENCE_FORBIDDEN',
  'NOT_FOUND',
  'UNKNOWN_ACCOUNT',
  'UNKNOWN_TOPIC',
  'UNKNOWN_SYMBOL',
  'UNKNOWN_ORDER',
  'CONFLICT',
  'TOO_SLOW',
  'RATE_LIMITED',
  'TRADING_OFF',
  'ORDER_REJECTED',
  'ORDER_OUTCOME_UNKNOWN',
  'NOT_READY',
  'INTERNAL',
] as const
export type ProblemCode = (typeof problemCodes)[number]

/** `type` is `about:blank`; `title` is English for logs, people read the catalogue by `code` and `params`. */
export const problem = z.object({
  type: z.literal('about:blank'),
  title: z.string(),
  status: z.number().int(),
  code: z.enum(problemCodes),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  /** The exchange's own code and text, for the owner alone. */
  detail: z.string().optional(),
})
export type Problem = z.infer<typeof problem>
