/** Coalesces a batch for a subscriber with an interval: the newest event per key, in the order of `seq`. */

import type { Audience } from '@spotdeck/api'
import type { SharedEvent } from '../bus/shared-event.ts'

/** One event as it goes out. */
export type OutgoingEvent = { readonly event: SharedEvent; readonly text: string }

/**
 * Orders and deals stay, every one. Of asset and status changes the newest per key stays at its own `seq`, so that
 * whatever was left out stands earlier than what replaces it: the last `seq` received is always a safe `since`.
 */
export function coalesce(events: readonly SharedEvent[], audience: Audience): OutgoingEvent[] {
  const counts = new Map<string, number>()
  for (const { key } of events) if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + 1)
  const left = new Map(counts)
  return events.flatMap((event) => {
    if (event.key === undefined) return owed(event, event.text(audience))
    const later = (left.get(event.key) ?? 1) - 1
    left.set(event.key, later)
    if (later > 0) return []
    const isOnly = counts.get(event.key) === 1
    return owed(event, isOnly ? event.text(audience) : event.latestText(audience))
  })
}

/** Every event of the batch, as it was. */
export function withoutCoalescing(events: readonly SharedEvent[], audience: Audience): OutgoingEvent[] {
  return events.flatMap((event) => owed(event, event.text(audience)))
}

function owed(event: SharedEvent, text: string | undefined): OutgoingEvent[] {
  return text === undefined ? [] : [{ event, text }]
}
