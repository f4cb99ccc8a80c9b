/** Verifies a stored chain: every hash, every number, and at the end the resulting state and projections. */

import { EMPTY_STATE, type LedgerEvent, type LedgerState, type StateRow, allRows, applyAll } from '@spotdeck/ledger'
import { FIRST_HASH, hashOf } from './chain.ts'
import { DataFolderError } from './data-folder-error.ts'
import type { Verification } from './port.ts'

/** A stored event and its previous hash. */
export type StoredLink = { readonly body: string; readonly before: string }

/** Projections that were rebuilt from the events. */
export type ListsAnew = {
  take(events: readonly LedgerEvent[]): void
  /** Returns the first list that differs from the events; `undefined` where all match. */
  difference(): string | undefined | Promise<string | undefined>
}

const STEP = 1_000
const UNREADABLE = 'The event cannot be read, or is not the next one.'

/**
 * Verifies a chain. `read(n, limit)` returns the links after event `n`; `head` and `rows` are those of the state row.
 */
export async function verifyChain(
  read: Read,
  head: string,
  rows: readonly StateRow[],
  lists: ListsAnew,
): Promise<Verification> {
  let state: LedgerState = EMPTY_STATE
  const walked = await walk({ read, n: 0, hash: FIRST_HASH }, (events) => {
    const next = applied(state, events)
    if (next === undefined) return firstRefused(state, events)
    state = next
    lists.take(events)
    return undefined
  })
  if (!walked.ok) return walked
  if (walked.head !== head) return wrongEnd(state.n)
  if (state.n > 0 && !sameRows(allRows(state), rows)) {
    return { ok: false, n: state.n, what: 'The stored state is not what the events lead to.' }
  }
  const list = await lists.difference()
  if (list !== undefined) return { ok: false, n: state.n, what: `The list of ${list} is not what the events lead to.` }
  return { ok: true, events: state.n, head: walked.head }
}

/** Verifies hashes and numbers alone, of the events after one whose number and hash are known. */
export async function verifyHashes(
  read: Read,
  after: { readonly n: number; readonly hash: string },
  head: string,
): Promise<Verification> {
  const walked = await walk({ read, ...after }, () => undefined)
  return !walked.ok || walked.head === head ? walked : wrongEnd(walked.events)
}

const wrongEnd = (n: number): Verification => ({
  ok: false,
  n,
  what: 'The last event is not the one the ledger ended with.',
})

/** Walks through the links. @param take returns the number of an event that it refuses */
async function walk(
  from: { readonly read: Read; readonly n: number; readonly hash: string },
  take: (events: readonly LedgerEvent[]) => number | undefined,
): Promise<Verification> {
  let { n, hash } = from
  for (;;) {
    const links = await readable(from.read, n)
    if (links === undefined) return { ok: false, n: n + 1, what: 'The stored bytes of the event cannot be read.' }
    if (links.length === 0) return { ok: true, events: n, head: hash }
    const events: LedgerEvent[] = []
    for (const { body, before } of links) {
      n += 1
      if (before !== hash) return { ok: false, n, what: 'The event does not carry the hash of the one before it.' }
      const event = parsed(body)
      if (event?.n !== n) return { ok: false, n, what: UNREADABLE }
      hash = hashOf(before, body)
      events.push(event)
    }
    const refused = take(events)
    if (refused !== undefined) return { ok: false, n: refused, what: UNREADABLE }
  }
}

type Read = (n: number, limit: number) => readonly StoredLink[] | Promise<readonly StoredLink[]>

/** Links after event `n`, fewer where later ones cannot be unpacked; `undefined` where the next one cannot. */
async function readable(read: Read, n: number): Promise<readonly StoredLink[] | undefined> {
  for (const limit of [STEP, 1])
    try {
      return await read(n, limit)
    } catch (cause) {
      if (!(cause instanceof DataFolderError) || cause.code !== 'LEDGER_CORRUPT') throw cause
    }
  return undefined
}

function parsed(body: string): LedgerEvent | undefined {
  try {
    return JSON.parse(body) as LedgerEvent
  } catch {
    return undefined
  }
}

/** The state after the events; `undefined` where one of them is refused. */
function applied(state: LedgerState, events: readonly LedgerEvent[]): LedgerState | undefined {
  try {
    return applyAll(state, events)
  } catch {
    return undefined
  }
}

/** Number of the first event that the state before it refuses. */
function firstRefused(state: LedgerState, events: readonly LedgerEvent[]): number {
  let known = state
  for (const event of events) {
    const next = applied(known, [event])
    if (next === undefined) break
    known = next
  }
  return known.n + 1
}

function sameRows(a: readonly StateRow[], b: readonly StateRow[]): boolean {
  const text = (rows: readonly StateRow[]): string =>
    JSON.stringify([...rows].sort(([x], [y]) => (x < y ? -1 : x > y ? 1 : 0)))
  return text(a) === text(b)
}
