/** Money that arrives. */

import { type Endpoint, SIGNED_CHANGE, SIGNED_READ } from '../endpoint.ts'
import { optional, required } from '../parameters.ts'
import { type WalletHistoryQuery, withdrawals } from './withdraw.ts'

/** MEXC: `coin` may carry its network, `txId` may end in `:n`, `amount` has up to 30 decimals. */
export type Deposit = {
  readonly amount: string
  readonly coin: string
  readonly network: string
  readonly netWork?: string
  readonly chainName?: string | null
  readonly chainDisplayName?: string | null
  readonly status: number
  readonly address: string
  readonly addressTag?: string
  readonly txId: string
  readonly transHash?: string
  readonly insertTime: number
  readonly updateTime?: number
  readonly unlockConfirm: string | null
  readonly confirmTimes: string | null
  readonly memo: string | null
}

/** The last 7 days by default; a window of 7 days at most, 90 days back at most; `limit` 1,000. */
export const deposits: Endpoint<WalletHistoryQuery, readonly Deposit[]> = {
  ...SIGNED_READ,
  name: 'deposits',
  path: '/api/v3/capital/deposit/hisrec',
  does: 'Deposits, 90 days back in windows of 7 days.',
  permission: 'SPOT_WITHDRAW_READ',
  weight: { ip: 10 },
  parameters: withdrawals.parameters,
  source: 'docs 2026-04; keys as recorded live',
}

/** Some rows say `tag`, some `memo`. */
export type DepositAddress = {
  readonly coin: string
  readonly network: string
  readonly netWork?: string
  readonly address: string
  readonly memo?: string | null
  readonly tag?: string | null
}
/** The network by its display name. */
export type CreateDepositAddressQuery = { readonly coin: string; readonly network: string }

/** MEXC: an array in the docs, one object in what some clients read. */
export const createDepositAddress: Endpoint<CreateDepositAddressQuery, readonly DepositAddress[] | DepositAddress> = {
  ...SIGNED_CHANGE,
  name: 'createDepositAddress',
  path: '/api/v3/capital/deposit/address',
  does: 'Creates a deposit address.',
  permission: 'SPOT_WITHDRAW_WRITE',
  parameters: { coin: required.text, network: required.text },
}

/** The asset, and optionally the network, whose deposit addresses are listed. */
export type DepositAddressesQuery = { readonly coin: string; readonly network?: string }

/** Deposit addresses of an asset. */
export const depositAddresses: Endpoint<DepositAddressesQuery, readonly DepositAddress[]> = {
  ...SIGNED_READ,
  name: 'depositAddresses',
  path: '/api/v3/capital/deposit/address',
  does: 'Deposit addresses of an asset.',
  permission: 'SPOT_WITHDRAW_READ',
  weight: { ip: 10 },
  parameters: { coin: required.text, network: optional.text },
  source: 'docs 2025-08; netWork as recorded live',
}
