/** The one way in which a part of the page learns how old its data is. */

import type { Freshness } from './freshness.ts'
import { useAccountData, useMarket } from './use-account-data.ts'

/** Subject of an age: the account with its prices, the market on screen, or its order book. */
export type FreshnessOf = 'account' | 'market' | 'book'

/** Returns the age of what is shown, updated once a second. */
export function useFreshness(of: FreshnessOf): Freshness {
  const account = useAccountData('freshness')
  const market = useMarket('freshness')
  return of === 'account' ? account : market[of]
}
