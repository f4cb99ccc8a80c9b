/**
 * A deal and its identity: (orderId, tradeId, side). The stream and REST may name one deal differently, so a new name
 * is compared by content with deals that have no name from that side, before it counts as a new deal.
 */

import {
  type Amount,
  type AssetAmount,
  type Price,
  type Quantity,
  add,
  compare,
  isPositive,
  roundDown,
  roundHalfEven,
  scaleOf,
} from '@spotdeck/exact'
import type { Side, UnitPrice } from '../words.ts'

/** A fill of one of the account's orders. */
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
  /**
   * Place among the deals of the symbol in its second, from 0, in the exchange's order, where REST returned several. Of a
   * pushed deal: its place among those of its millisecond, as they arrived, from the second on.
   */
  readonly rank?: number
  /** Time at which the exchange sent its push, in ms since the epoch; absent where REST reported the deal first. */
  readonly sentAt?: number
} & DealPrices

/** USDT for one unit of a deal's quote asset and of its fee asset at the deal's time; absent where unknown. */
export type DealPrices = { readonly quoteUnitPrice?: UnitPrice; readonly feeUnitPrice?: UnitPrice }

/** Origin of a deal's name: the stream, or REST (exports count as REST). */
export type Naming = 'stream' | 'rest'

/** The fields of a deal that identify it. */
export type KnownDeal = {
  readonly tradeId: string
  readonly namedBy: Naming
  /** Name of the same deal on the other side, once known. */
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
 * Result for a deal report: `known`; another name (`alias`) of the deal `of`; `new`; or `exceeds`: with it the order's
 * deals would exceed its executed quantity, so either the order's update is still on its way or the report is not a
 * deal of its own.
 */
export type Admission =
  | { readonly kind: 'known' }
  | { readonly kind: 'alias'; readonly of: string }
  | { readonly kind: 'new' }
  | { readonly kind: 'exceeds' }

/** Known data of the order of a deal. */
export type AdmissionContext = {
  readonly deals: readonly KnownDeal[]
  /** Sum of `deals`. */
  readonly dealt: Quantity
  /** The order's executed quantity; absent where REST no longer returns the order. */
  readonly executed?: Quantity | undefined
}

/** MEXC: ids of the stream end in X and a digit; 32 hex digits are REST's own name for the same deal. */
const STREAM_NAME = /X\d$/

/** Classifies a deal report. `namedBy` says where the report came from. */
export function admitDeal(context: AdmissionContext, deal: Deal, namedBy: Naming): Admission {
  const sameSide = context.deals.filter((known) => known.side === deal.side)
  if (sameSide.some((known) => known.tradeId === deal.tradeId || known.alias === deal.tradeId)) return { kind: 'known' }
  const twin = sameSide.find((known) => mayShareNames(known, deal, namedBy) && sameContent(known, deal))
  if (twin !== undefined) return { kind: 'alias', of: twin.tradeId }
  if (context.executed === undefined) return { kind: 'new' }
  return compare(add(context.dealt, deal.quantity), context.executed) > 0 ? { kind: 'exceeds' } : { kind: 'new' }
}

/** Keeps the identifying fields of a deal under the name it came with. */
export function remember(deal: Deal, namedBy: Naming): KnownDeal {
  const { tradeId, symbol, side, price, quantity, fee, feeAsset, time } = deal
  return { tradeId, namedBy, symbol, side, price, quantity, fee, feeAsset, time }
}

function mayShareNames(known: KnownDeal, deal: Deal, namedBy: Naming): boolean {
  if (known.alias !== undefined || known.namedBy === namedBy) return false
  return STREAM_NAME.test(known.tradeId) !== STREAM_NAME.test(deal.tradeId)
}

/** True if two reports of a fee can be of one fee: they are compared where both are positive, at the coarser scale. */
export function agreeOnFee(a: Pick<Deal, 'fee' | 'feeAsset'>, b: Pick<Deal, 'fee' | 'feeAsset'>): boolean {
  if (!isPositive(a.fee) || !isPositive(b.fee)) return true
  if (a.feeAsset !== b.feeAsset) return false
  const digits = Math.min(scaleOf(a.fee), scaleOf(b.fee))
  return [roundDown, roundHalfEven].some((round) => round(a.fee, digits) === round(b.fee, digits))
}

function sameContent(known: KnownDeal, deal: Deal): boolean {
  return (
    known.price === deal.price &&
    known.quantity === deal.quantity &&
    agreeOnFee(known, deal) &&
    Math.floor(known.time / 1000) === Math.floor(deal.time / 1000)
  )
}
