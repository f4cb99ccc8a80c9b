/** Audit log in a file or in a database. */

import { auditRecord, type AuditRecord } from '@spotdeck/api'
import { defined } from '@spotdeck/ports'
import { z } from 'zod'
import type { LocalSql, Sql } from '../../sql/sql.ts'
import { type Awaitable, type Local, after, attempt, inTurn } from '../awaitable.ts'
import {
  AUDIT_TRIM_EVERY,
  type AuditLane,
  type AuditStore,
  auditLanes,
  auditLimits,
  auditShareOf,
} from './audit-store.ts'

const INSERT = `INSERT INTO audit_records
  (lane, time, account, action, credential, person, label, body, target, outcome, status)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING n`
const SETTLE = `UPDATE audit_records SET outcome = $1, status = $2, target = coalesce($3, target)
  WHERE n = $4 AND outcome IS NULL`
/** Deletes all of the chosen records but the newest; the limit is the last parameter. */
const trimOf = (chosen: string, limit: string): string => `DELETE FROM audit_records WHERE ${chosen} AND n <=
  (SELECT n FROM audit_records WHERE ${chosen} ORDER BY n DESC LIMIT 1 OFFSET ${limit})`
const TRIM = trimOf('lane = $1', '$2')
const TRIM_SHARE = trimOf('lane = $1 AND credential IS NOT DISTINCT FROM $2', '$3')
const OLDEST = 'SELECT time FROM audit_records WHERE lane = $1 ORDER BY n DESC LIMIT 1 OFFSET $2'
const LIST = `SELECT n, body, target, outcome, status FROM audit_records
  WHERE ($1::text IS NULL OR account = $1) AND ($2::text IS NULL OR action = $2)
    AND ($3::text IS NULL OR credential = $3 OR person = $3 OR label = $3)
    AND ($4::bigint IS NULL OR time >= $4) AND ($5::bigint IS NULL OR time < $5) AND ($6::bigint IS NULL OR n < $6)
  ORDER BY n DESC LIMIT $7`

const numberRow = z.object({ n: z.number() })
const timeRow = z.object({ time: z.number() })
const row = z.object({
  n: z.number(),
  body: z.string(),
  target: z.string().nullable(),
  outcome: z.string().nullable(),
  status: z.number().nullable(),
})

/** A row as a record: `unknown` while nobody has settled it. */
function toRecord(found: unknown): AuditRecord {
  const { n, body, target, outcome, status } = row.parse(found)
  const settled = defined({ target: target ?? undefined, status: status ?? undefined })
  return auditRecord.parse({ ...Object(JSON.parse(body)), ...settled, n, outcome: outcome ?? 'unknown' })
}

/** Audit log in a file, at once. */
export function sqlAuditStore(sql: LocalSql): Local<AuditStore>
/** The same in a database. */
export function sqlAuditStore(sql: Sql): AuditStore
/** The same on either. */
export function sqlAuditStore(sql: Sql): AuditStore {
  const trim = (lane: AuditLane, credential: string | undefined): Awaitable<unknown> =>
    after(sql.write(TRIM_SHARE, lane, credential ?? null, auditShareOf(lane)), () =>
      inTurn(auditLanes, (each) => sql.write(TRIM, each, auditLimits[each])),
    )
  return {
    open({ target, ...entry }, lane, result) {
      const { time, account = null, action, credential = null, user, label } = entry
      const known = [lane, time, account, action, credential, user?.id ?? null, label, JSON.stringify(entry)]
      const settled = [result?.target ?? target ?? null, result?.outcome ?? null, result?.status ?? null]
      return after(sql.write(INSERT, ...known, ...settled), ([added]) => {
        const { n } = numberRow.parse(added)
        // The record is there: what is deleted late is deleted by a later one.
        if (n % AUDIT_TRIM_EVERY === 0) attempt(() => trim(lane, entry.credential))
        return n
      })
    },
    settle: (n, { outcome, status, target }) =>
      after(sql.write(SETTLE, outcome, status ?? null, target ?? null, n), () => undefined),
    list({ account, action, who, from, to, before, limit }) {
      const chosen = [account ?? null, action ?? null, who ?? null, from ?? null, to ?? null, before ?? null]
      return after(sql.read(LIST, ...chosen, limit), (rows) => rows.map(toRecord))
    },
    reach() {
      const oldest = new Map<AuditLane, number>()
      const read = inTurn(auditLanes, (lane) =>
        after(sql.read(OLDEST, lane, auditLimits[lane] - 1), ([found]) => {
          if (found !== undefined) oldest.set(lane, timeRow.parse(found).time)
        }),
      )
      return after(read, () => Object.fromEntries(oldest))
    },
  }
}
