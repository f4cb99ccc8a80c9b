/** The deposits of an account as the exchange's website exports them. */

import type { KeyRing } from '../../venue/access/keys.ts'
import type { Wallet } from '../../venue/wallet/wallet.ts'

const HEADING = 'UID,Status,Time(UTC+00:00),Crypto,Network,Deposit Amount,TxID,Progress'

/** Parts of the exchange that the export is read from. */
type ExportSource = { readonly keys: Pick<KeyRing, 'find'>; readonly wallet: Pick<Wallet, 'rows'> }

/** CSV of every deposit of a key's account, newest first; `undefined` for an unknown key. */
export function depositExportOf({ keys, wallet }: ExportSource, apiKey: string): string | undefined {
  const key = keys.find(apiKey)
  if (key === undefined) return undefined
  const lines = wallet.rows(key.account, 'deposit').map(({ account, id, time, asset, network = '', amount }) => {
    const clock = new Date(time).toISOString().slice(0, 19).replace('T', ' ')
    return [account, 'Credited Successfully', clock, asset, network, amount, `${id}:0`, '1/1'].join(',')
  })
  return [HEADING, ...lines].join('\n')
}
