/**
 * Parses an uploaded file into records: columns recognized, rows accepted or rejected. Pure; runs in a worker in the
 * product.
 */

import {
  type ImportField,
  type ImportKind,
  type ImportPreview,
  type ImportRequest,
  IMPORT_SAMPLE_ROWS,
  MAX_REJECTED_SHOWN,
  type RejectedRow,
  importRequest,
} from '@spotdeck/api'
import type { ListedPair } from '@spotdeck/follow'
import { namesOf } from '../rows/names.ts'
import { defined } from '@spotdeck/ports'
import { type Recognised, recognise, zoneOfHeading } from '../rows/columns.ts'
import { BadUpload, ImportError } from '../import-error.ts'
import {
  type DealRow,
  type OrderRow,
  type ReadContext,
  RowReader,
  type TransferRow,
  readDeal,
  readOrder,
  readTransferRow,
} from '../rows/rows.ts'
import { type Table, readTable } from '../workbook/table.ts'
import { type Zone, zoneOf } from '../rows/zone.ts'

/** An unvalidated import request, or the pieces of its JSON as UTF-8. */
export type ImportUpload = ImportRequest | readonly Uint8Array[]

/** Context of parsing: the exchange's symbols and time. */
export type ReadingContext = {
  readonly pairs: readonly ListedPair[]
  /** Exchange time in ms; later rows are rejected. */
  readonly now: number
}

/** Deals and transfers in order of time, orders in the file's order. */
export type Records =
  | { readonly kind: 'deals'; readonly rows: readonly DealRow[] }
  | { readonly kind: 'orders'; readonly rows: readonly OrderRow[] }
  | { readonly kind: 'deposits' | 'withdrawals'; readonly rows: readonly TransferRow[] }
/** One accepted row. */
export type RecordRow = Records['rows'][number]

/** Summary of a file, without its records. */
export type FileSummary = {
  readonly kind: ImportKind
  readonly columns: ImportPreview['columns']
  readonly missing: readonly ImportField[]
  readonly timeZone: string
  /** Number of rows without the heading. */
  readonly rowCount: number
  readonly refusedCount: number
  /** The first of the rejected rows. */
  readonly refused: readonly RejectedRow[]
  /** First and last time of the accepted rows, in ms; absent without any. */
  readonly span?: FileSpan
  /** Symbols of the accepted rows. */
  readonly symbols: readonly string[]
  readonly sample: ImportPreview['sample']
}
/** First and last time of a file's rows, in ms. */
export type FileSpan = { readonly from: number; readonly to: number }
/** A parsed file. */
export type ReadFile = { readonly summary: FileSummary; readonly records: Records }

/**
 * Receives the number of rows accepted so far and the total; the total is not known while the table is being parsed.
 */
export type OnProgress = (done: number, total: number | undefined) => void

const PROGRESS_ROWS = 5_000

/**
 * Parses an upload.
 * @throws {ImportError}
 * @throws {BadUpload} where the request itself is malformed
 */
export async function readFile(
  upload: ImportUpload,
  context: ReadingContext,
  onProgress: OnProgress,
): Promise<ReadFile> {
  const request = 'content' in upload ? upload : requestOf(upload)
  const zone = zoneOf(request.timeZone ?? 'UTC')
  if (zone === undefined) throw new ImportError('IMPORT_ZONE_UNKNOWN', { zone: (request.timeZone ?? '').slice(0, 60) })
  const table = await readTable(Buffer.from(request.content, 'base64'))
  const recognised = recognise(table.columns, request)
  const { records, refused } = readRecords(table, recognised, { ...context, zone, onProgress })
  const span = spanOf(records)
  const sample = records.rows.slice(0, IMPORT_SAMPLE_ROWS).map((row) => sampleOf(row, recognised))
  return {
    summary: {
      kind: recognised.kind,
      columns: table.columns.map((name, index) => ({ name, field: fieldAt(recognised, index) })),
      missing: [...recognised.missing],
      timeZone: zoneOfColumns(table, recognised) ?? zone.name,
      rowCount: table.rows.length,
      refusedCount: refused.length,
      refused: refused.slice(0, MAX_REJECTED_SHOWN),
      ...defined({ span }),
      symbols: [
        ...new Set((records.rows as readonly RecordRow[]).flatMap((row) => ('symbol' in row ? [row.symbol] : []))),
      ],
      sample,
    },
    records: inOrder(records),
  }
}

