/** Events that stay in the ledger when their part of the log is archived: lists and names read them. */

import { brotliDecompressSync } from 'node:zlib'
import { type LedgerEvent, isOver, isPublic } from '@spotdeck/ledger'
import { packed } from '../packing.ts'
import { historyOf } from '../projection.ts'

/** Numbers of one block of kept events. A power of two: block k begins with event 512 k + 1. */
export const KEPT_EVENTS = 512

/** Kept events of the numbers `first` to `first + 511`. */
export type KeptBlock = {
  readonly first: number
  /** Earliest exchange time of the public events of these numbers, also of those that are not kept; ms since the epoch. */
  readonly minTime: number
  readonly body: Uint8Array
}
/** Unpacked events of a block, ascending. */
export type KeptEvent = { readonly n: number; readonly body: string }

/** True for an event that a list contains, and for the last report of an order, from which a release gets its name. */
export const isKept = (event: LedgerEvent): boolean =>
  historyOf(event).length > 0 || (event.type === 'order.updated' && isOver(event.order))

/** Packs the kept ones of the events of one block, all of which are given with their stored texts. */
export function packKept(events: readonly LedgerEvent[], bodies: readonly string[]): KeptBlock {
  const first = events[0]?.n ?? 0
  const kept = events.flatMap((event, at) => (isKept(event) ? [{ n: event.n, body: bodies[at] ?? '' }] : []))
  const times = events.filter(isPublic).map(({ time }) => time)
  const text = [kept.map(({ n }) => n - first).join(','), ...kept.map(({ body }) => body)].join('\n')
  return { first, minTime: Math.min(Number.MAX_SAFE_INTEGER, ...times), body: packed(text) }
}

/** Reverses `packKept`. */
export function unpackKept(first: number, body: Uint8Array): readonly KeptEvent[] {
  const [offsets = '', ...bodies] = brotliDecompressSync(body).toString('utf8').split('\n')
  if (offsets === '') return []
  return offsets.split(',').map((offset, at) => ({ n: first + Number(offset), body: bodies[at] ?? '' }))
}
