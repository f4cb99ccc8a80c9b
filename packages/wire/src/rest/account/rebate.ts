/** Endpoints of rebates for invited users. Decimals are text, in USDT unless an asset is given. */

import type { PagedAnswer } from '../answers.ts'
import { type Endpoint, SIGNED_READ } from '../endpoint.ts'
import { type NoQuery, optional } from '../parameters.ts'

/** The last year by default; ten rows a page. */
export type RebateQuery = { readonly startTime?: number; readonly endTime?: number; readonly page?: number }

const REBATE_QUERY = { startTime: optional.integer, endTime: optional.integer, page: optional.integer } as const

/** Rebates of one invited user, in sums per kind of trading. */
export type RebateHistoryRow = {
  readonly spot: string
  readonly futures: string
  readonly total: string
  readonly uid: string
  readonly account: string
  readonly inviteTime: number
}

/** Rebates per invited user. */
export const rebateHistory: Endpoint<RebateQuery, PagedAnswer<RebateHistoryRow>> = {
  ...SIGNED_READ,
  name: 'rebateHistory',
  path: '/api/v3/rebate/taxQuery',
  does: 'Rebates by invited user.',
  permission: 'SPOT_ACCOUNT_READ',
  parameters: REBATE_QUERY,
}

/** `type` spot or futures; `rate` a fraction. */
export type RebateRecord = {
  readonly asset: string
  readonly type: string
  readonly rate: string
  readonly amount: string
  readonly uid: string
  readonly account: string
  readonly tradeTime: number
  readonly updateTime: number
}

/** Single rebates with their time and asset. */
export const rebateRecords: Endpoint<RebateQuery, PagedAnswer<RebateRecord>> = {
  ...SIGNED_READ,
  name: 'rebateRecords',
  path: '/api/v3/rebate/detail',
  does: 'Rebates, record by record.',
  permission: 'SPOT_ACCOUNT_READ',
  parameters: REBATE_QUERY,
}

/** Rebates on the account's own fees. */
export const kickbackRecords: Endpoint<RebateQuery, PagedAnswer<RebateRecord>> = {
  ...SIGNED_READ,
  name: 'kickbackRecords',
  path: '/api/v3/rebate/detail/kickback',
  does: 'Own kickbacks, record by record.',
  permission: 'SPOT_ACCOUNT_READ',
  parameters: REBATE_QUERY,
}

/** Referral code of the account. */
export const referralCode: Endpoint<NoQuery, { readonly referCode: string }> = {
  ...SIGNED_READ,
  name: 'referralCode',
  path: '/api/v3/rebate/referCode',
  does: 'The own referral code.',
  permission: 'SPOT_ACCOUNT_READ',
  parameters: {},
}
