/** Markets in which what moved some assets was probably traded: those are asked first. */

import { VALUE_ASSET } from '@spotdeck/ledger'
import type { WorkDraft } from './draft.ts'
import { symbolsIn } from './universe.ts'

/** Listed symbols, and those that the account traded. */
type Markets = Readonly<Pick<WorkDraft, 'ledger' | 'universe'>>

/** Volume of the last 24 h, by symbol: it only says where to look first. */
export type Volumes = ReadonlyMap<string, number>

/**
 * Ranks of markets, likely ones first: both assets moved, traded by the account, the base moved, the quote moved. Every
 * market has the value asset: it alone says little.
 */
export const RANKS = { both: 0, known: 1, base: 2, quote: 3, other: 4 } as const

/** Returns the rank of a market for assets that moved. */
export function rankOf({ ledger, universe }: Markets, symbol: string, moved: ReadonlySet<string>): number {
  const pair = symbolsIn(universe).pairOf(symbol)
  if (pair === undefined) return RANKS.base
  const [isBase, isQuote] = [moved.has(pair.baseAsset), moved.has(pair.quoteAsset)]
  if (isBase && isQuote) return RANKS.both
  if (!isBase && !isQuote) return RANKS.other
  if (ledger.symbols.has(symbol)) return RANKS.known
  return isBase && pair.baseAsset !== VALUE_ASSET ? RANKS.base : RANKS.quote
}

/** These symbols, the likely ones first: by rank, then those listed last, then by volume, then as they were. */
export function likeliest(
  markets: Markets,
  symbols: readonly string[],
  { moved, volumes = new Map() }: { readonly moved: Iterable<string>; readonly volumes?: Volumes | undefined },
): readonly string[] {
  const assets = new Set(moved)
  if (assets.size === 0) return symbols
  const { all, firstCount } = markets.universe
  const newest = new Map(all.slice(firstCount).map(({ symbol }, index) => [symbol, index + 1]))
  const places = symbols.map((symbol, index) => ({
    symbol,
    rank: rankOf(markets, symbol, assets),
    newest: newest.get(symbol) ?? 0,
    volume: volumes.get(symbol) || 0,
    index,
  }))
  return places
    .sort((a, b) => a.rank - b.rank || b.newest - a.newest || b.volume - a.volume || a.index - b.index)
    .map(({ symbol }) => symbol)
}

/** Symbols, at most `count`, whose deals may explain differences of assets: more than their quote moved. */
export function symbolsOfAssets(markets: Markets, assets: readonly string[], count: number): readonly string[] {
  const moved = new Set(assets)
  const { ledger, universe } = markets
  const known = [...ledger.symbols].sort((a, b) => b[1] - a[1]).map(([symbol]) => symbol)
  const likely = [...new Set([...known, ...universe.all.map(({ symbol }) => symbol)])].filter(
    (symbol) => rankOf(markets, symbol, moved) <= RANKS.base,
  )
  return likeliest(markets, likely, { moved }).slice(0, count)
}
