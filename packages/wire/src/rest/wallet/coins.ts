/** The coins of the wallet and the networks they travel on. */

import { type Endpoint, MAX_LIST_BYTES, SIGNED_READ } from '../endpoint.ts'
import type { NoQuery } from '../parameters.ts'

/**
 * MEXC: `network` is a display name (`Tron(TRC20)`), which deposit addresses take; `netWork` is a code (`TRX`), which
 * withdrawals take. `Name` and `name` both occur.
 */
export type CoinNetwork = {
  readonly coin: string
  readonly depositDesc: string | null
  readonly depositEnable: boolean
  readonly withdrawEnable: boolean
  readonly minConfirm: number
  readonly depositPreConfirms?: number | null
  readonly Name?: string
  readonly name?: string
  readonly network: string
  readonly netWork?: string
  readonly chainName?: string | null
  readonly chainDisplayName?: string | null
  readonly withdrawFee: string
  readonly withdrawMin: string
  readonly withdrawMax: string
  readonly withdrawIntegerMultiple: string | null
  readonly sameAddress: boolean
  readonly contract: string | null
  readonly withdrawTips: string | null
  readonly depositTips: string | null
}
/** One asset with its networks. */
export type Coin = {
  readonly coin: string
  readonly Name?: string
  readonly name?: string
  readonly networkList: readonly CoinNetwork[]
}

/** Every asset with its networks, fees and limits. */
export const coins: Endpoint<NoQuery, readonly Coin[]> = {
  ...SIGNED_READ,
  name: 'coins',
  path: '/api/v3/capital/config/getall',
  does: 'All assets with their networks, fees and bounds.',
  permission: 'SPOT_WITHDRAW_READ',
  weight: { ip: 10 },
  maxBytes: MAX_LIST_BYTES,
  parameters: {},
  source: 'docs 2025-08; names as recorded live',
}
