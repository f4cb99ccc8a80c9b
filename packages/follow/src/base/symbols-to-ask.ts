/** Symbols that an account can have traded: these are read first after a gap, the others by a slow backfill. */

import { type LedgerState, VALUE_ASSET } from '@spotdeck/ledger'
import type { Symbols } from '../symbols.ts'

/** Maximal number of symbols read before the account counts as live again; the others follow in the backfill. */
const MAX_FIRST = 60
/** The same at the first start, when nothing can have been missed yet: history follows in the backfill. */
const MAX_FIRST_AT_BIRTH = 8
/** Age of the last activity up to which a symbol is read after every gap, in ms. */
const ACTIVE_MS = 30 * 86_400_000

/**
 * Returns the symbols in order: those with open or unfinished orders, then those of assets whose balance changed in the
 * gap (previously active ones first), then recently active ones, newest first. `rest` is every other listed symbol,
 * those of held assets first.
 */
export function symbolsToAsk(
  state: LedgerState,
  symbols: Symbols,
  moved: readonly string[],
  now: number,
): { readonly first: readonly string[]; readonly rest: readonly string[] } {
  const open = [...state.orders.values()].flatMap(({ order }) => (order === undefined ? [] : [order.symbol]))
  const active = [...state.symbols]
    .filter(([, time]) => time > now - ACTIVE_MS)
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .map(([symbol]) => symbol)
  const marketsOf = (assets: readonly string[]): readonly string[] =>
    assets.filter((asset) => asset !== VALUE_ASSET).flatMap((asset) => symbols.withBase(asset))
  const isQuoted = new Set(moved.filter((asset) => asset !== VALUE_ASSET))
  const quoted = symbols.all.filter(({ quoteAsset }) => isQuoted.has(quoteAsset)).map(({ symbol }) => symbol)
  const touched = new Set([...marketsOf(moved), ...quoted])
  const ordered = [...new Set([...open, ...active.filter((symbol) => touched.has(symbol)), ...touched, ...active])]
  const first = ordered.slice(0, state.birth === undefined ? MAX_FIRST_AT_BIRTH : MAX_FIRST)
  const chosen = new Set(first)
  const held = marketsOf([...state.assets.keys()])
  const rest = [...new Set([...ordered, ...held, ...symbols.all.map(({ symbol }) => symbol)])]
  return { first, rest: rest.filter((symbol) => !chosen.has(symbol)) }
}
