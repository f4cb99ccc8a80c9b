/** `@spotdeck/wire`: what MEXC says, in MEXC's words. */

export type {
  Push,
  DecodedPush,
  UnknownField,
  PushBody,
  PushKind,
  Level,
  PublicDeals,
  PublicDealsItem,
  PublicAggreDeals,
  PublicAggreDealsItem,
  PublicIncreaseDepths,
  PublicIncreaseDepthsBatch,
  PublicAggreDepths,
  PublicLimitDepths,
  PublicBookTicker,
  PublicAggreBookTicker,
  PublicBookTickerBatch,
  PublicSpotKline,
  PublicMiniTicker,
  PublicMiniTickers,
  PrivateAccount,
  PrivateDeals,
  PrivateOrders,
} from './push.ts'
export { MAX_FRAME_BYTES, decodePush } from './codec/decode.ts'
export { encodePush } from './codec/encode.ts'
export { PUSH_DESCRIPTOR_SET, PUSH_MESSAGE } from './codec/generated/descriptor.ts'
export { type WireErrorCode, WireError } from './errors/wire-error.ts'
export {
  type RetryClass,
  type ErrorCode,
  ERROR_CODES,
  RETRY_ADVICE,
  errorOf,
  isSuccessCode,
  type Refusal,
  refusalIn,
} from './errors/codes.ts'
export {
  STATUS_NUMBERS,
  TYPE_NUMBERS,
  STOP_TYPE_NUMBER,
  STOP_TYPE_NAME,
  SIDE_NUMBERS,
  ORDER_STATUSES,
  ORDER_TYPES,
  ORDER_SIDES,
  isOrderStatus,
  isOrderType,
  isOrderSide,
  statusName,
  typeName,
  sideName,
  isTerminal,
} from './enums/order.ts'
export { CHANGE_REASONS, type ChangeReason, isChangeReason, PERMISSIONS, permissionNamed } from './enums/account.ts'
export {
  SYMBOL_STATUS,
  type SymbolStatus,
  symbolStatusName,
  TRADE_SIDES,
  type TradeSides,
  tradeSidesName,
  type DepositStatus,
  type WithdrawalStatus,
  depositStatusName,
  withdrawalStatusName,
} from './enums/market.ts'
export type { AggreInterval, StreamKlineInterval, DepthLevels, Channel } from './channel/channel.ts'
export {
  type BodyOf,
  type PrivateChannel,
  type PublicChannel,
  type PushOf,
  bodyOf,
  isPrivateChannel,
} from './channel/body.ts'
export { channels } from './channel/channels.ts'
export { buildChannel } from './channel/build.ts'
export { CHANNEL_NAMES, parseChannel, DEPTH_LEVELS, AGGRE_INTERVALS } from './channel/parse.ts'
export { isChannelSymbol, plainSymbol } from './channel/symbol.ts'
export { type TimeZone, TIME_ZONES, isTimeZone, zoneOffsetMinutes } from './channel/zone.ts'
export {
  type KlineInterval,
  REST_KLINE_INTERVALS,
  STREAM_KLINE_INTERVALS,
  isKlineInterval,
  isStreamKlineInterval,
  restKlineInterval,
  streamKlineInterval,
  klineLengthMs,
  type KlineWindow,
  klineWindow,
} from './channel/kline.ts'
export { STREAM_LIMITS } from './channel/limits.ts'
export {
  subscriptionRequest,
  unsubscriptionRequest,
  pingRequest,
  pongRequest,
  type StreamRequest,
  parseRequest,
} from './channel/request.ts'
export {
  type Ack,
  parseAck,
  BLOCKED,
  ackText,
  SERVER_MESSAGES,
  INVALID_LISTEN_KEY_FRAME,
  ackFrame,
} from './channel/ack.ts'
export {
  MAX_ANSWER_BYTES,
  MAX_LIST_BYTES,
  type Parameter,
  type Permission,
  type Endpoint,
  type RowOrRows,
  type ExtraLimit,
  type AnyEndpoint,
  type QueryOf,
  type AnswerOf,
} from './rest/endpoint.ts'
export type { NoQuery } from './rest/parameters.ts'
export {
  ORDER_POOL,
  BATCH_POOL,
  ACCOUNT_POOL,
  ANNOUNCEMENT_POOL,
  WEIGHT_LIMITS,
  RECEIVE_WINDOW,
  ACCOUNT_LIMITS,
} from './rest/limits.ts'
export {
  type ParameterPair,
  encodeValue,
  encodeParameters,
  totalParams,
  parseParameters,
  signedTexts,
  parameterPairs,
} from './rest/query.ts'
export { executedQuoteOf, isStpMode } from './rest/answers.ts'
export type {
  StpMode,
  OrderSide,
  OrderType,
  OrderStatus,
  OrderAnswer,
  PlacedOrderAnswer,
  CanceledOrderAnswer,
  MyTradeAnswer,
  BalanceAnswer,
  AccountAnswer,
  PriceBandFilter,
  SymbolAnswer,
  ExchangeInfoAnswer,
  DepthAnswer,
  Ticker24hAnswer,
  KlineAnswer,
  CodedAnswer,
  PagedAnswer,
  ListenKeyAnswer,
  ListenKeysAnswer,
  ErrorAnswer,
} from './rest/answers.ts'
export { endpoints, endpointAt } from './rest/endpoints.ts'
export { type AnswerShape, answerShapeOf } from './rest/answer-shape.ts'
export { parseAnswer } from './rest/parse-answer.ts'
export { isPlausibleAmount, isPlausibleAsset, isPlausibleTime } from './plausible.ts'
export { ping, type ServerTimeAnswer, serverTime } from './rest/market/server.ts'
export {
  type ExchangeInfoQuery,
  exchangeInfo,
  defaultSymbols,
  selfSymbols,
  type OfflineSymbol,
  type OfflineSymbolsAnswer,
  offlineSymbols,
} from './rest/market/symbols.ts'
export { type DepthQuery, depth } from './rest/market/depth.ts'
export {
  type TradesQuery,
  type TradeAnswer,
  trades,
  historicalTrades,
  type AggTradesQuery,
  type AggTradeAnswer,
  aggTrades,
} from './rest/market/trades.ts'
export { type KlinesQuery, klines, type AveragePriceAnswer, averagePrice } from './rest/market/klines.ts'
export {
  ticker24h,
  type TickerPriceAnswer,
  tickerPrice,
  type BookTickerAnswer,
  bookTicker,
} from './rest/market/tickers.ts'
export {
  type AnnouncementsQuery,
  type Announcement,
  type AnnouncementsAnswer,
  announcements,
  type EtfInfoAnswer,
  etfInfo,
} from './rest/market/announcements.ts'
export {
  accountInformation,
  type KycStatusAnswer,
  kycStatus,
  type UserIdAnswer,
  userId,
} from './rest/account/account.ts'
export {
  type ApiKeyInfoAnswer,
  apiKeyInfo,
  type EditApiKeyQuery,
  type EditApiKeyAnswer,
  editApiKey,
} from './rest/account/api-key.ts'
export {
  type OrderTerms,
  type PlaceOrderQuery,
  placeOrder,
  testOrder,
  type PlaceOrdersQuery,
  type BatchPlacedOrder,
  type BatchRefusedOrder,
  placeOrders,
} from './rest/orders/place-order.ts'
export {
  type CancelOrderQuery,
  cancelOrder,
  type CancelOpenOrdersQuery,
  cancelOpenOrders,
  type CancelAllOrdersAnswer,
  cancelAllOrders,
} from './rest/orders/cancel-order.ts'
export {
  type QueryOrderQuery,
  queryOrder,
  type OpenOrdersQuery,
  openOrders,
  type AllOrdersQuery,
  allOrders,
  type MyTradesQuery,
  myTrades,
} from './rest/orders/query-order.ts'
export { type TradeFee, tradeFee, type MxDeduct, mxDeduct, setMxDeduct } from './rest/account/fees.ts'
export {
  type StpGroup,
  createStpGroup,
  stpGroups,
  deleteStpGroup,
  type StpGroupUsersQuery,
  addStpGroupUsers,
  removeStpGroupUsers,
} from './rest/orders/stp-groups.ts'
export { createListenKey, listListenKeys, extendListenKey, closeListenKey } from './rest/account/listen-keys.ts'
export { type CoinNetwork, type Coin, coins } from './rest/wallet/coins.ts'
export {
  type WithdrawQuery,
  type WithdrawalId,
  withdraw,
  cancelWithdrawal,
  type ApplyWithdrawalQuery,
  applyWithdrawal,
  type WalletHistoryQuery,
  type Withdrawal,
  withdrawals,
  type WithdrawAddress,
  type WithdrawAddressesQuery,
  withdrawAddresses,
} from './rest/wallet/withdraw.ts'
export {
  type Deposit,
  deposits,
  type DepositAddress,
  type CreateDepositAddressQuery,
  createDepositAddress,
  type DepositAddressesQuery,
  depositAddresses,
} from './rest/wallet/deposit.ts'
export {
  type AccountType,
  ACCOUNT_TYPES,
  type TransferQuery,
  type TransferId,
  transfer,
  type TransfersQuery,
  type TransferRow,
  type TransfersAnswer,
  transfers,
  transferById,
  type InternalTransferQuery,
  internalTransfer,
  type InternalTransfersQuery,
  type InternalTransferRow,
  internalTransfers,
  type TransferRecordAnswer,
  transferRecord,
} from './rest/wallet/transfer.ts'
export {
  type ConvertibleAsset,
  convertibleAssets,
  type ConvertDustAnswer,
  convertDust,
  type DustConversionsQuery,
  type DustConversion,
  dustConversions,
} from './rest/wallet/dust.ts'
export {
  type CreateSubAccountQuery,
  type CreateSubAccountAnswer,
  createSubAccount,
  type SubAccountsQuery,
  type SubAccountsAnswer,
  subAccounts,
  type CreateSubAccountKeyQuery,
  type SubAccountKey,
  type CreatedSubAccountKey,
  createSubAccountKey,
  type SubAccountKeysAnswer,
  subAccountKeys,
  type DeleteSubAccountKeyQuery,
  deleteSubAccountKey,
  type EnabledSubAccountAnswer,
  enableSubAccountFutures,
  enableSubAccountMargin,
} from './rest/account/sub-account.ts'
export {
  type SubAccountTransferQuery,
  subAccountTransfer,
  type SubAccountTransfersQuery,
  type SubAccountTransferRow,
  type SubAccountTransfersAnswer,
  subAccountTransfers,
  type SubAccountAssetsQuery,
  type SubAccountAssetsAnswer,
  subAccountAssets,
} from './rest/account/sub-account-transfer.ts'
export {
  type RebateQuery,
  type RebateHistoryRow,
  rebateHistory,
  type RebateRecord,
  rebateRecords,
  kickbackRecords,
  referralCode,
} from './rest/account/rebate.ts'
export {
  type AffiliateAnswer,
  type AffiliateQuery,
  type InvitedQuery,
  type AffiliateCommissionRow,
  type AffiliateCommissionTotals,
  affiliateCommission,
  type AffiliateWithdrawalRow,
  affiliateWithdrawals,
  type AffiliateCommissionDetailQuery,
  type AffiliateCommissionDetailRow,
  type AffiliateCommissionDetailTotals,
  affiliateCommissionDetail,
  type AffiliateCampaignRow,
  affiliateCampaigns,
  type AffiliateReferralsQuery,
  type AffiliateReferralRow,
  affiliateReferrals,
  affiliateList,
  type SubAffiliateRow,
  subAffiliates,
} from './rest/account/affiliate.ts'
