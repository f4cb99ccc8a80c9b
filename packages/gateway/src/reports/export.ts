/** The lists of a ledger file as CSV, newest first, as its owner's API exports them. */

import { type CostKey, costKey } from '@spotdeck/ledger'
import { toDealData, toOrderData } from '../envelope.ts'
import type { HistoryKey, OrderKey, LedgerReader } from '@spotdeck/follow'
import { COLUMNS, csvLine } from './csv.ts'
import { toMovement } from './history.ts'

/** Names of the tables that can be exported. */
export type ExportTable = keyof typeof COLUMNS

const PAGE = 1_000

type Before<Key> = { readonly before?: Key }

/** Rows of one table, a page at a time; bounded memory however long the history is. */
export async function* exportCsv(ledger: LedgerReader, table: ExportTable): AsyncGenerator<string> {
  const columns: readonly string[] = COLUMNS[table]
  yield csvLine(columns)
  for await (const items of pagesOf(ledger, table)) {
    yield items.map((item) => csvLine(cellsOf(item, columns))).join('')
  }
}

function cellsOf(item: object, columns: readonly string[]): readonly unknown[] {
  const fields = new Map<string, unknown>(Object.entries(item))
  return columns.map((column) => fields.get(column))
}

function pagesOf(ledger: LedgerReader, table: ExportTable): AsyncGenerator<readonly object[]> {
  switch (table) {
    case 'orders':
      return pages(
        (before: Before<OrderKey>) => ledger.orders({ limit: PAGE, ...before }),
        ({ createdAt, orderId }) => ({ time: createdAt, id: orderId }),
        (order) => [toOrderData(order)],
      )
    case 'deals':
      return pages(
        (before: Before<CostKey>) => ledger.deals({ limit: PAGE, ...before }),
        (deal) => costKey({ kind: 'deal', deal }),
        (deal) => [toDealData(deal)],
      )
    case 'ledger':
      return pages(
        (before: Before<HistoryKey>) => ledger.history('movements', { limit: PAGE, ...before }),
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
