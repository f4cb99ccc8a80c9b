/** Changes that pushes report, in the ledger's terms. */

import type { BalanceChange, Deal, Order } from '@spotdeck/ledger'
import type { Pair } from '../symbols.ts'

/** A push in the ledger's terms. `madeAt`: the exchange's time of the change, in ms since the epoch. */
export type Change =
  | { readonly kind: 'asset'; readonly change: BalanceChange; readonly madeAt: number }
  | { readonly kind: 'order'; readonly order: Order }
  | { readonly kind: 'deal'; readonly deal: Deal }
  | { readonly kind: 'unlisted'; readonly deal: UnlistedDeal }

/** A deal of a symbol that is not in the list: its assets are not known. Without `feeAsset` the fee is in the quote asset. */
export type UnlistedDeal = Omit<Deal, 'baseAsset' | 'quoteAsset' | 'feeAsset'> & { readonly feeAsset?: string }

/** The deal with its assets. */
export function withPair(deal: UnlistedDeal, { baseAsset, quoteAsset }: Pair): Deal {
  return { ...deal, baseAsset, quoteAsset, feeAsset: deal.feeAsset ?? quoteAsset }
}
