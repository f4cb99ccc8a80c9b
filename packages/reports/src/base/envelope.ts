/** The ledger's words into the API's: the other of two places where vocabularies meet. Internal fields stay behind. */

import type { AssetData, CoverageWindow, DealData, DurableEnvelope, OrderData, StatusData } from '@spotdeck/api'
import { divide, isZero } from '@spotdeck/exact'
import type { ChainedEvent, PastState as StoredPastState } from '@spotdeck/store'
import {
  type Asset,
  type CoverageWindow as LedgerWindow,
  type Deal,
  type Order,
  type Status,
  remainingQuantity,
  remainingQuoteQuantity,
  totalOf,
} from '@spotdeck/ledger'
import { defined } from '@spotdeck/ports'
import type { PastState } from './port.ts'

/** Digits of a chain hash that a position carries: enough to tell two histories apart. */
const MARK_LENGTH = 8

/** The part of a chain hash that stands in positions and envelopes. */
export const markOf = (chainHash: string): string => chainHash.slice(0, MARK_LENGTH)

/** The public envelope of a stored event. */
export function toEnvelope(
  { event, hash }: ChainedEvent,
  { account, epoch }: { readonly account: string; readonly epoch: string },
): DurableEnvelope {
  const { seq, time, source } = event
  const head = { account, epoch, seq, hash: markOf(hash), time, source }
  switch (event.type) {
    case 'asset.changed': {
      const { freeChange, lockedChange } = event.change
      return {
        ...head,
        topic: 'assets',
        type: event.type,
        data: { ...toAssetData(event.change), freeChange, lockedChange },
      }
    }
    case 'order.updated':
      return { ...head, topic: 'orders', type: event.type, data: toOrderData(event.order) }
    case 'deal.added':
      return { ...head, topic: 'deals', type: event.type, data: toDealData(event.deal) }
    case 'deal.dropped': {
      const { tradeId, orderId, symbol, side, feeAsset, time: at } = event.deal
      return { ...head, topic: 'deals', type: event.type, data: { tradeId, orderId, symbol, side, feeAsset, time: at } }
    }
    case 'status.changed':
      return { ...head, topic: 'status', type: event.type, data: toStatusData(event.status) }
  }
}

/** The public form of a balance. */
export function toAssetData(asset: Asset): AssetData {
  const { free, locked, reason, time, sentAt } = asset
  return defined({ asset: asset.asset, free, locked, total: totalOf(asset), reason, time, sentAt })
}

/** The public form of a past state. */
export function toPastState({ assets, openOrders, status, seen }: StoredPastState): PastState {
  return defined({
    assets: assets.map(toAssetData),
    openOrders: openOrders.map(toOrderData),
    status: status && toStatusData(status),
    seen,
  })
}

/** The public form of an order. */
export function toOrderData(order: Order): OrderData {
  const { executedQuantity, executedQuoteQuantity } = order
  return defined({
    orderId: order.orderId,
    clientOrderId: order.clientOrderId,
    symbol: order.symbol,
    side: order.side,
    type: order.type,
    rawType: order.rawType,
    status: order.status,
    rawStatus: order.rawStatus,
    price: order.price,
    quantity: order.quantity,
    executedQuantity,
    lastExecutedQuantity: order.lastExecutedQuantity,
    remainingQuantity: remainingQuantity(order),
    remainingQuoteQuantity: remainingQuoteQuantity(order),
    quoteQuantity: order.quoteQuantity,
    executedQuoteQuantity,
    averagePrice: isZero(executedQuantity)
      ? undefined
      : divide<'quote per base'>(executedQuoteQuantity, executedQuantity),
    createdAt: order.createdAt,
    updatedAt: order.updatedAt,
    sentAt: order.sentAt,
  })
}

/** The public form of a deal. */
export function toDealData(deal: Deal): DealData {
  return defined({
    tradeId: deal.tradeId,
    orderId: deal.orderId,
    clientOrderId: deal.clientOrderId,
    symbol: deal.symbol,
    side: deal.side,
    price: deal.price,
    quantity: deal.quantity,
    quoteQuantity: deal.quoteQuantity,
    fee: deal.fee,
    feeAsset: deal.feeAsset,
    isMaker: deal.isMaker,
    isSelfTrade: deal.isSelfTrade,
    time: deal.time,
    sentAt: deal.sentAt,
  })
}

/** The public form of a status. */
export function toStatusData({ state, code, params, since }: Status): StatusData {
  return { state, code, params: { ...params }, since }
}

/** The public form of coverage windows. */
export function toCoverage(windows: readonly LedgerWindow[]): CoverageWindow[] {
  return windows.map(({ symbols, ...window }) =>
    symbols === undefined ? window : { ...window, symbols: [...symbols] },
  )
}
