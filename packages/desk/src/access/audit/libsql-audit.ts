/** Audit log in `DIR/access.db`, beside the credentials. Commands write it beside a running gateway. */

import Database from 'libsql'
import type { Local } from '../awaitable.ts'
import { auditColumns, numberOfRow, reachBy, toAuditRecord, valuesOfAudit } from './audit-row.ts'
import { AUDIT_TRIM_EVERY, type AuditStore, auditLanes, auditLimits, auditShareOf } from './audit-store.ts'

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS audit (
    n INTEGER PRIMARY KEY AUTOINCREMENT, lane TEXT NOT NULL, time INTEGER NOT NULL, account TEXT, action TEXT NOT NULL,
    credential TEXT, person TEXT, label TEXT NOT NULL, body TEXT NOT NULL, target TEXT, outcome TEXT, status INTEGER
  ) STRICT;
  CREATE INDEX IF NOT EXISTS audit_lanes ON audit (lane, n);
  CREATE INDEX IF NOT EXISTS audit_shares ON audit (lane, credential, n);
  UPDATE audit SET lane = iif(action IN ('order-placed', 'order-canceled'), 'orders', 'management') WHERE lane = 'changes';
`
/** Time that a write waits for another process, in ms: an order waits for it. */
const BUSY_MS = 1_000
const COLUMNS = auditColumns.join(', ')
const PLACES = auditColumns.map(() => '?').join(', ')

/**
 * Opens the audit log of an existing file on a connection of its own. `NORMAL`: a write survives the end of the process, and costs no
 * flush to the disk. A power cut can take the newest; a change of credentials, which is flushed, takes its own record along, as both
 * are in one write-ahead log.
 */
export function openLibsqlAuditStore(path: string): Local<AuditStore> & { close(): void } {
  const db = new Database(path)
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA busy_timeout = ${BUSY_MS}; PRAGMA synchronous = NORMAL;`)
  db.exec(SCHEMA)
  const insert = db.prepare(`INSERT INTO audit (${COLUMNS}) VALUES (${PLACES}) RETURNING n`)
  const settled = db.prepare(
    'UPDATE audit SET outcome = ?1, status = ?2, target = coalesce(?3, target) WHERE n = ?4 AND outcome IS NULL',
  )
  const trim = db.prepare(`DELETE FROM audit WHERE lane = ?1 AND n <=
    (SELECT n FROM audit WHERE lane = ?1 ORDER BY n DESC LIMIT 1 OFFSET ?2)`)
  const trimShare = db.prepare(`DELETE FROM audit WHERE lane = ?1 AND credential IS ?2 AND n <=
    (SELECT n FROM audit WHERE lane = ?1 AND credential IS ?2 ORDER BY n DESC LIMIT 1 OFFSET ?3)`)
  const oldestKept = db.prepare('SELECT time FROM audit WHERE lane = ?1 ORDER BY n DESC LIMIT 1 OFFSET ?2')
  const newest = db.prepare(`SELECT n, body, target, outcome, status FROM audit
    WHERE (?1 IS NULL OR account = ?1) AND (?2 IS NULL OR action = ?2)
      AND (?3 IS NULL OR credential = ?3 OR person = ?3 OR label = ?3)
      AND (?4 IS NULL OR time >= ?4) AND (?5 IS NULL OR time < ?5) AND (?6 IS NULL OR n < ?6)
    ORDER BY n DESC LIMIT ?7`)
  return {
    open(entry, lane, result) {
      const n = numberOfRow(insert.all(...valuesOfAudit(entry, lane, result))[0])
      if (n % AUDIT_TRIM_EVERY === 0) {
        trimShare.run(lane, entry.credential ?? null, auditShareOf(lane))
        for (const each of auditLanes) trim.run(each, auditLimits[each])
      }
      return n
    },
    settle: (n, { outcome, status, target }) => void settled.run(outcome, status ?? null, target ?? null, n),
    list: ({ account, action, who, from, to, before, limit }) =>
      newest
        .all(account ?? null, action ?? null, who ?? null, from ?? null, to ?? null, before ?? null, limit)
        .map(toAuditRecord),
    reach: () => reachBy((lane, before) => oldestKept.all(lane, before)[0]),
    close: () => void db.close(),
  }
}
