/**
 * A deal and its identity: (orderId, tradeId, side). The stream and REST may name one deal differently, so a name that
 * is new is compared by content with deals that have no name from that side yet, before it may count as a new deal.
 */

import { type Amount, type AssetAmount, type Price, type Quantity, add, compare } from '@spotdeck/exact'
import type { Side, UnitPrice } from '../words.ts'

export type Deal = {
  readonly tradeId: string
  readonly orderId: string
  readonly clientOrderId?: string
  readonly symbol: string
  readonly baseAsset: string
  readonly quoteAsset: string
  readonly side: Side
  readonly price: Price
  readonly quantity: Quantity
  readonly quoteQuantity: Amount
  readonly fee: AssetAmount
  readonly feeAsset: string
  readonly isMaker: boolean
  readonly isSelfTrade: boolean
  /** ms since the epoch; on whole seconds where REST named it first. */
  readonly time: number
  /** When the exchange sent its push; absent where REST told of the deal first. ms since the epoch. */
  readonly sentAt?: number
  /** USDT for one unit of the quote asset and of the fee asset when the deal was made; absent where unknown. */
  readonly quoteUnitPrice?: UnitPrice
  readonly feeUnitPrice?: UnitPrice
}

/** Which side of the exchange gave a name: its stream, or REST (exports count as REST). */
export type Naming = 'stream' | 'rest'

/** What must be remembered of a deal to know it again. */
export type KnownDeal = {
  readonly tradeId: string
  readonly namedBy: Naming
  /** The name the other side gives the same deal, once learnt. */
  readonly alias?: string
  readonly symbol: string
  readonly side: Side
  readonly price: Price
  readonly quantity: Quantity
  readonly fee: AssetAmount
  readonly feeAsset: string
  readonly time: number
}

/**
 * What a deal report means for its order: `known` already; another name (`alias`) of the deal `of`; `new`; or `exceeds`:
 * counting it would lift the order's deals above its executed quantity, so either the order's update is still on
 * its way or the report is no deal of its own.
 */
export type Admission =
  | { readonly kind: 'known' }
  | { readonly kind: 'alias'; readonly of: string }
  | { readonly kind: 'new' }
  | { readonly kind: 'exceeds' }

export type AdmissionContext = {
  readonly deals: readonly KnownDeal[]
  /** Sum of `deals`. */
  readonly dealt: Quantity
  /** The order's executed quantity; absent where the order is beyond the exchange's reach. */
  readonly executed?: Quantity
}

/** MEXC: ids of the stream end in X and a digit; 32 hex digits are REST's own name for the same deal. */
const STREAM_NAME = /X\d$/

/** Decides what a deal report means. `namedBy` says where the report came from. */
export function admitDeal(context: AdmissionContext, deal: Deal, namedBy: Naming): Admission {
  const sameSide = context.deals.filter((known) => known.side === deal.side)
  if (sameSide.some((known) => known.tradeId === deal.tradeId || known.alias === deal.tradeId)) return { kind: 'known' }
  const twin = sameSide.find((known) => mayShareNames(known, deal, namedBy) && sameContent(known, deal))
  if (twin !== undefined) return { kind: 'alias', of: twin.tradeId }
  if (context.executed === undefined) return { kind: 'new' }
  return compare(add(context.dealt, deal.quantity), context.executed) > 0 ? { kind: 'exceeds' } : { kind: 'new' }
}

/** Remembers a deal under the name it came with. */
export function remember(deal: Deal, namedBy: Naming): KnownDeal {
  const { tradeId, symbol, side, price, quantity, fee, feeAsset, time } = deal
  return { tradeId, namedBy, symbol, side, price, quantity, fee, feeAsset, time }
}

function mayShareNames(known: KnownDeal, deal: Deal, namedBy: Naming): boolean {
  if (known.alias !== undefined || known.namedBy === namedBy) return false
  return STREAM_NAME.test(known.tradeId) !== STREAM_NAME.test(deal.tradeId)
}

function sameContent(known: KnownDeal, deal: Deal): boolean {
  return (
    known.price === deal.price &&
    known.quantity === deal.quantity &&
    known.fee === deal.fee &&
    known.feeAsset === deal.feeAsset &&
    Math.floor(known.time / 1000) === Math.floor(deal.time / 1000)
  )
}
