/** The account's assets with their worth and their colours. */

import { useMemo } from 'react'
import { assetColours } from '../theme/asset-colours.ts'
import { type Holding, holdingsOf } from './holdings.ts'
import { useDesk } from './use-desk.ts'

/** `holdings` is `undefined` until the assets are known. */
export function useHoldings(): {
  readonly holdings: readonly Holding[] | undefined
  readonly colours: ReadonlyMap<string, number>
} {
  const assets = useDesk('assets')
  const equity = useDesk('equity')
  const holdings = useMemo(() => (assets === undefined ? undefined : holdingsOf(assets, equity)), [assets, equity])
  const names = (assets ?? []).map((asset) => asset.asset).join(' ')
  const colours = useMemo(() => assetColours(names === '' ? [] : names.split(' ')), [names])
  return { holdings, colours }
}
