/** Output: results on standard output, errors on standard error; with `--json` both as JSON on standard output. */

import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '@spotdeck/ports'
import { explainError } from './command-error.ts'
import { CATEGORIES, failureOf } from './failures.ts'

/** Prints one line to standard output. */
export function printReady(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** Flags of a command that prints. */
type Output = { readonly json?: string | boolean | undefined }

/** Prints a result: one JSON line with `--json`, else text for a person. */
export function printResult({ json }: Output, result: object, text: string): void {
  printReady(json === true ? JSON.stringify(result) : text)
}

/** Prints what ended a command, and returns its exit code. @param about fields beside the error, such as its account */
export function printFailure(output: Output, error: unknown, about: object = {}): number {
  const failure = failureOf(error)
  if (output.json === true) printReady(JSON.stringify({ ...about, error: failure }))
  else printTrouble(error)
  return CATEGORIES[failure.category].exit
}

/** Shows progress in place on a terminal's standard error; empty text clears it. Writes nothing into a file or pipe. */
export function printProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`)
}

/** Prints an error with its code to standard error. */
export function printTrouble(error: unknown): void {
  process.stderr.write(`spotdeck: ${explainError(error)}\n`)
}

/** Prints a line to standard error; the command goes on. */
export function printNotice(line: string): void {
  process.stderr.write(`spotdeck: ${line}\n`)
}

/** Prints a warning to standard error; the command goes on. */
export const printWarning = (line: string): void => printNotice(`warning: ${line}`)

/** Rows in columns, two spaces apart. Cells may come from elsewhere: control characters would speak to the terminal. */
export function table(rows: readonly (readonly (string | number)[])[]): string {
  const shown = rows.map((row) => row.map((cell) => String(cell).replace(/\p{C}/gu, '?')))
  const widths = shown.reduce<readonly number[]>(
    (most, row) => row.map((cell, column) => Math.max(most[column] ?? 0, cell.length)),
    [],
  )
  return shown.map((row) => `  ${row.map((cell, n) => cell.padEnd(widths[n] ?? 0)).join('  ')}`.trimEnd()).join('\n')
}

const UNITS = [
  [DAY_MS, 'd'],
  [HOUR_MS, 'h'],
  [MINUTE_MS, 'min'],
] as const

/** An age in its largest unit: `3 min`. */
export function ageText(ms: number): string {
  const [unitMs, unit] = UNITS.find(([length]) => ms >= length) ?? [SECOND_MS, 's']
  return `${Math.floor(ms / unitMs)} ${unit}`
}
