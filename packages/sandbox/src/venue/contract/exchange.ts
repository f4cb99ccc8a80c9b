/**
 * Interface of the exchange's core: commands in, answers and events out, synchronous and exact. REST, streams and bots
 * use only this interface. It reads no clock: every command carries its time.
 */

import type { Amount, AssetAmount, Fraction, Price, Quantity } from '@spotdeck/exact'
import type { OrderSide, OrderStatus, OrderType } from '@spotdeck/wire'

/** An account inside the venue. Bots have none. */
export type AccountId = string

/** Trading rules of a symbol. Digits are decimal places. */
export type SymbolRules = {
  readonly symbol: string
  readonly baseAsset: string
  readonly quoteAsset: string
  readonly fullName: string
  readonly priceDigits: number
  readonly quantityDigits: number
  /** Places of quoteOrderQty; absent: those of the price. */
  readonly quoteDigits?: number
  readonly minQuantity: Quantity
  readonly minNotional: Amount
  /** The same limit for MARKET orders; absent: `minNotional`. */
  readonly minMarketNotional?: Amount
  readonly maxNotional: Amount
  /** The same limit for MARKET orders. */
  readonly maxMarketNotional: Amount
  readonly makerFeeRate: Fraction
  readonly takerFeeRate: Fraction
  /** As exchangeInfo lists them. MEXC: IOC and FOK are never listed, yet accepted. */
  readonly orderTypes: readonly OrderType[]
  /** False: API orders are refused with 10007 while holdings and open orders stay. */
  readonly apiTrading: boolean
  readonly status: 'online' | 'paused' | 'offline'
  /** 1 both, 2 buy only, 3 sell only, 4 closed */
  readonly tradeSideType: 1 | 2 | 3 | 4
  /** Largest distance of a limit price from the last price, as fractions; absent: no limit. */
  readonly priceBand?: { readonly up: Fraction; readonly down: Fraction }
}

/** An order to place. */
export type NewOrder = {
  readonly account: AccountId
  readonly symbol: string
  readonly side: OrderSide
  readonly type: OrderType
  readonly price?: Price | undefined
  readonly quantity?: Quantity | undefined
  readonly quoteQuantity?: Amount | undefined
  readonly clientOrderId?: string | undefined
  /** Self-trade prevention between accounts of one group; absent: they match. */
  readonly stpMode?: StpMode | undefined
  readonly time: number
}

/** Self-trade prevention: which side's order ends instead of matching within a group. */
export type StpMode = 'cancel_maker' | 'cancel_taker' | 'cancel_both'

/** An order as the API shows it. */
export type OrderRecord = {
  readonly account: AccountId
  readonly symbol: string
  readonly orderId: string
  readonly clientOrderId?: string
  readonly side: OrderSide
  readonly type: OrderType
  readonly status: OrderStatus
  /** For MARKET the protective price, ×1.05 for BUY and ×0.95 for SELL, cut to the tick. */
  readonly price: Price
  /** For MARKET by quote amount: what was bought in the end. */
  readonly quantity: Quantity
  /** Ordered quote: price × quantity for limits, the asked amount for MARKET by quote, 0 for MARKET by base. */
  readonly quoteQuantity: Amount
  readonly executedQuantity: Quantity
  readonly executedQuoteQuantity: Amount
  readonly isMaker: boolean
  /** Present on orders that no book has; their fills make or take. */
  readonly heldBack?: 'maker' | 'taker'
  readonly stpMode?: StpMode
  /** Present on orders that self-trade prevention ended. */
  readonly cancelReason?: 'stp_cancel'
  readonly createdAt: number
  readonly updatedAt: number
}

/** A fill of an account's order. */
export type DealRecord = {
  readonly account: AccountId
  readonly symbol: string
  /** As on the private stream: 18 digits of the order's id, X and a count of its fills. */
  readonly tradeId: string
  readonly orderId: string
  readonly clientOrderId?: string
  readonly side: OrderSide
  readonly price: Price
  readonly quantity: Quantity
  readonly quoteQuantity: Amount
  readonly fee: AssetAmount
  readonly feeAsset: string
  readonly isMaker: boolean
  readonly isSelfTrade: boolean
  readonly time: number
}

/** Balance of one asset. */
export type BalanceRecord = { readonly free: AssetAmount; readonly locked: AssetAmount }

