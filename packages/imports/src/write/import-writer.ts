/** Plans a parsed file against the ledger, previews the changes, and writes them step by step. */

import { type ImportApplied, type ImportPreview, MAX_REJECTED_SHOWN } from '@spotdeck/api'
import { type LedgerIngest, type Writer, closedBy } from '@spotdeck/follow'
import { type LedgerStore } from '@spotdeck/store'
import type { CoverageWindow, Deal } from '@spotdeck/ledger'
import type { Clock } from '@spotdeck/ports'
import { BatchSize } from './batch-size.ts'
import { ImportError } from '../import-error.ts'
import { type Pace, uncounted } from '../plan/pace.ts'
import { planTransfers } from '../plan/plan-transfers.ts'
import { planDeals } from '../plan/plan-deals.ts'
import { planOrders } from '../plan/plan-orders.ts'
import type { Plan, PlannedDeal } from '../plan/plan.ts'
import { stillHolds } from '../plan/plan-validity.ts'
import type { FileSummary, Records } from '../file/read-file.ts'

/** The ledger that imports write to. */
export type ImportDesk = {
  readonly writer: Writer
  readonly intake: LedgerIngest
  readonly store: LedgerStore
  /** Exchange time. */
  readonly now: () => number
  /** This machine's time: for the length of slices and commits. */
  readonly clock: Clock
}

/** Data kept of a file between its preview and its application. */
export type KeptFile = {
  readonly records: Records
  readonly summary: FileSummary
  /** Plan of the preview, used again where the ledger has not changed it. */
  readonly plan: Plan
}

/** A parsed file, before it is planned. */
export type ParsedFile = Omit<KeptFile, 'plan'>

type Previewed = {
  readonly importId: string
  readonly expiresAt: number
  readonly file: KeptFile
}

/** Plans of one application that may be overtaken by the stream; the next one holds the ledger until it is written. */
const MAX_OVERTAKEN = 3

/** Plans and writes the imports of one ledger. */
export class ImportWriter {
  readonly #desk: ImportDesk

  constructor(desk: ImportDesk) {
    this.#desk = desk
  }

  /** Plans a file; rows whose columns are not known are not planned. */
  async plan(parsed: ParsedFile, pace: Pace): Promise<KeptFile> {
    return { ...parsed, plan: parsed.summary.missing.length > 0 ? UNREAD : await this.#plan(parsed.records, pace) }
  }

  previewOf({ importId, expiresAt, file }: Previewed): ImportPreview {
    const { plan, summary } = file
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
      from: summary.span?.from ?? null,
      to: summary.span?.to ?? null,
      closes: this.#closes(file, plan),
      sample: summary.sample,
      expiresAt,
    }
  }

