/** Money that leaves the exchange. */

import type { PagedAnswer } from '../answers.ts'
import { type Endpoint, SIGNED_CHANGE, SIGNED_READ } from '../endpoint.ts'
import { type QueryFrom, optional, required } from '../parameters.ts'

const WITHDRAW = {
  coin: required.text,
  withdrawOrderId: optional.text,
  /** The network's code, such as TRX. */
  netWork: optional.text,
  contractAddress: optional.text,
  address: required.text,
  memo: optional.text,
  amount: required.decimal,
  remark: optional.text,
  /** True: `amount` includes the fee. Not in MEXC's documents of 2025. */
  includeFee: optional.boolean,
}
/** A withdrawal: asset, network, address and amount in text. */
export type WithdrawQuery = QueryFrom<typeof WITHDRAW>
/** Id of a withdrawal. */
export type WithdrawalId = { readonly id: string }

/** Requests a withdrawal. */
export const withdraw: Endpoint<WithdrawQuery, WithdrawalId> = {
  ...SIGNED_CHANGE,
  name: 'withdraw',
  path: '/api/v3/capital/withdraw',
  does: 'Withdraws an asset to an address.',
  permission: 'SPOT_WITHDRAW_WRITE',
  parameters: WITHDRAW,
}

/** Cancels a withdrawal that is not processed yet. */
export const cancelWithdrawal: Endpoint<WithdrawalId, WithdrawalId> = {
  ...SIGNED_CHANGE,
  name: 'cancelWithdrawal',
  method: 'DELETE',
  path: '/api/v3/capital/withdraw',
  does: 'Cancels a withdrawal that is not processed yet.',
  permission: 'SPOT_WITHDRAW_WRITE',
  parameters: { id: required.text },
}

/** A withdrawal by the older endpoint, which spells the network's parameter differently. */
export type ApplyWithdrawalQuery = Omit<WithdrawQuery, 'netWork' | 'contractAddress' | 'includeFee'> & {
  readonly network?: string
}

/** MEXC: announced for removal since June 2024; `withdraw` replaces it. */
export const applyWithdrawal: Endpoint<ApplyWithdrawalQuery, readonly WithdrawalId[]> = {
  ...SIGNED_CHANGE,
  name: 'applyWithdrawal',
  path: '/api/v3/capital/withdraw/apply',
  does: 'The older way to withdraw; its removal was announced in 2024, use `withdraw`.',
  permission: 'SPOT_WITHDRAW_WRITE',
  parameters: {
    coin: required.text,
    withdrawOrderId: optional.text,
    network: optional.text,
    address: required.text,
    memo: optional.text,
    amount: required.decimal,
    remark: optional.text,
  },
}

const WALLET_HISTORY = {
  /** `USDT`, or with its network `USDT-BSC`. */
  coin: optional.text,
  status: optional.text,
  startTime: optional.integer,
  endTime: optional.integer,
  limit: optional.integer,
}
/** Asset, status, time range (ms) and number of past deposits or withdrawals. */
export type WalletHistoryQuery = QueryFrom<typeof WALLET_HISTORY>

/** MEXC: `amount` includes the fee. `transferType` 0 on-chain, 1 internal. */
export type Withdrawal = {
  readonly id: string
  readonly withdrawOrderId?: string | null
  readonly txId: string | null
  readonly transHash: string | null
  readonly explorerUrl?: string | null
  readonly coin: string
  readonly network?: string | null
  readonly netWork?: string | null
  readonly chainName?: string | null
  readonly chainDisplayName?: string | null
  readonly address: string
  readonly amount: string
  readonly transferType: number
  readonly status: number
  readonly transactionFee: string
  readonly confirmNo: number | null
  readonly applyTime: number
  readonly updateTime?: number
  readonly remark: string | null
  readonly memo: string | null
  readonly coinId?: string
  readonly vcoinId?: string
}

/** The last 7 days by default; a window of 7 days at most, 90 days back at most; `limit` 1,000. */
export const withdrawals: Endpoint<WalletHistoryQuery, readonly Withdrawal[]> = {
  ...SIGNED_READ,
  name: 'withdrawals',
  path: '/api/v3/capital/withdraw/history',
  does: 'Withdrawals, 90 days back in windows of 7 days.',
  permission: 'SPOT_WITHDRAW_READ',
  parameters: WALLET_HISTORY,
  source: 'docs 2025-08; keys as recorded live',
}

/** One saved withdrawal address. */
export type WithdrawAddress = {
  readonly coin: string
  readonly network: string
  readonly netWork?: string
  readonly address: string
  readonly addressTag: string
  readonly memo: string | null
}
/** Asset and page of the saved withdrawal addresses. */
export type WithdrawAddressesQuery = { readonly coin?: string; readonly page?: number; readonly limit?: number }

/** The addresses that were saved for withdrawals. */
export const withdrawAddresses: Endpoint<WithdrawAddressesQuery, PagedAnswer<WithdrawAddress>> = {
  ...SIGNED_READ,
  name: 'withdrawAddresses',
  path: '/api/v3/capital/withdraw/address',
  does: 'Saved withdrawal addresses.',
  permission: 'SPOT_WITHDRAW_READ',
  weight: { ip: 10 },
  parameters: { coin: optional.text, page: optional.integer, limit: optional.integer },
}
