/** Plans a parsed file against the ledger, previews the changes, and writes them step by step. */

import { type ImportApplied, type ImportPreview, MAX_REJECTED_SHOWN } from '@spotdeck/api'
import { type Writer, closedBy, eventsOfReports } from '@spotdeck/follow'
import { type LedgerStore } from '@spotdeck/store'
import type { CoverageWindow, Deal, EventDraft, LedgerState } from '@spotdeck/ledger'
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

/** Plans of one import that the stream may overtake; the next is made and begun while nothing else is written. */
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
    const run: Run = { file, pace, onPlanned, batch: new BatchSize(), written: 0, overtaken: 0, plan: file.plan, at: 0 }
    this.#begin(run, (await this.#holds(file.plan, file)) ? file.plan : await this.#planAgain(run))
    const { added, known } = run.plan
    await pace.turn(0)
    while (!(await this.#writeBatch(run)));
    return { added, known, events: run.events ?? null }
  }

  #begin(run: Run, plan: Plan): void {
    if (plan.conflicts.length > 0) throw new ImportError('IMPORT_CONTRADICTS', { conflicting: plan.conflicts.length })
    Object.assign(run, { plan, at: 0 })
    run.onPlanned(run.written + rowsOf(plan))
  }

  #planAgain({ file, pace }: Run): Promise<Plan> {
    return this.#plan(file.records, uncounted(pace))
  }

  /** Writes the next rows, with the last of them the coverage that the file proves; true when all is written. */
  async #writeBatch(run: Run): Promise<boolean> {
    const { writer, clock } = this.#desk
    const { size } = run.batch
    let began: { readonly at: number; readonly seq: number } | undefined
    const { n, seq } = await writer.propose(async (state) => {
      if (writer.closed) throw new Error('The ledger is being closed: import the file again once the account is open.')
      if (!(await this.#holds(run.plan, run.file))) {
        run.overtaken += 1
        if (run.overtaken < MAX_OVERTAKEN) return []
        this.#begin(run, await this.#planAgain(run))
      }
      began = { at: clock.now(), seq: state.seq }
      return this.#eventsOf(run, state, size)
    })
    if (began === undefined) {
      this.#begin(run, await this.#planAgain(run))
      await run.pace.turn(0)
      return false
    }
    run.batch.took(clock.now() - began.at)
    run.plan = { ...run.plan, head: n }
    if (seq > began.seq) run.events = { from: run.events?.from ?? began.seq + 1, to: seq }
    const rows = Math.min(size, rowsOf(run.plan) - run.at)
    run.at += rows
    run.written += rows
    await run.pace.turn(rows)
    return run.at >= rowsOf(run.plan)
  }

  /** The events of `size` rows of a plan. A file has rows of one kind. */
  async #eventsOf({ plan, at, file }: Run, state: LedgerState, size: number): Promise<readonly EventDraft[]> {
    const { store, now } = this.#desk
    const time = now()
    const to = at + size
    const orders = plan.orders.slice(at, to)
    const deals = plan.deals.slice(at, to).map(dealOf)
    const reported = await eventsOfReports({ state, store, time }, { orders, deals, source: 'import' })
    const closes = to >= rowsOf(plan) ? this.#closes(file, plan) : []
    const marks = closes.map((window): EventDraft => ({ type: 'coverage.marked', window, time, source: 'import' }))
    return [...reported, ...plan.flows.slice(at, to), ...marks]
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

/** One application: what it writes, and how far it is. */
type Run = {
  readonly file: KeptFile
  readonly pace: Pace
  readonly onPlanned: (rows: number) => void
  readonly batch: BatchSize
  /** Rows written so far. */
  written: number
  /** Plans that the ledger has changed. */
  overtaken: number
  /** The plan that is being written: as of the ledger's event after its last batch; and its next row. */
  plan: Plan
  at: number
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
