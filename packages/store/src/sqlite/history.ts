/** History lists: the lists of each event, in order of time, and the queries over them. */

import type { LedgerEvent } from '@spotdeck/ledger'
import type { BalanceQuery, HistoryList, HistoryPageQuery } from '../port.ts'
import { historyOf, isHidden, moneyOf } from '../projection.ts'
import { type Row, type SqliteFile, bodiesOf } from './file.ts'
import type { EventLog } from './event-log.ts'
import { insertAll, insertionInto } from './insertion.ts'
import { HISTORY_KINDS, kindOf, kindsWhere } from './kinds.ts'
import { boundsOf, mergedPage } from './merged.ts'

type Reader = Pick<SqliteFile, 'all'>
type Writing = Pick<SqliteFile, 'constant' | 'run'>

/** Numbers of the lists in the file. */
export const LISTS: Readonly<Record<HistoryList, number>> = { movements: 1, flows: 2, statuses: 3, audits: 4 }

/** Lists events, inside the transaction that stores them. */
export function listHistory(file: Writing, events: readonly LedgerEvent[]): void {
  const rows = events.flatMap((event) => {
    const money = moneyOf(event)
    return historyOf(event).map((list) => {
      return { list: LISTS[list], n: event.n, time: event.time, asset: money?.asset, reason: money?.reason }
    })
  })
  addRows(file, rows)
}

/** A row of a history list. */
export type HistoryRow = {
  readonly list: number
  readonly n: number
  readonly time: number
  readonly asset: string | undefined
  readonly reason: string | undefined
}

/** Adds rows to the history lists. */
export function addRows(file: Writing, rows: readonly HistoryRow[]): void {
  const kinded = rows.map(({ list, time, n, asset = '', reason = '' }) => {
    return [list, time, n, kindOf(file, HISTORY_KINDS, [list, asset, reason])]
  })
  insertAll(file, HISTORY, kinded)
}

const HISTORY = insertionInto('history', ['list', 'time', 'n', 'kind'])

/** Events of a history list, newest first. Hidden audit findings are known by their event only: there are few. */
export function readHistory(
  file: Reader,
  log: EventLog,
  list: HistoryList,
  query: HistoryPageQuery,
): readonly LedgerEvent[] {
  const { hides, ...rest } = query
  if (hides === undefined || list === 'statuses') return log.at(numbersOf(file, list, rest))
  if (list !== 'audits') return log.at(numbersOf(file, list, query))
  const found: LedgerEvent[] = []
  let before = query.before
  for (;;) {
    const page = log.at(numbersOf(file, list, { ...rest, before }))
    found.push(...page.filter((event) => !isHidden(event, hides)))
    before = page.at(-1)
    if (before === undefined || page.length < query.limit || found.length >= query.limit)
      return found.slice(0, query.limit)
  }
}

/** Numbers of the events of a page. */
function numbersOf(file: Reader, list: HistoryList, query: HistoryPageQuery): readonly number[] {
  const { asset, reasons, hides, limit } = query
  const before = query.before === undefined ? undefined : { time: query.before.time, id: query.before.n }
  const bounds = boundsOf(query, before, { time: 'time', id: 'n' })
  if ([asset, reasons, hides].every((filter) => filter === undefined)) {
    const sql = `SELECT n AS body FROM history WHERE ${bounds.sql} AND list = ? ORDER BY time DESC, n DESC LIMIT ?`
    return bodiesOf(file, sql, ...bounds.values, LISTS[list], limit).map(Number)
  }
  const kinds = kindsWhere(file, HISTORY_KINDS, (kind) => kind['list'] === LISTS[list] && isAsked(kind, query))
  return mergedPage(file, { select: 'SELECT time, n AS id FROM history', kinds, bounds, limit }).map(({ id }) =>
    Number(id),
  )
}

function isAsked(kind: Row, { asset, reasons, hides }: HistoryPageQuery): boolean {
  const [name, reason] = [String(kind['asset']), String(kind['reason'])]
  if ((asset !== undefined && asset !== name) || hides?.('asset', name) === true) return false
  if (reasons === undefined) return true
  return reason !== '' && ('only' in reasons ? reasons.only.includes(reason) : !reasons.but.includes(reason))
}

/** Last change of each step, in the order in which changes were recorded, as balances are folded. */
export function readBalances(
  file: Reader,
  log: EventLog,
  { asset, from, to, stepMs }: BalanceQuery,
): readonly LedgerEvent[] {
  const isWanted = (kind: Row): boolean => kind['list'] === LISTS.movements && kind['asset'] === asset
  const rows = file.all(
    `SELECT max(n) AS id FROM history
     WHERE kind IN (SELECT value FROM json_each(?)) AND time < ?
     GROUP BY CASE WHEN time < ? THEN -1 ELSE CAST((time - ?) / ? AS INTEGER) END`,
    JSON.stringify(kindsWhere(file, HISTORY_KINDS, isWanted)),
    to,
    from,
    from,
    stepMs,
  )
  return log.at(rows.map(({ id }) => Number(id)).sort((a, b) => a - b))
}
