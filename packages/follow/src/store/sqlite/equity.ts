/** Equity points of a ledger in SQLite. */

import type { EquityPoints, EquityRow } from '../port.ts'
import { type SqliteFile, bodiesOf } from './file.ts'

/** Reads and writes the equity points of an open file. */
export function storedEquity(file: SqliteFile): EquityPoints {
  return {
    async saveEquity(resolution, rows) {
      const sql = 'INSERT OR REPLACE INTO equity (resolution, time, body) VALUES (?, ?, ?)'
      file.transaction(() => rows.forEach((row) => file.run(sql, resolution, row.time, JSON.stringify(row))))
    },
    async equity(resolution, from, to) {
      const sql = 'SELECT body FROM equity WHERE resolution = ? AND time >= ? AND time < ? ORDER BY time'
      return bodiesOf(file, sql, resolution, from, to) as readonly EquityRow[]
    },
    async pruneEquity(resolution, before) {
      file.run('DELETE FROM equity WHERE resolution = ? AND time < ?', resolution, before)
    },
  }
}
