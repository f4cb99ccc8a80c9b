/** Equity points of a ledger in SQLite. */

import { type EquityPoints, type EquityRow, type EquityStretch, STRETCH_MS } from '../port.ts'
import { type SqliteFile, bodiesOf } from './file.ts'

/** Reads and writes the equity points of an open file. */
export function storedEquity(file: SqliteFile): EquityPoints {
  return {
    async saveEquity(resolution, rows) {
      const sql = 'INSERT OR REPLACE INTO equity (resolution, time, body) VALUES (?, ?, ?)'
      const length = resolution === 'second' ? undefined : STRETCH_MS[resolution]
      file.transaction(() => {
        for (const row of rows) {
          file.run(sql, resolution, row.time, JSON.stringify(row))
          if (length !== undefined) file.run(CHANGED, resolution, row.time - length, row.time + length, row.time)
        }
      })
    },
    async equity(resolution, from, to) {
      const sql = 'SELECT body FROM equity WHERE resolution = ? AND time >= ? AND time < ? ORDER BY time'
      return bodiesOf(file, sql, resolution, from, to) as readonly EquityRow[]
    },
    async equityWithin(resolution, spans) {
      const asked = JSON.stringify(spans.map(({ from, to }) => [from, to]))
      const rows = bodiesOf(file, WITHIN, asked, resolution) as EquityRow[]
      // Read in this order, which a join does not promise.
      return rows.sort((a, b) => a.time - b.time)
    },
    async pruneEquity(resolution, before) {
      file.transaction(() => {
        file.run('DELETE FROM equity WHERE resolution = ? AND time < ?', resolution, before)
        file.run('DELETE FROM equity_stretches WHERE resolution = ? AND begin < ?', resolution, before)
      })
    },
    async saveStretches(resolution, stretches) {
      const sql = 'INSERT OR REPLACE INTO equity_stretches (resolution, begin, since, body) VALUES (?, ?, ?, ?)'
      const save = (): void =>
        stretches.forEach((one) => file.run(sql, resolution, one.begin, one.since, JSON.stringify(one)))
      file.transaction(save, { isDerived: true })
    },
    async stretches(resolution, from, to) {
      const sql = 'SELECT body FROM equity_stretches WHERE resolution = ? AND begin >= ? AND begin < ? ORDER BY begin'
      return bodiesOf(file, sql, resolution, from, to) as readonly EquityStretch[]
    },
    async stretchesEnd(resolution) {
      const [row] = file.all('SELECT max(begin) AS begin FROM equity_stretches WHERE resolution = ?', resolution)
      const begin = row?.['begin'] ?? null
      return begin === null ? 0 : Number(begin) + STRETCH_MS[resolution]
    },
  }
}

/** Stretches whose points, or the one before them, a point changes. A point before a stretch is less than a length away from it. */
const CHANGED = 'DELETE FROM equity_stretches WHERE resolution = ? AND begin > ? AND begin <= ? AND since <= ?'
const WITHIN = `SELECT equity.body FROM json_each(?) AS span CROSS JOIN equity ON equity.resolution = ?
  AND equity.time >= json_extract(span.value, '$[0]') AND equity.time < json_extract(span.value, '$[1]')`
