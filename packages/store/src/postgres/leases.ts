/** Leases in PostgreSQL: one row an account. The database's clock alone decides when a lease expires. */

import type { Leases } from '../lease/keeper.ts'
import type { Runner } from './database.ts'

/** Account, and a name that no other process has: it may take over its own lease, whose answer was lost. */
export type LeaseHolder = {
  readonly account: string
  readonly holder: string
  /** Name by which accounts are moved to the process; the holder's by default. */
  readonly name?: string
  /** True while the holder of the lease with this token follows the account; readers are told so with each renewal. Never by default. */
  readonly follows?: (token: number) => boolean
}

/** The lease of an account. Give it connections of its own, so that reports never delay a renewal. */
export function postgresLeases(
  runner: Runner,
  { account, holder, name = holder, follows = () => false }: LeaseHolder,
): Leases {
  return {
    async acquire(ttlMs) {
      const [row] = await runner.all(ACQUIRE, account, holder, ttlMs, name)
      return row === undefined ? undefined : Number(row['token'])
    },
    async renew(token, ttlMs) {
      const sql = `UPDATE leases SET expires = clock_timestamp() + $3 * interval '1 millisecond',
          unfollowed = CASE WHEN $4 THEN NULL ELSE token END
        WHERE account = $1 AND token = $2 AND expires > clock_timestamp() RETURNING token`
      return (await runner.all(sql, account, token, ttlMs, follows(token))).length > 0
    },
    async release(token) {
      const sql = 'UPDATE leases SET expires = clock_timestamp() WHERE account = $1 AND token = $2'
      await runner.all(sql, account, token)
    },
  }
}

/**
 * A token is greater than the one before it by a random number: a server that forgot a grant, because it was restored or took over
 * from one that failed, does not grant the same token again. Tokens stay below 2^53 for millions of grants.
 */
const ACQUIRE = `
  INSERT INTO leases AS l (account, holder, token, unfollowed, expires)
    SELECT $1, $2, step, step, clock_timestamp() + $3 * interval '1 millisecond'
      FROM (SELECT 1 + floor(random() * 2 ^ 30) AS step) AS chosen
  ON CONFLICT (account) DO UPDATE
    SET holder = excluded.holder, token = l.token + excluded.token, unfollowed = l.token + excluded.token,
      expires = clock_timestamp() + $3 * interval '1 millisecond', wanted = NULL, wanted_until = NULL
    WHERE (l.expires <= clock_timestamp() OR l.holder = excluded.holder)
      AND (l.wanted IS NULL OR l.wanted_until <= clock_timestamp() OR l.wanted = $4)
  RETURNING token`

/** Time for which a moved account waits for its new process, in ms. After it, any process may acquire the lease. */
const MOVE_MS = 30_000

/**
 * Ends the lease of an account, and lets the process of this name acquire the next one. Its holder writes nothing from this moment on.
 * The account is pinned: it is not moved away from that process to spread accounts, and comes back to it.
 * Resolves with false where the account has no lease.
 * @throws {StoreError} `STORE_*`
 */
export async function moveLease(runner: Runner, account: string, name: string): Promise<boolean> {
  const sql = `UPDATE leases SET expires = least(expires, clock_timestamp()), wanted = $2, pinned = $2,
      wanted_until = clock_timestamp() + $3 * interval '1 millisecond' WHERE account = $1 RETURNING account`
  return (await runner.all(sql, account, name, MOVE_MS)).length > 0
}

/**
 * Pins an account to the process of a name, as a move does; without one, it may be moved again to spread accounts. Resolves with false where
 * it has no lease. @throws {StoreError} `STORE_*`
 */
export async function pinLease(runner: Runner, account: string, name: string | undefined): Promise<boolean> {
  const sql = 'UPDATE leases SET pinned = $2 WHERE account = $1 RETURNING account'
  return (await runner.all(sql, account, name ?? null)).length > 0
}

/** An account of the database, and who follows it. */
export type LeasedAccount = {
  readonly account: string
  /** Number of its last event. */
  readonly events: number
  /** Holder of the lease; absent where nobody follows the account. */
  readonly holder?: string
  /** Name of the process that it was moved to by hand. */
  readonly pinned?: string
}

/** All accounts, by name. @throws {StoreError} `STORE_*` */
export async function leasedAccounts(runner: Runner): Promise<readonly LeasedAccount[]> {
  const sql = `SELECT l.account, l.last_n, s.pinned, CASE WHEN s.expires > clock_timestamp() THEN s.holder END AS holder
    FROM ledgers l LEFT JOIN leases s ON s.account = l.account ORDER BY l.account`
  return (await runner.all(sql)).map(({ account, last_n: events, holder, pinned }) => ({
    account: String(account),
    events: Number(events),
    ...(typeof holder === 'string' ? { holder } : {}),
    ...(typeof pinned === 'string' ? { pinned } : {}),
  }))
}
