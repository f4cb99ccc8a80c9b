/** Values of the assets: balances joined with prices, shares of the total, the largest first. */

import type { AssetData, EquityData } from '@spotdeck/api'
import { type Decimal, compare, decimal, divide, isPositive, isZero, sum, tryDecimal } from '@spotdeck/exact'

/** One asset as the page shows it. Figures are exact text; `value` and `share` are absent where nothing prices it. */
export type Holding = {
  readonly asset: string
  readonly free: string
  readonly locked: string
  readonly total: string
  readonly price: string | undefined
  readonly value: string | undefined
  /** Of the whole equity, as a fraction. */
  readonly share: string | undefined
  readonly time: number
}

/** Every asset with a balance, by value, those without a price last; ties by name. */
export function holdingsOf(assets: readonly AssetData[], equity: EquityData | undefined): readonly Holding[] {
  const priced = new Map((equity?.byAsset ?? []).map((item) => [item.asset, item]))
  const whole = equity === undefined ? undefined : tryDecimal<'value'>(equity.total)
  return assets
    .filter((asset) => asset.total !== '0')
    .map((asset) => {
      const { price, value } = priced.get(asset.asset) ?? {}
      const share = value === undefined || whole === undefined || isZero(whole) ? undefined : shareOf(value, whole)
      return {
        asset: asset.asset,
        free: asset.free,
        locked: asset.locked,
        total: asset.total,
        price,
        value,
        share,
        time: asset.time,
      }
    })
    .sort((a, b) => compareText(b.value, a.value) || (a.asset < b.asset ? -1 : 1))
}

function shareOf(value: string, whole: Decimal<'value'>): string {
  return divide<'share'>(decimal<'value'>(value), whole, 6)
}

/** Compares decimal text by value; absent or unreadable text is less than any number. */
export function compareText(a: string | undefined, b: string | undefined): number {
  const left = a === undefined ? undefined : tryDecimal<'any'>(a)
  const right = b === undefined ? undefined : tryDecimal<'any'>(b)
  if (left === undefined || right === undefined) return Number(left !== undefined) - Number(right !== undefined)
  return compare(left, right)
}

/** True if a holding is worth less than one USDT; one without a price is never small, since its value is unknown. */
export function isSmall(holding: Holding): boolean {
  return holding.value !== undefined && compareText(holding.value, '1') < 0
}

/** True if a holding is drawn as a slice of its own. */
export function isLarge(holding: Holding): boolean {
  return holding.share !== undefined && compareText(holding.share, SMALLEST_SHARE) >= 0
}

/** A slice of the allocation: one asset, or all the small ones together under `asset: undefined`. */
export type Slice = {
  readonly asset: string | undefined
  readonly value: string
  readonly share: string
  /** Number of assets in the slice. */
  readonly count: number
}

/** The most slices that are drawn apart; what is smaller goes together. */
export const MAX_SLICES = 8
const SMALLEST_SHARE = decimal<'share'>('0.005')

/** The allocation: at most eight slices, largest first, and the rest as one; a single one stands for itself. Only what has a positive value. */
export function slicesOf(holdings: readonly Holding[]): readonly Slice[] {
  const valued = holdings.flatMap((holding) => {
    const value = holding.value === undefined ? undefined : tryDecimal<'value'>(holding.value)
    return value !== undefined && isPositive(value) ? [{ asset: holding.asset, value }] : []
  })
  const whole = sum(valued.map((item) => item.value))
  if (isZero(whole)) return []
  const slices = valued.map(({ asset, value }) => ({ asset, value, share: divide<'share'>(value, whole, 6), count: 1 }))
  const large = slices.filter((slice, index) => index < MAX_SLICES && compare(slice.share, SMALLEST_SHARE) >= 0)
  const rest = slices.slice(large.length)
  if (rest.length === 0) return large
  // One asset takes no more room under its own name.
  if (rest.length === 1) return slices
  const restValue = sum(rest.map((slice) => slice.value))
  return [
    ...large,
    { asset: undefined, value: restValue, share: divide<'share'>(restValue, whole, 6), count: rest.length },
  ]
}
