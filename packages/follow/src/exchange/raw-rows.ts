/** Rows of lists that cannot be read, kept beside those that can: one of them never fails the whole list. */

import type { CallOptions } from '@spotdeck/mexc'
import type { RawRow, Rows } from '../exchange.ts'

/** Maximal length of the text of a row that cannot be read. */
const MAX_RAW = 80

/** A row as it came, with what of it can be read. */
export function rawRow(row: unknown): RawRow {
  const fields = new Map<string, unknown>(typeof row === 'object' && row !== null ? Object.entries(row) : [])
  const [symbol, orderId, time] = [fields.get('symbol'), fields.get('orderId'), fields.get('time')]
  return {
    raw: rawText(row),
    ...(typeof symbol === 'string' && symbol !== '' ? { symbol } : {}),
    ...(typeof orderId === 'string' && orderId !== '' ? { orderId } : {}),
    ...(typeof time === 'number' && time > 0 ? { time } : {}),
  }
}

/** The text of a row, shortened. */
export const rawText = (row: unknown): string => JSON.stringify(row).slice(0, MAX_RAW)

/** Reads a list over the SDK, with the entries that lack a required field. */
export async function withRawRows<T>(call: (options: CallOptions) => Promise<readonly T[]>): Promise<Rows<T>> {
  const unreadable: RawRow[] = []
  const rows = await call({ unreadableRow: ({ row }) => void unreadable.push(rawRow(row)) })
  return both(rows, unreadable)
}

/** The rows that can be translated, and those that cannot. */
export function translated<Row, T>({ rows, unreadable = [] }: Rows<Row>, translate: (row: Row) => T): Rows<T> {
  const good: T[] = []
  const bad: RawRow[] = []
  for (const row of rows) {
    try {
      good.push(translate(row))
    } catch {
      bad.push(rawRow(row))
    }
  }
  return both(good, [...unreadable, ...bad])
}

function both<T>(rows: readonly T[], unreadable: readonly RawRow[]): Rows<T> {
  return unreadable.length === 0 ? { rows } : { rows, unreadable }
}
