/** `@spotdeck/reports`: reports and exports of a ledger, without the gateway. */

export { type ExportTable, type NoteOn, exportCsv } from './export.ts'
export { exportLots } from './lot-walk.ts'
export { readTimes, calendarIn, daysOf } from './days.ts'
export { type Asker, type ReportReaders, inProcessReports } from './ledger-reports.ts'
export { type Present } from './present.ts'
export { ReportError } from './report-error.ts'
export {
  type ReportName,
  type ReportNeeds,
  type ReportRoute,
  type ReportRow,
  type Reports,
  type ScanReports,
  reportNames,
  reportTable,
} from './report-table.ts'
export { WorkerReports, type WorkerReportsOptions } from './worker-reports.ts'
export { type AccountReportsOptions, accountReports } from './account-reports.ts'
export { COLUMNS, csvLine, NOTE_COLUMNS, noteCells } from './csv.ts'
export { decodeCursor, encodeCursor } from './cursor.ts'
export { markOf, toAssetData, toCoverage, toEnvelope, toOrderData, toPastState, toStatusData } from './envelope.ts'
export { KEPT_MS, STEP_MS } from './equity-curve.ts'
export { dealsPage, ordersPage } from './list-pages.ts'
export { type PastEntries, pnlAtTimes } from './pnl-curve.ts'
export {
  type DealsQuery,
  type Hides,
  type LinesPage,
  type ListName,
  type ListQuery,
  type OrdersQuery,
  type PastQuestion,
  type PastState,
  type Position,
  type Span,
  type ZonedSpan,
} from './port.ts'
export { type PriceAnswer } from './price-port.ts'
export { type BookOptions, RealizedPnlBook } from './realized-pnl-book.ts'
export { ReportRevision } from './report-revision.ts'
export { type Restated } from './restate.ts'
export { StretchMaker, type StretchStore } from './stretch-maker.ts'
export { shown, valueInUsdt } from './valuation.ts'
export { withdrawalsOfFlows } from './withdrawals.ts'
