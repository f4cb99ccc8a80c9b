/** Audit log in memory, for tests and for runs that should leave no trace. */

import type { AuditRecord } from '@spotdeck/api'
import { defined } from '@spotdeck/ports'
import type { Local } from '../awaitable.ts'
import { reachBy } from '../audit/audit-row.ts'
import {
  AUDIT_TRIM_EVERY,
  type AuditLane,
  type AuditQuery,
  type AuditStore,
  auditLanes,
  auditLimits,
  auditShareOf,
} from '../audit/audit-store.ts'

type Kept = { readonly lane: AuditLane; readonly record: AuditRecord }

/** Audit store in memory. */
export function memoryAuditStore(): Local<AuditStore> {
  const records = new Map<number, Kept>()
  let count = 0
  return {
    open(entry, lane, result) {
      const n = ++count
      records.set(n, { lane, record: { ...entry, n, outcome: 'unknown', ...defined({ ...result }) } })
      if (n % AUDIT_TRIM_EVERY === 0) {
        keepNewest(
          records,
          auditShareOf(lane),
          (kept) => kept.lane === lane && kept.record.credential === entry.credential,
        )
        for (const each of auditLanes) keepNewest(records, auditLimits[each], (kept) => kept.lane === each)
      }
      return n
    },
    settle(n, result) {
      const kept = records.get(n)
      if (kept?.record.outcome !== 'unknown') return
      records.set(n, { ...kept, record: { ...kept.record, ...defined({ ...result }) } })
    },
    list: (query) =>
      [...records.values()]
        .map(({ record }) => record)
        .reverse()
        .filter((record) => isChosen(record, query))
        .slice(0, query.limit),
    reach: () =>
      reachBy((lane, newer) => [...records.values()].filter((kept) => kept.lane === lane).at(-1 - newer)?.record),
  }
}

function isChosen(record: AuditRecord, { account, action, who, from, to, before }: AuditQuery): boolean {
  const { credential, label, user } = record
  return (
    (account === undefined || record.account === account) &&
    (action === undefined || record.action === action) &&
    (who === undefined || [credential, user?.id, label].includes(who)) &&
    (from === undefined || record.time >= from) &&
    (to === undefined || record.time < to) &&
    (before === undefined || record.n < before)
  )
}

function keepNewest(records: Map<number, Kept>, count: number, isOf: (kept: Kept) => boolean): void {
  const all = [...records].filter(([, kept]) => isOf(kept)).map(([n]) => n)
  for (const n of all.slice(0, Math.max(0, all.length - count))) records.delete(n)
}
