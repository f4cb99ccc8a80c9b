/** Errors over HTTP: RFC 9457 problem documents with a stable `code`. */

import { z } from 'zod'
import { problemCodes } from './codes.ts'
import { message } from './scalars.ts'

/** `type` is `about:blank`; `title` is English for logs, people read the catalogue by `code` and `params`. */
export const problem = z.object({
  type: z.literal('about:blank'),
  title: z.string(),
  status: z.number().int(),
  code: z.enum(problemCodes),
  params: message.shape.params,
  /** The exchange's own code and text, for the owner alone. */
  detail: z.string().optional(),
})
/** Problem document of a failed request. */
export type Problem = z.infer<typeof problem>