/** MEXC's change types; an open list. */
export type ChangeReason =
  | 'ENTRUST_PLACE'
  | 'ENTRUST'
  | 'ENTRUST_CANCEL'
  | 'ENTRUST_UNFROZEN'
  | 'TRADE_FEE'
  | 'DEPOSIT'
  | 'WITHDRAW'
  | 'WITHDRAW_FEE'
  | 'CONTRACT_TRANSFER'
  | 'SUGAR'

/** Events of the venue, in order. Private pushes follow this order: order, balances, deal. */
export type VenueEvent =
  | { readonly type: 'order'; readonly order: OrderRecord; readonly lastDealQuantity?: Quantity; readonly time: number }
  | {
      readonly type: 'balance'
      readonly account: AccountId
      readonly asset: string
      readonly after: BalanceRecord
      readonly freeChange: AssetAmount
      readonly lockedChange: AssetAmount
      readonly reason: ChangeReason
      readonly time: number
    }
  | { readonly type: 'deal'; readonly deal: DealRecord; readonly time: number }
  | {
      /** A public print: one match. */
      readonly type: 'trade'
      readonly symbol: string
      readonly price: Price
      readonly quantity: Quantity
      readonly takerSide: OrderSide
      /** Both sides' ids joined by `_`, as aggre.deals sends them. */
      readonly tradeId: string
      readonly time: number
      /** Price and quantity in whole steps of the symbol. */
      readonly ticks: number
      readonly lots: number
      /** Parts of the ids of bots in `tradeId`: a time in ms and a count within it. */
      readonly pairTime: number
      readonly pairCount: number
      /** `tradeId` where an order of a person took part; absent: it follows from `pairTime` and `pairCount`. */
      readonly ownId?: string | undefined
    }
  | {
      /** One change of one level: `version` = the one before + 1, per symbol. Zero quantity removes it. */
      readonly type: 'level'
      readonly symbol: string
      readonly side: 'bid' | 'ask'
      readonly price: Price
      readonly quantity: Quantity
      /** The quantity before the change. */
      readonly before: Quantity
      /** The price in whole steps of the symbol. */
      readonly ticks: number
      readonly version: number
      readonly lastOrderCreateTime: number
      readonly time: number
    }

/** A signed change of what an account has free of one asset. */
export type Adjustment = {
  readonly account: AccountId
  readonly asset: string
  readonly change: AssetAmount
  readonly reason: ChangeReason
}

/** A refusal in MEXC's words: HTTP 400 with this body unless said otherwise. */
export type Refusal = { readonly code: number; readonly msg: string }

/** Result of an order: its record, or the refusal. */
export type Placed =
  | { readonly ok: true; readonly order: OrderRecord }
  | { readonly ok: false; readonly refusal: Refusal }

/** Levels of one side, best first. */
export type BookSide = readonly { readonly price: Price; readonly quantity: Quantity }[]
/** Levels of a book with its version. */
export type BookView = {
  readonly version: number
  readonly lastOrderCreateTime: number
  readonly bids: BookSide
  readonly asks: BookSide
}

/** An account as it stood: open orders among `orders` rest in the book again. Oldest first. */
export type AccountPast = {
  readonly balances: ReadonlyMap<string, BalanceRecord>
  readonly orders: readonly OrderRecord[]
  readonly deals: readonly DealRecord[]
  /** True if fees are paid in MX where the balance suffices; absent: false. */
  readonly mxDeduct?: boolean
}

