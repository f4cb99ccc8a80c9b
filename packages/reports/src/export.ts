/** The lists of a ledger file as CSV, newest first, as its owner's API exports them. */

import type { JournalKind, Page } from '@spotdeck/api'
import type { LedgerReader } from '@spotdeck/store'
import { COLUMNS, NOTE_COLUMNS, csvLine, noteCells } from './base/csv.ts'
import type { ListQuery } from './base/port.ts'
import { toMovement } from './history/history.ts'
import { dealsPage, historyPage, ordersPage } from './history/list-pages.ts'

/** Names of the tables that can be exported. */
export type ExportTable = keyof typeof COLUMNS

/** `from <= time < to` in ms since the epoch; absent: all. */
export type ExportSpan = { readonly from?: number | undefined; readonly to?: number | undefined }
type Exported = ExportSpan & { readonly table: ExportTable }

const PAGE = 1_000

/** Rows of one table, a page at a time; bounded memory however long the history is. */
export async function* exportCsv(
  ledger: LedgerReader,
  { table, ...span }: Exported,
  noteOn: NoteOn = () => undefined,
): AsyncGenerator<string> {
  const columns: readonly string[] = COLUMNS[table]
  const kind = table === 'ledger' ? undefined : NOTED[table]
  yield csvLine(kind === undefined ? columns : [...columns, ...NOTE_COLUMNS])
  for await (const items of pagesOf(ledger, { table, ...span })) {
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

/** Pages of a table; bounded memory however long the history is. */
async function* pagesOf(ledger: LedgerReader, { table, ...span }: Exported): AsyncGenerator<readonly object[]> {
  for (let cursor: string | null | undefined; cursor !== null;) {
    const { items, nextCursor }: Page<object> = await pageOf(ledger, table, { ...span, limit: PAGE, cursor })
    yield items
    cursor = nextCursor
  }
}

async function pageOf(ledger: LedgerReader, table: ExportTable, query: ListQuery): Promise<Page<object>> {
  switch (table) {
    case 'orders':
      return ordersPage(ledger, query)
    case 'deals':
      return dealsPage(ledger, query)
    case 'ledger': {
      const { events, nextCursor } = await historyPage(ledger, 'movements', query)
      return { items: events.flatMap((event) => toMovement(event)), nextCursor }
    }
  }
}
