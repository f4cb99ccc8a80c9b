/** Projections of events to lists: the same for every store. */

import { type AssetAmount, add } from '@spotdeck/exact'
import {
  type CostKey,
  type Deal,
  type DealPrices,
  type KnownDeal,
  type LedgerEvent,
  type Naming,
  type Order,
  type UnitPrice,
  costKey,
  lacksDealPrice,
  lacksFlowPrice,
  reasonKind,
  remember,
} from '@spotdeck/ledger'
import { defined } from '@spotdeck/ports'
import type { HistoryList, Hides, ListedFlow, Unpriced } from './port.ts'

/** A list entry that an event adds or removes. */
export type Listed =
  | { readonly kind: 'order'; readonly order: Order }
  | { readonly kind: 'deal'; readonly deal: Deal; readonly namedBy: Naming }
  | {
      readonly kind: 'name'
      readonly orderId: string
      readonly tradeId: string
      readonly side: Deal['side']
      readonly alias: string
    }
  | { readonly kind: 'dropped'; readonly deal: Deal }
  | { readonly kind: 'flow'; readonly flow: ListedFlow }
  /** Marks a listed flow, by its id, as reported. */
  | { readonly kind: 'told'; readonly id: string; readonly told: NonNullable<ListedFlow['told']> }
  | {
      readonly kind: 'deal-prices'
      readonly deal: Pick<Deal, 'orderId' | 'tradeId' | 'side'>
      readonly prices: DealPrices
    }
  /** Prices a listed flow, by its id. */
  | { readonly kind: 'flow-price'; readonly id: string; readonly price: FlowPrice }

/** Price of a listed flow, and the exchange time in ms at which it was recorded. */
export type FlowPrice = { readonly unitPrice: UnitPrice; readonly pricedAt: number }

/** List entry of an event; `undefined` for an event that only changes the state. */
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
    case 'asset.changed':
      return reasonKind(event.change.reason) === 'flow' && event.told === undefined ? pushedFlow(event) : undefined
    case 'flow.told':
      return toldFlow(event)
    case 'deal.priced':
      return { kind: 'deal-prices', deal: event, prices: event.prices }
    case 'flow.priced': {
      const price = { unitPrice: event.flow.unitPrice, pricedAt: event.learntAt }
      return { kind: 'flow-price', id: flowId(event.flow.of), price }
    }
    default:
      return undefined
  }
}

/**
 * Key from which on an event changes profit, in the order of (time, id); `undefined` where it changes none. A later key of the
 * same time is changed, too.
 */
export function pnlChange(event: LedgerEvent): CostKey | undefined {
  const entry = listed(event)
  switch (entry?.kind) {
    case 'deal':
      return costKey(entry)
    case 'flow':
      return costKey(entry)
    case 'dropped':
      return { time: entry.deal.time, id: '' }
    case 'deal-prices':
    case 'flow-price':
      return { time: event.time, id: '' }
    default:
      return undefined
  }
}

type Of<Type extends LedgerEvent['type']> = Extract<LedgerEvent, { type: Type }>

function pushedFlow({ n, change, unitPrice }: Of<'asset.changed'>): Listed {
  const { time, asset, reason, freeChange, lockedChange } = change
  const step: AssetAmount = add(freeChange, lockedChange)
  return { kind: 'flow', flow: { id: flowId(n), time, asset, change: step, ...defined({ unitPrice }), reason } }
}

function toldFlow({ n, flow, unitPrice, as, source, learntAt, heldSince }: Of<'flow.told'>): Listed {
  const { id, time, asset, change, reason, fee, txId } = flow
  const told = defined({ id, source, fee, txId })
  if (as !== undefined) return { kind: 'told', id: flowId(as), told }
  const price = defined({ unitPrice })
  const held = { since: heldSince ?? time, learntAt }
  return { kind: 'flow', flow: { id: flowId(n), time, asset, change, ...price, reason, told, held } }
}

/** Key of a deal or flow in the list of those without a price; `undefined` where it needs none. */
export function unpricedKey(one: Unpriced): CostKey | undefined {
  if (one.kind === 'flow') return lacksFlowPrice(one.flow) ? { time: one.flow.time, id: one.flow.id } : undefined
  if (!lacksDealPrice(one.deal)) return undefined
  return { time: one.deal.time, id: `deal ${costKey({ kind: 'deal', deal: one.deal }).id}` }
}

/** Id of a listed flow, by the `n` of the event that brought it. */
export const flowId = (n: number): string => `flow ${n}`

/** `n` of the event that brought a listed flow. */
export const eventOfFlow = ({ id }: ListedFlow): number => Number(id.slice('flow '.length))

/** History lists that contain an event. */
export function historyOf(event: LedgerEvent): readonly HistoryList[] {
  const lists: HistoryList[] = []
  if (event.type === 'asset.changed') lists.push('movements')
  if (isFlow(event)) lists.push('flows')
  if (event.type === 'status.changed') lists.push('statuses')
  if (event.source === 'audit' && FOUND_BY_AUDITS.has(event.type)) lists.push('audits')
  return lists
}

/** Asset and reason of a balance change or flow; `undefined` for other events. */
export function moneyOf(event: LedgerEvent): { readonly asset: string; readonly reason: string } | undefined {
  return event.type === 'asset.changed' ? event.change : event.type === 'flow.told' ? event.flow : undefined
}

/** True for the first event of a flow, pushed or reported; flows of unknown change types included. */
function isFlow(event: LedgerEvent): boolean {
  if (event.type === 'flow.told') return event.as === undefined
  if (event.type !== 'asset.changed' || event.told !== undefined) return false
  const kind = reasonKind(event.change.reason)
  return kind === 'flow' || kind === 'unknown'
}

const FOUND_BY_AUDITS: ReadonlySet<string> = new Set<LedgerEvent['type']>([
  'asset.changed',
  'order.updated',
  'deal.added',
])

/** Converts a listed deal for matching deal reports. */
export function knownDeal(deal: Deal, namedBy: Naming, alias: string | undefined): KnownDeal {
  return { ...remember(deal, namedBy), ...defined({ alias }) }
}

/** True if a deal contains a name that `hides` excludes: its symbol, or the asset of its fee. */
export const isHiddenDeal = ({ symbol, feeAsset }: Pick<Deal, 'symbol' | 'feeAsset'>, hides: Hides): boolean =>
  hides('symbol', symbol) || hides('asset', feeAsset)

/** True if an event contains a name that `hides` excludes. */
export function isHidden(event: LedgerEvent, hides: Hides): boolean {
  switch (event.type) {
    case 'asset.changed':
      return hides('asset', event.change.asset)
    case 'flow.told':
      return hides('asset', event.flow.asset)
    case 'order.updated':
      return hides('symbol', event.order.symbol)
    case 'deal.added':
    case 'deal.dropped':
      return isHiddenDeal(event.deal, hides)
    default:
      return false
  }
}