/** The exchange's commands and state, synchronous and exact. */
export interface Exchange {
  readonly rules: ReadonlyMap<string, SymbolRules>
  /** Checks rules and funds, matches, settles; events are emitted before it answers. */
  place(order: NewOrder): Placed
  /** By exchange id or client id. `before` is the order as it stood before the cancel. */
  cancel(
    account: AccountId,
    symbol: string,
    id: { readonly orderId?: string; readonly clientOrderId?: string },
    time: number,
  ):
    | { readonly ok: true; readonly order: OrderRecord; readonly before: OrderRecord }
    | { readonly ok: false; readonly refusal: Refusal }
  /** Moves free balance by a signed amount; refuses what would go below zero. */
  adjust(
    account: AccountId,
    asset: string,
    change: AssetAmount,
    reason: ChangeReason,
    time: number,
  ): Refusal | undefined
  /** Applies several adjustments in order: all of them or, if one is rejected, none. */
  adjustAll(changes: readonly Adjustment[], time: number): Refusal | undefined
  /** Best first, at most `depth` levels a side. */
  book(symbol: string, depth: number): BookView
  /** Fee rates of an account in a symbol. @throws {RangeError} for an unknown symbol */
  feeRates(account: AccountId, symbol: string): Pick<SymbolRules, 'makerFeeRate' | 'takerFeeRate'>
  /** Price of the last trade, or the one that was set since. @throws {RangeError} for an unknown symbol */
  lastPrice(symbol: string): Price
  /** Sets the last price without a trade: limits are measured from what charts and tickers show. */
  setLastPrice(symbol: string, ticks: number): void
  balances(account: AccountId): ReadonlyMap<string, BalanceRecord>
  /** Returns whether the account pays fees in MX (20 % less) where its free MX covers them. */
  mxDeduct(account: AccountId): boolean
  setMxDeduct(account: AccountId, on: boolean): void
  order(
    account: AccountId,
    symbol: string,
    id: { readonly orderId?: string; readonly clientOrderId?: string },
  ): OrderRecord | undefined
  openOrders(account: AccountId, symbol?: string): readonly OrderRecord[]
  /** All orders of the account in the symbol, newest first. */
  orders(account: AccountId, symbol: string): readonly OrderRecord[]
  deals(account: AccountId, symbol: string): readonly DealRecord[]
  /** Adopts an account with its past: from the store after a restart, or a generated one. Emits nothing. */
  adopt(account: AccountId, past: AccountPast): void
  /** Opens the trading interface of one more bot. */
  seat(): BotTradingApi
  /** Shows trading of another exchange's participants in this one's books and prints. */
  readonly outside: OutsideTrading
  /**
   * Calls `listener` with what each command did, as one array, in order. Answers the way to stop. Level events of symbols
   * that no listener wants may be left out; `wantsLevels` absent: it wants all, false: none.
   */
  subscribe(
    listener: (events: readonly VenueEvent[]) => void,
    wantsLevels?: ((symbol: string) => boolean) | false,
  ): () => void
}

declare const seated: unique symbol
/** Handle of a bot's order; only the bot's trading interface can read it. No list contains it. */
export type SeatOrder = { readonly [seated]: true }

/**
 * Trading interface of a bot, in whole ticks and lots. Bots are cheap: their orders are always covered, nothing is kept of
 * them beyond what rests, no order, balance or deal events are emitted for them (only the public trade and level events),
 * and the limits made for people (500 open orders, price band, API trading off) do not hold for them.
 */
export interface BotTradingApi {
  /** Answers the order when it rests. */
  place(order: {
    readonly symbol: string
    readonly side: OrderSide
    readonly type: OrderType
    readonly ticks: number
    readonly lots: number
    readonly time: number
  }): SeatOrder | undefined
  /** Cancels an order of the bot; does nothing if the order has ended. */
  cancel(order: SeatOrder, time: number): void
  isResting(order: SeatOrder): boolean
  /** Number of matches in the symbol. While it stays the same, no order was filled. */
  matches(symbol: string): number
  /** Number of the bot's orders in the symbol that a match ended. While it stays the same, each rests that was not canceled. */
  ended(symbol: string): number
  /** Best prices in ticks. */
  best(symbol: string): { readonly bid: number | undefined; readonly ask: number | undefined }
}

/** Others' levels and prints of another exchange, in whole ticks and lots. None of its calls matches anything. */
export interface OutsideTrading {
  /**
   * Sets what others have resting at a price; 0 lots: nothing. It keeps its place before orders that came later. Answers
   * false where an order of the other side stands in the way: the level is then not in the book.
   */
  level(symbol: string, level: OutsideLevel, time: number): boolean
  /** Emits a print between others and makes its price the last one. */
  print(symbol: string, print: OutsidePrint): void
  /** Fills a resting order of a person at its own price against others; more than is left fills the rest. */
  fill(symbol: string, fill: OutsideFill): void
}

/** Quantity that others have resting at one price. */
export type OutsideLevel = { readonly side: 'bid' | 'ask'; readonly ticks: number; readonly lots: number }

/** A print between others; `tradeId` as the other exchange sent it, absent: an id of this one. */
export type OutsidePrint = {
  readonly ticks: number
  readonly lots: number
  readonly takerSide: OrderSide
  readonly tradeId?: string | undefined
  readonly time: number
}

/** A part of a person's resting order that others take. */
export type OutsideFill = {
  readonly account: AccountId
  readonly orderId: string
  readonly lots: number
  readonly time: number
}
