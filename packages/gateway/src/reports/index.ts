/** `@spotdeck/gateway/reports`: reports and exports of a ledger, without the gateway. */

export { type ExportTable, exportCsv } from './export.ts'
export { exportLots } from './lot-walk.ts'
export { isZone } from './days.ts'
export { inProcessReports } from './ledger-reports.ts'
export type { Present, ReportReaders, ScanReports } from './scans.ts'
export { WorkerReports, type WorkerReportsOptions } from './worker-reports.ts'
