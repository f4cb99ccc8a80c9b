/** Walks through a list of a store, page by page, while other work runs. */

import { type Deal, costKey } from '@spotdeck/ledger'
import type { LedgerStore } from '@spotdeck/store'
import type { Span } from './port.ts'

/** Pages of one list: each is read after the last item of the one before, until one is not full. */
export type Pages<Item> = {
  readonly size: number
  readonly read: (last: Item | undefined) => Promise<readonly Item[]>
  /** Lets other work run between two pages. */
  readonly turn?: (() => Promise<void>) | undefined
}

/** Reads the pages of a list. */
export async function* pagesOf<Item>({ size, read, turn }: Pages<Item>): AsyncGenerator<readonly Item[]> {
  for (let last: Item | undefined; ;) {
    const page = await read(last)
    yield page
    last = page.length < size ? undefined : page.at(-1)
    if (last === undefined) return
    await turn?.()
  }
}

/** Reads the deals with `from <= time < to`, ascending by (time, id). */
export const dealPages = (
  { store, turn }: Pick<Pages<Deal>, 'turn'> & { readonly store: Pick<LedgerStore, 'dealsAscending'> },
  span: Span,
  size: number,
): AsyncGenerator<readonly Deal[]> =>
  pagesOf({ size, turn, read: (deal) => store.dealsAscending(span, size, deal && costKey({ kind: 'deal', deal })) })
