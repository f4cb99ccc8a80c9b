/**
 * Walks the deals and flows of a stored ledger in the order of the cost book, in steps of bounded size. A walk is a plain value: it
 * can be kept between the steps and taken up again.
 */

import { type CostEntry, type CostKey, compareKeys, costKey } from '@spotdeck/ledger'
import type { LedgerStore } from '@spotdeck/follow'

/** Reads that a walk makes. */
export type EntryStore = Pick<LedgerStore, 'dealsAscending' | 'flows'>

/** State of a walk between two of its steps. */
export type EntryWalk = {
  /** Entries before this time are walked, in ms since the epoch. */
  readonly to: number
  /** The last deal that was walked. */
  readonly deal: CostKey | undefined
  /** Flows that are still to be walked, ascending. */
  readonly flows: readonly CostEntry[]
}

/** Deals of one step, and at most as many flows: some tens of milliseconds to book. */
const STEP = 500

/** Begins a walk over everything before `to`. */
export async function beginEntryWalk(store: EntryStore, to: number): Promise<EntryWalk> {
  const flows = (await store.flows())
    .filter(({ time }) => time < to)
    .map((flow): CostEntry => ({ kind: 'flow', flow }))
    .sort((a, b) => compareKeys(costKey(a), costKey(b)))
  return { to, deal: undefined, flows }
}

/** The next entries of a walk, ascending. `next` is `undefined` after the last of them. */
export async function stepEntryWalk(
  store: EntryStore,
  walk: EntryWalk,
): Promise<{ readonly entries: readonly CostEntry[]; readonly next: EntryWalk | undefined }> {
  const deals = (await store.dealsAscending({ from: 0, to: walk.to }, STEP, walk.deal)).map((deal): CostEntry => ({
    kind: 'deal',
    deal,
  }))
  const last = deals.length < STEP ? undefined : deals.at(-1)
  const due = walk.flows.slice(0, STEP).filter((flow) => last === undefined || isBefore(flow, last))
  // More flows are due than one step walks: deals that come after the last of them wait.
  const bound = due.length === STEP ? due.at(-1) : undefined
  const dueDeals = deals.filter((deal) => bound === undefined || isBefore(deal, bound))
  const entries = [...dueDeals, ...due].sort((a, b) => compareKeys(costKey(a), costKey(b)))
  const deal = dueDeals.at(-1)
  const isOver = last === undefined && bound === undefined
  return {
    entries,
    next: isOver
      ? undefined
      : { ...walk, deal: deal === undefined ? walk.deal : costKey(deal), flows: walk.flows.slice(due.length) },
  }
}

const isBefore = (a: CostEntry, b: CostEntry): boolean => compareKeys(costKey(a), costKey(b)) < 0
