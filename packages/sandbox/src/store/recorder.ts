/**
 * Keeps the venue: receives each command's events before all other subscribers and commits their changes at once, before
 * the command answers. When the store fails, nothing may be acknowledged any more.
 */

import type { Log } from '@spotdeck/ports'
import type { AccountId, AccountPast, VenueEvent } from '../venue/contract/exchange.ts'
import type { Venue } from '../venue/engine/open-venue.ts'
import type { VenueChange, VenueStore } from './store.ts'

/** Writes the exchange's changes to the store. */
export type Recorder = ReturnType<typeof openRecorder>

/** Opens a recorder on the store. */
export function openRecorder(store: VenueStore, log: Log) {
  const staged: VenueChange[] = []
  let broken = false
  const write = (changes: readonly VenueChange[]): void => {
    if (broken) throw new Error('The sandbox cannot write its state: free disk space, then restart the sandbox.')
    try {
      store.commit(changes)
    } catch (error) {
      broken = true
      log.error({ error: error instanceof Error ? error.message : 'unknown' }, 'sandbox state not written')
      throw error
    }
  }
  return {
    /** Adds a change that is committed together with the next command. */
    stage: (change: VenueChange): void => void staged.push(change),
    /** Commits a change at once. */
    commit: (change: VenueChange): void => write([change]),
    /** Commits a past that the venue is about to adopt, as a whole. */
    keepPast: (account: AccountId, past: AccountPast): void =>
      write([
        ...[...past.balances].map(([asset, balance]) => ({ type: 'balance' as const, account, asset, balance })),
        ...past.orders.map((order) => ({ type: 'order' as const, order })),
        ...past.deals.map((deal) => ({ type: 'deal' as const, deal })),
      ]),
    /** Records the venue's events from now on; call it before any other subscription. */
    follow: (venue: Venue): (() => void) =>
      venue.subscribe((events) => {
        // Most commands are the bots' and change nothing that is kept.
        if (staged.length === 0 && events.every(isPublic)) return
        const changes = [...staged.splice(0), ...lastOf(events.flatMap(changeOf))]
        if (changes.length > 0) write([...changes, { type: 'ids', ids: venue.ids }])
      }, false),
    /** True after a failed write, until the process restarts. */
    get broken(): boolean {
      return broken
    },
  }
}

function isPublic(event: VenueEvent): boolean {
  return event.type === 'trade' || event.type === 'level'
}

function changeOf(event: VenueEvent): VenueChange[] {
  switch (event.type) {
    case 'order':
      return [{ type: 'order', order: event.order }]
    case 'deal':
      return [{ type: 'deal', deal: event.deal }]
    case 'balance':
      return [{ type: 'balance', account: event.account, asset: event.asset, balance: event.after }]
    default:
      return []
  }
}

/** Of several values of the same thing only the last is written; the first sight of a thing keeps its place. */
function lastOf(changes: readonly VenueChange[]): readonly VenueChange[] {
  const last = new Map<string, VenueChange>()
  for (const change of changes) last.set(nameOf(change), change)
  return [...last.values()]
}

function nameOf(change: VenueChange): string {
  switch (change.type) {
    case 'order':
      return `order ${change.order.orderId}`
    case 'deal':
      return `deal ${change.deal.tradeId}`
    case 'balance':
      return `balance ${change.account} ${change.asset}`
    default:
      return change.type
  }
}
