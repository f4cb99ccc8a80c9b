/** Events of one account, in tables by the month in which they were recorded. */

import type { LedgerEvent } from '@spotdeck/ledger'
import { chained, hashOf } from '../chain.ts'
import type { ChainedEvent } from '../port.ts'
import type { StoredLink } from '../verify.ts'
import type { AccountRows, Row } from './database.ts'

/** Events after `n`, ascending, with the hashes before them. */
export async function linksAfter(ledger: AccountRows, n: number, limit: number): Promise<readonly StoredLink[]> {
  const sql = 'SELECT body, before FROM events WHERE account = $1 AND n > $2 ORDER BY n LIMIT $3'
  return (await ledger.all(sql, n, limit)).map(linkOf)
}

/** Public events after `seq`, ascending. */
export async function publicAfter(ledger: AccountRows, seq: number, limit: number): Promise<readonly ChainedEvent[]> {
  const sql = 'SELECT body, before FROM events WHERE account = $1 AND public AND seq > $2 ORDER BY seq LIMIT $3'
  const links = (await ledger.all(sql, seq, limit)).map(linkOf)
  return links.flatMap(({ body, before }) => chained(body, hashOf(before, body)))
}

/** Events after `n`, ascending. */
export async function eventsAfter(ledger: AccountRows, n: number, limit: number): Promise<readonly LedgerEvent[]> {
  const sql = 'SELECT body FROM events WHERE account = $1 AND n > $2 ORDER BY n LIMIT $3'
  return (await ledger.all(sql, n, limit)).map(eventOf)
}

/** The event in a row's column `body`. */
export const eventOf = ({ body }: Row): LedgerEvent => JSON.parse(String(body)) as LedgerEvent

function linkOf({ body, before }: Row): StoredLink {
  return { body: String(body), before: (before as Buffer).toString('hex') }
}
