/**
 * What an account has ordered this day, in USDT: written down before an order is sent, so that neither a crash nor a restart
 * gives a day's limit twice. One line an order; the file is begun anew with each day.
 */

import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs'
import { max, sum, tryDecimal } from '@spotdeck/exact'
import type { Usdt } from './limits.ts'

export interface DailyNotional {
  /** What was ordered on `day`, without the order of this client id. */
  total(day: string, clientOrderId: string): Usdt
  /**
   * Counts an order, once however often it is tried, at the most that it was ever worth: a repeat finds the first. Durable when it returns; false for one that was counted before.
   * @throws when it cannot be written: then nothing may be sent
   */
  add(day: string, clientOrderId: string, worth: Usdt): boolean
  /** The exchange certainly has no such order: it does not count. */
  giveBack(clientOrderId: string): void
}

/** One order on a day; worth 0 takes it back. */
export type DailyNotionalEntry = { readonly day: string; readonly clientOrderId: string; readonly worth: string }
type Book = { day: string; readonly orders: Map<string, Usdt> }

/** In memory, for simulations: `keep` is told of every line. */
export function dailyNotionalLog(
  lines: readonly DailyNotionalEntry[],
  keep: (line: DailyNotionalEntry, isNewDay: boolean) => void,
): DailyNotional {
  const book: Book = { day: '', orders: new Map() }
  for (const line of lines) take(book, line)
  const write = (line: DailyNotionalEntry): void => {
    keep(line, line.day !== book.day)
    take(book, line)
  }
  return {
    total(day, clientOrderId) {
      if (day > book.day) return sum<'USDT'>([])
      return sum([...book.orders].flatMap(([id, worth]) => (id === clientOrderId ? [] : [worth])))
    },
    add(day, clientOrderId, worth) {
      const before = book.orders.get(clientOrderId)
      write({ day: notBefore(day, book.day), clientOrderId, worth: before === undefined ? worth : max(before, worth) })
      return before === undefined
    },
    giveBack(clientOrderId) {
      if (book.orders.has(clientOrderId)) write({ day: book.day, clientOrderId, worth: '0' })
    },
  }
}

/** In a file that its owner alone can read. A line that a crash cut off was never sent, and does not count. */
export function fileSpent(path: string): DailyNotional {
  return dailyNotionalLog(readLines(path), (line, isNewDay) => (isNewDay ? beginAnew(path, line) : append(path, line)))
}

/** A day that has begun is not left again: a clock or a zone that is set back gives no limit twice. */
const notBefore = (day: string, begun: string): string => (day < begun ? begun : day)

function take(book: Book, { day, clientOrderId, worth }: DailyNotionalEntry): void {
  const exact = tryDecimal<'USDT'>(worth)
  if (exact === undefined) return
  if (day !== book.day) {
    book.day = day
    book.orders.clear()
  }
  if (exact === '0') book.orders.delete(clientOrderId)
  else book.orders.set(clientOrderId, exact)
}

function beginAnew(path: string, line: DailyNotionalEntry): void {
  const next = `${path}.new`
  writeFileSync(next, textOf(line), { mode: 0o600, flush: true })
  renameSync(next, path)
}

function append(path: string, line: DailyNotionalEntry): void {
  const file = openSync(path, 'a', 0o600)
  try {
    // A torn line before this one must not swallow it.
    writeSync(file, `\n${textOf(line)}`)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

const textOf = (line: DailyNotionalEntry): string => `${JSON.stringify(line)}\n`

function readLines(path: string): readonly DailyNotionalEntry[] {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
  return text.split('\n').flatMap((line) => parseLine(line) ?? [])
}

function parseLine(text: string): DailyNotionalEntry | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isLine(value) ? value : undefined
  } catch {
    return undefined
  }
}

const isLine = (value: unknown): value is DailyNotionalEntry =>
  typeof value === 'object' &&
  value !== null &&
  'day' in value &&
  'clientOrderId' in value &&
  'worth' in value &&
  typeof value.day === 'string' &&
  typeof value.clientOrderId === 'string' &&
  typeof value.worth === 'string'
