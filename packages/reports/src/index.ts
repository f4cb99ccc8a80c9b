/** `@spotdeck/reports`: reports and exports of a ledger, without the gateway. */

export { type ExportTable, type NoteOn, exportCsv } from './export.ts'
export { exportLots } from './profit/lot-walk.ts'
export { readTimes, calendarIn, daysOf } from './base/days.ts'
export { type Asker, type ReportReaders, inProcessReports } from './table/ledger-reports.ts'
export { type Present } from './scan/present.ts'
export { ReportError } from './base/report-error.ts'
export {
  type ReportName,
  type ReportNeeds,
  type ReportRoute,
  type Reports,
  type ScanReports,
  reportNames,
  reportTable,
} from './table/report-table.ts'
export { WorkerReports } from './worker/worker-reports.ts'
export { type AccountReportsOptions, accountReports } from './table/account-reports.ts'
export { dealPages } from './base/pages.ts'
export { COLUMNS, csvLine, NOTE_COLUMNS, noteCells } from './base/csv.ts'
export { decodeCursor, encodeCursor } from './base/cursor.ts'
export { markOf, toAssetData, toCoverage, toEnvelope, toOrderData, toPastState, toStatusData } from './base/envelope.ts'
export { KEPT_MS, STEP_MS } from './equity/equity-curve.ts'
export { dealsPage, ordersPage } from './history/list-pages.ts'
export { type PastEntries, pnlAtTimes } from './equity/pnl-curve.ts'
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
} from './base/port.ts'
export { type PriceAnswer } from './base/price-port.ts'
export { type BookOptions, RealizedPnlBook } from './profit/realized-pnl-book.ts'
export { ReportRevision } from './scan/report-revision.ts'
export { type Restated } from './equity/restate.ts'
export { StretchMaker, type StretchStore } from './equity/stretch-maker.ts'
export { shown, valueInUsdt } from './base/valuation.ts'
export { withdrawalsOfFlows } from './history/withdrawals.ts'
