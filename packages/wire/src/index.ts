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
