/** Notional that an account has ordered on a day, order by order: written with the token of the lease, before an order is sent. */

import { AccountRows, type Database, HELD } from './database.ts'

/** An order on a day; a worth of 0 removes it. */
export type OrderedLine = { readonly day: string; readonly clientOrderId: string; readonly worth: string }

/** The orders of an account, in the database. */
export interface OrderedLines {
  /** Ascending by day. @throws {StoreError} `STORE_*` */
  read(): Promise<readonly OrderedLine[]>
  /**
   * Writes an order, and removes those of earlier days with the first of a new one.
   * @throws {StoreError} `LEASE_LOST`, and `STORE_UNREACHABLE`, after which it may be written
   */
  write(line: OrderedLine, isNewDay: boolean): Promise<void>
}

/** The orders of an account. @param lease account and fencing token */
export function orderedLines(
  database: Database,
  { account, token }: { readonly account: string; readonly token: number },
): OrderedLines {
  const rows = new AccountRows(database, account, token)
  return {
    async read() {
      const found = await rows.all('SELECT day, id, worth FROM ordered WHERE account = $1 ORDER BY day, id')
      return found.map(({ day, id, worth }) => ({
        day: String(day),
        clientOrderId: String(id),
        worth: String(worth),
      }))
    },
    async write({ day, clientOrderId, worth }, isNewDay) {
      const sql = `${HELD}, before AS (
          DELETE FROM ordered o USING held WHERE o.account = $1 AND $6 AND o.day <> $4
        )
        INSERT INTO ordered (account, id, day, worth) SELECT $1, $3, $4, $5 FROM held
        ON CONFLICT (account, id) DO UPDATE SET day = excluded.day, worth = excluded.worth`
      await rows.write(sql, clientOrderId, day, worth, isNewDay)
    },
  }
}
