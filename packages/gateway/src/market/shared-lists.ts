/** Lists of symbols, read once for all accounts that ask for them at the same time. */

import type { Exchange, Leaves } from '@spotdeck/follow'

/** A read that callers share until it has left: its answer is then no older than any of them asked for. */
class SharedRead<T> {
  #waiting: Promise<T> | undefined

  read(ask: (leaves: Leaves) => Promise<T>): Promise<T> {
    if (this.#waiting !== undefined) return this.#waiting
    const isOver = (): void => {
      if (this.#waiting === asked) this.#waiting = undefined
    }
    const asked: Promise<T> = ask(isOver).finally(isOver)
    this.#waiting = asked
    return asked
  }
}

type Lists = Pick<Exchange, 'symbols' | 'offlineSymbols'>
type Shared = { readonly [Name in keyof Lists]: SharedRead<Awaited<ReturnType<Lists[Name]>>> }

/** The shared reads of one host; those in the background have their own, since they wait longer. */
export type SharedLists = { readonly soon: Shared; readonly background: Shared }

/** Reads that nobody has asked for yet. */
export function sharedLists(): SharedLists {
  const shared = (): Shared => ({ symbols: new SharedRead(), offlineSymbols: new SharedRead() })
  return { soon: shared(), background: shared() }
}

/** An account's reads, whose lists of symbols are those of all accounts of the host. */
export function sharingLists(exchange: Exchange, { soon, background }: SharedLists): Exchange {
  const later = exchange.background
  return {
    ...exchange,
    ...through(exchange, soon),
    background: later && { ...later, ...through(later, background) },
  }
}

function through(exchange: Lists, { symbols, offlineSymbols }: Shared): Lists {
  return {
    symbols: () => symbols.read((leaves) => exchange.symbols(leaves)),
    offlineSymbols: () => offlineSymbols.read((leaves) => exchange.offlineSymbols(leaves)),
  }
}
