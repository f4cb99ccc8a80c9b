/** Where things stand in a data directory, for the gateway and for the commands that work beside it. */

import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const LEDGER = /^([a-z0-9-]{1,32})\.db$/

export const ledgerFolder = (data: string): string => join(data, 'ledger')
export const ledgerPath = (data: string, account: string): string => join(data, 'ledger', `${account}.db`)
/** What the account has ordered this day. */
export const orderedPath = (data: string, account: string): string => join(data, 'ledger', `${account}.ordered`)
export const witnessPath = (data: string, account: string): string => join(data, 'heads', account)
/** Who may read: tokens, links, sessions. */
export const accessPath = (data: string): string => join(data, 'access.db')

/** The accounts that have a ledger in `data`, by name; none where there is no such folder. */
export function accountsIn(data: string): readonly string[] {
  const folder = ledgerFolder(data)
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .flatMap((name) => LEDGER.exec(name)?.[1] ?? [])
    .sort()
}
