/** Rules about an account that hold whichever process writes its ledger. */

import type { StatusData } from '@spotdeck/api'
import type { EventsAnswer } from '@spotdeck/edge'
import { type Position, toEnvelope } from '@spotdeck/reports'
import type { LedgerStore } from '@spotdeck/store'
import type { LedgerSource } from './ledger-source.ts'

/** True while figures are those of now: what is missing is named in the status. */
export const isCurrent = ({ state }: Pick<StatusData, 'state'>): boolean => state === 'live' || state === 'degraded'

/** Ledger whose events are read. */
type ReadEvents = {
  readonly id: string
  readonly store: Pick<LedgerStore, 'archived' | 'publicAfter'>
  readonly source: Pick<LedgerSource, 'head' | 'refresh'>
}

/** Durable events after a position; `gone`: of another epoch, beyond the head, or the next event is archived. */
export async function eventsAfter(
  { id: account, store, source }: ReadEvents,
  after: Position,
  limit: number,
): Promise<EventsAnswer> {
  const known = source.head()
  // Another gateway may have given the caller what this one has not read yet.
  if (after.epoch === known.epoch && after.seq > known.seq) await source.refresh?.()
  const head = source.head()
  const isKept = after.seq >= store.archived.seq && after.seq <= head.seq
  if (after.epoch !== head.epoch || !isKept) return { kind: 'gone', head }
  const found = await store.publicAfter(after.seq, Math.min(limit, head.seq - after.seq))
  return { kind: 'events', events: found.map((one) => toEnvelope(one, { ...head, account })) }
}
