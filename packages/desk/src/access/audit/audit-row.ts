/** Records of the audit log as rows, the same in a file and in a database. */

import { type AuditRecord, auditRecord } from '@spotdeck/api'
import { defined } from '@spotdeck/ports'
import { z } from 'zod'
import {
  type AuditEntry,
  type AuditLane,
  type AuditReach,
  type AuditResult,
  auditLanes,
  auditLimits,
} from './audit-store.ts'

/** Columns that are written when a record is opened. */
export const auditColumns = [
  ...(['lane', 'time', 'account', 'action', 'credential', 'person', 'label'] as const),
  ...(['body', 'target', 'outcome', 'status'] as const),
] as const

/** Values of these columns. */
export function valuesOfAudit(
  { target, ...entry }: AuditEntry,
  lane: AuditLane,
  result: AuditResult | undefined,
): readonly (string | number | null)[] {
  const { time, account = null, action, credential = null, user, label } = entry
  return [
    ...[lane, time, account, action, credential, user?.id ?? null, label],
    ...[JSON.stringify(entry), result?.target ?? target ?? null, result?.outcome ?? null, result?.status ?? null],
  ]
}

const row = z.object({
  n: z.coerce.number(),
  body: z.string(),
  target: z.string().nullable(),
  outcome: z.string().nullable(),
  status: z.number().nullable(),
})

/** A row as a record: `unknown` while nobody has settled it. */
export function toAuditRecord(found: unknown): AuditRecord {
  const { n, body, target, outcome, status } = row.parse(found)
  const settled = defined({ target: target ?? undefined, status: status ?? undefined })
  return auditRecord.parse({ ...Object(JSON.parse(body)), ...settled, n, outcome: outcome ?? 'unknown' })
}

const timeRow = z.object({ time: z.coerce.number() }).optional()

/** Times of the rows that stand at the limit of each lane. @param rowAt reads the row with so many newer ones before it */
export const reachBy = (rowAt: (lane: AuditLane, newer: number) => unknown): AuditReach =>
  defined(Object.fromEntries(auditLanes.map((lane) => [lane, timeRow.parse(rowAt(lane, auditLimits[lane] - 1))?.time])))

/** Number of a row that was added. */
export const numberOfRow = (found: unknown): number => z.object({ n: z.coerce.number() }).parse(found).n
