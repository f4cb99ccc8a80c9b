/** Which symbols an account can have touched: those are asked first after a gap, the others by a slow sweep. */

import { type LedgerState, VALUE_ASSET } from '@spotdeck/ledger'
import type { Symbols } from './symbols.ts'

/** Symbols asked before the account counts as live again; what is beyond goes to the sweep. */
const MAX_FIRST = 60
/** The same at the very first start, when nothing can have been missed yet: history follows in the sweep. */
const MAX_FIRST_AT_BIRTH = 8
/** A symbol that was active within this time is asked after every gap. */
const ACTIVE_MS = 30 * 86_400_000

/**
 * Symbols with open or unfinished orders, then those of assets whose balance moved in the gap (those active before come first),
 * then those active lately, newest first. `rest` is everything else that is listed, markets of what is held first.
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
  const touched = new Set(marketsOf(moved))
  const ordered = [...new Set([...open, ...active.filter((symbol) => touched.has(symbol)), ...touched, ...active])]
  const first = ordered.slice(0, state.birth === undefined ? MAX_FIRST_AT_BIRTH : MAX_FIRST)
  const chosen = new Set(first)
  const held = marketsOf([...state.assets.keys()])
  const rest = [...new Set([...ordered, ...held, ...symbols.all.map(({ symbol }) => symbol)])]
  return { first, rest: rest.filter((symbol) => !chosen.has(symbol)) }
}
