/** Balances too small to trade, turned into MX. */

import type { PagedAnswer } from '../answers.ts'
import { type Endpoint, SIGNED_CHANGE, SIGNED_READ } from '../endpoint.ts'
import { type NoQuery, type QueryFrom, optional, required } from '../parameters.ts'

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
  ...SIGNED_READ,
  name: 'convertibleAssets',
  path: '/api/v3/capital/convert/list',
  does: 'Small balances that can be converted to MX.',
  permission: 'SPOT_ACCOUNT_READ',
  parameters: {},
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
  ...SIGNED_CHANGE,
  name: 'convertDust',
  path: '/api/v3/capital/convert',
  does: 'Converts small balances to MX.',
  permission: 'SPOT_ACCOUNT_WRITE',
  weight: { ip: 10 },
  parameters: { asset: required.list },
}

const DUST_CONVERSIONS = {
  startTime: optional.integer,
  endTime: optional.integer,
  page: optional.integer,
  limit: optional.integer,
}
/** Time range (ms) and page of past conversions. */
export type DustConversionsQuery = QueryFrom<typeof DUST_CONVERSIONS>
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
  ...SIGNED_READ,
  name: 'dustConversions',
  path: '/api/v3/capital/convert',
  does: 'Past conversions to MX.',
  permission: 'SPOT_DEAL_READ',
  parameters: DUST_CONVERSIONS,
}
