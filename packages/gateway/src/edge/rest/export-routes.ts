/** Everything as CSV, streamed page by page, in a form that no spreadsheet takes for a formula. */

import { type JournalKind, type Page, type TableName, lotColumns, lotMethods, mask } from '@spotdeck/api'
import { z } from 'zod'
import type { ListQuery } from '../../desk.ts'
import { COLUMNS, NOTE_COLUMNS, csvLine, noteCells } from '../../reports/csv.ts'
import { lotCsvLine } from '../../reports/lot-walk.ts'
import type { EdgeAnswer } from './answer.ts'
import { type Call, type Route, routeWith } from './call.ts'
import { anyQuery, checkSpan, symbolText, timeText, zoneText } from './query.ts'
import { accountOf, hidesOf, reportsOf } from './seen.ts'

const route = routeWith<'turn' | 'journal'>()

const READERS = ['owner', 'viewer'] as const
/** Rows that are read, masked and written in one turn of the event loop: some milliseconds. */
const ROWS_PER_TURN = 200

const exportQuery = anyQuery.extend({
  symbol: symbolText.optional(),
  from: timeText.optional(),
  to: timeText.optional(),
})

const orders = route({
  method: 'GET',
  path: '/api/v1/accounts/:account/export/orders.csv',
  summary: 'Every order as CSV, newest first; times are ms since the epoch.',
  audiences: READERS,
  scope: 'account',
  query: exportQuery,
  answers: { 200: 'text/csv' },
  handle: (call) => csv(call, 'orders', COLUMNS.orders, (page) => accountOf(call).orders(page)),
})

const deals = route({
  method: 'GET',
  path: '/api/v1/accounts/:account/export/deals.csv',
  summary: 'Every fill as CSV, newest first; times are ms since the epoch.',
  audiences: READERS,
  scope: 'account',
  query: exportQuery,
  answers: { 200: 'text/csv' },
  handle: (call) => csv(call, 'deals', COLUMNS.deals, (page) => accountOf(call).deals(page)),
})

const ledger = route({
  method: 'GET',
  path: '/api/v1/accounts/:account/export/ledger.csv',
  summary: 'Every change of every balance as CSV, newest first; times are ms since the epoch.',
  audiences: READERS,
  scope: 'account',
  query: exportQuery.omit({ symbol: true }),
  answers: { 200: 'text/csv' },
  handle: (call) => csv(call, 'movement', COLUMNS.ledger, (page) => reportsOf(call).movements(page)),
})

/** Years that have a beginning and an end in every zone. */
const yearText = z
  .string()
  .regex(/^(?:19[7-9]\d|2\d{3})$/, 'must be a year such as 2026')
  .transform(Number)

const lots = route({
  method: 'GET',
  path: '/api/v1/accounts/:account/export/lots.csv',
  summary:
    'Realized lots of a calendar year as CSV, oldest first: what every disposal consumed, its cost, proceeds, fees and gain.',
  audiences: ['owner'],
  scope: 'account',
  query: anyQuery.extend({ year: yearText, zone: zoneText, method: z.enum(lotMethods).default('average') }),
  answers: { 200: 'text/csv' },
  handle: (call) => {
    const { audience: _, ...query } = call.query
    return {
      status: 200,
      headers: csvHeaders(call, `lots-${query.year}-${query.method}`),
      body: lines({
        columns: lotColumns,
        row: lotCsvLine,
        read: (cursor) => reportsOf(call).lots(query, cursor),
        turn: call.turn,
      }),
    }
  },
})

/** Routes of the CSV exports. */
export const exportRoutes: readonly Route[] = [orders, deals, ledger, lots]

type ExportCall = Call<
  { readonly symbol?: string | undefined; readonly from?: number | undefined; readonly to?: number | undefined },
  unknown,
  'turn' | 'journal'
>
type Read = (page: ListQuery) => Promise<Page<object>>

function csv(call: ExportCall, table: TableName, columns: readonly string[], read: Read): EdgeAnswer {
  const { symbol, from, to } = call.query
  checkSpan(from, to)
  const view = call.views.of(accountOf(call).id, call.principal.audience)
  const filter = { hides: hidesOf(call), symbol, from, to }
  const notes = notesFor(call, table)
  const row = (item: object): string => {
    const left = mask(table, item, view)
    return left === undefined ? '' : csvLine([...columns.map((column) => left[column]), ...notes.cellsOf(left)])
  }
  return {
    status: 200,
    headers: csvHeaders(call, table === 'movement' ? 'ledger' : table),
    body: lines({
      columns: [...columns, ...notes.columns],
      row,
      read: (cursor) => read({ limit: ROWS_PER_TURN, ...filter, cursor }),
      turn: call.turn,
    }),
  }
}

/** The owner's notes as further columns: nobody else's file has them. */
function notesFor(call: ExportCall, table: TableName) {
  const kind = NOTED.get(table)
  if (kind === undefined || call.principal.audience !== 'owner') return { columns: [], cellsOf: () => [] }
  const account = accountOf(call).id
  const cellsOf = (item: Readonly<Record<string, unknown>>) =>
    noteCells(call.journal.get({ account, kind, id: String(item[kind === 'order' ? 'orderId' : 'tradeId']) }))
  return { columns: NOTE_COLUMNS, cellsOf }
}

const NOTED: ReadonlyMap<TableName, JournalKind> = new Map([
  ['orders', 'order'],
  ['deals', 'deal'],
])

/** Headers of a CSV file; `name` is the last part of the file's name. */
export const csvHeaders = (call: Pick<ExportCall, 'account'>, name: string) => ({
  'content-type': 'text/csv; charset=utf-8',
  'content-disposition': `attachment; filename="spotdeck-${accountOf(call).id}-${name}.csv"`,
})

type Lines<Item> = {
  readonly columns: readonly string[]
  readonly row: (item: Item) => string
  readonly read: (cursor: string | undefined) => Promise<Page<Item>>
  readonly turn: () => Promise<void>
}

/** A file's lines; other requests run before each further part, however fast the reader is. */
async function* lines<Item extends object>({ columns, row, read, turn }: Lines<Item>): AsyncGenerator<string> {
  yield csvLine(columns)
  let cursor: string | undefined
  do {
    const page: Page<Item> = await read(cursor)
    for (let from = 0; from < page.items.length; from += ROWS_PER_TURN) {
      const rows = page.items.slice(from, from + ROWS_PER_TURN)
      yield rows.map(row).join('')
      await turn()
    }
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
}
