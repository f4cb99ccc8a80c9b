/**
 * Moves the rows of an older version's ledger into this version's tables, and seals its events: a step at a time, in a
 * transaction that also deletes what it moved. A killed process goes on where it was, and a full disk loses nothing.
 */

import type { Deal, Naming, Order } from '@spotdeck/ledger'
import { packed } from '../packing.ts'
import type { HistoryList } from '../port.ts'
import { LISTS } from '../sql/lists.ts'
import { type Row, type SqliteFile, type Value, bodyOf } from './file.ts'
import { EventLog, SEGMENT_EVENTS } from './event-log.ts'
import { addRows } from './history.ts'
import { putDeal, putOrder } from './lists.ts'
import { NextMark } from './state-marks.ts'

/** Rows of one step: some hundred milliseconds. */
const STEP_ROWS = 5_000
const STEP_SEGMENTS = 32

type Move = {
  readonly table: string
  readonly key: readonly string[]
  readonly put: (file: SqliteFile, row: Row) => void
}

const MOVES: readonly Move[] = [
  { table: 'orders', key: ['order_id'], put: (file, row) => putOrder(file, bodyOf<Order>(row)) },
  {
    table: 'deals',
    key: ['order_id', 'trade_id', 'side'],
    put: (file, row) => putDeal(file, bodyOf<Deal>(row), row['named_by'] as Naming, textOf(row['alias']) ?? null),
  },
  {
    table: 'history',
    key: ['list', 'n'],
    put: (file, row) =>
      addRows(file, [
        {
          list: LISTS[row['list'] as HistoryList],
          n: Number(row['n']),
          time: Number(row['time']),
          asset: textOf(row['asset']),
          reason: textOf(row['reason']),
        },
      ]),
  },
]

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/** True while rows of an older version are left. */
export function hasOldRows(file: Pick<SqliteFile, 'all'>): boolean {
  return MOVES.some(({ table }) => has(file, `old_${table}`))
}

/** Steps that `moveOld` will take, about. @param isRenamed false before the migration that renames the tables */
export function movesLeft(file: Pick<SqliteFile, 'all'>, isRenamed: boolean): number {
  const names = MOVES.map(({ table }) => (isRenamed ? `old_${table}` : table)).filter((name) => has(file, name))
  const rows = names.map((name) => Number(file.all(`SELECT count(*) AS count FROM ${name}`)[0]?.['count']))
  const [ends] = has(file, 'events')
    ? file.all('SELECT (SELECT min(n) FROM events) AS first, (SELECT max(n) FROM events) AS last')
    : []
  const events = Number(ends?.['last'] ?? 0) - Number(ends?.['first'] ?? 0)
  const steps = rows.reduce((sum, count) => sum + Math.ceil(count / STEP_ROWS), 0)
  return steps + Math.floor(events / (STEP_SEGMENTS * SEGMENT_EVENTS))
}

/** Moves what is left. @param told called after each step */
export function moveOld(file: SqliteFile, told: () => void): void {
  for (const move of MOVES) {
    if (!has(file, `old_${move.table}`)) continue
    while (moveSome(file, move)) told()
    file.transaction(() => file.run(`DROP TABLE old_${move.table}`))
  }
  const log = new EventLog(file)
  for (let isMore = true; isMore;) {
    const segments = log.unsealed(STEP_SEGMENTS)
    file.transaction(() => segments.forEach((one) => log.seal(one, packed(one.text))))
    isMore = segments.length === STEP_SEGMENTS
    if (isMore) told()
  }
  for (const marks = new NextMark(file, log); marks.take();) {
    const { due } = marks
    if (due !== undefined) file.transaction(() => marks.put(due, packed(due.text)))
  }
}

/** False where nothing was left. */
function moveSome(file: SqliteFile, { table, key, put }: Move): boolean {
  const names = key.join(', ')
  const rows = file.all(`SELECT * FROM old_${table} ORDER BY ${names} LIMIT ${STEP_ROWS}`)
  const last = rows.at(-1)
  if (last === undefined) return false
  const ends = key.map((name) => last[name] as Value)
  file.transaction(() => {
    for (const row of rows) put(file, row)
    file.run(`DELETE FROM old_${table} WHERE (${names}) <= (${key.map(() => '?').join(', ')})`, ...ends)
  })
  return true
}

function has(file: Pick<SqliteFile, 'all'>, table: string): boolean {
  return file.all("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", table).length > 0
}
