/** Decides who gives way when all together hold more than they may: whoever holds most, down to an equal share. */

/** Something that a holder holds, such as a connection with bytes that wait to be read. */
export type Held<Item> = { readonly item: Item; readonly holder: string; readonly size: number }

/**
 * The items to drop so that at most `most` is held: none while all fits, none of a holder with its share or less, and of the others
 * the largest first. A share is what each holder could have if all had the same; what some leave of theirs goes to the others.
 */
export function beyondShare<Item>(held: readonly Held<Item>[], most: number): readonly Item[] {
  const byHolder = new Map<string, Held<Item>[]>()
  for (const one of held) {
    const own = byHolder.get(one.holder)
    if (own === undefined) byHolder.set(one.holder, [one])
    else own.push(one)
  }
  const share = shareOf([...byHolder.values()].map(sum), most)
  return [...byHolder.values()].flatMap((own) => {
    let excess = sum(own) - share
    const dropped: Item[] = []
    for (const { item, size } of own.toSorted((a, b) => b.size - a.size)) {
      if (excess <= 0) break
      excess -= size
      dropped.push(item)
    }
    return dropped
  })
}

/** The largest share at which all fits; infinite while nobody needs to be limited. */
function shareOf(sizes: readonly number[], most: number): number {
  let left = most
  for (const [before, size] of sizes.toSorted((a, b) => a - b).entries()) {
    const share = left / (sizes.length - before)
    if (size > share) return share
    left -= size
  }
  return Infinity
}

const sum = (held: readonly Held<unknown>[]): number => held.reduce((total, { size }) => total + size, 0)
