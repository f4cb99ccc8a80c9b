/** The lists of a ledger file as CSV, newest first, as its owner's API exports them. */

import type { JournalKind } from '@spotdeck/api'
import { type CostKey, costKey } from '@spotdeck/ledger'
import { toDealData, toOrderData } from './base/envelope.ts'
import type { HistoryKey, OrderKey, LedgerReader } from '@spotdeck/store'
import { COLUMNS, NOTE_COLUMNS, csvLine, noteCells } from './base/csv.ts'
import { toMovement } from './history/history.ts'

/** Names of the tables that can be exported. */
export type ExportTable = keyof typeof COLUMNS

/** `from <= time < to` in ms since the epoch; absent: all. */
export type ExportSpan = { readonly from?: number | undefined; readonly to?: number | undefined }
type Exported = ExportSpan & { readonly table: ExportTable }

const PAGE = 1_000

type Before<Key> = { readonly before?: Key }

/** Rows of one table, a page at a time; bounded memory however long the history is. */
export async function* exportCsv(
  ledger: LedgerReader,
  { table, ...span }: Exported,
  noteOn: NoteOn = () => undefined,
): AsyncGenerator<string> {
  const columns: readonly string[] = COLUMNS[table]
  const kind = table === 'ledger' ? undefined : NOTED[table]
  yield csvLine(kind === undefined ? columns : [...columns, ...NOTE_COLUMNS])
  for await (const items of pagesOf(ledger, table, span)) {
    yield items
      .map((item) => cellsOf(item, columns))
      .map((cells) => csvLine(kind === undefined ? cells : [...cells, ...noteCells(noteOn(kind, String(cells[0])))]))
      .join('')
  }
}

/** The owner's note on an order or a deal; `undefined` where there is none. */
export type NoteOn = (
  kind: JournalKind,
  id: string,
) => { readonly text: string; readonly tags: readonly string[] } | undefined

/** Their first column is the id. */
const NOTED = { orders: 'order', deals: 'deal' } as const

function cellsOf(item: object, columns: readonly string[]): readonly unknown[] {
  const fields = new Map<string, unknown>(Object.entries(item))
  return columns.map((column) => fields.get(column))
}

function pagesOf(ledger: LedgerReader, table: ExportTable, span: ExportSpan): AsyncGenerator<readonly object[]> {
  switch (table) {
    case 'orders':
      return pages(
        (before: Before<OrderKey>) => ledger.orders({ ...span, limit: PAGE, ...before }),
        ({ createdAt, orderId }) => ({ time: createdAt, id: orderId }),
        (order) => [toOrderData(order)],
      )
    case 'deals':
      return pages(
        (before: Before<CostKey>) => ledger.deals({ ...span, limit: PAGE, ...before }),
        (deal) => costKey({ kind: 'deal', deal }),
        (deal) => [toDealData(deal)],
      )
    case 'ledger':
      return pages(
        (before: Before<HistoryKey>) => ledger.history('movements', { ...span, limit: PAGE, ...before }),
        ({ time, n }) => ({ time, n }),
        toMovement,
      )
  }
}

async function* pages<Item, Key>(
  read: (before: Before<Key>) => Promise<readonly Item[]>,
  keyOf: (item: Item) => Key,
  shown: (item: Item) => readonly object[],
): AsyncGenerator<readonly object[]> {
  let before: Before<Key> = {}
  for (;;) {
    const items = await read(before)
    yield items.flatMap(shown)
    const last = items.at(-1)
    if (last === undefined || items.length < PAGE) return
    before = { before: keyOf(last) }
  }
}
