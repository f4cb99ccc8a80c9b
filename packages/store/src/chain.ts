/** Hash chain over stored events: each contains the hash of the previous one, over the stored bytes. */

import { hash } from 'node:crypto'
import { type LedgerEvent, isPublic } from '@spotdeck/ledger'
import type { ChainedEvent } from './port.ts'

/** Previous hash of a ledger's first event. */
export const FIRST_HASH = '0'.repeat(64)

/** A stored event: its JSON text, the hash of the previous event, and its own. */
export type Link = {
  readonly event: LedgerEvent
  readonly body: string
  readonly before: string
  readonly hash: string
}

/** SHA-256 over the previous hash and the stored bytes, hex. */
export function hashOf(before: string, body: string): string {
  return hash('sha256', `${before}\n${body}`, 'hex')
}

/** Links events after `head`; returns them with the new head. */
export function link(
  head: string,
  events: readonly LedgerEvent[],
): { readonly links: readonly Link[]; readonly head: string } {
  let before = head
  const links = events.map((event): Link => {
    const body = JSON.stringify(event)
    const made = { event, body, before, hash: hashOf(before, body) }
    before = made.hash
    return made
  })
  return { links, head: before }
}

/** Reads a stored event with its hash; none for an internal event. */
export function chained(body: string, hash: string): readonly ChainedEvent[] {
  const event = JSON.parse(body) as LedgerEvent
  return isPublic(event) ? [{ event, hash }] : []
}
