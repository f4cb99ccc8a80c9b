/** Errors that end a command: one message that says the next step. */

import { CodedError } from '@spotdeck/ports'
import { failureOf } from './failures.ts'

/** A command cannot go on; the message ends in the next step. */
export class CommandError extends CodedError {}

/** The error of a value that cannot be used: `CONFIG_BAD_VALUE`. */
export const badValue = (message: string): CommandError => new CommandError('CONFIG_BAD_VALUE', message)

/** The error message of a command in one line, with its code. */
export function explainError(error: unknown): string {
  const { code, message } = failureOf(error)
  return `${error instanceof Error ? error.message : message} (${code})`
}
