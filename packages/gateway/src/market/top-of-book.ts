/** Top of a symbol's book in exact amounts, for valuations that must not use an outdated one. */

import type { BookData } from '@spotdeck/api'
import { type Decimal, decimal } from '@spotdeck/exact'
import type { MarketAnswer } from '@spotdeck/edge'

type Level = readonly [price: Decimal<'quote per base'>, quantity: Decimal<'base'>]
type Top = { readonly bids: readonly Level[]; readonly asks: readonly Level[] }

/** Returns the top of the live book; `undefined` where the exchange does not answer or the book is being rebuilt. */
export async function topOfBook(
  book: (symbol: string) => Promise<MarketAnswer<BookData>>,
  symbol: string,
): Promise<Top | undefined> {
  const answer = await book(symbol)
  if (answer.kind !== 'found' || answer.value.stale === true) return undefined
  const levels = (side: BookData['bids']): readonly Level[] =>
    side.map(([price, quantity]) => [decimal<'quote per base'>(price), decimal<'base'>(quantity)])
  return { bids: levels(answer.value.bids), asks: levels(answer.value.asks) }
}
