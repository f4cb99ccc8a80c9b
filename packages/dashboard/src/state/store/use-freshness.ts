/** The one way in which a part of the page learns how old its data is. */

import type { Freshness } from './freshness.ts'
import { useAccountData, useMarket } from './use-account-data.ts'

/**
 * Subject of an age: balances and orders (`records`), values that also follow prices (`values`: the older of both counts), the account as
 * the pill says it, the market on screen, or its order book.
 */
export type FreshnessOf = 'records' | 'values' | 'account' | 'market' | 'book'
/** An age, and the source that it is of where the subject has two. */
export type SourceFreshness = Freshness & { readonly source?: 'records' | 'prices' }

/** Returns the age of what is shown, updated once a second. */
export function useFreshness(of: FreshnessOf): SourceFreshness {
  const account = useAccountData('freshness')
  const market = useMarket('freshness')
  if (of === 'records') return account.records
  if (of === 'account') return account
  if (of !== 'values') return market[of]
  const { records, prices } = account
  return (records.ageMs ?? 0) >= (prices.ageMs ?? 0)
    ? { ...records, source: 'records' }
    : { ...prices, source: 'prices' }
}
