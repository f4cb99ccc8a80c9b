/** Imports into one account: previews are kept for minutes, few at a time; what is applied is planned anew against the ledger. */

import {
  type ImportApplied,
  type ImportField,
  type ImportPreview,
  type ImportRequest,
  IMPORT_SAMPLE_ROWS,
  MAX_REJECTED_SHOWN,
  type RejectedRow,
} from '@spotdeck/api'
import type { CoverageWindow } from '@spotdeck/ledger'
import type { Intake } from '../ingest/intake.ts'
import type { Symbols } from '../ingest/symbols.ts'
import type { PriceAt } from '../ingest/unit-prices.ts'
import type { Writer } from '../ingest/writer.ts'
import type { LedgerStore } from '../store/port.ts'
import { type Recognised, recognise, zoneOfHeading } from './columns.ts'
import { closedBy } from './coverage.ts'
import { ImportError } from './import-error.ts'
import { planTransfers } from './plan-transfers.ts'
import { type Plan, planDeals, planOrders } from './plan.ts'
import {
  type DealRow,
  type OrderRow,
  type ReadContext,
  RowReader,
  type TransferRow,
  readDeal,
  readOrder,
  readTransferRow,
} from './rows.ts'
import { type Table, readTable } from './table.ts'
import { type Zone, zoneOf } from './zone.ts'

export type ImporterOptions = {
  readonly writer: Writer
  readonly intake: Intake
  readonly store: LedgerStore
  readonly symbols: () => Symbols
  readonly priceAt: PriceAt
  /** Exchange time. */
  readonly now: () => number
  /** 16 to 64 hex digits, new each time. */
  readonly newId: () => string
}

type Records =
  | { readonly kind: 'deals'; readonly rows: readonly DealRow[] }
  | { readonly kind: 'orders'; readonly rows: readonly OrderRow[] }
  | { readonly kind: 'deposits' | 'withdrawals'; readonly rows: readonly TransferRow[] }

type Kept = {
  readonly records: Records
  readonly refused: number
  readonly missing: readonly ImportField[]
  readonly expiresAt: number
}

/** How long a preview is kept, and how many are: the oldest gives way. */
const KEPT_MS = 15 * 60_000
const MAX_KEPT = 4
/** Rows that go into one commit: what the stream brings goes in between. */
const STEP = 2_000

export class Importer {
  readonly #options: ImporterOptions
  readonly #kept = new Map<string, Kept>()

  constructor(options: ImporterOptions) {
    this.#options = options
  }

  /** What the file would do; nothing is written. @throws {ImportError} */
  async preview(request: ImportRequest): Promise<ImportPreview> {
    const zone = zoneOf(request.timeZone ?? 'UTC')
    if (zone === undefined)
      throw new ImportError('IMPORT_ZONE_UNKNOWN', { zone: (request.timeZone ?? '').slice(0, 60) })
    const table = await readTable(Buffer.from(request.content, 'base64'))
    const recognised = recognise(table.columns, request)
    const read = readRecords(table, recognised, { zone, symbols: this.#options.symbols(), now: this.#options.now() })
    const plan = recognised.missing.length > 0 ? unread(table) : await this.#plan(read.records)
    const expiresAt = this.#options.now() + KEPT_MS
    const importId = this.#keep({
      records: read.records,
      refused: read.refused.length,
      missing: recognised.missing,
      expiresAt,
    })
    const [from, to] = spanOf(read.records)
    return {
      importId,
      kind: recognised.kind,
      columns: table.columns.map((name, index) => ({ name, field: fieldAt(recognised, index) })),
      missing: [...recognised.missing],
      timeZone: zoneOfColumns(table, recognised) ?? zone.name,
      rows: table.rows.length,
      added: plan.added,
      known: plan.known,
      ignored: plan.ignored,
      conflicting: plan.conflicts.length,
      rejectedCount: read.refused.length,
      rejected: [...read.refused.slice(0, MAX_REJECTED_SHOWN), ...plan.conflicts.slice(0, MAX_REJECTED_SHOWN)].sort(
        (a, b) => a.row - b.row,
      ),
      from,
      to,
      closes: this.#closes(read.records, plan, read.refused.length),
      sample: read.records.rows.slice(0, IMPORT_SAMPLE_ROWS).map((row) => sampleOf(row, recognised)),
      expiresAt,
    }
  }

