/** The reports of one account: what scans its ledger is asked of `ScanReports`, with what the ledger lacks. */

import { type Present, type ReportedAccount, samplesOfNow, withEnds } from '../scan/present.ts'
import { type Reports, type ScanReports, methodsOf, reportNames, reportTable } from './report-table.ts'

/** Parts of an account's reports. */
export type AccountReportsOptions = ReportedAccount & { readonly scans: ScanReports }

type Compute = (account: ReportedAccount, ...asked: readonly unknown[]) => Promise<unknown>
type Prepare = (account: ReportedAccount, question: never) => Promise<Present>

/** Reads what a report needs besides the ledger. */
const PREPARE: Readonly<Record<'prices' | 'samples', Prepare>> = { prices: withEnds, samples: samplesOfNow }

/** Opens the reports over one account's ledger. */
export function accountReports(account: AccountReportsOptions): Reports {
  const { scans } = account
  const reports: Reports = {
    ...methodsOf<Omit<Reports, 'until'>>(reportNames, async (name, asked) => {
      const row = reportTable[name]
      if (row.runs === 'loop') return (row.compute as Compute)(account, ...asked)
      const present = 'needs' in row ? [await PREPARE[row.needs](account, asked[0] as never)] : []
      const scan = scans[name as keyof ScanReports] as (...asked: readonly unknown[]) => Promise<unknown>
      return scan(...asked, ...present)
    }),
    until: (signal) =>
      scans.until === undefined ? reports : accountReports({ ...account, scans: scans.until(signal) }),
  }
  return reports
}
