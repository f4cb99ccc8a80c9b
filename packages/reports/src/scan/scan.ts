/**
 * One scan of a stored ledger, as the computations of reports share it. It follows the ledger by its events, so that it
 * works in a worker as well as beside the writer, and it lets others run between steps.
 */

import { type LedgerState, isPastWhole } from '@spotdeck/ledger'
import type { EquityRow } from '@spotdeck/store'
import type { SampleStore } from '../equity/equity-readings.ts'
import { type Counting, sumsOver } from '../profit/pnl-sums.ts'
import type { Span } from '../base/port.ts'
import type { PnlTail } from '../profit/realized-pnl-book.ts'
import { ReportError } from '../base/report-error.ts'
import type { ReportLedger, Turn } from './report-ledger.ts'

/** Readings that a computation of profit interrupts, at most. */
const TRIES = 3

/** Reads one ledger for one report. Several may share one `ReportLedger`. */
export class Scan {
  readonly ledger: ReportLedger
  /** Called between the steps of a report; one that rejects ends the report. */
  readonly turn: Turn

  constructor(ledger: ReportLedger, turn: Turn = () => ledger.turn()) {
    this.ledger = ledger
    this.turn = turn
  }

  get store(): ReportLedger['store'] {
    return this.ledger.store
  }

  /** The state after everything that was committed before the call. */
  known(): Promise<LedgerState> {
    return this.ledger.known()
  }

  /** A report of a span; it says so while records of the span are being read, also where that ended meanwhile. */
  async marked<Report extends object>(span: Span, read: () => Promise<Report>): Promise<Report & Repairing> {
    const { coverage, birth } = await this.known()
    const isBegun = birth !== undefined || coverage.length > 0
    const report = await read()
    return isBegun && !coverage.some((window) => isRepairing(window, span)) ? report : { ...report, repairing: true }
  }

  /** A report of sums over a span, at one state of the profit. @throws {ReportError} `PNL_COMPUTING` */
  sums<Sums, Report extends object>(
    counting: Counting<Sums>,
    span: Span,
    read: (sums: Sums, tail: PnlTail) => Report | Promise<Report>,
  ): Promise<Report & Repairing> {
    return this.marked(span, async () => {
      const { store, turn } = this
      for (let tries = 0; tries < TRIES; tries++) {
        const book = await this.ledger.settledBook()
        if (book.stale) continue
        const { tail } = book
        const report = await read(await sumsOver({ store, tail, turn }, span, counting), tail)
        // What was stored is read in several steps: it may have been computed again in between.
        if (tail.base === undefined || (await store.holdsPnl(tail.base))) return report
      }
      throw new ReportError('PNL_COMPUTING', 'Profit is being computed: ask again.')
    })
  }

  /** Samples of equity; those reconstructed for the time before the first record only for an estimate. */
  async samples(estimate = false): Promise<SampleStore> {
    const { store } = this
    const state = await this.known()
    const wanted = (rows: readonly EquityRow[]): readonly EquityRow[] =>
      estimate ? rows : rows.filter(({ backfilled }) => backfilled !== true)
    return {
      equity: async (...asked) => wanted(await store.equity(...asked)),
      equityWithin: async (...asked) => wanted(await store.equityWithin(...asked)),
      stretches: (...asked) => store.stretches(...asked),
      flows: () => store.flows(),
      notes: () => state.notes.values(),
      valuations: () => state.valuations.values(),
      isPastWhole: () => isPastWhole(state),
    }
  }
}

type Repairing = { readonly repairing?: true }

/** True if records of a part of the span are still being read. */
const isRepairing = ({ state, from, to = Infinity }: LedgerState['coverage'][number], span: Span): boolean =>
  state === 'repairing' && from < span.to && to > span.from
