/** The error of a wrong argument of an embedded sandbox. */

import { CodedError } from '@spotdeck/ports'
import type { PanelReply } from '../control/call/reply.ts'

/** Error of a call that changed nothing. `code` is the one that the control panel answers, such as `UNKNOWN_KEY`. */
export class SandboxInputError extends CodedError {}

/** The body of a reply of the panel. @throws {SandboxInputError} for a refusal */
export function bodyOf(reply: PanelReply): unknown {
  const body: unknown = 'body' in reply ? reply.body : undefined
  if (reply.status < 400) return body
  const { code, message } = body as { readonly code: string; readonly message: string }
  throw new SandboxInputError(code, message)
}
