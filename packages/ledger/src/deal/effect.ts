/** What a deal does to balances: one asset comes, one goes, a fee is paid. */

import { type AssetAmount, as, isZero, negate } from '@spotdeck/exact'
import type { Deal } from './deal.ts'

/** A signed change of one asset's total. */
export type Effect = { readonly asset: string; readonly change: AssetAmount; readonly isFee: boolean }

/** The changes of totals that a deal makes; parts that are zero are left out. */
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
