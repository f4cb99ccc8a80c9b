/** Everything as CSV, streamed page by page, in a form that no spreadsheet takes for a formula. */

import { type JournalKind, type Page, type TableName, exportQuery, lotColumns, lotsQuery, mask } from '@spotdeck/api'
import {
  type LinesPage,
  type ListName,
  type ListQuery,
  type Reports,
  COLUMNS,
  NOTE_COLUMNS,
  csvLine,
  noteCells,
} from '@spotdeck/reports'
import type { EdgeAnswer } from '../../answer/answer.ts'
import { type Call, type Route, allowed, routeWith } from '../call.ts'
import { checkSpan } from '../paging.ts'
import { accountOf, hidesOf, reportsOf } from '../seen.ts'

const route = routeWith<'turn' | 'journal'>()

/** Rows that are masked and written in one turn of the event loop, and read where names are hidden: milliseconds. */
const ROWS_PER_TURN = 200
/** Rows that are read at once by the workers of reports. */
const ROWS_PER_PAGE = 500

/** The export of a list. */
const listExport = (list: 'orders' | 'deals', summary: string): Route =>
  route({
    ...allowed.readers,
    path: `/api/v1/accounts/:account/export/${list}.csv`,
    summary,
    costs: 'export',
    query: exportQuery,
    answers: { 200: 'text/csv' },
    handle: (call) => csv(call, { table: list, list, columns: COLUMNS[list] }, (page) => accountOf(call)[list](page)),
  })

const ledger = route({
  path: '/api/v1/accounts/:account/export/ledger.csv',
  summary: 'Every change of every balance as CSV, newest first; times are ms since the epoch.',
  ...allowed.readers,
  query: exportQuery.omit({ symbol: true }),
  costs: 'export',
  answers: { 200: 'text/csv' },
  handle: (call) => {
    const read: Read = (page) => reportsOf(call).movements(page)
    const isWhole = call.audience === 'owner' && hidesOf(call) === undefined
    return isWhole ? movementLines(call) : csv(call, MOVEMENTS, read)
  },
})

const lots = route({
  path: '/api/v1/accounts/:account/export/lots.csv',
  summary:
    'Realized lots of a calendar year as CSV, oldest first: what every disposal consumed, its cost, proceeds, fees and gain.',
  ...allowed.owner,
  query: lotsQuery,
  costs: 'export',
  answers: { 200: 'text/csv' },
  handle: (call) => {
    const { audience: _, ...query } = call.query
    const reports = endingReports(call)
    return {
      status: 200,
      headers: csvHeaders(call, `lots-${query.year}-${query.method}`),
      body: lines({
        columns: lotColumns,
        textsOf: textOf,
        read: (cursor) => reports.lotLines({ ...query, cursor }),
        turn: call.turn,
      }),
    }
  },
})

/** Routes of the CSV exports. */
export const exportRoutes: readonly Route[] = [
  listExport('orders', 'Every order as CSV, newest first; times are ms since the epoch.'),
  listExport('deals', 'Every fill as CSV, newest first; times are ms since the epoch.'),
  ledger,
  lots,
]

type ExportCall = Call<
  { readonly symbol?: string | undefined; readonly from?: number | undefined; readonly to?: number | undefined },
  unknown,
  'turn' | 'journal'
>
type Read = (page: ListQuery) => Promise<Page<object>>

type Exported = { readonly table: TableName; readonly list: ListName; readonly columns: readonly string[] }

const MOVEMENTS: Exported = { table: 'movement', list: 'movements', columns: COLUMNS.ledger }

/** The file of somebody from whom nothing is hidden: its lines are written where they are read. */
function movementLines(call: ExportCall): EdgeAnswer {
  const { from, to } = call.query
  checkSpan(from, to)
  const reports = endingReports(call)
  return {
    status: 200,
    headers: csvHeaders(call, 'ledger'),
    body: lines({
      columns: COLUMNS.ledger,
      textsOf: textOf,
      read: (cursor) => reports.movementLines({ limit: ROWS_PER_PAGE, from, to, cursor }),
      turn: call.turn,
    }),
  }
}

/** @param read reads a page in the event loop, as it must be where names are hidden */
async function csv(call: ExportCall, { table, list, columns }: Exported, read: Read): Promise<EdgeAnswer> {
  const { symbol, from, to } = call.query
  checkSpan(from, to)
  const view = call.views.of(accountOf(call).id, call.audience)
  const [hides, filter] = [hidesOf(call), { symbol, from, to }]
  const reports = endingReports(call)
  const notes = await notesFor(call, table)
  const row = (item: object): string => {
    const left = mask(table, item, view)
    return left === undefined ? '' : csvLine([...columns.map((column) => left[column]), ...notes.cellsOf(left)])
  }
  return {
    status: 200,
    headers: csvHeaders(call, table === 'movement' ? 'ledger' : table),
    body: lines<Page<object>>({
      columns: [...columns, ...notes.columns],
      textsOf: ({ items }) => inTurns(items, row),
      read: (cursor) =>
        hides === undefined
          ? reports.rows({ list, limit: ROWS_PER_PAGE, ...filter, cursor })
          : read({ limit: ROWS_PER_TURN, ...filter, hides, cursor }),
      turn: call.turn,
    }),
  }
}

/** Reports that end where the reader leaves. */
function endingReports(call: Pick<ExportCall, 'account' | 'principal' | 'request'>): Reports {
  const left = call.request.left?.()
  return left === undefined ? reportsOf(call) : reportsOf(call).until(left)
}

/** The owner's notes as further columns: nobody else's file has them. */
async function notesFor(call: ExportCall, table: TableName) {
  const kind = NOTED.get(table)
  if (kind === undefined || call.audience !== 'owner') return { columns: [], cellsOf: () => [] }
  const noteOn = await call.journal.notesOn(accountOf(call).id, kind)
  const cellsOf = (item: Readonly<Record<string, unknown>>) =>
    noteCells(noteOn(String(item[kind === 'order' ? 'orderId' : 'tradeId'])))
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

type Lines<Part> = {
  readonly columns: readonly string[]
  /** Texts of a page, each of which is written in a turn of its own. */
  readonly textsOf: (page: Part) => Iterable<string>
  readonly read: (cursor: string | undefined) => Promise<Part>
  readonly turn: () => Promise<void>
}

/**
 * A file's lines; other requests run before each further part. The next page is read while this one is written, and no
 * other before the reader has taken this one: two pages are in memory, however slow the reader is.
 */
async function* lines<Part extends Pick<LinesPage, 'nextCursor'>>(file: Lines<Part>): AsyncGenerator<string> {
  const { columns, textsOf, read, turn } = file
  yield csvLine(columns)
  for (let next: Promise<Part> | undefined = ahead(read(undefined)); next !== undefined;) {
    const page: Part = await next
    next = page.nextCursor === null ? undefined : ahead(read(page.nextCursor))
    for (const text of textsOf(page)) {
      yield text
      await turn()
    }
  }
}

const textOf = ({ text }: LinesPage): readonly string[] => (text === '' ? [] : [text])

function* inTurns<Item>(items: readonly Item[], row: (item: Item) => string): Generator<string> {
  for (let from = 0; from < items.length; from += ROWS_PER_TURN)
    yield items
      .slice(from, from + ROWS_PER_TURN)
      .map(row)
      .join('')
}

/** The same page, whose failure is nobody's where the reader left before it. */
function ahead<Part>(page: Promise<Part>): Promise<Part> {
  page.catch(() => undefined)
  return page
}
