/** Where a reader stands: a position in one ledger, read from text and written to it. */

import type { Head } from '../desk.ts'

/** What was asked for: a position, or text that is none. */
export type Asked = { readonly kind: 'position'; readonly at: Head } | { readonly kind: 'malformed' }

const POSITION = /^([0-9a-f]{8,64}):(\d{1,15})$/

/** Reads `epoch:seq`, the form of SSE ids and of `since` in a query. */
export function parsePosition(text: string): Asked {
  const match = POSITION.exec(text)
  const [epoch, seq] = [match?.[1], match?.[2]]
  if (epoch === undefined || seq === undefined) return { kind: 'malformed' }
  return { kind: 'position', at: { epoch, seq: Number(seq) } }
}

export const formatPosition = ({ epoch, seq }: Head): string => `${epoch}:${seq}`

/** Whether a position can be gone on from, given the end of the ledger now. */
export const isWithin = (at: Head, head: Head): boolean => at.epoch === head.epoch && at.seq <= head.seq
