/** Port: reports that scan an account's ledger, answered away from the event loop where they can be. */

import type {
  AssetHistory,
  BreakdownReport,
  DealsSummary,
  EquityIndex,
  EquitySeries,
  FeesReport,
  FlowsSummary,
  Grouping,
  Page,
  Performance,
  PnlReport,
  VolumeReport,
} from '@spotdeck/api'
import type { UnitPrice } from '@spotdeck/ledger'
import { CodedError } from '@spotdeck/ports'
import type {
  BreakdownQuery,
  Estimating,
  LinesPage,
  ListName,
  LotsQuery,
  PnlQuery,
  Range,
  RowsQuery,
  Span,
  VolumeQuery,
  ZonedSpan,
} from './port.ts'
import type { EquityRow, LedgerStore, PnlMarks } from '@spotdeck/store'
import type { Restated } from './restate.ts'

/** Inputs of a report that the stored ledger does not contain. */
export type Present = {
  /** Exchange time. */
  readonly now: number
  /** Current price of each asset that the account has touched, where one is known. */
  readonly prices: ReadonlyMap<string, UnitPrice>
  /** Price of each asset held at the first record, then: costs of an estimate; absent where none was asked for. */
  readonly firstPrices?: ReadonlyMap<string, UnitPrice> | undefined
  /** The ends of the span of a profit report; absent: it is about all time. */
  readonly ends?: PresentEnds | undefined
  /** The newest equity sample, which may not be stored. */
  readonly last?: Restated<EquityRow> | undefined
}

/** Prices at the ends of a span, and what equity says of it. */
export type PresentEnds = {
  /** From when on equity is known in the span, in ms: the change of unrealized profit counts from there. */
  readonly since: number
  /** Change of equity since then without flows; absent where it is not known. */
  readonly profit?: string | undefined
  readonly opening: ReadonlyMap<string, UnitPrice>
  /** Absent where the span ends now. */
  readonly closing?: ReadonlyMap<string, UnitPrice> | undefined
}

/** For whom a report is computed: the guests' never hold up the owner's. */
export type Asker = 'owner' | 'guests'

/**
 * Scanning reports of one account, over everything that was committed before the call.
 * Arguments and answers are plain data. @throws {ReportError}
 */
export interface ScanReports {
  assetHistory(asset: string, span: Span, points: number): Promise<AssetHistory>
  flowsSummary(span: Span): Promise<FlowsSummary>
  dealsSummary(span: Span): Promise<DealsSummary>
  fees(by: Grouping, span: ZonedSpan): Promise<FeesReport>
  volume(query: VolumeQuery, span: ZonedSpan): Promise<VolumeReport>
  pnl(how: PnlQuery, span: ZonedSpan, present: Present): Promise<PnlReport>
  breakdown(query: BreakdownQuery, span: ZonedSpan): Promise<BreakdownReport>
  performance(span: ZonedSpan & Estimating, present: Present): Promise<Performance>
  equity(range: Range & Estimating, present: Present): Promise<EquitySeries>
  equityIndex(range: Range): Promise<EquityIndex>
  /** The next lines of a year, oldest first, from the cursor of those before; a page may have none. */
  lotLines(query: LotsQuery, cursor: string | undefined): Promise<LinesPage>
  /** Lines of balance changes, newest first. */
  movementLines(query: RowsQuery): Promise<LinesPage>
  /** Rows of a list, newest first. */
  rows(list: ListName, query: RowsQuery): Promise<Page<object>>
  /** The same reports, which end when the signal aborts; absent where they cannot be ended. */
  until?: (signal: AbortSignal) => ScanReports
}

/** Names of the scanning reports. */
export const scanNames = [
  'assetHistory',
  'flowsSummary',
  'dealsSummary',
  'fees',
  'volume',
  'pnl',
  'breakdown',
  'performance',
  'equity',
  'equityIndex',
  'lotLines',
  'movementLines',
  'rows',
] as const satisfies readonly (keyof ScanReports)[]
/** Name of a scanning report. */
export type ScanName = (typeof scanNames)[number]

/** The reading calls of a ledger store that scanning reports use. */
export type ReportStore = Pick<
  LedgerStore,
  | 'load'
  | 'eventsAfter'
  | 'dealsAscending'
  | 'flows'
  | 'flowsAscending'
  | 'flowPrices'
  | 'unpriced'
  | 'history'
  | 'orders'
  | 'deals'
  | 'balances'
  | 'equity'
  | 'equityWithin'
  | 'stretches'
  | Exclude<keyof PnlMarks, 'savePnl'>
>

/** Opens the scanning reports of accounts. */
export interface ReportReaders {
  /** Reports of an account over its open ledger. */
  of(account: string, store: ReportStore, asker: Asker): ScanReports
  /** Rejects what is still being computed. Idempotent. */
  close(): Promise<void>
}

/** Codes of failed reports. */
export type ReportErrorCode = 'REPORTS_BUSY' | 'REPORT_TOO_LONG' | 'PNL_COMPUTING' | 'REPORT_FAILED'

/** A report is not answered; with every code but `REPORT_FAILED` it may succeed a little later. */
export class ReportError extends CodedError<ReportErrorCode> {}
