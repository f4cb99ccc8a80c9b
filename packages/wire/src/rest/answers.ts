/** The JSON objects that several endpoints answer with. Decimals are text; times are ms since the epoch. */

export type OrderSide = 'BUY' | 'SELL'
/** Type of an order that REST can place. */
export type OrderType = 'LIMIT' | 'MARKET' | 'LIMIT_MAKER' | 'IMMEDIATE_OR_CANCEL' | 'FILL_OR_KILL'
/** Status of an order, as REST names it. */
export type OrderStatus = 'NEW' | 'PARTIALLY_FILLED' | 'FILLED' | 'CANCELED' | 'PARTIALLY_CANCELED'

/** Modes of self-trade prevention: the order to cancel, the maker's, the taker's or both; empty for none. */
export const STP_MODES = ['', 'cancel_maker', 'cancel_taker', 'cancel_both'] as const
/** One of these modes. */
export type StpMode = (typeof STP_MODES)[number]

/** True for a mode that REST takes. */
export const isStpMode = (mode: string | undefined): mode is StpMode => STP_MODES.some((one) => one === mode)

/** GET order, openOrders, allOrders. Open enumerations are text: MEXC adds values. */
export type OrderAnswer = {
  readonly symbol: string
  readonly orderId: string
  readonly orderListId: number
  readonly clientOrderId: string | null
  /** MEXC: for MARKET a protective price about 5 % away, never the fill price. */
  readonly price: string
  readonly origQty: string
  readonly executedQty: string
  /** MEXC: one of the two spellings is there; `executedQuoteOf` reads either. */
  readonly cummulativeQuoteQty?: string
  readonly cumulativeQuoteQty?: string
  readonly status: string
  readonly timeInForce: string | null
  readonly type: string
  readonly side: string
  readonly stopPrice: string | null
  readonly icebergQty?: string | null
  readonly time: number
  readonly updateTime: number | null
  readonly isWorking: boolean
  readonly stpMode?: string
  readonly cancelReason?: string | null
  readonly origQuoteOrderQty: string | null
}

/** The executed amount in quote of an order's answer, under either name; `undefined` where neither is there. */
export const executedQuoteOf = (
  answer: Pick<OrderAnswer, 'cummulativeQuoteQty' | 'cumulativeQuoteQty'>,
): string | undefined => answer.cummulativeQuoteQty ?? answer.cumulativeQuoteQty

/** POST order: an acknowledgement, never a fill report; there is no status. */
export type PlacedOrderAnswer = {
  readonly symbol: string
  readonly orderId: string
  readonly orderListId: number
  readonly price: string
  readonly origQty: string
  readonly type: string
  readonly side: string
  readonly stpMode?: string
  readonly transactTime: number
}

/** DELETE order, openOrders. MEXC: `status` is the state BEFORE the cancel in practice; the 2xx is the confirmation. */
export type CanceledOrderAnswer = {
  readonly symbol: string
  readonly origClientOrderId?: string | null
  readonly orderId: string
  readonly orderListId?: number
  readonly clientOrderId?: string | null
  readonly price: string
  readonly origQty: string
  readonly executedQty?: string
  readonly cummulativeQuoteQty?: string
  readonly cumulativeQuoteQty?: string
  readonly status?: string
  readonly timeInForce?: string | null
  readonly type: string
  readonly side: string
}

/** GET myTrades. MEXC: `time` is on whole seconds; `id` may be 32 hex or the stream's `…X1`; without a fee it is empty. */
export type MyTradeAnswer = {
  readonly symbol: string
  readonly id: string
  readonly orderId: string
  readonly orderListId: number
  readonly price: string
  readonly qty: string
  readonly quoteQty: string
  readonly commission?: string | null
  readonly commissionAsset?: string | null
  readonly time: number
  readonly isBuyer: boolean
  readonly isMaker: boolean
  readonly isBestMatch: boolean
  readonly isSelfTrade: boolean
  readonly clientOrderId: string | null
}

/** Balance of one asset; decimals as text. */
export type BalanceAnswer = {
  readonly asset: string
  readonly free: string
  readonly locked: string
  readonly available?: string
}

