/**
 * `@spotdeck/mexc`: the SDK for MEXC Spot V3 on any runtime; clock, timers, randomness and network are a `world`.
 *
 * @example With MexcClient and isMexcError of this entry and nodeWorld of the node entry:
 * ```ts
 * import { accountInformation } from '@spotdeck/wire'
 *
 * await using client = new MexcClient({ preset: 'sandbox', world: nodeWorld() }) // or `client.close()` at the end
 * try {
 *   const { balances } = await client.call(accountInformation, {})
 *   console.log(balances)
 * } catch (error) {
 *   if (!isMexcError(error)) throw error
 *   switch (error.code) {
 *     case 'RATE_LIMITED':
 *       console.log(`again in ${error.retryAfterMs ?? 10_000} ms`)
 *       break
 *     default:
 *       console.log(error.code, error.advice)
 *   }
 * }
 * ```
 */

export type { Credentials, MexcWorld, StreamWorld } from './world.ts'
export type { Attributes, HandlerFailure, MexcHooks, Operation, OperationEnd } from './hooks/hooks.ts'
export { type SpanTarget, type TracerTarget, tracedBy } from './hooks/open-telemetry.ts'
export type { Drift, DriftKind, Sighting } from './hooks/drift.ts'
export { DriftMonitor } from './drift/drift-monitor.ts'
export type { Priority } from './rest/priority.ts'
export type { CallOptions, RestClient, RestOptions, UnreadableRow } from './rest/rest-client.ts'
export type { RequestOptions, RequestParameters } from './rest/request.ts'
export type { ExchangeClock } from './rest/exchange-clock.ts'
export { createRestClient } from './rest/create-rest-client.ts'
export { createLimiter, type Limiter } from './rest/limiter.ts'
export {
  type Charge,
  type LimitRules,
  chargesOf,
  documentedLimits,
  safestLimits,
  sandboxLimits,
  scaledLimits,
} from './rest/limits.ts'
export {
  AuthError,
  CallAborted,
  ClientClosed,
  ClockError,
  ExchangeDown,
  ExchangeRefusal,
  FirewallBlocked,
  InsecureHost,
  InvalidRequest,
  MexcError,
  type MexcErrorDetails,
  NetworkError,
  OutcomeUnknown,
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
  UnknownSymbol,
} from './errors/order-errors.ts'
export { refusalError } from './errors/refusal.ts'
export { ChannelRefused } from './errors/stream-errors.ts'
export { type AnyMexcError, isMexcError, type MexcErrorCode } from './errors/any-error.ts'
export { isUsableClientOrderId, newClientOrderId } from './orders/client-order-id.ts'
export {
  type LimitOrder,
  type NewOrder,
  type OrderWorld,
  type PlaceOptions,
  type PlacedOrder,
  placeOrder,
} from './orders/place-order.ts'
export { type OrderOutcome, orderOutcome, type OrderRejection } from './orders/order-outcome.ts'
export { type CanceledOrder, type CancelOptions, type OrderReference, cancelOrder } from './orders/cancel-order.ts'
export { type CancelOutcome, cancelAll } from './orders/cancel-all.ts'
export { type BatchOutcome, type PlaceOrdersOptions, placeOrders } from './orders/place-orders.ts'
export { type OrderChange, type ReplaceOptions, type ReplaceOutcome, replaceOrder } from './orders/replace-order.ts'
export { type OrderEnd, type WaitForOrderOptions, waitUntilFilled } from './orders/wait-until-filled.ts'
export type {
  HeartbeatHealth,
  HeartbeatOptions,
  Keyring,
  MissedPush,
  PrivateChannelHealth,
  StreamTrouble,
  UserStream,
  UserStreamHandlers,
  UserStreamHealth,
  UserStreamOptions,
} from './user-stream/user-stream.ts'
export { DEFAULT_HEARTBEAT, NO_CHANNEL_HEALTH } from './user-stream/user-stream.ts'
export { openUserStream } from './user-stream/open-user-stream.ts'
export {
  type AccountEvent,
  type AccountPush,
  type AccountEventIterator,
  /** @deprecated Use `AccountEventIterator`. */
  type AccountEventIterator as AccountReading,
  type ReadAccountOptions,
  readAccount,
} from './user-stream/read-account.ts'
export type {
  ChannelHandlers,
  ChannelHealth,
  MarketStreamOptions,
  MarketStreams,
  MarketStreamsHealth,
  OpenMarketStreams,
  SocketHealth,
  SubscribeOptions,
} from './market-stream/market-stream.ts'
export {
  type ChannelIterator,
  type ReadingHealth,
  type ReadOptions,
  readChannel,
} from './market-stream/read-channel.ts'
export type { KeepPolicy } from './reading/bounded-queue.ts'
export { Reachability } from './socket/reachability.ts'
export { openMarketStreams } from './market-stream/open-market-streams.ts'
export { backoffMs } from '@spotdeck/ports'
export { type SymbolRules, parseSymbolRules } from './market-rules/symbol-rules.ts'
export {
  type MarketRules,
  type MarketRulesOptions,
  type RulesWait,
  createMarketRules,
} from './market-rules/market-rules.ts'
export { type CheckedOrder, type OrderProblem, type OrderProblemCode, checkOrder } from './market-rules/check-order.ts'
export { leastQuantity, roundOrder, roundPrice, roundQuantity } from './market-rules/round-order.ts'
export { type DepthSnapshot, type DepthUpdate, type PriceLevel, snapshotOf, updateOf } from './order-book/depth.ts'
export type { BookSideName } from './order-book/book-side.ts'
export { type BookLevel, OrderBook } from './order-book/order-book.ts'
export { type BookSync, notSynced, onSnapshot, onUpdate } from './order-book/sync.ts'
export { type CumulativeLevel, type Sweep, cumulativeDepth, imbalance, sweep, vwap } from './order-book/readings.ts'
export {
  type BookHandlers,
  type BookHealth,
  type FetchSnapshot,
  type FollowBookOptions,
  type FollowedBook,
  followBook,
} from './order-book/follow-book.ts'
export type { StaleReason } from './order-book/follow-state.ts'
export { restSnapshots } from './order-book/rest-snapshots.ts'
export type { Candle } from './candles/candle.ts'
export { aggregateCandles } from './candles/aggregate.ts'
export { type CandleOptions, type CandleParts, type FollowedCandles, followCandles } from './candles/follow-candles.ts'
export type { Timeframe } from './candles/timeframe.ts'
export { type CandleRange, History, type SymbolRange, type WalletRange } from './history/history.ts'
export { HISTORY_REACH_MS } from './history/history-lists.ts'
export type { HistoryGap } from './history/history-list.ts'
export type { HistoryPosition } from './history/page-cursor.ts'
export type { HistoryCoverage, HistoryRange, HistoryReading } from './history/read-history.ts'
export {
  type AccountView,
  type ViewHealth,
  type ViewOptions,
  type ViewParts,
  openAccountView,
} from './view/account-view.ts'
export type { ViewChange, ViewGap, ViewStatus } from './view/view-state.ts'
export type { ViewBalance, ViewDeal, ViewOrder } from './view/view-rows.ts'
export { memoryKeyring } from './user-stream/memory-keyring.ts'
export { type AccountHandlers, MexcClient, type MexcClientOptions, type MexcHost } from './client.ts'