function spanOf({ rows }: Records): FileSpan | undefined {
  let from = Infinity
  let to = -Infinity
  for (const row of rows) {
    const time = 'time' in row ? row.time : row.createdAt
    from = Math.min(from, time)
    to = Math.max(to, time)
  }
  return rows.length === 0 ? undefined : { from, to }
}

function requestOf(pieces: readonly Uint8Array[]): ImportRequest {
  const parsed = importRequest.safeParse(parseJson(Buffer.concat(pieces)))
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new BadUpload(issue?.path.join('.') ?? '', issue?.message ?? 'is malformed')
}

function parseJson(json: Buffer): unknown {
  try {
    return JSON.parse(json.toString('utf8'))
  } catch {
    throw new BadUpload('', 'is not JSON')
  }
}

type Reading = ReadingContext & { readonly zone: Zone; readonly onProgress: OnProgress }

function readRecords(
  table: Table,
  { kind, columns, missing }: Recognised,
  { zone, pairs, now, onProgress }: Reading,
): { readonly records: Records; readonly refused: readonly RejectedRow[] } {
  const zones = new Map(table.columns.map((name, index) => [index, zoneOf(zoneOfHeading(name) ?? '') ?? zone]))
  const context: ReadContext = {
    columns,
    now,
    ...namesOf(pairs),
    zoneOf: (field) => zones.get(columns.get(field) ?? -1) ?? zone,
  }
  const refused: RejectedRow[] = []
  const read = <T extends { readonly row: number }>(reader: (row: RowReader) => T): readonly T[] => {
    const rows: T[] = []
    if (missing.length > 0) return rows
    for (const [index, cells] of table.rows.entries()) {
      const record = RowReader.read(cells, index + 2, context, reader)
      if (isRefused(record)) refused.push(record)
      else rows.push(record)
      if (index % PROGRESS_ROWS === 0) onProgress(index, table.rows.length)
    }
    return rows
  }
  switch (kind) {
    case 'deals':
      return { records: { kind, rows: read(readDeal) }, refused }
    case 'orders':
      return { records: { kind, rows: read(readOrder) }, refused }
    case 'deposits':
    case 'withdrawals':
      return { records: { kind, rows: read(readTransferRow) }, refused }
  }
}

function isRefused(record: object): record is RejectedRow {
  return 'code' in record && 'params' in record
}

/** Sorts records in the worker: sorting a hundred thousand rows would block the gateway's event loop. */
function inOrder(records: Records): Records {
  switch (records.kind) {
    case 'deals':
      return { ...records, rows: [...records.rows].sort((a, b) => a.time - b.time || a.row - b.row) }
    case 'orders':
      return records
    case 'deposits':
    case 'withdrawals':
      return { ...records, rows: [...records.rows].sort((a, b) => a.time - b.time || a.row - b.row) }
  }
}

function fieldAt({ columns }: Recognised, index: number): ImportField | null {
  for (const [field, at] of columns) if (at === index) return field
  return null
}

function zoneOfColumns(table: Table, { columns }: Recognised): string | undefined {
  const at = columns.get('time') ?? columns.get('createdAt')
  return at === undefined ? undefined : zoneOfHeading(table.columns[at] ?? '')
}

/** Sample of an accepted row, by the fields of the file. */
function sampleOf(row: RecordRow, { columns }: Recognised): { [Field in ImportField]?: string } {
  const values = new Map<string, unknown>(Object.entries(row))
  if ('isMaker' in row) values.set('role', row.isMaker ? 'maker' : 'taker')
  if ('isDone' in row) values.set('status', row.isDone ? 'done' : 'open')
  const fields = new Set<ImportField>([...columns.keys(), 'feeAsset'])
  const sample: { [Field in ImportField]?: string } = {}
  for (const field of fields) {
    const value = values.get(field)
    if (typeof value === 'string' || typeof value === 'number') sample[field] = String(value)
  }
  return sample
}