/** Answer of `accountInformation`: balances, commissions and flags. */
export type AccountAnswer = {
  readonly makerCommission: number | null
  readonly takerCommission: number | null
  readonly buyerCommission: number | null
  readonly sellerCommission: number | null
  readonly canTrade: boolean
  readonly canWithdraw: boolean
  readonly canDeposit: boolean
  readonly updateTime: number | null
  readonly accountType: string
  readonly balances: readonly BalanceAnswer[]
  readonly permissions: readonly string[]
}

/** Price limits of a symbol as multipliers, in text. */
export type PriceBandFilter = {
  readonly filterType: string
  readonly bidMultiplierUp: string
  readonly askMultiplierDown: string
}

/**
 * exchangeInfo.symbols[]. MEXC: `quoteAmountPrecision` is the MINIMUM notional and `baseSizePrecision` the MINIMUM
 * quantity; the digit counts are `quoteAssetPrecision` (price) and `baseAssetPrecision` (quantity).
 */
export type SymbolAnswer = {
  readonly symbol: string
  readonly status: string
  readonly baseAsset: string
  readonly baseAssetPrecision: number
  readonly quoteAsset: string
  readonly quotePrecision: number
  readonly quoteAssetPrecision: number
  readonly baseCommissionPrecision: number
  readonly quoteCommissionPrecision: number
  readonly orderTypes: readonly string[]
  readonly isSpotTradingAllowed: boolean
  readonly isMarginTradingAllowed: boolean
  readonly quoteAmountPrecision: string
  readonly baseSizePrecision: string
  readonly permissions: readonly string[]
  readonly filters: readonly PriceBandFilter[]
  readonly maxQuoteAmount: string
  readonly makerCommission: string
  readonly takerCommission: string
  readonly quoteAmountPrecisionMarket: string
  readonly maxQuoteAmountMarket: string
  readonly fullName: string
  readonly tradeSideType: number
  readonly contractAddress: string
  readonly st: boolean
  readonly conceptPlateIds?: readonly number[]
  readonly conceptPlates?: readonly string[]
  /** ms since the epoch */
  readonly firstOpenTime?: number | null
  readonly bizType?: string
  readonly quoteOrderQtyMarketAllowed?: boolean
}

/** Answer of `exchangeInfo`: rules of the symbols. */
export type ExchangeInfoAnswer = {
  readonly timezone: string
  readonly serverTime: number
  readonly rateLimits: readonly unknown[]
  readonly exchangeFilters: readonly unknown[]
  readonly symbols: readonly SymbolAnswer[]
}

/** Snapshot of a book: levels as [price, quantity] in text, best first. */
export type DepthAnswer = {
  readonly lastUpdateId: number
  readonly bids: readonly (readonly [string, string])[]
  readonly asks: readonly (readonly [string, string])[]
  readonly timestamp?: number
}

/** MEXC: `priceChangePercent` is a FRACTION; `openTime` is seconds before `closeTime`, not 24 h. */
export type Ticker24hAnswer = {
  readonly symbol: string
  readonly priceChange: string
  readonly priceChangePercent: string
  readonly prevClosePrice: string
  readonly lastPrice: string
  readonly bidPrice: string
  readonly bidQty: string | null
  readonly askPrice: string
  readonly askQty: string | null
  readonly openPrice: string
  readonly highPrice: string
  readonly lowPrice: string
  readonly volume: string
  readonly quoteVolume: string | null
  readonly openTime: number
  readonly closeTime: number
  readonly count: null
}

/** `[openTime, open, high, low, close, base volume, closeTime = openTime + interval, quote volume]` */
export type KlineAnswer = readonly [number, string, string, string, string, string, number, string]

/** The wrapper of several endpoints. MEXC: `code` 0 and 200 both mean success. */
export type CodedAnswer<Data> = {
  readonly data: Data
  readonly code: number
  readonly msg: string | null
  readonly timestamp?: number
}

/** The wrapper of paged lists; `page` counts from 1. */
export type PagedAnswer<Row> = {
  readonly data: readonly Row[]
  readonly totalRecords: number
  readonly page: number
  readonly totalPageNum: number
}

/** The listen key that was created, extended or closed. */
export type ListenKeyAnswer = { readonly listenKey: string }
/** All valid listen keys of the account. */
export type ListenKeysAnswer = {
  readonly listenKey: readonly string[]
  readonly total?: number | string
  readonly available?: number | string
}
/** `code` is a number, except where MEXC quotes it (730708): readers take both. */
export type ErrorAnswer = { readonly code: number | string; readonly msg: string }
