/** Scanning reports over one stored ledger, in this thread. */

import type { Timers } from '@spotdeck/ports'
import { ReportLedger, type ReportStore, type Turn } from '../scan/report-ledger.ts'
import { type ScanName, type ScanReports, computed, methodsOf, scanNames } from './report-table.ts'
import { Scan } from '../scan/scan.ts'

/** For whom a report is computed: the guests' never hold up the owner's. */
export type Asker = 'owner' | 'guests'

/** Opens the scanning reports of accounts. */
export interface ReportReaders {
  /** Reports of an account over its open ledger. */
  of(account: string, store: ReportStore, asker: Asker): ScanReports
  /** Rejects what is still being computed. Idempotent. */
  close(): Promise<void>
}

/** Scanning reports over one ledger. Several may share one `ReportLedger`. @param turn as in `Scan` */
export function ledgerReports(ledger: ReportLedger, turn?: Turn): ScanReports {
  const scan = new Scan(ledger, turn)
  return methodsOf<ScanReports>(scanNames, (name, asked) => computed(scan, name as ScanName, asked))
}

/** Reads reports in this thread: for simulations and tests. Owner and guests share no sums, and so no turns. */
export const inProcessReports = (timers: Timers): ReportReaders => ({
  of: (_account, store) => ledgerReports(new ReportLedger({ store, timers })),
  close: () => Promise.resolve(),
})
