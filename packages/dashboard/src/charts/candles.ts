/** Candles as a chart needs them, and what of the account is drawn into them: own fills, averages, open orders. */

import type { DealData, KlineData, KlineInterval, OrderData } from '@spotdeck/api'
import { type Decimal, add, compare, decimal, divide, isZero, multiply, sum, zero } from '@spotdeck/exact'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../durations.ts'

/** Usual length of a candle, in ms; months differ, so each candle states its own start. */
export const INTERVAL_MS: { readonly [I in KlineInterval]: number } = {
  '1m': MINUTE_MS,
  '5m': 5 * MINUTE_MS,
  '15m': 15 * MINUTE_MS,
  '30m': 30 * MINUTE_MS,
  '60m': HOUR_MS,
  '4h': 4 * HOUR_MS,
  '1d': DAY_MS,
  '1W': 7 * DAY_MS,
  '1M': 30 * DAY_MS,
}

/** Own fills of one side that fall into the same few candles. */
export type FillCluster = {
  readonly side: DealData['side']
  /** Start of the candle that the newest of them fell into. */
  readonly openTime: number
  readonly count: number
  readonly quantity: string
  readonly averagePrice: string
}

/**
 * Gathers fills by candle, or by `perCluster` candles where they stand too close to be told apart. Fills before the
 * first candle are left out. Sides are never mixed.
 */
export function clusterFills(
  deals: readonly DealData[],
  klines: readonly KlineData[],
  perCluster: number,
): readonly FillCluster[] {
  const clusters = new Map<string, { openTime: number; deals: DealData[] }>()
  for (const deal of deals) {
    const index = candleAt(klines, deal.time)
    const kline = klines[index]
    if (kline === undefined) continue
    const key = `${Math.floor(index / perCluster)}/${deal.side}`
    const cluster = clusters.get(key)
    if (cluster === undefined) clusters.set(key, { openTime: kline.openTime, deals: [deal] })
    else {
      cluster.deals.push(deal)
      cluster.openTime = Math.max(cluster.openTime, kline.openTime)
    }
  }
  return [...clusters.values()].map(toCluster).sort((a, b) => a.openTime - b.openTime || (a.side < b.side ? -1 : 1))
}

/** Index of the candle that `time` falls into; -1 before the first. */
function candleAt(klines: readonly KlineData[], time: number): number {
  let low = 0
  let high = klines.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((klines[middle]?.openTime ?? Infinity) <= time) low = middle + 1
    else high = middle
  }
  return low - 1
}

function toCluster({
  openTime,
  deals,
}: {
  readonly openTime: number
  readonly deals: readonly DealData[]
}): FillCluster {
  let quantity = zero<'base'>()
  let quote = zero<'quote'>()
  for (const deal of deals) {
    quantity = add(quantity, decimal<'base'>(deal.quantity))
    quote = add(quote, multiply<'quote'>(decimal(deal.price), decimal(deal.quantity)))
  }
  const averagePrice: Decimal<'price'> = isZero(quantity) ? zero() : divide<'price'>(quote, quantity, 12)
  return { side: deals[0]?.side ?? 'BUY', openTime, count: deals.length, quantity, averagePrice }
}

/** Open orders of one side beyond an end of the price scale, and the prices that they reach from and to. */
export type OffScale = {
  readonly edge: 'above' | 'below'
  readonly side: OrderData['side']
  readonly count: number
  readonly low: string
  readonly high: string
}

/** Lowest and highest price that a chart shows. */
export type PriceScale = { readonly low: number; readonly high: number }

/**
 * Parts orders into those that a scale shows, with the one that is `held`, and groups of those beyond it; without a
 * scale, nothing is shown.
 */
export function byScale(
  orders: readonly OrderData[],
  scale: PriceScale | undefined,
  held?: string,
): { readonly shown: readonly OrderData[]; readonly beyond: readonly OffScale[] } {
  if (scale === undefined) return { shown: [], beyond: [] }
  const shown: OrderData[] = []
  const beyond = new Map<string, OffScale>()
  for (const order of orders) {
    const { side, price } = order
    const edge = Number(price) > scale.high ? 'above' : Number(price) < scale.low ? 'below' : undefined
    if (edge === undefined || order.orderId === held) {
      shown.push(order)
      continue
    }
    const before = beyond.get(edge + side) ?? { edge, side, count: 0, low: price, high: price }
    const isLower = compare(decimal<'price'>(price), decimal(before.low)) < 0
    const isHigher = compare(decimal<'price'>(price), decimal(before.high)) > 0
    const [low, high] = [isLower ? price : before.low, isHigher ? price : before.high]
    beyond.set(edge + side, { ...before, count: before.count + 1, low, high })
  }
  return { shown, beyond: [...beyond.values()] }
}

/** Open orders of one side that share a label, because their lines are too near to be told apart. */
export type OrderGroup = {
  readonly side: OrderData['side']
  /** From top to bottom; one at least. */
  readonly orders: readonly OrderData[]
  /** Middle of the label, in px from the top. */
  readonly y: number
}

/**
 * Gathers orders within `gapPx` of the first of their side; labels keep that distance from each other. The order that
 * is `held` keeps a label of its own.
 */
export function groupOrders(
  placed: readonly { readonly order: OrderData; readonly y: number }[],
  gapPx: number,
  held?: string,
): readonly OrderGroup[] {
  const groups: { side: OrderData['side']; orders: OrderData[]; y: number }[] = []
  for (const { order, y } of [...placed].sort((a, b) => a.y - b.y)) {
    const isHeld = order.orderId === held
    const near = groups.findLast(({ side, orders }) => side === order.side && orders[0]?.orderId !== held)
    if (!isHeld && near !== undefined && y - near.y < gapPx) near.orders.push(order)
    else groups.push({ side: order.side, orders: [order], y })
  }
  let lowest = -Infinity
  return groups.map((group) => {
    lowest = Math.max(group.y, lowest + gapPx)
    return { ...group, y: lowest }
  })
}

/** Sum of what is open, and the prices that it reaches from and to; exact text. */
export function sumOf(orders: readonly OrderData[]): {
  readonly quantity: string
  readonly low: string
  readonly high: string
} {
  const prices = orders.map(({ price }) => decimal<'price'>(price)).sort(compare)
  const quantity = sum(orders.map(({ remainingQuantity }) => decimal<'base'>(remainingQuantity)))
  return { quantity, low: prices[0] ?? '0', high: prices.at(-1) ?? '0' }
}
