/** Writes the history lists: the lists of each event, in order of time. */

import type { LedgerEvent } from '@spotdeck/ledger'
import { historyOf, moneyOf } from '../projection.ts'
import { LISTS } from '../sql/lists.ts'
import type { SqliteFile } from './file.ts'
import { insertAll, insertionInto } from './insertion.ts'
import { HISTORY_KINDS, kindOf } from './kinds.ts'

type Writing = Pick<SqliteFile, 'constant' | 'run'>

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
