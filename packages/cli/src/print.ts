/** Output for a person: one line on standard output when ready, errors on standard error. */

import { explainError } from './command-error.ts'

/** Prints one line to standard output. */
export function printReady(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** Shows how far a command is, in place on a terminal's standard error; empty text clears it. Says nothing into a file or pipe. */
export function printProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`)
}

/** Prints an error with its code to standard error. */
export function printTrouble(error: unknown): void {
  process.stderr.write(`spotdeck: ${explainError(error)}\n`)
}

/** Prints a warning to standard error; the command goes on. */
export function printWarning(line: string): void {
  process.stderr.write(`spotdeck: warning: ${line}\n`)
}
