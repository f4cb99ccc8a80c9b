/** Processes that follow accounts, as they tell each other of themselves, and who follows what: the view that moves are planned from. */

import type { BalanceMember, BalanceMove, BalanceView } from '../lease/balance.ts'
import type { Runner } from './database.ts'

/** Time after which a process that is not heard of counts as gone, in ms: three beats are missing. */
const GONE_MS = 6_000

/** Tells the others that the process runs, what it can follow, and how much. @throws {StoreError} `STORE_*` */
export async function beatProcess(runner: Runner, { holder, name, capacity, accounts }: BalanceMember): Promise<void> {
  const sql = `WITH old AS (DELETE FROM processes WHERE seen < clock_timestamp() - interval '1 day')
    INSERT INTO processes (holder, name, capacity, accounts, seen) VALUES ($1, $2, $3, $4, clock_timestamp())
    ON CONFLICT (holder) DO UPDATE SET capacity = excluded.capacity, accounts = excluded.accounts, seen = excluded.seen`
  const most = Number.isFinite(capacity) ? capacity : null
  await runner.all(sql, holder, name, most, JSON.stringify([...accounts].sort()))
}

/** Tells the others that the process ends. @throws {StoreError} `STORE_*` */
export async function endProcess(runner: Runner, holder: string): Promise<void> {
  await runner.all('DELETE FROM processes WHERE holder = $1', holder)
}

/** Processes that run, and the accounts of all leases. An account whose holder does not follow it counts as followed by none. @throws {StoreError} `STORE_*` */
export async function balanceView(runner: Runner): Promise<BalanceView> {
  const members = await runner.all(
    `SELECT holder, name, capacity, accounts FROM processes WHERE seen > clock_timestamp() - $1 * interval '1 millisecond'`,
    GONE_MS,
  )
  const leases = await runner.all(
    `SELECT account, pinned, CASE WHEN expires > clock_timestamp() AND unfollowed IS DISTINCT FROM token THEN holder END AS holder
      FROM leases ORDER BY account`,
  )
  const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
  return {
    members: members.map((row) => ({
      holder: String(row['holder']),
      name: String(row['name']),
      capacity: row['capacity'] === null ? Infinity : Number(row['capacity']),
      accounts: new Set(JSON.parse(String(row['accounts'])) as string[]),
    })),
    accounts: leases.map((row) => ({
      account: String(row['account']),
      holder: textOf(row['holder']),
      pinned: textOf(row['pinned']),
    })),
  }
}

/**
 * Gives a lease of this holder to the process of a name: it ends at once, and for 10 s nobody else acquires it. Resolves with false where
 * the holder does not have it. @throws {StoreError} `STORE_*`
 */
export async function giveLease(runner: Runner, { account, from, to }: BalanceMove): Promise<boolean> {
  const sql = `UPDATE leases SET expires = clock_timestamp(), wanted = $3, wanted_until = clock_timestamp() + interval '10 seconds'
    WHERE account = $1 AND holder = $2 AND expires > clock_timestamp() RETURNING account`
  return (await runner.all(sql, account, from, to)).length > 0
}
