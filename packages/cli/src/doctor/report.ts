/** Findings as rows for a person. */

import { table } from '../print.ts'
import { type Finding, STATUSES } from './finding.ts'

/** One row for each finding, the next step below it where there is one, and the counts. */
export function report(findings: readonly Finding[]): string {
  const rows = findings.flatMap(({ status, check, account, seen, advice, code }) => {
    const row = [status, account === undefined ? check : `${check} (${account})`, seen]
    return status === 'ok' ? [row] : [row, ['', '', `${advice} (${code})`.trim()]]
  })
  const counts = STATUSES.map((wanted) => {
    const count = findings.filter(({ status }) => status === wanted).length
    return `${count} ${wanted === 'ok' || count === 1 ? wanted : `${wanted}s`}`
  })
  return `${table(rows)}\n\n${counts.join(', ')}`
}
