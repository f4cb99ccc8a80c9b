/** Fees of a fill: in the quote asset, or in MX with a discount for accounts that chose it and have enough. */

import { powerOfTen } from '@spotdeck/exact'
import { type FeeScale, type Money, feeScaleOf, share } from '../contract/units.ts'
import type { Account, Market, VenueOrder, VenueState } from './model.ts'

/** Fee of one fill. */
export type Fee = { readonly asset: string; readonly amount: Money }

const MX = 'MX'
const DOLLAR = 'USDT'

/** Fees of an account in a symbol: those of its fee tier, or the symbol's own. */
export function feesOf(state: VenueState, account: Account, market: Market): FeeScale {
  const { symbol } = market.rules
  const known = account.feeScales.get(symbol)
  if (known !== undefined) return known
  const rates = state.feeRates(account.id, market.rules)
  const fees = rates === undefined ? market.scale : feeScaleOf(market.scale, rates)
  account.feeScales.set(symbol, fees)
  return fees
}

/** Returns the fee of a fill of the order. */
export function feeOf(
  state: VenueState,
  { account, market }: VenueOrder,
  fill: { readonly notional: Money; readonly isMaker: boolean },
): Fee {
  const { maker, taker } = feesOf(state, account, market)
  const amount = share(fill.notional, fill.isMaker ? maker : taker)
  const quote = { asset: market.rules.quoteAsset, amount }
  if (amount === 0n || !account.mxDeduct) return quote
  const inMx = mxWorth(state, market.rules.quoteAsset, share(amount, state.mxShare))
  if (inMx === undefined || (account.holdings.get(MX)?.free ?? 0n) < inMx) return quote
  return { asset: MX, amount: inMx }
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
