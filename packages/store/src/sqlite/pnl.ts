/** Marks of profit of a ledger in SQLite, with what is stored beside them. */

import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib'
import { zero } from '@spotdeck/exact'
import { type LedgerEvent, type Lot, SUM_LENGTHS, type Value, compareKeys } from '@spotdeck/ledger'
import {
  packMark,
  packSums,
  packedTotals,
  storedTotalAt,
  packTrades,
  unpackMark,
  unpackSums,
  unpackTrades,
} from '../packed-sums.ts'
import { type SumTable, rollUp } from '../pnl-roll-up.ts'
import type { PnlMarks, PnlStep, SumSpan } from '../port.ts'
import { pnlChange } from '../projection.ts'
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

/** Reads and writes the profit of an open file. */
export function storedPnl(file: SqliteFile): PnlMarks {
  return {
    async pnlMark(basis, before = Number.MAX_SAFE_INTEGER) {
      if (basisOf(file) !== basis) return undefined
      const sql = 'SELECT time, id, n, body FROM pnl_marks WHERE time < ? ORDER BY time DESC, id DESC LIMIT 1'
      const [row] = file.all(sql, before)
      if (row === undefined) return undefined
      const last = { time: Number(row['time']), id: String(row['id']) }
      return { last, n: Number(row['n']), mark: unpackMark(textOf(row)) }
    },
    async holdsPnl({ last, n }) {
      const sql = 'SELECT 1 FROM pnl_marks WHERE time = ? AND id = ? AND n = ?'
      return file.all(sql, last.time, last.id, n).length > 0
    },
    async savePnl(step) {
      let isSaved = false
      const work = (): void => {
        isSaved = Number(file.all('SELECT coalesce(max(n), 0) AS n FROM events')[0]?.['n']) === step.n
        if (isSaved) save(file, step)
      }
      file.transaction(work, { isDerived: true })
      return isSaved
    },
    async pnlSums(query, limit) {
      return sumTable(file).sums(query, limit)
    },
    async pnlTrades(span, limit) {
      return sumTable(file).trades(span, limit)
    },
    async pnlLots(asset, from, to) {
      const sql = 'SELECT body FROM pnl_lots WHERE asset = ? AND place >= ? AND place < ? ORDER BY place'
      return file.all(sql, asset, from, to).map(bodyOf<Lot>)
    },
    async pnlTotals(times) {
      return totalsAt(file, times)
    },
  }
}

function basisOf(file: SqliteFile): unknown {
  return file.all('SELECT value FROM meta WHERE key = ?', BASIS)[0]?.['value']
}

/** Rows after the newest mark may be left from before it was computed again: those of this step take their place. */
function save(file: SqliteFile, { basis, n, last, after, mark, quarters, totals, lots }: PnlStep): void {
  if (basisOf(file) !== basis) {
    clearPnl(file)
    file.run('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)', BASIS, basis)
  }
  const from = after?.time ?? 0
  rollUp(sumTable(file), { after, last, quarters })
  file.run('DELETE FROM pnl_totals WHERE time >= ? AND time <= ?', from, last.time)
  for (const { time, realized } of packedTotals(totals))
    file.run('INSERT INTO pnl_totals (time, realized) VALUES (?, ?)', time, realized)
  for (const { asset, place, lot } of lots)
    file.run('INSERT OR REPLACE INTO pnl_lots (asset, place, body) VALUES (?, ?, ?)', asset, place, JSON.stringify(lot))
  file.run('DELETE FROM pnl_marks WHERE (time, id) >= (?, ?)', last.time, last.id)
  const sql = 'INSERT INTO pnl_marks (time, id, n, body) VALUES (?, ?, ?, ?)'
  file.run(sql, last.time, last.id, n, packedText(packMark(mark)))
}

/** Totals at several times. A row has some of a step, which begins with the mark before it. */
function totalsAt(file: SqliteFile, times: readonly number[]): readonly Value[] {
  const first = 'SELECT max(time) FROM pnl_totals WHERE pnl_totals.time <= asked.value'
  const sql = `SELECT (${first}) AS time FROM json_each(?) AS asked ORDER BY asked.key`
  const firsts = file.all(sql, JSON.stringify(times)).map((row) => row['time'])
  const steps = new Map<unknown, string>()
  for (const time of new Set(firsts)) {
    const [row] = time === null ? [] : file.all('SELECT realized FROM pnl_totals WHERE time = ?', Number(time))
    if (row !== undefined) steps.set(time, String(row['realized']))
  }
  return times.map((time, at) => storedTotalAt(steps.get(firsts[at]) ?? ';', Number(firsts[at]), time) ?? zero())
}

/** Names of the kinds of rows in the table of sums. */
const GRAINS = { cell: 0, role: 1, all: 2 } as const
const TRADES = 3

/** Sums and trades in an open file. */
function sumTable(file: SqliteFile): SumTable {
  const put = (
    lengthMs: number,
    kind: number,
    { time, text }: { readonly time: number; readonly text: string },
  ): void => {
    const sql = 'INSERT OR REPLACE INTO pnl_sums (length, kind, time, body) VALUES (?, ?, ?, ?)'
    file.run(sql, lengthMs, kind, time, READ_WHOLE.includes(lengthMs) ? text : packedText(text))
  }
  const rows = (kind: number, { lengthMs, from, to }: SumSpan, limit = -1): readonly Row[] => {
    const sql =
      'SELECT time, body FROM pnl_sums WHERE length = ? AND kind = ? AND time >= ? AND time < ? ORDER BY time LIMIT ?'
    return file.all(sql, lengthMs, kind, from, to, limit)
  }
  return {
    remove({ lengthMs, from, to }) {
      for (const kind of [...Object.values(GRAINS), TRADES])
        file.run(
          'DELETE FROM pnl_sums WHERE length = ? AND kind = ? AND time >= ? AND time < ?',
          lengthMs,
          kind,
          from,
          to,
        )
    },
    put: ({ grain, lengthMs }, { time, sums }) => put(lengthMs, GRAINS[grain], { time, text: packSums(sums) }),
    putTrades: (lengthMs, { time, trades }) => put(lengthMs, TRADES, { time, text: packTrades(trades) }),
    sums: (query, limit) =>
      rows(GRAINS[query.grain], query, limit).map((row) => {
        const time = Number(row['time'])
        return { time, sums: unpackSums(textOf(row), time, query.only) }
      }),
    trades: (span, limit) =>
      rows(TRADES, span, limit).map((row) => ({
        time: Number(row['time']),
        trades: unpackTrades(textOf(row)),
      })),
  }
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
