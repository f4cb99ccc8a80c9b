/** What invited users bring in. Decimals are text in USDT unless an asset stands beside them. */

import type { PagedAnswer } from './answers.ts'
import type { Endpoint } from './endpoint.ts'
import { type NoQuery, optional } from './parameters.ts'

/** The last year by default; ten rows a page. */
export type RebateQuery = { readonly startTime?: number; readonly endTime?: number; readonly page?: number }

const REBATE_QUERY = { startTime: optional.integer, endTime: optional.integer, page: optional.integer } as const

export type RebateHistoryRow = {
  readonly spot: string
  readonly futures: string
  readonly total: string
  readonly uid: string
  readonly account: string
  readonly inviteTime: number
}

export const rebateHistory: Endpoint<RebateQuery, PagedAnswer<RebateHistoryRow>> = {
  name: 'rebateHistory',
  method: 'GET',
  path: '/api/v3/rebate/taxQuery',
  security: 'signed',
  permission: 'SPOT_ACCOUNT_READ',
  weight: { ip: 1 },
  retry: 'read',
  parameters: REBATE_QUERY,
  source: 'docs 2025-08',
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

export const rebateRecords: Endpoint<RebateQuery, PagedAnswer<RebateRecord>> = {
  name: 'rebateRecords',
  method: 'GET',
  path: '/api/v3/rebate/detail',
  security: 'signed',
  permission: 'SPOT_ACCOUNT_READ',
  weight: { ip: 1 },
  retry: 'read',
  parameters: REBATE_QUERY,
  source: 'docs 2025-08',
}

/** What the account itself gets back. */
export const kickbackRecords: Endpoint<RebateQuery, PagedAnswer<RebateRecord>> = {
  name: 'kickbackRecords',
  method: 'GET',
  path: '/api/v3/rebate/detail/kickback',
  security: 'signed',
  permission: 'SPOT_ACCOUNT_READ',
  weight: { ip: 1 },
  retry: 'read',
  parameters: REBATE_QUERY,
  source: 'docs 2025-08',
}

export const referralCode: Endpoint<NoQuery, { readonly referCode: string }> = {
  name: 'referralCode',
  method: 'GET',
  path: '/api/v3/rebate/referCode',
  security: 'signed',
  permission: 'SPOT_ACCOUNT_READ',
  weight: { ip: 1 },
  retry: 'read',
  parameters: {},
  source: 'docs 2025-08',
}
