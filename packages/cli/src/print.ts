/** What a command says to the person who ran it: one line when ready on standard output, trouble on standard error. */

import { explainError } from './command-error.ts'

export function printReady(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** Shows how far a command is, in place on a terminal's standard error; empty text clears it. Says nothing into a file or pipe. */
export function printProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`)
}

export function printTrouble(error: unknown): void {
  process.stderr.write(`spotdeck: ${explainError(error)}\n`)
}
