/**
 * Lots in the order of purchase, as a persistent queue: adding and taking cost the same for any number of lots. Two
 * lists: the oldest lots first, and the newest first; the second is reversed when the first is used up.
 */

import type { AssetAmount } from '@spotdeck/exact'
import type { Value } from '../words.ts'

/** The remaining quantity of one purchase. */
export type Lot = {
  readonly quantity: AssetAmount
  readonly cost: Value
  /** Its cost, or a part of it, is not known and counts as zero. */
  readonly isUncosted?: true
}

type List = { readonly lot: Lot; readonly next: List } | undefined

/** A persistent queue of lots. */
export type Lots = { readonly oldest: List; readonly newest: List }

/** The empty queue. */
export const NO_LOTS: Lots = { oldest: undefined, newest: undefined }

/** Adds a lot that is newer than all others. */
export function append({ oldest, newest }: Lots, lot: Lot): Lots {
  if (oldest === undefined) return { oldest: { lot, next: undefined }, newest: undefined }
  return { oldest, newest: { lot, next: newest } }
}

/** Returns the oldest lot; `undefined` where there is none. */
export function oldestOf({ oldest }: Lots): Lot | undefined {
  return oldest?.lot
}

/** Removes the oldest lot. */
export function withoutOldest({ oldest, newest }: Lots): Lots {
  if (oldest?.next !== undefined) return { oldest: oldest.next, newest }
  let turned: List
  for (let list = newest; list !== undefined; list = list.next) turned = { lot: list.lot, next: turned }
  return { oldest: turned, newest: undefined }
}

/** Replaces the oldest lot by its remainder. */
export function withOldest({ oldest, newest }: Lots, lot: Lot): Lots {
  return { oldest: { lot, next: oldest?.next }, newest }
}

/** All lots, oldest first. */
export function lotsIn({ oldest, newest }: Lots): readonly Lot[] {
  const first: Lot[] = []
  for (let list = oldest; list !== undefined; list = list.next) first.push(list.lot)
  const last: Lot[] = []
  for (let list = newest; list !== undefined; list = list.next) last.push(list.lot)
  return [...first, ...last.reverse()]
}
