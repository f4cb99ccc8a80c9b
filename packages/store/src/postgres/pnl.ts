/** Reads and writes the rows of one account's profit. */

import type { Lot } from '@spotdeck/ledger'
import type { PnlRows } from '../sql/pnl.ts'
import type { AccountRows } from './database.ts'

/** The profit of an account. */
export function pnlRows(ledger: AccountRows): PnlRows {
  return {
    async mark(basis, before) {
      const sql = `SELECT m.time, m.id, m.n, m.body FROM pnl_marks m JOIN ledgers l USING (account)
        WHERE m.account = $1 AND l.pnl_basis = $2 AND m.time < $3 ORDER BY m.time DESC, m.id DESC LIMIT 1`
      const [row] = await ledger.all(sql, basis, before)
      if (row === undefined) return undefined
      const last = { time: Number(row['time']), id: String(row['id']) }
      return { last, n: Number(row['n']), text: String(row['body']) }
    },
    async hasMark({ last, n }) {
      const sql = 'SELECT 1 FROM pnl_marks WHERE account = $1 AND time = $2 AND id = $3 AND n = $4'
      return (await ledger.all(sql, last.time, last.id, n)).length > 0
    },
    async sums({ lengthMs, from, to }, kind, limit) {
      const sql = `SELECT time, body FROM pnl_sums
        WHERE account = $1 AND length = $2 AND kind = $3 AND time >= $4 AND time < $5 ORDER BY time LIMIT $6`
      const rows = await ledger.all(sql, lengthMs, kind, from, to, limit ?? null)
      return rows.map(({ time, body }) => ({ time: Number(time), text: String(body) }))
    },
    async lots(asset, from, to) {
      const sql = `SELECT body FROM pnl_lots WHERE account = $1 AND asset = $2 AND place >= $3 AND place < $4
        ORDER BY place`
      return (await ledger.all(sql, asset, from, to)).map(({ body }) => JSON.parse(String(body)) as Lot)
    },
    async totals(times) {
      const newest = 'SELECT max(p.time) FROM pnl_totals p WHERE p.account = $1 AND p.time <= asked.time'
      const sql = `SELECT time, realized FROM pnl_totals WHERE account = $1
        AND time IN (SELECT (${newest}) FROM unnest($2::bigint[]) AS asked(time)) ORDER BY time`
      const rows = await ledger.all(sql, times)
      return rows.map(({ time, realized }) => ({ time: Number(time), realized: String(realized) }))
    },
    async save(step) {
      const [answer] = await ledger.write('SELECT save_pnl($1, $2, $3) AS saved', JSON.stringify(step))
      return answer?.['saved'] === true
    },
  }
}
