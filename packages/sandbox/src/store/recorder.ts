/**
 * Keeps the venue: hears each command's events before anybody else and commits what they change in one transaction, before
 * the command answers. When the store fails, nothing may be acknowledged any more.
 */

import type { Log } from '@spotdeck/ports'
import { type AccountId, type AccountPast, type VenueEvent, isBot } from '../venue/exchange.ts'
import type { Venue } from '../venue/open-exchange.ts'
import type { VenueChange, VenueStore } from './store.ts'

/** Writes the exchange's changes to the store. */
export interface Recorder {
  /** To be committed together with the command that follows. */
  stage(change: VenueChange): void
  /** Committed at once. */
  commit(change: VenueChange): void
  /** A past that the venue is about to adopt, committed whole at once. */
  keepPast(account: AccountId, past: AccountPast): void
  /** Follows the venue from now on; call it before anybody else subscribes. */
  follow(venue: Venue): () => void
  /** True after a failed write, for ever: the process must be started anew. */
  readonly broken: boolean
}

/** Opens a recorder on the store. */
export function openRecorder(store: VenueStore, log: Log): Recorder {
  const staged: VenueChange[] = []
  let broken = false
  const write = (changes: readonly VenueChange[]): void => {
    if (broken) throw new Error('The sandbox cannot write its state: start it anew when the disk has room.')
    try {
      store.commit(changes)
    } catch (error) {
      broken = true
      log.error({ error: error instanceof Error ? error.message : 'unknown' }, 'the sandbox cannot write its state')
      throw error
    }
  }
  return {
    stage: (change) => void staged.push(change),
    commit: (change) => write([change]),
    keepPast: (account, past) =>
      write([
        ...[...past.balances].map(([asset, balance]) => ({ type: 'balance' as const, account, asset, balance })),
        ...past.orders.map((order) => ({ type: 'order' as const, order })),
        ...past.deals.map((deal) => ({ type: 'deal' as const, deal })),
      ]),
    follow: (venue) =>
      venue.subscribe(
        (events) => {
          // Most commands are the bots' and change nothing that is kept.
          if (staged.length === 0 && events.every(isPublic)) return
          const changes = [...staged.splice(0), ...lastOf(events.flatMap(changeOf))]
          if (changes.length > 0) write([...changes, { type: 'ids', ids: venue.ids }])
        },
        () => false,
      ),
    get broken() {
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
      return isBot(event.order.account) ? [] : [{ type: 'order', order: event.order }]
    case 'deal':
      return isBot(event.deal.account) ? [] : [{ type: 'deal', deal: event.deal }]
    case 'balance':
      if (isBot(event.account)) return []
      return [{ type: 'balance', account: event.account, asset: event.asset, balance: event.after }]
    case 'trade':
    case 'level':
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
    case 'mxDeduct':
    case 'key':
    case 'listenKey':
    case 'wallet':
    case 'ids':
    case 'seed':
    case 'record':
      return change.type
  }
}
