/** Resume tokens: a position in one ledger, parsed from text and formatted. */

import type { Position } from '@spotdeck/reports'

/** A parsed resume token: a position, or malformed text. */
export type Asked = { readonly kind: 'position'; readonly at: Position } | { readonly kind: 'malformed' }

const POSITION = /^([0-9a-f]{8,64}):(\d{1,15})(?::([0-9a-z]{8,16}))?$/
/** Mark of the position before the first event. */
export const NO_EVENTS = '0'.repeat(8)

/** Reads `epoch:seq:hash`, the form of SSE ids and of `since` in a query; `epoch:seq` is the older form of it. */
export function parsePosition(text: string): Asked {
  const match = POSITION.exec(text)
  const [epoch, seq, hash] = [match?.[1], match?.[2], match?.[3]]
  if (epoch === undefined || seq === undefined) return { kind: 'malformed' }
  return { kind: 'position', at: { epoch, seq: Number(seq), hash } }
}

/** The text of a position: `epoch:seq:hash`. */
export const formatPosition = ({ epoch, seq, hash }: Position): string =>
  hash === undefined ? `${epoch}:${seq}` : `${epoch}:${seq}:${hash}`

/** Returns whether a position lies in the ledger of `head`, as far as its epoch and seq tell. */
export const isWithin = (at: Position, head: Position): boolean => at.epoch === head.epoch && at.seq <= head.seq
