/**
 * Daily order notional of an account, in USDT: written before an order is sent, so that neither a crash nor a restart
 * grants a day's limit twice. One line per order; the file is replaced each day.
 */

import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs'
import { max, sum, tryDecimal } from '@spotdeck/exact'
import { parseJson } from '@spotdeck/ports'
import type { Usdt } from './limits.ts'

/** Log of the daily order notional of one account. */
export interface DailyNotional {
  /** Notional ordered on `day` in USDT, without the order of this client id. */
  total(day: string, clientOrderId: string): Usdt
  /**
   * Counts an order once, at its highest notional, however often it is retried: in `total` at once, and durable when it
   * resolves; with false for an order that was counted before. Rejects when it cannot be written: then nothing may be sent.
   */
  add(day: string, clientOrderId: string, worth: Usdt): Promise<boolean>
  /** Removes an order that the exchange certainly does not have. */
  giveBack(clientOrderId: string): Promise<void>
}

/** Order on a day; a worth of 0 removes it. */
export type DailyNotionalEntry = { readonly day: string; readonly clientOrderId: string; readonly worth: string }
type Book = { day: string; readonly orders: Map<string, Usdt> }

/** Keeps the log in memory; `keep` stores every line. */
export function dailyNotionalLog(
  lines: readonly DailyNotionalEntry[],
  keep: (line: DailyNotionalEntry, isNewDay: boolean) => void | Promise<void>,
): DailyNotional {
  const book: Book = { day: '', orders: new Map() }
  for (const line of lines) take(book, line)
  const write = async (line: DailyNotionalEntry): Promise<void> => {
    const stored = keep(line, line.day !== book.day)
    // Other orders count it while it is being stored; where that fails, it stays counted until the account is opened again.
    take(book, line)
    await stored
  }
  return {
    total(day, clientOrderId) {
      if (day > book.day) return sum<'USDT'>([])
      return sum([...book.orders].flatMap(([id, worth]) => (id === clientOrderId ? [] : [worth])))
    },
    async add(day, clientOrderId, worth) {
      const before = book.orders.get(clientOrderId)
      await write({
        day: notBefore(day, book.day),
        clientOrderId,
        worth: before === undefined ? worth : max(before, worth),
      })
      return before === undefined
    },
    async giveBack(clientOrderId) {
      if (book.orders.has(clientOrderId)) await write({ day: book.day, clientOrderId, worth: '0' })
    },
  }
}

/**
 * Keeps the log in a file that only its owner can read. A line that a crash cut off belongs to no sent order, and does
 * not count.
 */
export function fileSpent(path: string): DailyNotional {
  return dailyNotionalLog(readLines(path), (line, isNewDay) => (isNewDay ? beginAnew(path, line) : append(path, line)))
}

/** The later of two days: a clock or a zone that is set back grants no limit twice. */
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
    // Starts a new line, in case a crash cut off the previous one.
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
  return text.split('\n').map(parseJson).filter(isLine)
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
