/** Plans a parsed file against the ledger, previews the changes, and writes them step by step. */

import { type ImportApplied, type ImportField, type ImportPreview, MAX_REJECTED_SHOWN } from '@spotdeck/api'
import type { CoverageWindow } from '@spotdeck/ledger'
import type { LedgerIngest } from '../ingest/ledger-ingest.ts'
import type { PriceAt } from '../ingest/unit-prices.ts'
import type { Writer } from '../ingest/writer.ts'
import type { LedgerStore } from '../store/port.ts'
import { closedBy } from './coverage.ts'
import { ImportError } from './import-error.ts'
import { type Pace, uncounted } from './pace.ts'
import { planTransfers } from './plan-transfers.ts'
import { planDeals } from './plan-deals.ts'
import { planOrders } from './plan-orders.ts'
import type { Plan } from './plan.ts'
import type { FileSummary, Records } from './read-file.ts'

/** The ledger that imports write to. */
export type ImportDesk = {
  readonly writer: Writer
  readonly intake: LedgerIngest
  readonly store: LedgerStore
  readonly priceAt: PriceAt
  /** Exchange time. */
  readonly now: () => number
}

/** Data kept of a file between its preview and its application. */
export type KeptFile = {
  readonly records: Records
  readonly refused: number
  readonly missing: readonly ImportField[]
}

type Previewed = {
  readonly importId: string
  readonly expiresAt: number
  readonly summary: FileSummary
  readonly file: KeptFile
  readonly plan: Plan
}

/** Rows per commit: pushes of the stream are applied between two of them. */
const STEP = 200

/** Plans and writes the imports of one ledger. */
export class ImportWriter {
  readonly #desk: ImportDesk

  constructor(desk: ImportDesk) {
    this.#desk = desk
  }

  /** Plans a file; rows whose columns are not known are not planned. */
  plan({ records, missing }: KeptFile, pace: Pace): Promise<Plan> {
    return missing.length > 0 ? Promise.resolve(UNREAD) : this.#plan(records, pace)
  }

  previewOf({ importId, expiresAt, summary, file, plan }: Previewed): ImportPreview {
    const [from, to] = spanOf(file.records)
    return {
      importId,
      kind: summary.kind,
      columns: summary.columns,
      missing: [...summary.missing],
      timeZone: summary.timeZone,
      rows: summary.rowCount,
      added: plan.added,
      known: plan.known,
      ignored: summary.missing.length > 0 ? summary.rowCount : plan.ignored,
      conflicting: plan.conflicts.length,
      rejectedCount: summary.refusedCount,
      rejected: [...summary.refused, ...plan.conflicts.slice(0, MAX_REJECTED_SHOWN)].sort((a, b) => a.row - b.row),
      from,
      to,
      closes: this.#closes(file, plan),
      sample: summary.sample,
      expiresAt,
    }
  }

  /**
   * Plans again, calls `onPlanned` with the rows to write, and writes. Where it stops, the completed steps remain and are recognized
   * the next time. @throws {ImportError}
   */
  async apply(file: KeptFile, pace: Pace, onPlanned: (rows: number) => void = () => undefined): Promise<ImportApplied> {
    const { writer, intake } = this.#desk
    const { records } = file
    const spans: { readonly from: number; readonly to: number }[] = []
    const step = (work: () => Promise<unknown>): Promise<void> => this.#recorded(spans, work)
    const plan = await writer.serial(() => this.#plan(records, uncounted(pace)))
    if (plan.conflicts.length > 0) throw new ImportError('IMPORT_CONTRADICTS', { conflicting: plan.conflicts.length })
    const closes = this.#closes(file, plan)
    onPlanned(plan.orders.length + plan.deals.length + plan.flows.length)
    for (let at = 0; at < plan.orders.length; at += STEP) {
      const orders = plan.orders.slice(at, at + STEP)
      await step(() => intake.applyReports({ orders, source: 'import' }))
      await pace.done(orders.length)
    }
    for (let at = 0; at < plan.deals.length; at += STEP) {
      const deals = plan.deals.slice(at, at + STEP)
      await step(() => intake.applyReports({ deals, source: 'import' }))
      await pace.done(deals.length)
    }
    // Planned again at the time of writing: the stream may have brought one of them meanwhile.
    if (plan.flows.length > 0) await step(async () => writer.write((await this.#plan(records, uncounted(pace))).flows))
    await writer.serial(() =>
      writer.write(
        closes.map((window) => ({ type: 'coverage.marked', window, time: this.#desk.now(), source: 'import' })),
      ),
    )
    const [first, last] = [spans[0], spans.at(-1)]
    const events = first === undefined || last === undefined ? null : { from: first.from, to: last.to }
    return { added: plan.added, known: plan.known, events }
  }

  /** Runs one step alone with the ledger, and records the `seq` range of its events. */
  #recorded(spans: { readonly from: number; readonly to: number }[], work: () => Promise<unknown>): Promise<void> {
    const { writer } = this.#desk
    if (writer.closed) throw new Error('The ledger is being closed: import the file again once the account is open.')
    return writer.serial(async () => {
      const before = writer.state.seq
      await work()
      if (writer.state.seq > before) spans.push({ from: before + 1, to: writer.state.seq })
    })
  }

  #plan(records: Records, pace: Pace): Promise<Plan> {
    const ledger = { state: this.#desk.writer.state, store: this.#desk.store }
    switch (records.kind) {
      case 'deals':
        return planDeals(records.rows, ledger, pace)
      case 'orders':
        return planOrders(records.rows, ledger, pace)
      case 'deposits':
      case 'withdrawals':
        return planTransfers(records.rows, records.kind === 'withdrawals', { ...ledger, priceAt: this.#desk.priceAt })
    }
  }

  /**
   * Coverage that the file proves: only where it has every row that the ledger has in its span, no row was rejected,
   * and it is not limited to one symbol of several.
   */
  #closes({ records, refused }: KeptFile, plan: Plan): (CoverageWindow & { readonly to: number })[] {
    const { state } = this.#desk.writer
    const [from, to] = spanOf(records)
    if ((records.kind !== 'deals' && records.kind !== 'orders') || from === null || to === null) return []
    const symbols = new Set(records.rows.map(({ symbol }) => symbol))
    const isOneOfSeveral = symbols.size === 1 && [...state.symbols.keys()].some((symbol) => !symbols.has(symbol))
    if (refused > 0 || plan.ignored > 0 || plan.absent || plan.conflicts.length > 0 || isOneOfSeveral) return []
    return [...closedBy(state.coverage, records.kind, from, to)]
  }
}

const UNREAD: Plan = { added: 0, known: 0, ignored: 0, conflicts: [], orders: [], deals: [], flows: [], absent: true }

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
