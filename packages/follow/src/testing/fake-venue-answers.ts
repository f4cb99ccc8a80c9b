/** Orders, deals and flows of the fake exchange, and the REST answers that they give. */

import { type Decimal, multiply, subtract } from '@spotdeck/exact'
import {
  type AggTradeAnswer,
  type MyTradeAnswer,
  type OrderAnswer,
  type PushBody,
  STATUS_NUMBERS,
  type SymbolAnswer,
  type Ticker24hAnswer,
  isOrderStatus,
} from '@spotdeck/wire'

const QUOTES = ['USDT', 'BTC', 'TRY', 'ZY']

/** An order as the fake exchange holds it. */
export type VenueOrder = {
  readonly id: string
  readonly symbol: string
  readonly side: 'BUY' | 'SELL'
  readonly price: Decimal<'x'>
  readonly quantity: Decimal<'x'>
  readonly createdAt: number
  executed: Decimal<'x'>
  executedQuote: Decimal<'x'>
  status: string
  updatedAt: number
}

export type VenueFlow = {
  readonly asset: string
  readonly amount: string
  readonly reason: string
  /** Time of booking, in ms. */
  readonly time: number
  /** Time in the exchange's lists, in ms: a deposit is seen on its chain before. */
  readonly listedAt: number
  /** A withdrawal is on its way until then. */
  readonly doneAt: number
  /** A withdrawal's fee, a movement of its own; the list tells one sum. */
  readonly fee?: VenueFlow
}

export type VenueDeal = {
  readonly tradeId: string
  readonly orderId: string
  readonly symbol: string
  readonly side: 'BUY' | 'SELL'
  readonly price: string
  readonly quantity: string
  readonly quoteQuantity: string
  readonly fee: string
  readonly time: number
}

/** A trade as anybody can see it. */
export type PublicTrade = Pick<VenueDeal, 'price' | 'quantity' | 'time'>

/** True while the order can still trade. */
export function isOpen({ status }: Pick<VenueOrder, 'status'>): boolean {
  return status === 'NEW' || status === 'PARTIALLY_FILLED'
}

/** Base and quote asset of a symbol, by its quote suffix. */
export function split(symbol: string): { readonly base: string; readonly quote: string } {
  const quote = QUOTES.find((asset) => symbol.endsWith(asset)) ?? 'USDT'
  return { base: symbol.slice(0, -quote.length), quote }
}

/** The answer of REST for an order. */
export function orderAnswer(order: VenueOrder): OrderAnswer {
  return {
    symbol: order.symbol,
    orderId: order.id,
    orderListId: -1,
    clientOrderId: null,
    price: order.price,
    origQty: order.quantity,
    executedQty: order.executed,
    cummulativeQuoteQty: order.executedQuote,
    status: order.status,
    timeInForce: null,
    type: 'LIMIT',
    side: order.side,
    stopPrice: null,
    time: order.createdAt,
    updateTime: order.updatedAt,
    isWorking: true,
    origQuoteOrderQty: multiply(order.price, order.quantity),
  }
}

/** `exchangeInfo` rows of these symbols. */
export function symbolAnswers(symbols: readonly string[]): readonly SymbolAnswer[] {
  return symbols.map((symbol) => {
    const { base, quote } = split(symbol)
    return {
      symbol,
      status: '1',
      baseAsset: base,
      baseAssetPrecision: 4,
      quoteAsset: quote,
      quotePrecision: 4,
      quoteAssetPrecision: 4,
      baseCommissionPrecision: 4,
      quoteCommissionPrecision: 4,
      orderTypes: ['LIMIT', 'MARKET'],
      isSpotTradingAllowed: true,
      isMarginTradingAllowed: false,
      quoteAmountPrecision: '1',
      baseSizePrecision: '0',
      permissions: ['SPOT'],
      filters: [],
      maxQuoteAmount: '1000000',
      makerCommission: '0',
      takerCommission: '0.0005',
      quoteAmountPrecisionMarket: '1',
      maxQuoteAmountMarket: '1000000',
      fullName: base,
      tradeSideType: 1,
      contractAddress: '',
      st: false,
    }
  })
}

/** The row of a symbol in the list of tickers. */
export function tickerAnswer(symbol: string, quoteVolume: string): Ticker24hAnswer {
  const [price, none] = ['1', '0']
  return {
    symbol,
    priceChange: none,
    priceChangePercent: none,
    prevClosePrice: price,
    lastPrice: price,
    bidPrice: price,
    bidQty: none,
    askPrice: price,
    askQty: none,
    openPrice: price,
    highPrice: price,
    lowPrice: price,
    volume: quoteVolume,
    quoteVolume,
    openTime: 0,
    closeTime: 0,
    count: null,
  }
}

/** MEXC: on whole seconds, and perhaps under another name. */
export function tradeAnswer(deal: VenueDeal, hexNames: boolean): MyTradeAnswer {
  const id = hexNames ? deal.tradeId.slice(0, 18).padStart(32, 'a') : deal.tradeId
  return {
    symbol: deal.symbol,
    id,
    orderId: deal.orderId,
    orderListId: -1,
    price: deal.price,
    qty: deal.quantity,
    quoteQty: deal.quoteQuantity,
    commission: deal.fee,
    commissionAsset: split(deal.symbol).quote,
    time: Math.floor(deal.time / 1_000) * 1_000,
    isBuyer: deal.side === 'BUY',
    isMaker: false,
    isBestMatch: true,
    isSelfTrade: false,
    clientOrderId: null,
  }
}

/** The row of a trade in the public list. */
export function publicTradeAnswer({ price, quantity, time }: PublicTrade): AggTradeAnswer {
  return { a: null, f: null, l: null, p: price, q: quantity, T: Math.floor(time / 1_000) * 1_000, m: false, M: true }
}

/** The private order push of an order. */
export function orderPush(order: VenueOrder): PushBody {
  return {
    kind: 'privateOrders',
    value: {
      id: order.id,
      clientId: '',
      price: order.price,
      quantity: order.quantity,
      amount: multiply(order.price, order.quantity),
      avgPrice: '',
      orderType: 1,
      tradeType: order.side === 'BUY' ? 1 : 2,
      isMaker: true,
      remainAmount: '0',
      remainQuantity: subtract(order.quantity, order.executed),
      cumulativeQuantity: order.executed,
      cumulativeAmount: order.executedQuote,
      status: isOrderStatus(order.status) ? STATUS_NUMBERS[order.status] : 0,
      createTime: order.createdAt,
    },
  }
}

/** The private deal push of a deal. */
export function dealPush(deal: VenueDeal): PushBody {
  return {
    kind: 'privateDeals',
    value: {
      price: deal.price,
      quantity: deal.quantity,
      amount: deal.quoteQuantity,
      tradeType: deal.side === 'BUY' ? 1 : 2,
      isMaker: false,
      isSelfTrade: false,
      tradeId: deal.tradeId,
      clientOrderId: '',
      orderId: deal.orderId,
      feeAmount: deal.fee,
      feeCurrency: split(deal.symbol).quote,
      time: deal.time,
    },
  }
}
