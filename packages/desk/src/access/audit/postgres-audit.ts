/** Audit log in PostgreSQL, for all gateways of a database. */

import type { Database } from '@spotdeck/store/postgres'
import { attempt } from '../awaitable.ts'
import { auditColumns, numberOfRow, reachBy, toAuditRecord, valuesOfAudit } from './audit-row.ts'
import {
  AUDIT_TRIM_EVERY,
  type AuditLane,
  type AuditStore,
  auditLanes,
  auditLimits,
  auditShareOf,
} from './audit-store.ts'

const COLUMNS = auditColumns.join(', ')
const VALUES = auditColumns.map((_, n) => `$${n + 1}`).join(', ')

/** Audit log in a database, which stays open. */
export function postgresAuditStore(database: Database): AuditStore {
  const { writes } = database
  const trim = async (by: AuditLane, credential: string | undefined): Promise<void> => {
    const share = `DELETE FROM audit_records WHERE lane = $1 AND credential IS NOT DISTINCT FROM $2 AND n <=
      (SELECT n FROM audit_records WHERE lane = $1 AND credential IS NOT DISTINCT FROM $2 ORDER BY n DESC LIMIT 1 OFFSET $3)`
    await writes.all(share, by, credential ?? null, auditShareOf(by))
    const sql = `DELETE FROM audit_records WHERE lane = $1 AND n <=
      (SELECT n FROM audit_records WHERE lane = $1 ORDER BY n DESC LIMIT 1 OFFSET $2)`
    for (const lane of auditLanes) await writes.all(sql, lane, auditLimits[lane])
  }
  return {
    async open(entry, lane, result) {
      const sql = `INSERT INTO audit_records (${COLUMNS}) VALUES (${VALUES}) RETURNING n`
      const n = numberOfRow((await writes.all(sql, ...valuesOfAudit(entry, lane, result)))[0])
      // The record is there: what is deleted late is deleted by a later one.
      if (n % AUDIT_TRIM_EVERY === 0) attempt(() => trim(lane, entry.credential))
      return n
    },
    async settle(n, { outcome, status, target }) {
      const sql = `UPDATE audit_records SET outcome = $1, status = $2, target = coalesce($3, target)
        WHERE n = $4 AND outcome IS NULL`
      await writes.all(sql, outcome, status ?? null, target ?? null, n)
    },
    async list({ account, action, who, from, to, before, limit }) {
      const sql = `SELECT n, body, target, outcome, status FROM audit_records
        WHERE ($1::text IS NULL OR account = $1) AND ($2::text IS NULL OR action = $2)
          AND ($3::text IS NULL OR credential = $3 OR person = $3 OR label = $3)
          AND ($4::bigint IS NULL OR time >= $4) AND ($5::bigint IS NULL OR time < $5)
          AND ($6::bigint IS NULL OR n < $6)
        ORDER BY n DESC LIMIT $7`
      const chosen = [account ?? null, action ?? null, who ?? null, from ?? null, to ?? null, before ?? null]
      return (await database.all(sql, ...chosen, limit)).map(toAuditRecord)
    },
    async reach() {
      const sql = 'SELECT time FROM audit_records WHERE lane = $1 ORDER BY n DESC LIMIT 1 OFFSET $2'
      const rows = await Promise.all(auditLanes.map((lane) => database.all(sql, lane, auditLimits[lane] - 1)))
      return reachBy((lane) => rows[auditLanes.indexOf(lane)]?.[0])
    },
  }
}
