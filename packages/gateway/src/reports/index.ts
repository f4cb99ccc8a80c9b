/** `@spotdeck/gateway/reports`: reports and exports of a ledger, without the gateway. */

export { type ExportTable, type NoteOn, exportCsv } from './export.ts'
export { exportLots } from './lot-walk.ts'
export { isZone, readTimes } from './days.ts'
export { inProcessReports } from './ledger-reports.ts'
export type { Present, ReportReaders, ScanReports } from './scans.ts'
export { WorkerReports, type WorkerReportsOptions } from './worker-reports.ts'
