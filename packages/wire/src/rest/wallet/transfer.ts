/** Money between the user's own spot and futures accounts, and to other users of the exchange. */

import type { PagedAnswer } from '../answers.ts'
import { type Endpoint, SIGNED_CHANGE, SIGNED_READ } from '../endpoint.ts'
import { type QueryFrom, optional, required, requiredOneOf } from '../parameters.ts'

/** MEXC: upper case, else 700008. */
export type AccountType = 'SPOT' | 'FUTURES'

/** Kinds of accounts that a transfer can name. */
export const ACCOUNT_TYPES = ['SPOT', 'FUTURES'] as const satisfies readonly AccountType[]

const TRANSFER = {
  fromAccountType: requiredOneOf(...ACCOUNT_TYPES),
  toAccountType: requiredOneOf(...ACCOUNT_TYPES),
  asset: required.text,
  amount: required.decimal,
}
/** A transfer between the account's own spot and futures accounts. */
export type TransferQuery = QueryFrom<typeof TRANSFER>
/** Id of a transfer. */
export type TransferId = { readonly tranId: string }

/** MEXC: an array in older docs, an object live. */
export const transfer: Endpoint<TransferQuery, TransferId | readonly TransferId[]> = {
  ...SIGNED_CHANGE,
  name: 'transfer',
  path: '/api/v3/capital/transfer',
  does: 'Moves an asset between own spot and futures accounts.',
  permission: 'SPOT_TRANSFER_WRITE',
  weight: { ip: 50 },
  parameters: TRANSFER,
  source: 'docs 2026-04; answer as recorded live',
}

const TRANSFERS = {
  fromAccountType: requiredOneOf(...ACCOUNT_TYPES),
  toAccountType: requiredOneOf(...ACCOUNT_TYPES),
  startTime: optional.integer,
  endTime: optional.integer,
  page: optional.integer,
  size: optional.integer,
}
/** Accounts, time range (ms) and page of past transfers. */
export type TransfersQuery = QueryFrom<typeof TRANSFERS>

/** `status` SUCCESS, FAILED or WAIT. */
export type TransferRow = {
  readonly tranId: string
  readonly clientTranId: string | null
  readonly asset: string
  readonly amount: string
  readonly fromAccountType: string
  readonly toAccountType: string
  readonly symbol?: string | null
  readonly fromSymbol?: string | null
  readonly toSymbol?: string | null
  readonly status: string
  readonly timestamp: number
}
/** One page of past transfers, and the number of all. */
export type TransfersAnswer = { readonly rows: readonly TransferRow[]; readonly total: number }

/** The last 7 days by default, 6 months at most; `size` 10 by default, 100 at most. */
export const transfers: Endpoint<TransfersQuery, TransfersAnswer | readonly TransfersAnswer[]> = {
  ...SIGNED_READ,
  name: 'transfers',
  path: '/api/v3/capital/transfer',
  does: 'Transfers between own accounts, six months back.',
  permission: 'SPOT_TRANSFER_READ',
  parameters: TRANSFERS,
  source: 'docs 2025-08; answer as recorded live',
}

/** One transfer by its id. */
export const transferById: Endpoint<TransferId, TransferRow> = {
  ...SIGNED_READ,
  name: 'transferById',
  path: '/api/v3/capital/transfer/tranId',
  does: 'One transfer by its id.',
  permission: 'SPOT_TRANSFER_READ',
  parameters: { tranId: required.text },
}

const INTERNAL_TRANSFER = {
  toAccountType: requiredOneOf('EMAIL', 'UID', 'MOBILE'),
  toAccount: required.text,
  /** For MOBILE. */
  areaCode: optional.text,
  asset: required.text,
  amount: required.decimal,
}
/** A transfer to another MEXC user, named by e-mail address, user id or phone number. */
export type InternalTransferQuery = QueryFrom<typeof INTERNAL_TRANSFER>

/** To another user of the exchange. */
export const internalTransfer: Endpoint<InternalTransferQuery, TransferId> = {
  ...SIGNED_CHANGE,
  name: 'internalTransfer',
  path: '/api/v3/capital/transfer/internal',
  does: 'Moves an asset to another user by id, mail or phone.',
  permission: 'SPOT_WITHDRAW_WRITE',
  parameters: INTERNAL_TRANSFER,
}

const INTERNAL_TRANSFERS = {
  startTime: optional.integer,
  endTime: optional.integer,
  page: optional.integer,
  limit: optional.integer,
  tranId: optional.text,
}
/** Time range (ms) and page of past transfers to other users. */
export type InternalTransfersQuery = QueryFrom<typeof INTERNAL_TRANSFERS>
/** One past transfer to another user. */
export type InternalTransferRow = {
  readonly tranId: string
  readonly asset: string
  readonly amount: string
  readonly toAccountType: string
  readonly toAccount: string
  readonly fromAccount: string
  readonly status: string
  readonly timestamp: number
}

/** The last 7 days by default; `limit` 10 by default. */
export const internalTransfers: Endpoint<InternalTransfersQuery, PagedAnswer<InternalTransferRow>> = {
  ...SIGNED_READ,
  name: 'internalTransfers',
  path: '/api/v3/capital/transfer/internal',
  does: 'Transfers with other users.',
  permission: 'SPOT_WITHDRAW_READ',
  parameters: INTERNAL_TRANSFERS,
}

/** Accounts are MAIN and CONTRACT here. */
export type TransferRecordAnswer = {
  readonly code: string | number
  readonly data: {
    readonly currency: string
    readonly amount: string
    readonly transact_id: string
    readonly from: string
    readonly to: string
    readonly transact_state: string
  }
}

/** MEXC: not in the docs; ccxt's fetchTransfer asks for it. */
export const transferRecord: Endpoint<{ readonly transact_id: string }, TransferRecordAnswer> = {
  ...SIGNED_READ,
  name: 'transferRecord',
  path: '/api/v3/asset/internal/transfer/record',
  does: 'The older record of one transfer.',
  permission: 'SPOT_TRANSFER_READ',
  parameters: { transact_id: required.text },
  source: 'ccxt 4.5.84',
}
