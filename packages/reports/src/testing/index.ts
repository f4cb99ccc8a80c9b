/** `@spotdeck/reports/testing`: questions about a ledger, answered by pages and by scans in a worker. */

export { movementCsvLine } from '../base/csv.ts'
export { UNKNOWN_FIGURES } from '../equity/equity-curve.ts'
export { toEquityIndex } from '../equity/equity-index.ts'
export { indexOf, samplesOf, seriesOf } from '../equity/equity-readings.ts'
export { lotCsvLine } from '../profit/lot-walk.ts'
export { type MovementsQuery, type Range, type RowsQuery } from '../base/port.ts'
export { performanceReport } from '../equity/performance.ts'
