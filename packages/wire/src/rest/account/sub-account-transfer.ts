/** Money between the master account and its sub-accounts, and what a sub-account holds. */

import { type Endpoint, SIGNED_CHANGE, SIGNED_READ } from '../endpoint.ts'
import { type QueryFrom, optional, required, requiredOneOf } from '../parameters.ts'
import { ACCOUNT_TYPES, type AccountType } from '../wallet/transfer.ts'

const SUB_ACCOUNT_TRANSFER = {
  /** The master account when left out. */
  fromAccount: optional.text,
  toAccount: optional.text,
  fromAccountType: requiredOneOf(...ACCOUNT_TYPES),
  toAccountType: requiredOneOf(...ACCOUNT_TYPES),
  asset: required.text,
  amount: required.decimal,
}
/** A transfer between the master account and a sub-account, or between two of them. */
export type SubAccountTransferQuery = QueryFrom<typeof SUB_ACCOUNT_TRANSFER>

/** MEXC: `tranId` is a number in the docs' example, text in their table. */
export const subAccountTransfer: Endpoint<SubAccountTransferQuery, { readonly tranId: string | number }> = {
  ...SIGNED_CHANGE,
  name: 'subAccountTransfer',
  path: '/api/v3/capital/sub-account/universalTransfer',
  does: 'Moves an asset between master and sub-accounts.',
  permission: 'SPOT_TRANSFER_WRITE',
  parameters: SUB_ACCOUNT_TRANSFER,
}

const SUB_ACCOUNT_TRANSFERS = {
  fromAccount: optional.text,
  toAccount: optional.text,
  fromAccountType: requiredOneOf(...ACCOUNT_TYPES),
  toAccountType: requiredOneOf(...ACCOUNT_TYPES),
  startTime: optional.integer,
  endTime: optional.integer,
  page: optional.integer,
  limit: optional.integer,
}
/** Accounts, time range (ms) and page of past transfers. */
export type SubAccountTransfersQuery = QueryFrom<typeof SUB_ACCOUNT_TRANSFERS>
/** One past transfer. */
export type SubAccountTransferRow = {
  readonly tranId: string
  readonly fromAccount: string
  readonly toAccount: string
  readonly clientTranId: string | null
  readonly asset: string
  readonly amount: string
  readonly fromAccountType: string
  readonly toAccountType: string
  readonly fromSymbol?: string | null
  readonly toSymbol?: string | null
  readonly status: string
  readonly timestamp: number
}
/** One page of past transfers, and the number of all. */
export type SubAccountTransfersAnswer = {
  readonly result: readonly SubAccountTransferRow[]
  readonly totalCount: number
}

/** `limit` 500 by default and at most. */
export const subAccountTransfers: Endpoint<SubAccountTransfersQuery, SubAccountTransfersAnswer> = {
  ...SIGNED_READ,
  name: 'subAccountTransfers',
  path: '/api/v3/capital/sub-account/universalTransfer',
  does: 'Transfers between master and sub-accounts.',
  permission: 'SPOT_TRANSFER_READ',
  parameters: SUB_ACCOUNT_TRANSFERS,
  source: 'docs 2025-08; envelope as clients read it',
}

/** A sub-account and the kind of account whose balances are read. */
export type SubAccountAssetsQuery = { readonly subAccount: string; readonly accountType: AccountType }
/** Balances of a sub-account; decimals as text. */
export type SubAccountAssetsAnswer = {
  readonly balances: readonly { readonly asset: string; readonly free: string; readonly locked: string }[]
}

/** MEXC: FUTURES is named in the docs but not supported. */
export const subAccountAssets: Endpoint<SubAccountAssetsQuery, SubAccountAssetsAnswer> = {
  ...SIGNED_READ,
  name: 'subAccountAssets',
  path: '/api/v3/sub-account/asset',
  does: 'Balances of a sub-account.',
  permission: 'SPOT_TRANSFER_READ',
  parameters: { subAccount: required.text, accountType: requiredOneOf(...ACCOUNT_TYPES) },
}
