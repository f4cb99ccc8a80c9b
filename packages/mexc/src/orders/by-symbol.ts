/** Groups orders by their symbol, since MEXC's calls for many orders take one symbol. */

/** Items by symbol, in the order in which each came first. */
export function bySymbol<T extends { readonly symbol: string }>(
  items: readonly T[],
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const group = groups.get(item.symbol)
    if (group === undefined) groups.set(item.symbol, [item])
    else group.push(item)
  }
  return groups
}
