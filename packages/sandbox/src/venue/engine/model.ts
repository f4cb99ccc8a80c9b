/** The venue's mutable data as types: accounts, orders, markets and the state that holds them. They refer to each other. */

import type { OrderSide, OrderStatus, OrderType } from '@spotdeck/wire'
import type { Book } from '../../matching/book.ts'
import type { BookOrder, BookSink, Side } from '../../matching/order.ts'
import type {
  AccountId,
  ChangeReason,
  DealRecord,
  OrderRecord,
  StpMode,
  SymbolRules,
  VenueEvent,
} from '../contract/exchange.ts'
import type { IdSource } from '../contract/ids.ts'
import type { FeeRates, FeeScale, Money, Rate, Scale } from '../contract/units.ts'

/** An account's balance of one asset; never negative. */
export type Holding = { free: Money; locked: Money }

/** One person's account inside the venue: balances, open orders, and the history of orders and deals. */
export type Account = {
  readonly id: AccountId
  /** By asset. */
  readonly holdings: Map<string, Holding>
  /** Open orders by exchange id, oldest first. */
  readonly open: Map<string, VenueOrder>
  /** Every order by exchange id. */
  readonly byId: Map<string, VenueOrder>
  /** The newest order of each client id, by `clientKey`. */
  readonly byClientId: Map<string, VenueOrder>
  /** By symbol, oldest first. */
  readonly orders: Map<string, VenueOrder[]>
  /** By symbol, oldest first. */
  readonly deals: Map<string, DealRecord[]>
  mxDeduct: boolean
  /** Fees of its own by symbol, computed the first time. */
  readonly feeScales: Map<string, FeeScale>
}

/** Owner of an order in a book. */
export type Party = VenueOrder | BotParty

/** A bot's order as the settlement of a match uses it. Bots have no accounts: what they trade is always covered. */
export interface BotParty {
  readonly account: undefined
  readonly side: Side
  /** Remaining lots. */
  readonly lots: number
  /** Counts its end by a match, or instead of one. */
  end(): void
}

/** An order inside the venue, in integers. */
export type VenueOrder = {
  readonly account: Account
  readonly market: Market
  readonly symbol: string
  readonly orderId: string
  readonly clientOrderId: string | undefined
  readonly side: OrderSide
  readonly type: OrderType
  /** The limit; for MARKET the protective price. */
  readonly ticks: number
  /** Ordered lots; for MARKET by quote amount the lots executed so far. */
  lots: number
  /** Ordered quote. */
  readonly quote: Money
  /** Bounded by `quote` instead of `lots`. */
  readonly byQuote: boolean
  executedLots: number
  executedQuote: Money
  /** Counts its fills; after a restart from its executed lots, of which each fill has one at least. */
  fills: number
  /** Amount still locked for it: quote of a buy, base of a sell. */
  locked: Money
  status: OrderStatus
  /** Its entry in the book, while it rests and afterwards. */
  resting: BookOrder<VenueOrder> | undefined
  isMaker: boolean
  /** Set when it is held back from the book: the role that it has in its fills. */
  heldBack: 'maker' | 'taker' | undefined
  readonly stpMode: StpMode | undefined
  /** Set when self-trade prevention ended it. */
  stopped: boolean
  readonly createdAt: number
  updatedAt: number
  /** The last record; cleared with every change. */
  record: OrderRecord | undefined
}

/** One symbol of the venue: its rules, its book, its version count and its last price. */
export type Market = {
  /** Replaced as a whole when the symbol's rules change; the digits never change. */
  rules: SymbolRules
  readonly scale: Scale
  readonly sizes: Sizes
  readonly book: Book<Party>
  /** Ticks of the last trade; before the first one, and after a time without a market, the price that charts show. */
  lastTicks: number
  /** Number of matches since the market was opened. */
  matches: number
  /** Listener of the book. */
  readonly sink: Settlement
  /** Grows by one with each change of a level. */
  version: number
  lastOrderCreateTime: number
}

/** Minimum and maximum size of an order: lots, and notionals in ticks × lots. */
export type Sizes = {
  readonly leastLots: number
  readonly least: bigint
  readonly leastMarket: bigint
  readonly most: bigint
  readonly mostMarket: bigint
  /** `least` and `most` as numbers where they are safe integers: used for nearly every order. */
  readonly quick: { readonly least: number; readonly most: number } | undefined
}

/** Listener of one symbol's book, reused by each command. */
export type Settlement = BookSink<Party> & {
  /** Time of the running command, ms since the epoch. */
  time: number
  /** True if level changes of this symbol have a listener during the command. */
  emitsLevels: boolean
}

/** Mutable state of the venue: accounts, markets, ids, fees, and the events of the running command. */
export type VenueState = {
  readonly markets: Map<string, Market>
  readonly accounts: Map<AccountId, Account>
  readonly ids: IdSource
  /** All fees ever taken from people, by asset. */
  readonly fees: Map<string, Money>
  /** Events of the running command, in order; `emit` appends. */
  events: VenueEvent[] | undefined
  /** Returns whether an accepted order is held back from the book. */
  readonly holdsBack: (order: OrderRecord) => boolean
  /** Returns whether the level changes of a symbol have a listener. */
  readonly wantsLevels: (symbol: string) => boolean
  /** Returns whether a fee in the quote asset is a balance change of its own. */
  readonly feesApart: () => boolean
  /** Fee rates of an account in a symbol; `undefined`: the symbol's own. */
  readonly feeRates: (account: AccountId, rules: SymbolRules) => FeeRates | undefined
  /** Share of a fee that is left when it is paid in MX. */
  readonly mxShare: Rate
  /** Returns whether self-trade prevention treats the accounts as one. */
  readonly sameGroup: (a: AccountId, b: AccountId) => boolean
}

/** A signed change of an account's free and locked balance of one asset. */
export type Move = {
  readonly asset: string
  readonly free: Money
  readonly locked: Money
  readonly reason: ChangeReason
  readonly time: number
}
