/** All symbols that can have been traded in a time span: lists change, and delisted symbols must be read too. */

import type { SymbolAnswer } from '@spotdeck/wire'
import type { Exchange } from './exchange.ts'
import type { Listing, Span } from './symbol-backfill.ts'
import { symbolsToAsk } from './symbols-to-ask.ts'
import { type Symbols, symbolsOf } from './symbols.ts'
import type { Writer } from './writer.ts'

/** Dependencies of the symbol universe. */
export type ListingsOptions = { readonly exchange: Exchange; readonly writer: Writer; readonly symbols: () => Symbols }

/** The exchange's symbols, now and within a time span. */
export class SymbolUniverse {
  readonly #options: ListingsOptions
  #all = new Map<string, SymbolAnswer>()
  #last: readonly SymbolAnswer[] = []
  #symbols = symbolsOf([])
  /** Time of this process's first list, in ms since the epoch. */
  #since = Infinity

  constructor(options: ListingsOptions) {
    this.#options = options
  }

  /** All symbols that were listed at any time since this process started. */
  now(): Symbols {
    return this.#take(this.#options.symbols().all)
  }

  /**
   * Every symbol that was listed at any time in the span: those listed now, those in earlier lists, and those that the
   * exchange delisted since. Rejects where there is no answer.
   */
  async of({ since }: Span): Promise<Listing> {
    const { writer, exchange } = this.#options
    const from = Math.min(since.orders, since.deals)
    this.now()
    const wasSeen = this.#since <= from
    const gone = await exchange.offlineSymbols()
    const listed = await exchange.symbols()
    const symbols = this.#take(listed)
    const { first, rest } = symbolsToAsk(writer.state, symbols, [], exchange.now())
    const lost = (gone ?? []).filter(({ offlineTime = Infinity }) => offlineTime >= from)
    const isListed = new Set(listed.map(({ symbol }) => symbol))
    // If it is listed again, it may have been traded after that time.
    const goneAt = new Map(
      lost.map(({ symbol, offlineTime }) => [symbol, isListed.has(symbol) ? undefined : offlineTime]),
    )
    const names = new Set([...first, ...rest, ...goneAt.keys()])
    return {
      symbols: new Map([...names].map((name) => [name, goneAt.get(name)])),
      complete: symbols.all.length > 0 && (gone !== undefined || wasSeen),
    }
  }

  #take(listed: readonly SymbolAnswer[]): Symbols {
    if (listed === this.#last || listed.length === 0) return this.#symbols
    this.#last = listed
    this.#since = Math.min(this.#since, this.#options.exchange.now())
    this.#all = new Map([...this.#all, ...listed.map((one) => [one.symbol, one] as const)])
    this.#symbols = symbolsOf([...this.#all.values()])
    return this.#symbols
  }
}
