/** Rebuilds the lists of a ledger file from its events, in a temporary file, and compares them with the stored ones. */

import type { ListsAnew } from '../verify.ts'
import { KeptAnew } from './archived.ts'
import { temporarySqlite } from './database.ts'
import { type Row, type SqliteFile, type Value } from './file.ts'
import { listHistory } from './history.ts'
import { MarksAnew } from './state-marks.ts'
import { DEAL_KINDS, HISTORY_KINDS, type KindTable, ORDER_KINDS } from './kinds.ts'
import { listEvent } from './lists.ts'

/** Lists and the keys of their rows: the order in which both sides are read. */
const LISTS: readonly List[] = [
  { table: 'orders', key: ['order_id'], kinds: ORDER_KINDS },
  { table: 'deals', key: ['order_id', 'trade_id', 'side'], kinds: DEAL_KINDS },
  { table: 'flows', key: ['id'] },
  { table: 'unpriced', key: ['time', 'id'] },
  { table: 'history', key: ['list', 'time', 'n'], kinds: HISTORY_KINDS },
]
type List = { readonly table: string; readonly key: readonly string[]; readonly kinds?: KindTable }
const STEP = 1_000

/** Starts a rebuild. Call `close` afterwards. */
export function rebuildProjections(file: Pick<SqliteFile, 'all'>): ListsAnew & { close(): void } {
  const anew = temporarySqlite()
  const [marks, kept] = [new MarksAnew(file), new KeptAnew(file)]
  let [isMarked, isKept] = [true, true]
  return {
    take(events) {
      anew.transaction(() => {
        for (const event of events) listEvent(anew, event)
        listHistory(anew, events)
      })
      for (const event of events) {
        isMarked &&= marks.follow(event)
        isKept &&= kept.follow(event)
      }
    },
    difference() {
      if (!isMarked) return 'past states'
      return isKept ? LISTS.find((list) => !isSame(file, anew, list))?.table : 'kept events'
    },
    close: () => anew.close(),
  }
}

function isSame(a: Reader, b: Reader, { table, key, kinds }: List): boolean {
  const names = key.join(', ')
  const marks = key.map(() => '?').join(', ')
  const [kindsOfA, kindsOfB] = [kindsIn(a, kinds), kindsIn(b, kinds)]
  let after: readonly Value[] | undefined
  for (;;) {
    const where = after === undefined ? '' : `WHERE (${names}) > (${marks})`
    const sql = `SELECT * FROM ${table} ${where} ORDER BY ${names} LIMIT ${STEP}`
    const [rows, made] = [a.all(sql, ...(after ?? [])), b.all(sql, ...(after ?? []))]
    const isOther = (row: Row, i: number): boolean => said(row, kindsOfA) !== said(made[i] ?? {}, kindsOfB)
    if (rows.length !== made.length || rows.some(isOther)) return false
    const last = rows.at(-1)
    if (last === undefined || rows.length < STEP) return true
    after = key.map((name) => last[name] as Value)
  }
}

type Reader = Pick<SqliteFile, 'all'>

/** Values of each kind as text: the numbers depend on the order in which the kinds came. */
function kindsIn(file: Reader, kinds: KindTable | undefined): ReadonlyMap<unknown, string> {
  const rows = kinds === undefined ? [] : file.all(`SELECT * FROM ${kinds.table}`)
  return new Map(rows.map((row) => [row['kind'], JSON.stringify(kinds?.columns.map((column) => row[column]))]))
}

/** Row as text, independent of the order of its fields. */
const said = (row: Row, kinds: ReadonlyMap<unknown, string>): string =>
  JSON.stringify({ ...row, kind: kinds.get(row['kind']) }, (name, value: unknown) => {
    const whole: unknown = name === 'body' && typeof value === 'string' ? JSON.parse(value) : value
    const isRecord = typeof whole === 'object' && whole !== null && !Array.isArray(whole)
    return isRecord ? Object.fromEntries(Object.entries(whole).sort(([x], [y]) => (x < y ? -1 : 1))) : whole
  })
