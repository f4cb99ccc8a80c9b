/** Looks at a ledger that another process may be writing: a short question, asked often. */

import type { Owner } from '../owner.ts'
import type { Runner } from './database.ts'

/** A stored ledger as it is at one moment of the database. */
export type LedgerSight = {
  readonly epoch: string
  /** Number of the last event. */
  readonly n: number
  /** Chain hash of the last event. */
  readonly hash: string
  /** Time for which the lease of the account is still valid, in ms; 0 where nobody holds it, or its holder does not follow. */
  readonly leaseMs: number
}

/** Longest time of a lease that is told, in ms: a test may hold one for ever. */
const MAX_LEASE_MS = 86_400_000

/** The ledger of an account; `undefined` where there is none. @throws {StoreError} `STORE_*` */
export async function ledgerSight(runner: Runner, account: string): Promise<LedgerSight | undefined> {
  const sql = `SELECT l.epoch, l.last_n, l.head, CASE
      WHEN s.expires IS NULL OR s.expires <= clock_timestamp() OR s.unfollowed = s.token THEN 0
      WHEN s.expires = 'infinity' THEN $2
      ELSE extract(epoch FROM s.expires - clock_timestamp()) * 1000 END AS lease
    FROM ledgers l LEFT JOIN leases s ON s.account = l.account WHERE l.account = $1`
  const [row] = await runner.all(sql, account, MAX_LEASE_MS)
  if (row === undefined) return undefined
  return {
    epoch: String(row['epoch']),
    n: Number(row['last_n']),
    hash: String(row['head']),
    leaseMs: Number(row['lease']),
  }
}

/** Owner that the ledger of an account records; `undefined` where there is none. @throws {StoreError} `STORE_*` */
export async function ledgerOwner(runner: Runner, account: string): Promise<Owner | undefined> {
  const [row] = await runner.all('SELECT owner, key FROM ledgers WHERE account = $1', account)
  if (row === undefined) return undefined
  return { user: String(row['owner']), ...(typeof row['key'] === 'string' ? { key: row['key'] } : {}) }
}

/** Accounts that have a ledger, by name. @throws {StoreError} `STORE_*` */
export async function ledgerAccounts(runner: Runner): Promise<readonly string[]> {
  return (await runner.all('SELECT account FROM ledgers ORDER BY account')).map((row) => String(row['account']))
}
