/**
 * Keeping a local book in step with the exchange's: pushes are kept until a snapshot fits them, and from then on each must
 * follow the one before. Pure; the follower holds the awaits.
 */

import { applyUpdate, type Book, type DepthUpdate, isCrossed } from './book.ts'

/** Why a book cannot be trusted any more: versions are missing, went backwards, or its sides crossed. */
export type GapReason = 'VERSIONS_MISSING' | 'VERSIONS_WENT_BACK' | 'BOOK_CROSSED'

export type BookSync =
  /** No book yet. */
  | { readonly phase: 'buffering'; readonly updates: readonly DepthUpdate[] }
  /** `seen` is the last version that a push brought, which may be behind the snapshot's for a while. */
  | { readonly phase: 'live'; readonly book: Book; readonly seen?: bigint }
  /** The book is wrong from `expected` on; a snapshot at least as new is needed. */
  | {
      readonly phase: 'gap'
      readonly reason: GapReason
      readonly expected: bigint
      readonly updates: readonly DepthUpdate[]
    }

/**
 * Kept while there is no book; the oldest goes first. A snapshot that would have needed it is found too old, and another
 * one is asked for.
 */
export const MOST_UPDATES = 1_000

export const NOTHING_YET: BookSync = { phase: 'buffering', updates: [] }

/** One push, in the order of its socket. */
export function onUpdate(sync: BookSync, update: DepthUpdate): BookSync {
  switch (sync.phase) {
    case 'live':
      return advance(sync.book, sync.seen, update)
    case 'buffering':
    case 'gap':
      return { ...sync, updates: [...sync.updates, update].slice(-MOST_UPDATES) }
    default:
      return unreachable(sync)
  }
}

/**
 * A snapshot, asked for after the first of the kept pushes: the kept ones that it does not contain are applied to it.
 * MEXC: a snapshot normally falls inside the range of a push; that push is applied whole, since quantities are absolute.
 */
export function onSnapshot(sync: BookSync, snapshot: Book): BookSync {
  if (sync.phase === 'live') return sync
  if (isCrossed(snapshot))
    return { phase: 'gap', reason: 'BOOK_CROSSED', expected: snapshot.version, updates: sync.updates }
  let next: BookSync = { phase: 'live', book: snapshot }
  for (const update of sync.updates) next = onUpdate(next, update)
  return next
}

function advance(book: Book, seen: bigint | undefined, update: DepthUpdate): BookSync {
  const gap = (reason: GapReason): BookSync => {
    return { phase: 'gap', reason, expected: book.version + 1n, updates: [update] }
  }
  if (update.from > book.version + 1n) return gap('VERSIONS_MISSING')
  if (update.to <= book.version) {
    // Contained already. Older than an earlier push of this socket: the exchange's count itself went back.
    return seen !== undefined && update.to < seen ? gap('VERSIONS_WENT_BACK') : { phase: 'live', book, seen: update.to }
  }
  const next = applyUpdate(book, update)
  return isCrossed(next) ? gap('BOOK_CROSSED') : { phase: 'live', book: next, seen: update.to }
}

function unreachable(sync: never): never {
  throw new Error(`No such phase: ${JSON.stringify(sync)}.`)
}
