/** Findings as rows for a person. */

import { table } from '../print.ts'
import type { Finding } from './finding.ts'

/** One row for each finding, the next step below it where there is one, and the counts. */
export function report(findings: readonly Finding[]): string {
  const rows = findings.flatMap(({ status, check, account, seen, advice, code }) => {
    const row = [status, account === undefined ? check : `${check} (${account})`, seen]
    return status === 'ok' ? [row] : [row, ['', '', `${advice} (${code})`.trim()]]
  })
  const count = (wanted: Finding['status']): number => findings.filter(({ status }) => status === wanted).length
  return `${table(rows)}\n\nok: ${count('ok')}, warnings: ${count('warning')}, errors: ${count('error')}`
}
