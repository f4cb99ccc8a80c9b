/** Resume tokens: a position in one ledger, parsed from text and formatted. */

import type { Head } from '../desk.ts'

/** A parsed resume token: a position, or malformed text. */
export type Asked = { readonly kind: 'position'; readonly at: Head } | { readonly kind: 'malformed' }

const POSITION = /^([0-9a-f]{8,64}):(\d{1,15})$/

/** Reads `epoch:seq`, the form of SSE ids and of `since` in a query. */
export function parsePosition(text: string): Asked {
  const match = POSITION.exec(text)
  const [epoch, seq] = [match?.[1], match?.[2]]
  if (epoch === undefined || seq === undefined) return { kind: 'malformed' }
  return { kind: 'position', at: { epoch, seq: Number(seq) } }
}

/** The text of a position: `epoch:seq`. */
export const formatPosition = ({ epoch, seq }: Head): string => `${epoch}:${seq}`

/** Returns whether a position can be resumed, given the current head of the ledger. */
export const isWithin = (at: Head, head: Head): boolean => at.epoch === head.epoch && at.seq <= head.seq
