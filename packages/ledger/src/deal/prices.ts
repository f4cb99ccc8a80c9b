/** Prices of a deal's assets in USDT: those that the deal itself contains, and those that only a market tells. */

import { type Decimal, divide, isZero, multiply } from '@spotdeck/exact'
import { type UnitPrice, VALUE_ASSET } from '../words.ts'
import type { Deal, DealPrices } from './deal.ts'

const ONE = '1' as UnitPrice

/**
 * Prices of the quote and of the fee asset, as far as the deal and `priceOf` tell them; 1 for USDT is left out.
 * @param priceOf USDT for one unit at the deal's time
 */
export function pricesOfDeal(
  deal: Deal,
  priceOf: (asset: string) => UnitPrice | undefined = () => undefined,
): DealPrices {
  const quote =
    deal.quoteAsset === VALUE_ASSET ? ONE : (deal.quoteUnitPrice ?? quotePrice(deal) ?? priceOf(deal.quoteAsset))
  const fee = deal.feeUnitPrice ?? feePrice(deal, quote) ?? priceOf(deal.feeAsset)
  return {
    ...(quote === undefined || deal.quoteAsset === VALUE_ASSET ? {} : { quoteUnitPrice: quote }),
    ...(fee === undefined || deal.feeAsset === VALUE_ASSET ? {} : { feeUnitPrice: fee }),
  }
}

function quotePrice({ baseAsset, price }: Deal): UnitPrice | undefined {
  if (baseAsset !== VALUE_ASSET || isZero(price)) return undefined
  return divide<'USDT per unit'>(ONE, price)
}

function feePrice(
  { feeAsset, quoteAsset, baseAsset, price }: Deal,
  quote: UnitPrice | undefined,
): UnitPrice | undefined {
  if (feeAsset === quoteAsset) return quote
  if (feeAsset === VALUE_ASSET) return ONE
  return feeAsset === baseAsset && quote !== undefined ? multiply<'USDT per unit'>(price, quote) : undefined
}

/** Assets of a deal and its fee whose price is needed and not known yet. */
export function assetsWithoutPrice(deal: Deal): readonly string[] {
  const { quoteAsset, quoteUnitPrice, feeAsset, feeUnitPrice, fee } = deal
  const lacksQuote = quoteAsset !== VALUE_ASSET && quoteUnitPrice === undefined
  const lacksFee = feeAsset !== VALUE_ASSET && !isZero(fee) && feeUnitPrice === undefined
  return [...(lacksQuote ? [quoteAsset] : []), ...(lacksFee ? [feeAsset] : [])]
}

/** True if the value of a deal or of its fee needs a price that is not known yet. */
export function lacksDealPrice(deal: Deal): boolean {
  return assetsWithoutPrice(deal).length > 0
}

/** True if the value of a flow needs a price that is not known yet. */
export function lacksFlowPrice({
  asset,
  change,
  unitPrice,
}: {
  readonly asset: string
  readonly change: Decimal<'asset'>
  readonly unitPrice?: UnitPrice | undefined
}): boolean {
  return asset !== VALUE_ASSET && !isZero(change) && unitPrice === undefined
}
