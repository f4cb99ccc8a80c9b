/** Verifies a stored chain: every hash, every number, and at the end the resulting state and projections. */

import { EMPTY_STATE, type LedgerEvent, type LedgerState, type StateRow, allRows, applyAll } from '@spotdeck/ledger'
import { FIRST_HASH, hashOf } from './chain.ts'
import type { Verification } from './port.ts'

/** A stored event and its previous hash. */
export type StoredLink = { readonly body: string; readonly before: string }

/** Projections that were rebuilt from the events. */
export type ListsAnew = {
  take(events: readonly LedgerEvent[]): void
  /** Returns the first list that differs from the events; `undefined` where all match. */
  difference(): string | undefined
}

const STEP = 1_000

/**
 * Verifies a chain. `read(n, limit)` returns the links after event `n`; `head` and `rows` are those of the state row.
 */
export function verifyChain(
  read: (n: number, limit: number) => readonly StoredLink[],
  head: string,
  rows: readonly StateRow[],
  lists: ListsAnew,
): Verification {
  let state: LedgerState = EMPTY_STATE
  let hash = FIRST_HASH
  for (let links = read(0, STEP); links.length > 0; links = read(state.n, STEP)) {
    const events: LedgerEvent[] = []
    for (const { body, before } of links) {
      const n = state.n + 1
      if (before !== hash) return { ok: false, n, what: 'The event does not carry the hash of the one before it.' }
      const event = parsed(body)
      const next = event === undefined ? undefined : applied(state, event)
      if (event === undefined || next === undefined)
        return { ok: false, n, what: 'The event cannot be read, or is not the next one.' }
      hash = hashOf(before, body)
      state = next
      events.push(event)
    }
    lists.take(events)
  }
  if (hash !== head) return { ok: false, n: state.n, what: 'The last event is not the one the ledger ended with.' }
  if (state.n > 0 && !sameRows(allRows(state), rows)) {
    return { ok: false, n: state.n, what: 'The stored state is not what the events lead to.' }
  }
  const list = lists.difference()
  if (list !== undefined) return { ok: false, n: state.n, what: `The list of ${list} is not what the events lead to.` }
  return { ok: true, events: state.n, head: hash }
}

function parsed(body: string): LedgerEvent | undefined {
  try {
    return JSON.parse(body) as LedgerEvent
  } catch {
    return undefined
  }
}

function applied(state: LedgerState, event: LedgerEvent): LedgerState | undefined {
  try {
    return applyAll(state, [event])
  } catch {
    return undefined
  }
}

function sameRows(a: readonly StateRow[], b: readonly StateRow[]): boolean {
  const text = (rows: readonly StateRow[]): string =>
    JSON.stringify([...rows].sort(([x], [y]) => (x < y ? -1 : x > y ? 1 : 0)))
  return text(a) === text(b)
}
