/** Fees of a fill: in the quote asset, or in MX with a discount for accounts that chose it and have enough. */

import { powerOfTen } from '@spotdeck/exact'
import { holdingsOf } from './account.ts'
import { type FeeScale, type Money, feeScaleOf, share } from './units.ts'
import type { Account, Market, VenueState } from './model.ts'

/** Fee of one fill. */
export type Fee = { readonly asset: string; readonly amount: Money }

const MX = 'MX'
const DOLLAR = 'USDT'

/** Fees of an account in a symbol: those of its fee tier, or the symbol's own. */
export function feesOf(state: VenueState, account: Account, market: Market): FeeScale {
  if (account.isBot) return market.scale
  const { symbol } = market.rules
  const known = account.feeScales.get(symbol)
  if (known !== undefined) return known
  const rates = state.feeRates(account.id, market.rules)
  const fees = rates === undefined ? market.scale : feeScaleOf(market.scale, rates)
  account.feeScales.set(symbol, fees)
  return fees
}

/** Returns the fee of a fill of that notional. */
export function feeOf(state: VenueState, account: Account, market: Market, notional: Money, isMaker: boolean): Fee {
  const { maker, taker } = feesOf(state, account, market)
  const amount = share(notional, isMaker ? maker : taker)
  const quote = { asset: market.rules.quoteAsset, amount }
  if (amount === 0n || !account.mxDeduct) return quote
  const inMx = mxWorth(state, market.rules.quoteAsset, share(amount, state.mxShare))
  if (inMx === undefined || (holdingsOf(account).get(MX)?.free ?? 0n) < inMx) return quote
  return { asset: MX, amount: inMx }
}

/** Counts a fee in parts of an area, as plain numbers make it. At most 2^52 at once. */
export function addFee(state: VenueState, market: Market, parts: number): void {
  market.feeParts = (market.feeParts ?? 0) + parts
  if (market.feeParts > 2 ** 52) collectFees(state, market)
}

/** Brings the venue's fees up to date with what the market counted. */
export function collectFees(state: VenueState, market: Market): void {
  if (market.feeParts === undefined) return
  const { quoteAsset } = market.rules
  state.fees.set(quoteAsset, (state.fees.get(quoteAsset) ?? 0n) + BigInt(market.feeParts) * market.scale.part)
  market.feeParts = undefined
}

/** An amount of the quote asset in MX over the dollar markets, or `undefined` where a market is missing. */
function mxWorth(state: VenueState, quoteAsset: string, amount: Money): Money | undefined {
  const mx = state.markets.get(MX + DOLLAR)
  if (mx === undefined || quoteAsset === MX) return undefined
  const dollars = dollarWorth(state, quoteAsset, amount)
  return dollars === undefined ? undefined : (dollars * powerOfTen(mx.scale.priceDigits)) / BigInt(mx.lastTicks)
}

function dollarWorth(state: VenueState, asset: string, amount: Money): Money | undefined {
  if (asset === DOLLAR || asset === 'USDC') return amount
  const market = state.markets.get(asset + DOLLAR)
  if (market === undefined) return undefined
  return (amount * BigInt(market.lastTicks)) / powerOfTen(market.scale.priceDigits)
}
