/** Paths in a data directory, for the gateway and for the commands that work beside it. */

import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const LEDGER = /^([a-z0-9-]{1,32})\.db$/

/** Folder of the ledgers. */
export const ledgerFolder = (data: string): string => join(data, 'ledger')
/** Ledger file of an account. */
export const ledgerPath = (data: string, account: string): string => join(data, 'ledger', `${account}.db`)
/** File of the account's daily order notional. */
export const orderedPath = (data: string, account: string): string => join(data, 'ledger', `${account}.ordered`)
/** Head checkpoint of an account. */
export const witnessPath = (data: string, account: string): string => join(data, 'heads', account)
/** Folder of the archive files of an account. */
export const archivePath = (data: string, account: string): string => join(data, 'archive', account)
/** File of access tokens, links and sessions. */
export const accessPath = (data: string): string => join(data, 'access.db')

/** File of the owner's notes. */
export const journalPath = (data: string): string => join(data, 'journal.db')

/** Names of the accounts that have a ledger in `data`; none where there is no such folder. */
export function accountsIn(data: string): readonly string[] {
  const folder = ledgerFolder(data)
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .flatMap((name) => LEDGER.exec(name)?.[1] ?? [])
    .sort()
}
