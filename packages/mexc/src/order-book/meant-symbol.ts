/** A book of a symbol that MEXC does not list: its reader is told which one was meant. */

import type { Timers } from '@spotdeck/ports'
import { HandlerGuard } from '../hooks/handler-guard.ts'
import type { Watched } from '../hooks/hooks.ts'
import type { MarketRules } from '../market-rules/market-rules.ts'
import { unknownSymbol } from '../orders/unknown-symbol.ts'
import type { BookHandlers } from './follow-book.ts'

/**
 * Handlers of a book that are told which symbol was meant. MEXC refuses the channel of a mistyped one as it refuses any
 * other: the rules say which it was.
 */
export function withMeant(
  symbol: string,
  handlers: BookHandlers,
  world: Watched & { readonly rules: MarketRules; readonly timers: Timers },
): BookHandlers {
  const refused = (meant: Error | undefined, detail: string): void =>
    new HandlerGuard(world).run('book refused', () => handlers.stale?.('REFUSED', meant?.message ?? detail))
  return {
    changed: (book) => handlers.changed(book),
    stale: (reason, detail) => {
      if (reason !== 'REFUSED') return handlers.stale?.(reason, detail)
      const naming = unknownSymbol(symbol, world).catch(() => undefined)
      void naming.then((meant) => refused(meant, detail))
    },
  }
}
