/** Balances too small to trade, turned into MX. */

import type { PagedAnswer } from './answers.ts'
import type { Endpoint } from './endpoint.ts'
import { type NoQuery, optional, required } from './parameters.ts'

/** MEXC: which `code` means convertible is not documented. */
export type ConvertibleAsset = {
  readonly convertMx: string
  readonly convertUsdt: string
  readonly balance: string
  readonly asset: string
  readonly code: string
  readonly message: string
  readonly currencyId?: string
}

/** Small balances that can be converted to MX. */
export const convertibleAssets: Endpoint<NoQuery, readonly ConvertibleAsset[]> = {
  name: 'convertibleAssets',
  method: 'GET',
  path: '/api/v3/capital/convert/list',
  security: 'signed',
  permission: 'SPOT_ACCOUNT_READ',
  weight: { ip: 1 },
  retry: 'read',
  parameters: {},
  source: 'docs 2025-08',
}

/** Result of a conversion: assets that were converted, assets that were not, and the sums. */
export type ConvertDustAnswer = {
  readonly successList: readonly string[]
  readonly failedList: readonly { readonly asset: string; readonly message: string; readonly code: string }[]
  readonly totalConvert: string
  readonly convertFee: string
}

/** At most 15 assets. */
export const convertDust: Endpoint<{ readonly asset: readonly string[] }, ConvertDustAnswer> = {
  name: 'convertDust',
  method: 'POST',
  path: '/api/v3/capital/convert',
  security: 'signed',
  permission: 'SPOT_ACCOUNT_WRITE',
  weight: { ip: 10 },
  retry: 'never',
  parameters: { asset: required.list },
  source: 'docs 2025-08',
}

/** Time range (ms) and page of past conversions. */
export type DustConversionsQuery = {
  readonly startTime?: number
  readonly endTime?: number
  readonly page?: number
  readonly limit?: number
}
/** One past conversion; decimals as text. */
export type DustConversion = {
  readonly totalConvert: string
  readonly totalFee: string
  readonly convertTime: number
  readonly convertDetails: readonly {
    readonly id: string
    readonly convert: string
    readonly fee: string
    readonly amount: string
    readonly time: number
    readonly asset: string
  }[]
}

/** MEXC: `limit` is 1 by default, 1,000 at most. */
export const dustConversions: Endpoint<DustConversionsQuery, PagedAnswer<DustConversion>> = {
  name: 'dustConversions',
  method: 'GET',
  path: '/api/v3/capital/convert',
  security: 'signed',
  permission: 'SPOT_DEAL_READ',
  weight: { ip: 1 },
  retry: 'read',
  parameters: {
    startTime: optional.integer,
    endTime: optional.integer,
    page: optional.integer,
    limit: optional.integer,
  },
  source: 'docs 2025-08',
}
