/** Hash chain over stored events: each contains the hash of the previous one, over the stored bytes. */

import { createHash } from 'node:crypto'
import type { LedgerEvent } from '@spotdeck/ledger'

/** Previous hash of a ledger's first event. */
export const FIRST_HASH = '0'.repeat(64)

/** A stored event: its JSON text and the hash of the previous event. */
export type Link = { readonly event: LedgerEvent; readonly body: string; readonly before: string }

/** SHA-256 over the previous hash and the stored bytes, hex. */
export function hashOf(before: string, body: string): string {
  return createHash('sha256').update(before, 'utf8').update('\n').update(body, 'utf8').digest('hex')
}

/** Links events after `head`; returns them with the new head. */
export function link(
  head: string,
  events: readonly LedgerEvent[],
): { readonly links: readonly Link[]; readonly head: string } {
  let before = head
  const links = events.map((event): Link => {
    const body = JSON.stringify(event)
    const made = { event, body, before }
    before = hashOf(before, body)
    return made
  })
  return { links, head: before }
}
