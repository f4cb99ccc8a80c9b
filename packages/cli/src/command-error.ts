/** Errors that end a command: one message that says the next step, exit code 1. */

import { CodedError } from '@spotdeck/ports'

/** A command cannot go on; the message ends in the next step. */
export class CommandError extends CodedError {}

/** The error of a value that cannot be used: `CONFIG_BAD_VALUE`. */
export const badValue = (message: string): CommandError => new CommandError('CONFIG_BAD_VALUE', message)

/** The error message of a command in one line, with its code. */
export function explainError(error: unknown): string {
  if (!(error instanceof Error)) return `Something unexpected was thrown: ${String(error)}. (UNEXPECTED)`
  const code = 'code' in error && typeof error.code === 'string' ? error.code : 'UNEXPECTED'
  return `${error.message} (${code})`
}
