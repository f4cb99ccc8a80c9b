/** Marks of profit of a ledger in SQLite, with what is stored beside them. */

import { decimal, zero } from '@spotdeck/exact'
import { type LedgerEvent, type Lot, type PnlMark, type PnlSum, compareKeys, quarterOf } from '@spotdeck/ledger'
import type { PnlMarks, PnlStep } from '../port.ts'
import { pnlChange } from '../projection.ts'
import { type SqliteFile, bodyOf } from './file.ts'

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

/** Reads and writes the profit of an open file. */
export function storedPnl(file: SqliteFile): PnlMarks {
  return {
    async pnlMark(basis, before = Number.MAX_SAFE_INTEGER) {
      if (basisOf(file) !== basis) return undefined
      const sql = 'SELECT time, id, n, body FROM pnl_marks WHERE time < ? ORDER BY time DESC, id DESC LIMIT 1'
      const [row] = file.all(sql, before)
      if (row === undefined) return undefined
      const last = { time: Number(row['time']), id: String(row['id']) }
      return { last, n: Number(row['n']), mark: bodyOf<PnlMark>(row) }
    },
    async holdsPnl({ last, n }) {
      const sql = 'SELECT 1 FROM pnl_marks WHERE time = ? AND id = ? AND n = ?'
      return file.all(sql, last.time, last.id, n).length > 0
    },
    async savePnl(step) {
      let isSaved = false
      file.transaction(() => {
        isSaved = Number(file.all('SELECT coalesce(max(n), 0) AS n FROM events')[0]?.['n']) === step.n
        if (isSaved) save(file, step)
      })
      return isSaved
    },
    async pnlSums({ from, to }, limit, after) {
      const start = after ?? { time: from, symbol: '', feeAsset: '' }
      const sign = after === undefined ? '>=' : '>'
      const sql = `SELECT body FROM pnl_sums WHERE (time, symbol, fee_asset) ${sign} (?, ?, ?) AND time < ?
        ORDER BY time, symbol, fee_asset LIMIT ?`
      return file.all(sql, start.time, start.symbol, start.feeAsset, to, limit).map(bodyOf<PnlSum>)
    },
    async pnlLots(asset, from, to) {
      const sql = 'SELECT body FROM pnl_lots WHERE asset = ? AND place >= ? AND place < ? ORDER BY place'
      return file.all(sql, asset, from, to).map(bodyOf<Lot>)
    },
    async pnlTotals(times) {
      const sql = 'SELECT realized FROM pnl_totals WHERE time <= ? ORDER BY time DESC LIMIT 1'
      return times.map((time) => {
        const [row] = file.all(sql, time)
        return row === undefined ? zero<'USDT'>() : decimal<'USDT'>(String(row['realized']))
      })
    },
  }
}

function basisOf(file: SqliteFile): unknown {
  return file.all('SELECT value FROM meta WHERE key = ?', BASIS)[0]?.['value']
}

/** Rows after the newest mark may be left from before it was computed again: those of this step take their place. */
function save(file: SqliteFile, { basis, n, last, after, mark, sums, totals, lots }: PnlStep): void {
  if (basisOf(file) !== basis) {
    clearPnl(file)
    file.run('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)', BASIS, basis)
  }
  const from = after?.time ?? 0
  file.run('DELETE FROM pnl_sums WHERE time >= ? AND time < ?', quarterOf(from), quarterOf(last.time))
  file.run('DELETE FROM pnl_totals WHERE time >= ? AND time <= ?', from, last.time)
  for (const sum of sums) {
    const sql = 'INSERT OR REPLACE INTO pnl_sums (time, symbol, fee_asset, body) VALUES (?, ?, ?, ?)'
    file.run(sql, sum.time, sum.symbol, sum.feeAsset, JSON.stringify(sum))
  }
  for (const { time, realized } of totals)
    file.run('INSERT OR REPLACE INTO pnl_totals (time, realized) VALUES (?, ?)', time, realized)
  for (const { asset, place, lot } of lots)
    file.run('INSERT OR REPLACE INTO pnl_lots (asset, place, body) VALUES (?, ?, ?)', asset, place, JSON.stringify(lot))
  file.run('DELETE FROM pnl_marks WHERE (time, id) >= (?, ?)', last.time, last.id)
  const sql = 'INSERT INTO pnl_marks (time, id, n, body) VALUES (?, ?, ?, ?)'
  file.run(sql, last.time, last.id, n, JSON.stringify(mark))
}
