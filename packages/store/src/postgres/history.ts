/** History lists of one account: balance changes, flows, status changes and audit findings. */

import type { LedgerEvent } from '@spotdeck/ledger'
import type { BalanceQuery, HistoryList, HistoryPageQuery } from '../port.ts'
import { isHidden } from '../projection.ts'
import { LISTS } from './batch.ts'
import type { AccountRows } from './database.ts'
import { eventOf } from './event-log.ts'
import { kindsWhere, pageOf } from './pages.ts'

/** Events of a history list, newest first. Hidden audit findings are known by their event only: there are few. */
export async function historyPage(
  ledger: AccountRows,
  list: HistoryList,
  query: HistoryPageQuery,
): Promise<readonly LedgerEvent[]> {
  const { hides, ...rest } = query
  if (hides === undefined || list === 'statuses') return page(ledger, list, rest)
  if (list !== 'audits') return page(ledger, list, query)
  const found: LedgerEvent[] = []
  for (let before = query.before; ;) {
    const events = await page(ledger, list, { ...rest, before })
    found.push(...events.filter((event) => !isHidden(event, hides)))
    before = events.at(-1)
    if (before === undefined || events.length < query.limit || found.length >= query.limit)
      return found.slice(0, query.limit)
  }
}

async function page(
  ledger: AccountRows,
  list: HistoryList,
  { before, asset, reasons, hides, ...bounds }: HistoryPageQuery,
): Promise<readonly LedgerEvent[]> {
  const isFiltered = [asset, reasons, hides].some((filter) => filter !== undefined)
  const isWanted = ([name = '', reason = '']: readonly string[]): boolean => {
    if ((asset !== undefined && asset !== name) || hides?.('asset', name) === true) return false
    if (reasons === undefined) return true
    return reason !== '' && ('only' in reasons ? reasons.only.includes(reason) : !reasons.but.includes(reason))
  }
  const rows = await pageOf(
    ledger,
    { list: LISTS[list], table: 'history', columns: EVENT, id: 'n' },
    {
      bounds: { ...bounds, before: before && { time: before.time, id: before.n } },
      filter: { isWanted: isFiltered ? isWanted : undefined },
    },
  )
  return rows.map(eventOf)
}

const EVENT = '(SELECT e.body FROM events e WHERE e.account = t.account AND e.n = t.n) AS body'

/** Last change of each step, in the order in which changes were recorded, as balances are folded. */
export async function balanceSteps(
  ledger: AccountRows,
  { asset, from, to, stepMs }: BalanceQuery,
): Promise<readonly LedgerEvent[]> {
  const kinds = await kindsWhere(ledger, LISTS.movements, ([name]) => name === asset)
  const rows = await ledger.all(
    `SELECT e.body FROM events e WHERE e.account = $1 AND e.n IN (
       SELECT max(n) FROM history WHERE kind = ANY($2) AND time < $3
       GROUP BY CASE WHEN time < $4 THEN -1 ELSE floor((time - $4) / $5::numeric) END
     ) ORDER BY e.n`,
    ...[kinds, to, from, stepMs],
  )
  return rows.map(eventOf)
}
