/** What a few typed letters mean: pages, assets and markets by their names, the nearest first. */

/** Somewhere to go. `words` are the names it answers to, the first the one that is shown. */
export type Target = {
  readonly kind: 'page' | 'asset' | 'market'
  readonly id: string
  readonly words: readonly string[]
  /** In the page's address, without the account. */
  readonly path: string
}

/** The most of each kind that are offered. */
const MOST: { readonly [K in Target['kind']]: number } = { page: 8, asset: 6, market: 8 }

/**
 * The targets that `query` may mean, kind by kind in the order given; a whole name first, then what begins with it, then what
 * holds it. Letter case, spaces and the slash of a market do not matter. An empty query means pages and the first assets.
 */
export function findTargets(targets: readonly Target[], query: string): readonly Target[] {
  const wanted = plain(query)
  const kinds = [...new Set(targets.map(({ kind }) => kind))].filter((kind) => wanted !== '' || kind !== 'market')
  return kinds.flatMap((kind) =>
    targets
      .filter((target) => target.kind === kind)
      .map((target) => ({ target, rank: Math.min(...target.words.map((word) => rankOf(plain(word), wanted))) }))
      .filter(({ rank }) => rank < NOWHERE)
      .sort((a, b) => a.rank - b.rank)
      .slice(0, MOST[kind])
      .map(({ target }) => target),
  )
}

const NOWHERE = 3

function rankOf(word: string, wanted: string): number {
  if (word === wanted) return 0
  if (word.startsWith(wanted)) return 1
  return word.includes(wanted) ? 2 : NOWHERE
}

const plain = (text: string): string => text.toUpperCase().replaceAll(/[\s/]/g, '')
