/** The account's assets with their worth and their colours. */

import { useMemo } from 'react'
import { assetColours } from '../../theme/asset-colours.ts'
import { type Holding, holdingsOf, isLarge } from './holdings.ts'
import { useAccountData } from '../store/use-account-data.ts'

/** `holdings` is `undefined` until the assets are known. */
export function useHoldings(): {
  readonly holdings: readonly Holding[] | undefined
  readonly colours: ReadonlyMap<string, number>
} {
  const assets = useAccountData('assets')
  const equity = useAccountData('equity')
  const holdings = useMemo(() => (assets === undefined ? undefined : holdingsOf(assets, equity)), [assets, equity])
  // Text, so that a new value of the same assets does not make new colours.
  const large = namesOf(holdings, true)
  const small = namesOf(holdings, false)
  const colours = useMemo(() => assetColours(large.split(' '), small.split(' ')), [large, small])
  return { holdings, colours }
}

function namesOf(holdings: readonly Holding[] | undefined, large: boolean): string {
  return (holdings ?? [])
    .filter((holding) => isLarge(holding) === large)
    .map((holding) => holding.asset)
    .sort()
    .join(' ')
}
