/** Addresses at which processes take what others pass on to them. */

import type { Runner } from './database.ts'

/** Says under which address the process of this name is reached by the others. @param holder name of its leases @throws {StoreError} `STORE_*` */
export async function advertise(runner: Runner, holder: string, address: string): Promise<void> {
  // A name is used by one process only once, so those of former ones are left over.
  const sql = `WITH old AS (
      DELETE FROM members m WHERE m.seen < clock_timestamp() - interval '1 day'
        AND NOT EXISTS (SELECT 1 FROM leases l WHERE l.holder = m.holder AND l.expires > clock_timestamp())
    )
    INSERT INTO members (holder, address, seen) VALUES ($1, $2, clock_timestamp())
    ON CONFLICT (holder) DO UPDATE SET address = excluded.address, seen = excluded.seen`
  await runner.all(sql, holder, address)
}

/** Address of the process that holds the lease of an account; `undefined` where none does, or it has none. @throws {StoreError} `STORE_*` */
export async function followerAddress(runner: Runner, account: string): Promise<string | undefined> {
  const sql = `SELECT m.address FROM leases l JOIN members m ON m.holder = l.holder
    WHERE l.account = $1 AND l.expires > clock_timestamp()`
  const [row] = await runner.all(sql, account)
  return row === undefined ? undefined : String(row['address'])
}

/** Most addresses that are tried for what any process may do. */
const MAX_TRIED = 4

/** Addresses of processes that take what others pass on: those that hold a lease now first, then the newest. @throws {StoreError} `STORE_*` */
export async function memberAddresses(runner: Runner): Promise<readonly string[]> {
  const sql = `SELECT m.address FROM members m ORDER BY EXISTS (SELECT 1 FROM leases l WHERE l.holder = m.holder
    AND l.expires > clock_timestamp()) DESC, m.seen DESC LIMIT $1`
  return (await runner.all(sql, MAX_TRIED)).map(({ address }) => String(address))
}
