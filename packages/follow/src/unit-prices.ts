/** Price of an asset at a past time: the live price for the present, hourly klines for the past. */

import { type Price, multiply } from '@spotdeck/exact'
import { type Deal, type UnitPrice, VALUE_ASSET } from '@spotdeck/ledger'

/** Returns USDT for one unit of `asset` at `time` (ms since the epoch); `undefined` where it is not known. */
export type PriceAt = (asset: string, time: number) => UnitPrice | undefined

/** Adds the USDT prices of the deal's quote and fee assets at its time, as far as they are known. */
export function valueDeal(deal: Deal, priceAt: PriceAt): Deal {
  const quote = deal.quoteAsset === VALUE_ASSET ? ('1' as UnitPrice) : priceAt(deal.quoteAsset, deal.time)
  const fee = feeUnitPrice(deal, quote, priceAt)
  return {
    ...deal,
    ...(quote === undefined || deal.quoteAsset === VALUE_ASSET ? {} : { quoteUnitPrice: quote }),
    ...(fee === undefined || deal.feeAsset === VALUE_ASSET ? {} : { feeUnitPrice: fee }),
  }
}

function feeUnitPrice(deal: Deal, quote: UnitPrice | undefined, priceAt: PriceAt): UnitPrice | undefined {
  if (deal.feeAsset === deal.quoteAsset) return quote
  if (deal.feeAsset === deal.baseAsset && quote !== undefined) return through(deal.price, quote)
  return priceAt(deal.feeAsset, deal.time)
}

function through(price: Price, quote: UnitPrice): UnitPrice {
  return multiply<'USDT per unit'>(price, quote)
}
