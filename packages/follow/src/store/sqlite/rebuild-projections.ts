/** Rebuilds the lists of a ledger file from its events, in a temporary file, and compares them with the stored ones. */

import type { ListsAnew } from '../verify.ts'
import { type Row, type SqliteFile, type Value, temporarySqlite } from './database.ts'
import { listHistory } from './history.ts'
import { listEvent } from './lists.ts'

/** Lists and the keys of their rows: the order in which both sides are read. */
const LISTS: readonly (readonly [table: string, key: readonly string[]])[] = [
  ['orders', ['order_id']],
  ['deals', ['order_id', 'trade_id', 'side']],
  ['flows', ['id']],
  ['unpriced', ['time', 'id']],
  ['history', ['list', 'n']],
]
const STEP = 1_000

/** Starts a rebuild. Call `close` afterwards. */
export function rebuildProjections(file: Pick<SqliteFile, 'all'>): ListsAnew & { close(): void } {
  const anew = temporarySqlite()
  return {
    take: (events) =>
      anew.transaction(() => {
        for (const event of events) {
          listEvent(anew, event)
          listHistory(anew, event)
        }
      }),
    difference: () => LISTS.find(([table, key]) => !isSame(file, anew, table, key))?.[0],
    close: () => anew.close(),
  }
}

function isSame(
  a: Pick<SqliteFile, 'all'>,
  b: Pick<SqliteFile, 'all'>,
  table: string,
  key: readonly string[],
): boolean {
  const names = key.join(', ')
  const marks = key.map(() => '?').join(', ')
  let after: readonly Value[] | undefined
  for (;;) {
    const where = after === undefined ? '' : `WHERE (${names}) > (${marks})`
    const sql = `SELECT * FROM ${table} ${where} ORDER BY ${names} LIMIT ${STEP}`
    const [rows, made] = [a.all(sql, ...(after ?? [])), b.all(sql, ...(after ?? []))]
    if (rows.length !== made.length || rows.some((row, i) => said(row) !== said(made[i] ?? {}))) return false
    const last = rows.at(-1)
    if (last === undefined || rows.length < STEP) return true
    after = key.map((name) => last[name] as Value)
  }
}

/** Row as text, independent of the order of its fields. */
const said = (row: Row): string =>
  JSON.stringify(row, (name, value: unknown) => {
    const whole: unknown = name === 'body' && typeof value === 'string' ? JSON.parse(value) : value
    const isRecord = typeof whole === 'object' && whole !== null && !Array.isArray(whole)
    return isRecord ? Object.fromEntries(Object.entries(whole).sort(([x], [y]) => (x < y ? -1 : 1))) : whole
  })
