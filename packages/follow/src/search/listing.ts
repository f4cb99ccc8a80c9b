/** Symbols that a search reads. */

import type { LedgerState } from '@spotdeck/ledger'
import type { OfflineSymbol, SymbolAnswer } from '@spotdeck/wire'
import { type Universe, symbolsIn } from '../base/universe.ts'
import type { Listing } from './state.ts'
import { symbolsToAsk } from '../base/symbols-to-ask.ts'
import type { Span } from '../base/searched.ts'

/** Every symbol that was listed at any time in the span: now, in earlier lists, or delisted since. */
export function listingOf(
  {
    ledger,
    universe,
    seenSince,
  }: { readonly ledger: LedgerState; readonly universe: Universe; readonly seenSince: number },
  { since }: Span,
  answer: { readonly listed: readonly SymbolAnswer[]; readonly gone: readonly OfflineSymbol[] | undefined },
  at: number,
): Listing {
  const from = Math.min(since.orders, since.deals)
  const { listed, gone } = answer
  const { first, rest } = symbolsToAsk(ledger, symbolsIn(universe), [], at)
  const lost = (gone ?? []).filter(({ offlineTime = Infinity }) => offlineTime >= from)
  const isListed = new Set(listed.map(({ symbol }) => symbol))
  // If it is listed again, it may have been traded after that time.
  const goneAt = new Map(
    lost.map(({ symbol, offlineTime }) => [symbol, isListed.has(symbol) ? undefined : offlineTime]),
  )
  const names = new Set([...first, ...rest, ...goneAt.keys()])
  return {
    symbols: new Map([...names].map((name) => [name, goneAt.get(name)])),
    complete: universe.all.length > 0 && (gone !== undefined || seenSince <= from),
  }
}
