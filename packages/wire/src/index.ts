/** `@spotdeck/wire`: what MEXC says, in MEXC's words. */

export type {
  DecodedPush,
  Level,
  PrivateAccount,
  PrivateDeals,
  PrivateOrders,
  PublicAggreBookTicker,
  PublicAggreDeals,
  PublicAggreDealsItem,
  PublicAggreDepths,
  PublicBookTicker,
  PublicBookTickerBatch,
  PublicDeals,
  PublicDealsItem,
  PublicIncreaseDepths,
  PublicIncreaseDepthsBatch,
  PublicLimitDepths,
  PublicMiniTicker,
  PublicMiniTickers,
  PublicSpotKline,
  Push,
  PushBody,
  PushKind,
  UnknownField,
} from './push.ts'
export { MAX_FRAME_BYTES, decodePush } from './codec/decode.ts'
export { encodePush } from './codec/encode.ts'
export { WireError, type WireErrorCode } from './errors/wire-error.ts'
export type { AggreInterval, Channel, DepthLevels, StreamKlineInterval } from './channel/channel.ts'
export { buildChannel } from './channel/build.ts'
export { AGGRE_INTERVALS, DEPTH_LEVELS, parseChannel } from './channel/parse.ts'
export { isChannelSymbol } from './channel/symbol.ts'
export { TIME_ZONES, type TimeZone, isTimeZone, zoneOffsetMinutes } from './channel/zone.ts'
export { STREAM_LIMITS } from './channel/limits.ts'
export {
  type KlineInterval,
  type KlineWindow,
  REST_KLINE_INTERVALS,
  STREAM_KLINE_INTERVALS,
  isKlineInterval,
  isStreamKlineInterval,
  klineLengthMs,
  klineWindow,
  restKlineInterval,
  streamKlineInterval,
} from './channel/kline.ts'
export {
  type StreamRequest,
  parseRequest,
  pingRequest,
  pongRequest,
  subscriptionRequest,
  unsubscriptionRequest,
} from './channel/request.ts'
export {
  type Ack,
  BLOCKED,
  INVALID_LISTEN_KEY_FRAME,
  SERVER_MESSAGES,
  ackFrame,
  ackText,
  parseAck,
} from './channel/ack.ts'
export type { AnswerOf, Endpoint, Parameter, Permission, QueryOf } from './rest/endpoint.ts'
export type {
  AccountAnswer,
  BalanceAnswer,
  CanceledOrderAnswer,
  DepthAnswer,
  ErrorAnswer,
  ExchangeInfoAnswer,
  KlineAnswer,
  ListenKeyAnswer,
  ListenKeysAnswer,
  MyTradeAnswer,
  OrderAnswer,
  OrderSide,
  OrderStatus,
  OrderType,
  PlacedOrderAnswer,
  PriceBandFilter,
  SymbolAnswer,
  Ticker24hAnswer,
} from './rest/answers.ts'
