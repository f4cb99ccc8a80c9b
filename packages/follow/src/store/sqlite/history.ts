/** History lists: the lists of each event, in order of time, and the queries over them. */

import type { LedgerEvent } from '@spotdeck/ledger'
import type { BalanceQuery, HistoryList, HistoryPageQuery } from '../port.ts'
import { historyOf, moneyOf } from '../projection.ts'
import { type SqliteFile, type Value, bodyOf } from './database.ts'

/** Lists the event, inside the transaction that stores it. */
export function listHistory(file: SqliteFile, event: LedgerEvent): void {
  const money = moneyOf(event)
  for (const list of historyOf(event)) {
    const sql = 'INSERT INTO history (list, n, time, asset, reason) VALUES (?, ?, ?, ?, ?)'
    file.run(sql, list, event.n, event.time, money?.asset ?? null, money?.reason ?? null)
  }
}

/** Events of a history list, newest first. */
export function readHistory(
  file: Pick<SqliteFile, 'all'>,
  list: HistoryList,
  query: HistoryPageQuery,
): readonly LedgerEvent[] {
  const { sql, values } = where(list, query)
  const rows = file.all(
    `SELECT events.body FROM history JOIN events ON events.n = history.n WHERE ${sql} ORDER BY history.time DESC, history.n DESC LIMIT ?`,
    ...values,
    query.limit,
  )
  return rows.map(bodyOf<LedgerEvent>)
}

/** Last change of each step, in the order in which changes were recorded, as balances are folded. */
export function readBalances(file: SqliteFile, { asset, from, to, stepMs }: BalanceQuery): readonly LedgerEvent[] {
  const rows = file.all(
    `SELECT events.body FROM events JOIN (
       SELECT max(n) AS n FROM history WHERE list = 'movements' AND asset = ? AND time < ?
       GROUP BY CASE WHEN time < ? THEN -1 ELSE CAST((time - ?) / ? AS INTEGER) END
     ) AS last ON last.n = events.n ORDER BY events.n`,
    asset,
    to,
    from,
    from,
    stepMs,
  )
  return rows.map(bodyOf<LedgerEvent>)
}

/** Builds the WHERE clause of a history query. */
export function where(
  list: HistoryList,
  query: HistoryPageQuery,
): { readonly sql: string; readonly values: readonly Value[] } {
  const { before, from, to, asset, reasons } = query
  const clauses: (readonly [string, readonly Value[]])[] = [['history.list = ?', [list]]]
  if (before !== undefined) clauses.push(['(history.time, history.n) < (?, ?)', [before.time, before.n]])
  if (from !== undefined) clauses.push(['history.time >= ?', [from]])
  if (to !== undefined) clauses.push(['history.time < ?', [to]])
  if (asset !== undefined) clauses.push(['history.asset = ?', [asset]])
  if (reasons !== undefined) {
    const names = 'only' in reasons ? reasons.only : reasons.but
    const marks = names.map(() => '?').join(', ')
    clauses.push([`history.reason ${'only' in reasons ? 'IN' : 'NOT IN'} (${marks})`, names])
  }
  return { sql: clauses.map(([sql]) => sql).join(' AND '), values: clauses.flatMap(([, values]) => values) }
}
