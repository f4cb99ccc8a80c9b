/**
 * A push as MEXC says it: the wrapper and its one body, with the schema's own names. Prices, quantities and amounts are
 * the text that was sent (spelling differs by channel); int64 times are safe numbers.
 */

/** One binary frame, decoded. Event time is `sendTime ?? createTime`: klines carry no sendTime. */
export type Push = {
  readonly channel: string
  readonly symbol?: string
  readonly symbolId?: string
  /** ms since the epoch */
  readonly createTime?: number
  /** ms since the epoch */
  readonly sendTime?: number
  readonly body: PushBody
}

/** Result of `decodePush`: the push, and the fields of it that the schema does not know. */
export type DecodedPush = Push & { readonly unknown: readonly UnknownField[] }

/** A field the schema does not know, kept raw. `path` is dotted, such as `publicAggreDeals.deals`. */
export type UnknownField = { readonly path: string; readonly field: number; readonly bytes: Uint8Array }

/** Body of a push, by its kind. */
export type PushBody =
  | { readonly kind: 'publicDeals'; readonly value: PublicDeals }
  | { readonly kind: 'publicIncreaseDepths'; readonly value: PublicIncreaseDepths }
  | { readonly kind: 'publicLimitDepths'; readonly value: PublicLimitDepths }
  | { readonly kind: 'privateOrders'; readonly value: PrivateOrders }
  | { readonly kind: 'publicBookTicker'; readonly value: PublicBookTicker }
  | { readonly kind: 'privateDeals'; readonly value: PrivateDeals }
  | { readonly kind: 'privateAccount'; readonly value: PrivateAccount }
  | { readonly kind: 'publicSpotKline'; readonly value: PublicSpotKline }
  | { readonly kind: 'publicMiniTicker'; readonly value: PublicMiniTicker }
  | { readonly kind: 'publicMiniTickers'; readonly value: PublicMiniTickers }
  | { readonly kind: 'publicBookTickerBatch'; readonly value: PublicBookTickerBatch }
  | { readonly kind: 'publicIncreaseDepthsBatch'; readonly value: PublicIncreaseDepthsBatch }
  | { readonly kind: 'publicAggreDepths'; readonly value: PublicAggreDepths }
  | { readonly kind: 'publicAggreDeals'; readonly value: PublicAggreDeals }
  | { readonly kind: 'publicAggreBookTicker'; readonly value: PublicAggreBookTicker }
  /** A body the schema does not know; its bytes stand in `unknown`. */
  | { readonly kind: 'unknown' }
  /** No body at all: a keep-alive. */
  | { readonly kind: 'none' }

/** Name of a push body, as the schema spells it. */
export type PushKind = PushBody['kind']

/** One price level as text: price in quote per base, quantity in base. */
export type Level = { readonly price: string; readonly quantity: string }

/** Public trades of a pair. */
export type PublicDeals = { readonly deals: readonly PublicDealsItem[]; readonly eventType: string }
/** One public trade: `tradeType` is its side as a number, `time` in ms. */
export type PublicDealsItem = {
  readonly price: string
  readonly quantity: string
  readonly tradeType: number
  readonly time: number
}

/** Public trades of a pair, in batches of the channel's interval. */
export type PublicAggreDeals = { readonly deals: readonly PublicAggreDealsItem[]; readonly eventType: string }
/** `tradeType` 1: the taker bought, 2: the taker sold. `tradeId` exists since June 2026, else empty. */
export type PublicAggreDealsItem = PublicDealsItem & { readonly tradeId: string }

/** Changed levels of a book. */
export type PublicIncreaseDepths = {
  readonly asks: readonly Level[]
  readonly bids: readonly Level[]
  readonly eventType: string
  readonly version: string
}
/** Several changes of a book in one push. */
export type PublicIncreaseDepthsBatch = { readonly items: readonly PublicIncreaseDepths[]; readonly eventType: string }

/** Absolute quantities; zero removes the level. Versions are decimal integers as text, both inclusive. */
export type PublicAggreDepths = {
  readonly asks: readonly Level[]
  readonly bids: readonly Level[]
  readonly eventType: string
  readonly fromVersion: string
  readonly toVersion: string
  readonly lastOrderCreateTime: number
}

/** The whole top of the book, best first on both sides. */
export type PublicLimitDepths = {
  readonly asks: readonly Level[]
  readonly bids: readonly Level[]
  readonly eventType: string
  readonly version: string
  readonly lastOrderCreateTime: number
}

/** Best bid and ask with their quantities. */
export type PublicBookTicker = {
  readonly bidPrice: string
  readonly bidQuantity: string
  readonly askPrice: string
  readonly askQuantity: string
}
/** Best bid and ask with the book's version. */
export type PublicAggreBookTicker = PublicBookTicker & {
  readonly version: string
  readonly lastOrderCreateTime: number
}
/** Several best bids and asks in one push. */
export type PublicBookTickerBatch = {
  readonly items: readonly PublicBookTicker[]
  readonly version: string
  readonly lastOrderCreateTime: number
}

/** MEXC: the window is in SECONDS since the epoch while every other time is in ms. */
export type PublicSpotKline = {
  readonly interval: string
  readonly windowStart: number
  readonly openingPrice: string
  readonly closingPrice: string
  readonly highestPrice: string
  readonly lowestPrice: string
  /** base */
  readonly volume: string
  /** quote */
  readonly amount: string
  readonly windowEnd: number
}

/** MEXC: `volume` is the QUOTE turnover and `quantity` the base volume. Rates are fractions. */
export type PublicMiniTicker = {
  readonly symbol: string
  readonly price: string
  readonly rate: string
  readonly zonedRate: string
  readonly high: string
  readonly low: string
  readonly volume: string
  readonly quantity: string
  readonly lastCloseRate: string
  readonly lastCloseZonedRate: string
  readonly lastCloseHigh: string
  readonly lastCloseLow: string
}
/** Mini tickers of several pairs. */
export type PublicMiniTickers = { readonly items: readonly PublicMiniTicker[] }

/** One asset after one change. MEXC: `balanceAmount` is what is FREE, not the total. */
export type PrivateAccount = {
  readonly vcoinName: string
  readonly coinId: string
  readonly balanceAmount: string
  readonly balanceAmountChange: string
  readonly frozenAmount: string
  readonly frozenAmountChange: string
  readonly type: string
  readonly time: number
}

/** One fill of the account's own order. */
export type PrivateDeals = {
  readonly price: string
  readonly quantity: string
  readonly amount: string
  readonly tradeType: number
  readonly isMaker: boolean
  readonly isSelfTrade: boolean
  readonly tradeId: string
  readonly clientOrderId: string
  readonly orderId: string
  readonly feeAmount: string
  readonly feeCurrency: string
  readonly time: number
}

/** The whole state of one order. There is no update time: use the wrapper's sendTime. */
export type PrivateOrders = {
  readonly id: string
  readonly clientId: string
  readonly price: string
  readonly quantity: string
  readonly amount: string
  readonly avgPrice: string
  readonly orderType: number
  readonly tradeType: number
  readonly isMaker: boolean
  readonly remainAmount: string
  readonly remainQuantity: string
  readonly lastDealQuantity?: string
  readonly cumulativeQuantity: string
  readonly cumulativeAmount: string
  readonly status: number
  readonly createTime: number
  readonly market?: string
  readonly triggerType?: number
  readonly triggerPrice?: string
  readonly state?: number
  readonly ocoId?: string
  readonly routeFactor?: string
  readonly symbolId?: string
  readonly marketId?: string
  readonly marketCurrencyId?: string
  readonly currencyId?: string
}