  /**
   * Writes batch by batch, and lets pushes of the stream be applied between two of them. Plans again where the ledger
   * has changed the plan. Calls `onPlanned` with the rows to write. Where it stops, the completed batches remain and
   * are recognized the next time. @throws {ImportError}
   */
  async apply(file: KeptFile, pace: Pace, onPlanned: (rows: number) => void = () => undefined): Promise<ImportApplied> {
    const { writer } = this.#desk
    const run: Run = { file, pace, onPlanned, batch: new BatchSize(this.#desk.clock), written: 0 }
    for (let tries = 1; !(await this.#write(run, (work) => writer.serial(work))); tries++) {
      if (tries < MAX_OVERTAKEN) continue
      await writer.serial(() => this.#write(run, (work) => work()))
      break
    }
    const { added, known } = run.first ?? file.plan
    return { added, known, events: run.events ?? null }
  }

  /** Writes the plan of a file as long as it holds; false where the ledger has changed it. */
  async #write(run: Run, alone: <T>(work: () => Promise<T>) => Promise<T>): Promise<boolean> {
    const { file, pace } = run
    let plan = run.plan ?? file.plan
    if (!(await this.#holds(plan, file))) plan = await this.#plan(file.records, uncounted(pace))
    if (plan.conflicts.length > 0) throw new ImportError('IMPORT_CONTRADICTS', { conflicting: plan.conflicts.length })
    run.first ??= plan
    run.onPlanned(run.written + rowsOf(plan))
    const closes = this.#closes(file, plan)
    await pace.turn(0)
    for (let at = 0; at < rowsOf(plan);) {
      const { size } = run.batch
      const isWritten = await alone(async () => {
        if (!(await this.#holds(plan, file))) return false
        await run.batch.measured(() => this.#recorded(run, () => this.#commit(plan, at, size)))
        run.plan = plan = { ...plan, head: this.#desk.writer.state.n }
        return true
      })
      if (!isWritten) return false
      const rows = Math.min(size, rowsOf(plan) - at)
      at += rows
      run.written += rows
      await pace.turn(rows)
    }
    await alone(() => this.#mark(closes))
    return true
  }

  /** Commits `size` rows of a plan from `at`. A file has rows of one kind. */
  async #commit(plan: Plan, at: number, size: number): Promise<void> {
    const { writer, intake } = this.#desk
    const orders = plan.orders.slice(at, at + size)
    const deals = plan.deals.slice(at, at + size).map(dealOf)
    if (orders.length + deals.length > 0) await intake.applyReports({ orders, deals, source: 'import' })
    await writer.write(plan.flows.slice(at, at + size))
  }

  #mark(closes: readonly CoverageWindow[]): Promise<void> {
    const { writer, now } = this.#desk
    return writer.write(closes.map((window) => ({ type: 'coverage.marked', window, time: now(), source: 'import' })))
  }

  /** Runs one commit, and records the `seq` range of its events. */
  async #recorded(run: Run, work: () => Promise<void>): Promise<void> {
    const { writer } = this.#desk
    if (writer.closed) throw new Error('The ledger is being closed: import the file again once the account is open.')
    const before = writer.state.seq
    await work()
    const { seq } = writer.state
    if (seq > before) run.events = { from: run.events?.from ?? before + 1, to: seq }
  }

  #holds(plan: Plan, { summary }: KeptFile): Promise<boolean> {
    return stillHolds(plan, summary, { state: this.#desk.writer.state, store: this.#desk.store })
  }

  #plan(records: Records, pace: Pace): Promise<Plan> {
    const ledger = { state: this.#desk.writer.state, store: this.#desk.store }
    switch (records.kind) {
      case 'deals':
        return planDeals(records.rows, ledger, pace)
      case 'orders':
        return planOrders(records.rows, ledger, pace)
      case 'deposits':
      case 'withdrawals': {
        const { rows, kind } = records
        return planTransfers({ rows, outgoing: kind === 'withdrawals' }, ledger, pace)
      }
    }
  }

  /**
   * Coverage that the file proves: only where it has every row that the ledger has in its span, no row was rejected,
   * and it is not limited to one symbol of several.
   */
  #closes({ summary }: KeptFile, plan: Plan): (CoverageWindow & { readonly to: number })[] {
    const { state } = this.#desk.writer
    const { kind, span, symbols, refusedCount } = summary
    if ((kind !== 'deals' && kind !== 'orders') || span === undefined) return []
    const isOneOfSeveral = symbols.length === 1 && [...state.symbols.keys()].some((symbol) => symbol !== symbols[0])
    if (refusedCount > 0 || plan.ignored > 0 || plan.absent || plan.conflicts.length > 0 || isOneOfSeveral) return []
    return [...closedBy(state.coverage, kind, span.from, span.to)]
  }
}

/** One application: what it has written, and how. */
type Run = {
  readonly file: KeptFile
  readonly pace: Pace
  readonly onPlanned: (rows: number) => void
  readonly batch: BatchSize
  /** Rows written so far. */
  written: number
  /** The plan that the application began with: its counts are those of the file. */
  first?: Plan
  /** The plan that is being written, and the ledger's event after its last batch. */
  plan?: Plan
  events?: { readonly from: number; readonly to: number }
}

const UNREAD: Plan = {
  head: 0,
  added: 0,
  known: 0,
  ignored: 0,
  conflicts: [],
  orders: [],
  deals: [],
  flows: [],
  absent: true,
}

const rowsOf = ({ orders, deals, flows }: Plan): number => orders.length + deals.length + flows.length

function dealOf({ row: _row, ...deal }: PlannedDeal): Deal {
  return deal
}
