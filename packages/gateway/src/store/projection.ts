/** What of an event can be listed: the same reading for every store, so that lists never differ between them. */

import { type AssetAmount, add } from '@spotdeck/exact'
import { type Deal, type Flow, type KnownDeal, type LedgerEvent, type Naming, type Order, reasonKind, remember } from '@spotdeck/ledger' // prettier-ignore
import type { HistoryList } from './port.ts'

export type Listed =
  | { readonly kind: 'order'; readonly order: Order }
  | { readonly kind: 'deal'; readonly deal: Deal; readonly namedBy: Naming }
  | { readonly kind: 'name'; readonly orderId: string; readonly tradeId: string; readonly side: Deal['side']; readonly alias: string } // prettier-ignore
  | { readonly kind: 'dropped'; readonly deal: Deal }
  | { readonly kind: 'flow'; readonly flow: Flow }

/** What to list of an event; nothing for what is only state. */
export function listed(event: LedgerEvent): Listed | undefined {
  switch (event.type) {
    case 'order.updated':
      return { kind: 'order', order: event.order }
    case 'deal.added':
      return { kind: 'deal', deal: event.deal, namedBy: event.namedBy }
    case 'deal.named':
      return { kind: 'name', orderId: event.orderId, tradeId: event.tradeId, side: event.side, alias: event.alias }
    case 'deal.dropped':
      return { kind: 'dropped', deal: event.deal }
    case 'asset.changed': {
      const { change } = event
      if (reasonKind(change.reason) !== 'flow') return undefined
      const step: AssetAmount = add(change.freeChange, change.lockedChange)
      const price = event.unitPrice === undefined ? {} : { unitPrice: event.unitPrice }
      return {
        kind: 'flow',
        flow: { id: `flow ${event.n}`, time: change.time, asset: change.asset, change: step, ...price },
      }
    }
    default:
      return undefined
  }
}

/** In which lists of the history an event stands. */
export function historyOf(event: LedgerEvent): readonly HistoryList[] {
  const lists: HistoryList[] = []
  if (event.type === 'asset.changed') lists.push('movements')
  if (event.type === 'status.changed') lists.push('statuses')
  if (event.source === 'audit' && FOUND_BY_AUDITS.has(event.type)) lists.push('audits')
  return lists
}

const FOUND_BY_AUDITS: ReadonlySet<string> = new Set<LedgerEvent['type']>([
  'asset.changed',
  'order.updated',
  'deal.added',
])

/** A listed deal as admission needs it. */
export function knownDeal(deal: Deal, namedBy: Naming, alias: string | undefined): KnownDeal {
  return { ...remember(deal, namedBy), ...(alias === undefined ? {} : { alias }) }
}
