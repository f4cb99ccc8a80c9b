/** What a command says to the person who ran it: one line when ready on standard output, trouble on standard error. */

import { describeTrouble } from './command-error.ts'

export function printReady(line: string): void {
  process.stdout.write(`${line}\n`)
}

export function printTrouble(error: unknown): void {
  process.stderr.write(`spotdeck: ${describeTrouble(error)}\n`)
}
