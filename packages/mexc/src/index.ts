/** `@spotdeck/mexc`: the TypeScript SDK for MEXC Spot V3. */

export type { Credentials, MexcWorld } from './world.ts'
export type { CallOptions, Priority, RestClient, RestOptions } from './rest/rest-client.ts'
export { createRestClient } from './rest/create-rest-client.ts'
export { createLimiter, type Limiter } from './rest/limiter.ts'
export {
  AuthError,
  CallAborted,
  ClockError,
  ExchangeDown,
  ExchangeRefusal,
  FirewallBlocked,
  InsecureHost,
  InvalidRequest,
  MexcError,
  type MexcErrorDetails,
  NetworkError,
  PermissionError,
  RateLimitError,
  UnreadableAnswer,
} from './errors/mexc-error.ts'
export {
  InsufficientBalance,
  OrderNeverArrived,
  OrderOutcomeUnknown,
  OrderRejected,
  SymbolNotTradableViaApi,
  UnknownOrder,
} from './errors/order-errors.ts'
export { isUsableClientOrderId, newClientOrderId } from './orders/client-order-id.ts'
export { type NewOrder, type OrderWorld, type PlacedOrder, placeOrder } from './orders/place-order.ts'
export { type CanceledOrder, type OrderReference, cancelOrder } from './orders/cancel-order.ts'
export type {
  Keyring,
  StreamTrouble,
  UserStream,
  UserStreamHandlers,
  UserStreamHealth,
  UserStreamOptions,
} from './user-stream/user-stream.ts'
export { openUserStream } from './user-stream/open-user-stream.ts'
export type { ChannelHandlers, MarketStreamOptions, MarketStreams } from './market-stream/market-stream.ts'
export { openMarketStreams } from './market-stream/open-market-streams.ts'
export { type Book, type BookLevel, bookOf, type DepthUpdate, depthUpdateOf } from './order-book/book.ts'
export { type BookSync, type GapReason, NOTHING_YET, onSnapshot, onUpdate } from './order-book/sync.ts'
export { costOf, type DepthLevel, type SizeCost, topOfBook } from './order-book/depth.ts'
export {
  type BookFollower,
  type BookHandlers,
  type BookTrouble,
  followBook,
  type FollowBookOptions,
  snapshotsOf,
} from './order-book/follow-book.ts'
export {
  checkOrder,
  type OrderMarket,
  type OrderProblem,
  type OrderProblemCode,
  roundAmount,
  roundPrice,
  roundQuantity,
} from './market-rules/check-order.ts'
export { createMarketRules, type MarketRules, type MarketRulesOptions } from './market-rules/market-rules.ts'
export { type TradingRules, tradingRulesOf } from './market-rules/symbol-rules.ts'
export { memoryKeyring } from './user-stream/memory-keyring.ts'
export { type AccountHandlers, MexcClient, type MexcClientOptions, type MexcHost } from './client.ts'
