/** Imports an account's deposits into a new ledger, so that its past is known in full. */

import type { Desk } from '@spotdeck/gateway'

/**
 * Imports `csv`, an export of deposits, once the account is live, unless its ledger knows a deposit already.
 * @param failed called with the error of an import that failed
 * @returns a function that ends the wait
 */
export function importDeposits(
  desk: Pick<Desk, 'account' | 'subscribe'>,
  { account, csv }: { readonly account: string; readonly csv: string },
  failed: (error: unknown) => void,
): () => void {
  let isDone = false
  const importNow = (): void => {
    const followed = desk.account(account)
    const imports = followed?.imports
    if (isDone || imports === undefined || followed?.info().status.state !== 'live') return
    isDone = true
    stop()
    const write = async (): Promise<void> => {
      const { items } = await followed.reports.flows({ kind: 'deposit', limit: 1 })
      if (items.length > 0) return
      const content = Buffer.from(csv).toString('base64')
      const { importId } = await imports.preview({ fileName: 'deposits.csv', content })
      await imports.apply(importId)
    }
    write().catch(failed)
  }
  const stop = desk.subscribe((batch) => {
    if (batch.kind !== 'market' && batch.account === account) importNow()
  })
  importNow()
  return stop
}