  /**
   * Writes what was previewed, planned anew: what the ledger learnt meanwhile is not written again. Commits step by step; where
   * it stops, the preview is kept and a second call goes on. @throws {ImportError}
   */
  async apply(importId: string): Promise<ImportApplied> {
    this.#forgetOld()
    const kept = this.#kept.get(importId)
    if (kept === undefined) throw new ImportError('IMPORT_GONE')
    if (kept.missing.length > 0) throw new ImportError('IMPORT_COLUMNS_MISSING', { fields: kept.missing.join(', ') })
    this.#kept.delete(importId)
    try {
      return await this.#write(kept)
    } catch (error) {
      this.#kept.set(importId, kept)
      if (error instanceof ImportError) throw error
      throw new ImportError('IMPORT_STOPPED', {}, { cause: error })
    }
  }

  async #write({ records, refused }: Kept): Promise<ImportApplied> {
    const { writer, intake } = this.#options
    const spans: { readonly from: number; readonly to: number }[] = []
    const step = (work: () => Promise<unknown>): Promise<void> => this.#recorded(spans, work)
    const plan = await writer.serial(() => this.#plan(records))
    if (plan.conflicts.length > 0) throw new ImportError('IMPORT_CONTRADICTS', { conflicting: plan.conflicts.length })
    const closes = this.#closes(records, plan, refused)
    for (let at = 0; at < plan.orders.length; at += STEP) {
      await step(() => intake.takeReports({ orders: plan.orders.slice(at, at + STEP), source: 'import' }))
    }
    for (let at = 0; at < plan.deals.length; at += STEP) {
      await step(() => intake.takeReports({ deals: plan.deals.slice(at, at + STEP), source: 'import' }))
    }
    // Planned anew where it is written: what came in between may be one of them.
    if (plan.flows.length > 0) await step(async () => writer.write((await this.#plan(records)).flows))
    await writer.serial(() =>
      writer.write(
        closes.map((window) => ({ type: 'coverage.marked', window, time: this.#options.now(), source: 'import' })),
      ),
    )
    const [first, last] = [spans[0], spans.at(-1)]
    const events = first === undefined || last === undefined ? null : { from: first.from, to: last.to }
    return { added: plan.added, known: plan.known, events }
  }

  /** Runs one step alone with the ledger, and notes the `seq` of what it wrote. */
  #recorded(spans: { readonly from: number; readonly to: number }[], work: () => Promise<unknown>): Promise<void> {
    const { writer } = this.#options
    if (writer.closed) throw new Error('The ledger is being closed.')
    return writer.serial(async () => {
      const before = writer.state.seq
      await work()
      if (writer.state.seq > before) spans.push({ from: before + 1, to: writer.state.seq })
    })
  }

  #plan(records: Records): Promise<Plan> {
    const ledger = { state: this.#options.writer.state, store: this.#options.store }
    switch (records.kind) {
      case 'deals':
        return planDeals(records.rows, ledger)
      case 'orders':
        return planOrders(records.rows, ledger)
      case 'deposits':
      case 'withdrawals':
        return planTransfers(records.rows, records.kind === 'withdrawals', {
          ...ledger,
          priceAt: this.#options.priceAt,
        })
    }
  }

  /**
   * A file proves what lies within it where it has every row that the ledger has there, nothing was refused, and it is not of one
   * symbol picked out of several.
   */
  #closes(records: Records, plan: Plan, refused: number): (CoverageWindow & { readonly to: number })[] {
    const { state } = this.#options.writer
    const [from, to] = spanOf(records)
    if ((records.kind !== 'deals' && records.kind !== 'orders') || from === null || to === null) return []
    const symbols = new Set(records.rows.map(({ symbol }) => symbol))
    const isOneOfSeveral = symbols.size === 1 && [...state.symbols.keys()].some((symbol) => !symbols.has(symbol))
    if (refused > 0 || plan.ignored > 0 || plan.absent || plan.conflicts.length > 0 || isOneOfSeveral) return []
    return [...closedBy(state.coverage, records.kind, from, to)]
  }

  #keep(kept: Kept): string {
    this.#forgetOld()
    for (const id of [...this.#kept.keys()].slice(0, Math.max(0, this.#kept.size - MAX_KEPT + 1))) this.#kept.delete(id)
    const id = this.#options.newId()
    this.#kept.set(id, kept)
    return id
  }

  #forgetOld(): void {
    for (const [id, { expiresAt }] of this.#kept) if (expiresAt <= this.#options.now()) this.#kept.delete(id)
  }
}

type Reading = { readonly zone: Zone; readonly symbols: Symbols; readonly now: number }

function readRecords(
  table: Table,
  { kind, columns, missing }: Recognised,
  { zone, symbols, now }: Reading,
): { readonly records: Records; readonly refused: readonly RejectedRow[] } {
  const zones = new Map(table.columns.map((name, index) => [index, zoneOf(zoneOfHeading(name) ?? '') ?? zone]))
  const context: ReadContext = { columns, symbols, now, zoneOf: (field) => zones.get(columns.get(field) ?? -1) ?? zone }
  const read = <T extends { readonly row: number }>(
    reader: (row: RowReader) => T,
  ): { readonly rows: readonly T[]; readonly refused: readonly RejectedRow[] } => {
    const rows: T[] = []
    const refused: RejectedRow[] = []
    if (missing.length > 0) return { rows, refused }
    for (const [index, cells] of table.rows.entries()) {
      const record = RowReader.read(cells, index + 2, context, reader)
      if (isRefused(record)) refused.push(record)
      else rows.push(record)
    }
    return { rows, refused }
  }
  switch (kind) {
    case 'deals': {
      const { rows, refused } = read(readDeal)
      return { records: { kind, rows }, refused }
    }
    case 'orders': {
      const { rows, refused } = read(readOrder)
      return { records: { kind, rows }, refused }
    }
    case 'deposits':
    case 'withdrawals': {
      const { rows, refused } = read(readTransferRow)
      return { records: { kind, rows }, refused }
    }
  }
}

function isRefused(record: object): record is RejectedRow {
  return 'code' in record && 'params' in record
}

/** Nothing is said of rows whose columns are not known. */
function unread({ rows }: Table): Plan {
  return { added: 0, known: 0, ignored: rows.length, conflicts: [], orders: [], deals: [], flows: [], absent: true }
}

function spanOf({ rows }: Records): readonly [from: number, to: number] | readonly [from: null, to: null] {
  let from = Infinity
  let to = -Infinity
  for (const row of rows) {
    const time = 'time' in row ? row.time : row.createdAt
    from = Math.min(from, time)
    to = Math.max(to, time)
  }
  return rows.length === 0 ? [null, null] : [from, to]
}

function fieldAt({ columns }: Recognised, index: number): ImportField | null {
  for (const [field, at] of columns) if (at === index) return field
  return null
}

function zoneOfColumns(table: Table, { columns }: Recognised): string | undefined {
  const at = columns.get('time') ?? columns.get('createdAt')
  return at === undefined ? undefined : zoneOfHeading(table.columns[at] ?? '')
}

/** What was understood of a row, by the fields that the file has. */
function sampleOf(row: Records['rows'][number], { columns }: Recognised): { [Field in ImportField]?: string } {
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
