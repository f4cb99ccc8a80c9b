/** Effect of a deal on balances: one asset is credited, one is debited, a fee is paid. */

import { type AssetAmount, as, isZero, negate } from '@spotdeck/exact'
import type { Deal } from './deal.ts'

/** A signed change of one asset's total. */
export type Effect = { readonly asset: string; readonly change: AssetAmount; readonly isFee: boolean }

/** Changes of totals by a deal, without zero changes. */
export function dealEffects(deal: Deal): readonly Effect[] {
  const base = as<'asset'>(deal.quantity)
  const quote = as<'asset'>(deal.quoteQuantity)
  const buys = deal.side === 'BUY'
  const effects: Effect[] = [
    { asset: deal.baseAsset, change: buys ? base : negate(base), isFee: false },
    { asset: deal.quoteAsset, change: buys ? negate(quote) : quote, isFee: false },
    { asset: deal.feeAsset, change: negate(deal.fee), isFee: true },
  ]
  return effects.filter((effect) => !isZero(effect.change))
}
