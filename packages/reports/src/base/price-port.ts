/** Port to prices of the past. */

import type { UnitPrice } from '@spotdeck/ledger'

/** `none`: no market had a price then. `unavailable`: the exchange did not answer; ask again later. */
export type PriceAnswer =
  | { readonly kind: 'found'; readonly price: UnitPrice }
  | { readonly kind: 'none' | 'unavailable' }

/** Prices of the past. */
export interface PricesAt {
  /** USDT for one unit of `asset` at `time` (ms). */
  at(asset: string, time: number): Promise<PriceAnswer>
}
