/** Reads and writes the rows of profit in a ledger file. */

import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib'
import { type LedgerEvent, type Lot, SUM_LENGTHS, compareKeys } from '@spotdeck/ledger'
import { pnlChange } from '../projection.ts'
import { type PnlRows, type PnlRowsOfStep, SUM_KINDS } from '../sql/pnl.ts'
import { type Row, type SqliteFile, bodyOf } from './file.ts'

const BASIS = 'pnl'

/** Removes the marks that events contradict, inside the transaction that stores them. */
export function removePnl(file: SqliteFile, events: readonly LedgerEvent[]): void {
  const [from] = events.flatMap((event) => pnlChange(event) ?? []).sort(compareKeys)
  if (from !== undefined) file.run('DELETE FROM pnl_marks WHERE (time, id) >= (?, ?)', from.time, from.id)
}

/** Removes all marks: profit is computed from the beginning of the ledger. */
export function clearPnl(file: SqliteFile): void {
  file.run('DELETE FROM pnl_marks')
}

/** The profit of an open file. */
export function pnlRows(file: SqliteFile): PnlRows {
  return {
    async mark(basis, before) {
      if (basisOf(file) !== basis) return undefined
      const sql = 'SELECT time, id, n, body FROM pnl_marks WHERE time < ? ORDER BY time DESC, id DESC LIMIT 1'
      const [row] = file.all(sql, before)
      if (row === undefined) return undefined
      const last = { time: Number(row['time']), id: String(row['id']) }
      return { last, n: Number(row['n']), text: textOf(row) }
    },
    async hasMark({ last, n }) {
      const sql = 'SELECT 1 FROM pnl_marks WHERE time = ? AND id = ? AND n = ?'
      return file.all(sql, last.time, last.id, n).length > 0
    },
    async sums({ lengthMs, from, to }, kind, limit = -1) {
      const sql =
        'SELECT time, body FROM pnl_sums WHERE length = ? AND kind = ? AND time >= ? AND time < ? ORDER BY time LIMIT ?'
      const rows = file.all(sql, lengthMs, kind, from, to, limit)
      return rows.map((row) => ({ time: Number(row['time']), text: textOf(row) }))
    },
    async lots(asset, from, to) {
      const sql = 'SELECT body FROM pnl_lots WHERE asset = ? AND place >= ? AND place < ? ORDER BY place'
      return file.all(sql, asset, from, to).map(bodyOf<Lot>)
    },
    async totals(times) {
      const newest = 'SELECT max(p.time) FROM pnl_totals AS p WHERE p.time <= asked.value'
      const sql = `SELECT time, realized FROM pnl_totals
        WHERE time IN (SELECT (${newest}) FROM json_each(?) AS asked) ORDER BY time`
      const rows = file.all(sql, JSON.stringify(times))
      return rows.map(({ time, realized }) => ({ time: Number(time), realized: String(realized) }))
    },
    async save(step) {
      let isSaved = false
      const work = (): void => {
        isSaved = Number(file.all('SELECT coalesce(max(n), 0) AS n FROM events')[0]?.['n']) === step.n
        if (isSaved) save(file, step)
      }
      file.transaction(work, { isDerived: true })
      return isSaved
    },
  }
}

function basisOf(file: SqliteFile): unknown {
  return file.all('SELECT value FROM meta WHERE key = ?', BASIS)[0]?.['value']
}

/** Rows after the newest mark may be left from before it was computed again: those of this step take their place. */
function save(file: SqliteFile, { basis, n, time, id, from, mark, removed, sums, totals, lots }: PnlRowsOfStep): void {
  if (basisOf(file) !== basis) {
    clearPnl(file)
    file.run('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)', BASIS, basis)
  }
  for (const span of removed)
    for (const kind of Object.values(SUM_KINDS)) {
      const sql = 'DELETE FROM pnl_sums WHERE length = ? AND kind = ? AND time >= ? AND time < ?'
      file.run(sql, span.length, kind, span.from, span.to)
    }
  for (const { length, kind, time: begin, body } of sums) {
    const sql = 'INSERT OR REPLACE INTO pnl_sums (length, kind, time, body) VALUES (?, ?, ?, ?)'
    file.run(sql, length, kind, begin, READ_WHOLE.includes(length) ? body : packedText(body))
  }
  file.run('DELETE FROM pnl_totals WHERE time >= ? AND time <= ?', from, time)
  for (const { time: first, realized } of totals)
    file.run('INSERT INTO pnl_totals (time, realized) VALUES (?, ?)', first, realized)
  for (const { asset, place, body } of lots)
    file.run('INSERT OR REPLACE INTO pnl_lots (asset, place, body) VALUES (?, ?, ?)', asset, place, body)
  file.run('DELETE FROM pnl_marks WHERE (time, id) >= (?, ?)', time, id)
  file.run('INSERT INTO pnl_marks (time, id, n, body) VALUES (?, ?, ?, ?)', time, id, n, packedText(mark))
}

/** Lengths of which a report by hour or by day reads every row: they are not compressed. */
const READ_WHOLE: readonly number[] = SUM_LENGTHS.slice(1, 3)
/** Texts from this length on are compressed. */
const MIN_COMPRESSED = 2_000
const PACKING = { params: { [constants.BROTLI_PARAM_QUALITY]: 2, [constants.BROTLI_PARAM_LGWIN]: 16 } }

const packedText = (text: string): string | Uint8Array =>
  text.length < MIN_COMPRESSED ? text : brotliCompressSync(text, PACKING)

function textOf({ body }: Row): string {
  return typeof body === 'string' ? body : brotliDecompressSync(body as Uint8Array).toString('utf8')
}
