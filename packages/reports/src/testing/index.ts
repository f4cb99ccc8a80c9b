/** `@spotdeck/reports/testing`: questions about a ledger, answered by pages and by scans in a worker. */

export { movementCsvLine } from '../csv.ts'
export { UNKNOWN_FIGURES } from '../equity-curve.ts'
export { toEquityIndex } from '../equity-index.ts'
export { indexOf, samplesOf, seriesOf } from '../equity-readings.ts'
export { lotCsvLine } from '../lot-walk.ts'
export { type MovementsQuery, type Range, type RowsQuery } from '../port.ts'
export { performanceReport } from '../performance.ts'
