/**
 * Rules, without I/O, that make one book of a snapshot and a stream of updates. MEXC: versions of a pair are contiguous,
 * a snapshot contains its own version and usually falls inside an update's range, and that update must be applied whole.
 */

import { unreachable } from '@spotdeck/ports'
import type { DepthSnapshot, DepthUpdate } from './depth.ts'
import { OrderBook } from './order-book.ts'

/** Reason for discarding a live book. */
export type GapCause = 'missing' | 'went back' | 'crossed' | 'unreadable'

/** State of a book: waiting for a snapshot, live, or with a gap. */
export type BookSync =
  /** No book yet: updates wait for a snapshot. */
  | { readonly phase: 'buffering'; readonly updates: readonly DepthUpdate[] }
  /**
   * The book is mutated: an update invalidates the state before it. `seen` is the last version of an update since the
   * snapshot; it may be lower than the snapshot's for a while.
   */
  | { readonly phase: 'live'; readonly book: OrderBook; readonly seen?: number }
  /** Version `expected` never came, the count went back, or the book contradicts itself: a new snapshot is needed. */
  | {
      readonly phase: 'gap'
      readonly expected: number
      readonly why: GapCause
      readonly updates: readonly DepthUpdate[]
    }

/** The first state: no book and no updates. */
export const notSynced: BookSync = { phase: 'buffering', updates: [] }

/** Policy when full: the oldest goes. A snapshot then has to be newer than what is left, and says so by a gap. */
const MAX_BUFFERED = 2_000

/** The state after an update; a live book is changed in place, and `gap` says why it can be trusted no longer. */
export function onUpdate(sync: BookSync, update: DepthUpdate): BookSync {
  switch (sync.phase) {
    case 'live':
      return advance(sync, update)
    case 'buffering':
    case 'gap':
      return { ...sync, updates: [...sync.updates.slice(1 - MAX_BUFFERED), update] }
    default:
      return unreachable(sync)
  }
}

/** A snapshot that is too old for what waits leads to a gap: fetch another. One for a live book is not needed. */
export function onSnapshot(sync: BookSync, snapshot: DepthSnapshot): BookSync {
  if (sync.phase === 'live') return sync
  let next: BookSync = { phase: 'live', book: new OrderBook(snapshot) }
  if (next.book.isCrossed) return gap(snapshot.version + 1, 'crossed', sync.updates)
  // Updates that the snapshot already contains are dropped first, in any order.
  const newer = sync.updates.filter((update) => update.toVersion > snapshot.version)
  for (const [index, update] of newer.entries()) {
    next = onUpdate(next, update)
    if (next.phase === 'gap') return gap(next.expected, next.why, newer.slice(index))
  }
  return next
}

function advance(live: Extract<BookSync, { phase: 'live' }>, update: DepthUpdate): BookSync {
  const { book } = live
  const expected = book.version + 1
  if (update.toVersion <= book.version) {
    // Contained already. Older than an update before it on this socket: the exchange's count itself went back, and a book
    // that waited for it to catch up would be stale without a word.
    if (live.seen !== undefined && update.toVersion < live.seen) return gap(expected, 'went back', [update])
    return { phase: 'live', book, seen: update.toVersion }
  }
  if (update.fromVersion > expected) return gap(expected, 'missing', [update])
  if (!book.apply(update)) return gap(book.version + 1, 'unreadable', [])
  return book.isCrossed ? gap(book.version + 1, 'crossed', []) : { phase: 'live', book, seen: update.toVersion }
}

function gap(expected: number, why: GapCause, updates: readonly DepthUpdate[]): BookSync {
  return { phase: 'gap', expected, why, updates }
}
