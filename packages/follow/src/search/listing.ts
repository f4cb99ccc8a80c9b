/** Symbols that a search reads. */

import type { LedgerState } from '@spotdeck/ledger'
import type { OfflineSymbol, SymbolAnswer } from '@spotdeck/wire'
import { type Universe, symbolsIn } from '../base/universe.ts'
import type { Listing } from './state.ts'
import { symbolsToAsk } from '../base/symbols-to-ask.ts'
import type { Span } from '../base/searched.ts'

/** Time after the stated end of a symbol in which its last deals may have been made, in ms: the end is announced. */
const LAST_DEALS_MS = 60_000

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
  const endOf = ({ symbol, offlineTime = Infinity }: OfflineSymbol): number | undefined => {
    const end = offlineTime + LAST_DEALS_MS
    // If it is listed again, or the account was active in it later, it may have been traded after that time.
    return isListed.has(symbol) || end === Infinity || (ledger.symbols.get(symbol) ?? 0) > end ? undefined : end
  }
  const goneAt = new Map(lost.map((one) => [one.symbol, endOf(one)]))
  const names = new Set([...first, ...rest, ...goneAt.keys()])
  return {
    symbols: new Map([...names].map((name) => [name, goneAt.get(name)])),
    complete: universe.all.length > 0 && (gone !== undefined || seenSince <= from),
  }
}
