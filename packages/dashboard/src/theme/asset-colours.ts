/** Series colour of each asset: the same everywhere on the page, for a given set of assets. */

import { SERIES_COUNT } from './palette.ts'

const WELL_KNOWN: ReadonlyMap<string, number> = new Map([
  ['MX', 0],
  ['BTC', 1],
  ['USDT', 2],
  ['ETH', 8],
  ['USDC', 6],
  ['SOL', 3],
])

/**
 * A colour index per asset. Well-known assets have their own; the others take the place that their name hashes to, or
 * the next one not taken while there is one. `large` assets choose before `small` ones, so that slices drawn side by
 * side differ. Depends on the two sets alone, not on their order.
 */
export function assetColours(large: readonly string[], small: readonly string[] = []): ReadonlyMap<string, number> {
  const colours = new Map<string, number>()
  const taken = new Set<number>()
  const sorted = [...[...new Set(large)].sort(), ...[...new Set(small)].sort()]
  for (const asset of sorted) {
    const own = WELL_KNOWN.get(asset)
    if (own === undefined) continue
    colours.set(asset, own)
    taken.add(own)
  }
  for (const asset of sorted) {
    if (colours.has(asset)) continue
    const index = freeIndex(hash(asset) % SERIES_COUNT, taken)
    colours.set(asset, index)
    taken.add(index)
  }
  return colours
}

function freeIndex(start: number, taken: ReadonlySet<number>): number {
  for (let step = 0; step < SERIES_COUNT; step++) {
    const index = (start + step) % SERIES_COUNT
    if (!taken.has(index)) return index
  }
  return start
}

function hash(text: string): number {
  let value = 7
  for (const character of text) value = (value * 31 + (character.codePointAt(0) ?? 0)) % 65_521
  return value
}
