/** Names of markets and assets in an export, spelled as the exchange does, in whatever case the file has them. */

import type { ListedPair } from '@spotdeck/follow'

/** The exchange's spelling of names. `undefined`: no name, or several that differ in case alone. */
export type Names = {
  /** A symbol that is or was listed. */
  readonly pairOf: (symbol: string) => ListedPair | undefined
  /** An asset; one that no market has is as the file spells it. */
  readonly assetOf: (asset: string) => string | undefined
}

/** Returns the spelling of the names of these pairs. */
export function namesOf(pairs: readonly ListedPair[]): Names {
  const pair = spelling(pairs.map((one) => [one.symbol, one] as const))
  const asset = spelling(pairs.flatMap(({ baseAsset, quoteAsset }) => [baseAsset, quoteAsset].map((one) => [one, one])))
  return {
    pairOf: (symbol) => pair(symbol)?.value,
    assetOf: (text) => {
      const known = asset(text)
      return known === undefined ? text : known.value
    },
  }
}

/** Finds a value by its name, else by the only name that differs in case alone; none where there are several. */
function spelling<T>(named: readonly (readonly [string, T])[]): (name: string) => { readonly value?: T } | undefined {
  const exact = new Map(named)
  const folded = new Map<string, Set<string>>()
  for (const [name] of exact) folded.set(name.toUpperCase(), (folded.get(name.toUpperCase()) ?? new Set()).add(name))
  return (name) => {
    const alike = [...(folded.get(name.toUpperCase()) ?? [])]
    const known = exact.has(name) ? name : alike.length === 1 ? alike[0] : undefined
    const value = known === undefined ? undefined : exact.get(known)
    if (value !== undefined) return { value }
    return alike.length === 0 ? undefined : {}
  }
}
