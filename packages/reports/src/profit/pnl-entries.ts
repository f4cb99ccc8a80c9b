/** Reads the entries of the profit walk from a store, and the mark from which it is taken up. */

import {
  type CostEntry,
  type CostKey,
  type Lot,
  type PnlWalk,
  compareKeys,
  costKey,
  lotsToLoad,
  resumePnl,
} from '@spotdeck/ledger'
import type { LedgerStore, StoredMark } from '@spotdeck/store'

/** Reads that a profit walk makes. */
export type PnlSource = Pick<LedgerStore, 'dealsAscending' | 'flowsAscending' | 'pnlMark' | 'pnlLots'>

/** Deals that one step reads, and as many flows: with booking them some milliseconds. */
const STEP = 100
/** Lots per read: some milliseconds. */
const LOTS = 1_000
/** Later than any deal. */
const FOREVER_MS = Number.MAX_SAFE_INTEGER

/** The next entries of a walk in (time, id) order; `isLast` if there are no more. */
export const nextEntries = (store: EntrySource, { books }: PnlWalk): Promise<EntryPage> =>
  entriesAfter(store, books.average.last)

/** Reads of entries. */
export type EntrySource = Pick<LedgerStore, 'dealsAscending' | 'flowsAscending'>
/** Entries in (time, id) order; `isLast` if there are no more. */
export type EntryPage = { readonly entries: readonly CostEntry[]; readonly isLast: boolean }

/** The entries after `last`, or the first of all. @param step deals that are read, and flows */
export async function entriesAfter(store: EntrySource, last: CostKey | undefined, step = STEP): Promise<EntryPage> {
  const deals = await store.dealsAscending({ from: 0, to: FOREVER_MS }, step, last)
  const flows = await store.flowsAscending(step, last)
  const pages: readonly (readonly CostEntry[])[] = [
    deals.map((deal): CostEntry => ({ kind: 'deal', deal })),
    flows.map((flow): CostEntry => ({ kind: 'flow', flow })),
  ]
  // Beyond the end of a page that is full, entries of its kind are missing.
  const ends = pages.flatMap((page) => (page.length < step ? [] : page.slice(-1).map(costKey)))
  const entries = pages
    .flat()
    .filter((entry) => ends.every((end) => compareKeys(costKey(entry), end) <= 0))
    .sort((a, b) => compareKeys(costKey(a), costKey(b)))
  return { entries, isLast: ends.length === 0 }
}

/** The walk at a stored mark; `undefined` if its lots are not all stored. @param turn lets other work run */
export async function resumeMark(
  store: Pick<PnlSource, 'pnlLots'>,
  { mark, last }: { readonly mark: StoredMark['mark']; readonly last: CostKey },
  turn: () => Promise<void>,
): Promise<PnlWalk | undefined> {
  const lots = new Map<string, Lot[]>()
  for (const { asset, from, to } of lotsToLoad(mark)) {
    const known: Lot[] = []
    lots.set(asset, known)
    for (let place = from; place < to; place += LOTS) {
      known.push(...(await store.pnlLots(asset, place, Math.min(to, place + LOTS))))
      if (place + LOTS < to) await turn()
    }
    if (known.length !== to - from) return undefined
  }
  return resumePnl(mark, last, lots)
}
