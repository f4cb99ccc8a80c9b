/** Every closed list of the API as plain values. Free of zod, so that a browser pays nothing for them. */

import { passkeyProblemStatus } from './passkey-codes.ts'

/** Sides of an order or a deal. */
export const sides = ['BUY', 'SELL'] as const
/** Order types; `UNKNOWN`: the exchange sent another one, kept in `rawType`. */
export const orderTypes = [
  'LIMIT',
  'LIMIT_MAKER',
  'IMMEDIATE_OR_CANCEL',
  'FILL_OR_KILL',
  'MARKET',
  'STOP',
  'UNKNOWN',
] as const
/** The types that can be placed through the gateway. */
export const placeableTypes = ['LIMIT', 'LIMIT_MAKER', 'IMMEDIATE_OR_CANCEL', 'FILL_OR_KILL', 'MARKET'] as const
/** Order statuses; `UNKNOWN`: the exchange sent another one, kept in `rawStatus`. */
export const orderStatuses = ['NEW', 'PARTIALLY_FILLED', 'FILLED', 'CANCELED', 'PARTIALLY_CANCELED', 'UNKNOWN'] as const
/** The statuses of an order that can still fill. */
export const openStatuses = ['NEW', 'PARTIALLY_FILLED'] as const
/** Statuses of an account's connection to the exchange. */
export const streamStates = ['connecting', 'reconciling', 'live', 'degraded', 'stale', 'offline'] as const
/** Source that an event was learned from. */
export const eventSources = ['stream', 'rest', 'audit', 'import', 'inferred'] as const
/** Audiences, from the one that sees most to the one that sees least. */
export const audiences = ['owner', 'viewer', 'public'] as const
/** Kinds of record that have coverage. */
export const coverageKinds = ['assets', 'orders', 'deals', 'flows'] as const
/** States of a coverage window. */
export const coverageStates = ['complete', 'repairing', 'repaired', 'unknown'] as const
/** Reason why a window is unknown, where one is known. */
export const coverageReasons = [
  'LIST_REFUSED',
  'NO_ANSWER',
  'BALANCE_UNREADABLE',
  'LIST_UNREADABLE',
  'OTHER_MOVES',
  'ON_ITS_WAY',
  'NOT_HELD',
  'BEYOND_REACH',
  'UNEXPLAINED',
] as const
/** Statuses of a market. */
export const marketStatuses = ['online', 'paused', 'offline'] as const
/** Why a balance changed: `reconciled` was found by comparing with REST, `unclassified` is not understood. */
export const movementKinds = ['trade', 'flow', 'reconciled', 'unclassified'] as const
/** Kinds of an external cash flow. */
export const flowKinds = ['deposit', 'withdrawal', 'transfer', 'airdrop', 'unclassified'] as const
/** States of a withdrawal: locked in the account, gone from it, or given back. */
export const withdrawalStates = ['frozen', 'completed', 'returned'] as const
/** Groupings of fees. */
export const groupings = ['asset', 'symbol', 'day'] as const
/** Groupings of turnover: markets, or days, weeks and months of a time zone. */
export const volumeGroupings = ['symbol', 'day', 'week', 'month'] as const
/** Cost methods of profit: average cost, or first in, first out. */
export const pnlMethods = ['average', 'fifo'] as const
/** Cost methods of realized lots: also highest cost first. */
export const lotMethods = ['average', 'fifo', 'hifo'] as const
/** Intervals of klines over REST and on the stream. `1m` is a minute, `1M` a month. */
export const klineIntervals = ['1m', '5m', '15m', '30m', '60m', '4h', '1d', '1W', '1M'] as const

/** Kinds of record that an export file of the exchange can hold. */
export const importKinds = ['orders', 'deals', 'deposits', 'withdrawals'] as const
/**
 * Fields that a column of an export can hold. `time` is the only time of a row; `amount` is the signed change of
 * `asset`.
 */
export const importFields = [
  'orderId',
  'tradeId',
  'clientOrderId',
  'time',
  'createdAt',
  'updatedAt',
  'symbol',
  'side',
  'type',
  'status',
  'price',
  'averagePrice',
  'quantity',
  'executedQuantity',
  'quoteQuantity',
  'executedQuoteQuantity',
  'fee',
  'feeAsset',
  'role',
  'asset',
  'amount',
  'network',
  'txId',
] as const
/** Reason why a row of an export was rejected. */
export const importRowCodes = [
  'FIELD_EMPTY',
  'FIELD_TOO_LONG',
  'FORMULA',
  'NOT_A_NUMBER',
  'NOT_A_TIME',
  'TIME_TWICE',
  'NOT_A_SIDE',
  'NOT_A_STATUS',
  'IN_THE_FUTURE',
  'UNKNOWN_MARKET',
  'OVERFILLS_ORDER',
  'CONTRADICTS_FILE',
  'CONTRADICTS_LEDGER',
  'MISSING_IN_LEDGER',
] as const

/** MEXC's causes of a balance change. The list is open: an unknown one travels as it was sent. */
export const changeReasons = [
  'ENTRUST',
  'ENTRUST_PLACE',
  'ENTRUST_CANCEL',
  'ENTRUST_UNFROZEN',
  'TRADE_FEE',
  'DEPOSIT',
  'DEPOSIT_FEE',
  'WITHDRAW',
  'WITHDRAW_FEE',
  'SUGAR',
  'ETF_INDEX',
  'CONTRACT_TRANSFER',
  'RECONCILED',
] as const

/** Reason of an account's status. */
export const statusCodes = [
  'CONNECTING',
  'RECONCILING',
  'LIVE',
  'SOCKET_CLOSED',
  'SOCKET_SILENT',
  'HEARTBEAT_SILENT',
  'SUBSCRIPTION_REFUSED',
  'LISTEN_KEY_REFUSED',
  'LISTEN_KEY_LOST',
  'KEY_QUOTA',
  'EXCHANGE_UNREACHABLE',
  'AUTH_REFUSED',
  'PROTOCOL_DRIFT',
  'BALANCE_UNREADABLE',
  'LIST_UNREADABLE',
  'EXPLAINING',
  'UNDECODABLE_PUSH',
  'STORE_FAILED',
  'STORE_SLOW',
  'LEDGER_DAMAGED',
  'LEASE_LOST',
  'NOT_FOLLOWED',
  'NEVER_FOLLOWED',
  'STORE_UNREACHABLE',
  'LEDGER_NOT_OPENED',
  'BUS_SILENT',
  'LEDGER_WENT_BACK',
  'STOPPED',
] as const

/** Phases of an import: read and matched up to its preview, then applied; or ended. */
export const importPhases = ['reading', 'matching', 'ready', 'applying', 'applied', 'failed', 'canceled'] as const

/** Reason why the account is reconciled while its stream is connected: the parameter `cause` of a status. */
export const reconcileCauses = [
  'AUDIT_DIFFERED',
  'CHAIN_BROKEN',
  'CLOCK_OFF',
  'FOLD_FAILED',
  'INBOX_FULL',
  'INTAKE_FULL',
  'NOTHING_HEARD',
  'STREAM_SILENT',
  'UNDECODABLE',
  'UNREADABLE_PUSH',
] as const

/** Side of an order or a deal. */
export type Side = (typeof sides)[number]
/** Type of an order. */
export type OrderType = (typeof orderTypes)[number]
/** Type of an order that can be placed through the gateway. */
export type PlaceableType = (typeof placeableTypes)[number]
/** Status of an order. */
export type OrderStatus = (typeof orderStatuses)[number]
/** Status of an account's connection to the exchange. */
export type StreamState = (typeof streamStates)[number]
/** Source of an event. */
export type EventSource = (typeof eventSources)[number]
/** Audience of a session, token or link. */
export type Audience = (typeof audiences)[number]
/** Kind of record that has coverage. */
export type CoverageKind = (typeof coverageKinds)[number]
/** State of a coverage window. */
export type CoverageState = (typeof coverageStates)[number]
/** Reason why a coverage window is unknown. */
export type CoverageReason = (typeof coverageReasons)[number]
/** Status of a market. */
export type MarketStatus = (typeof marketStatuses)[number]
/** Cause of a balance change. */
export type MovementKind = (typeof movementKinds)[number]
/** Kind of an external cash flow. */
export type FlowKind = (typeof flowKinds)[number]
/** State of a withdrawal. */
export type WithdrawalState = (typeof withdrawalStates)[number]
/** Grouping of fees. */
export type Grouping = (typeof groupings)[number]
/** Grouping of turnover. */
export type VolumeGrouping = (typeof volumeGroupings)[number]
/** Cost method of profit. */
export type PnlMethod = (typeof pnlMethods)[number]
/** Cost method of realized lots. */
export type LotMethod = (typeof lotMethods)[number]
/** Kind of record in an export file. */
export type ImportKind = (typeof importKinds)[number]
/** Field that a column of an export holds. */
export type ImportField = (typeof importFields)[number]
/** Reason why an export's row was rejected. */
export type ImportRowCode = (typeof importRowCodes)[number]
/** Interval of a kline. */
export type KlineInterval = (typeof klineIntervals)[number]
/** Reason of an account's status. */
export type StatusCode = (typeof statusCodes)[number]
/** Reason why a file cannot be read: the parameter `reason` of IMPORT_UNREADABLE. */
export type UnreadableReason =
  | 'EMPTY'
  | 'NO_COLUMNS'
  | 'TOO_MANY_COLUMNS'
  | 'CUT'
  | 'LINE_CUT'
  | 'CELL_TOO_LONG'
  | 'MORE_CELLS'
  | 'NOT_TEXT'
  | 'NO_SHEET'
  | 'TOO_MANY_SHEETS'
  | 'FORMULAS'
  | 'NOT_WHOLE'
  | 'PACKED'
  | 'OUT_OF_BOUNDS'
  | 'TOO_COMPRESSED'
  | 'ENTITIES'
  | 'TOO_MUCH_MEMORY'
  | 'TOO_LONG'
/** Reason of a reconciliation. */
export type ReconcileCause = (typeof reconcileCauses)[number]

/** HTTP status of each problem that a request can be answered with, by its code. */
export const problemStatus = {
  BAD_REQUEST: 400,
  UNAUTHENTICATED: 401,
  LOGIN_CODE_INVALID: 401,
  FOREIGN_ORIGIN: 403,
  WRONG_HOST: 421,
  AUDIENCE_FORBIDDEN: 403,
  SCOPE_FORBIDDEN: 403,
  ROLE_FORBIDDEN: 403,
  AUDIT_UNAVAILABLE: 503,
  SESSION_EXISTS: 409,
  NOT_FOUND: 404,
  UNKNOWN_ACCOUNT: 404,
  UNKNOWN_TOPIC: 400,
  UNKNOWN_SYMBOL: 404,
  UNKNOWN_ORDER: 404,
  CONFLICT: 409,
  TOO_LARGE: 413,
  REQUEST_TIMEOUT: 408,
  TOO_SLOW: 408,
  RATE_LIMITED: 429,
  TOO_MANY_STREAMS: 429,
  TOO_MANY_CHANNELS: 429,
  TRADING_OFF: 403,
  PLANS_OFF: 403,
  UNKNOWN_PLAN: 404,
  PLAN_INVALID: 422,
  PLAN_LIMIT: 422,
  PLAN_NOT_CHANGEABLE: 409,
  PLAN_NOT_COVERED: 422,
  PLAN_PRICE_UNKNOWN: 422,
  PLAN_QUANTITY_TOO_SMALL: 422,
  PLAN_WRONG_SIDE: 422,
  FOLLOWED_ELSEWHERE: 503,
  ACCESS_ELSEWHERE: 503,
  NOTIONAL_LIMIT: 422,
  DAILY_LIMIT: 422,
  NOTIONAL_UNKNOWN: 422,
  ORDER_RULE_BROKEN: 422,
  ORDER_REJECTED: 422,
  CANCEL_REJECTED: 422,
  ORDER_NEVER_ARRIVED: 422,
  ORDER_OUTCOME_UNKNOWN: 202,
  CANCEL_OUTCOME_UNKNOWN: 202,
  EXCHANGE_UNAVAILABLE: 502,
  IMPORT_UNREADABLE: 422,
  IMPORT_TOO_LARGE: 413,
  IMPORT_KIND_UNKNOWN: 422,
  IMPORT_MAPPING_WRONG: 422,
  IMPORT_ZONE_UNKNOWN: 422,
  IMPORT_COLUMNS_MISSING: 422,
  IMPORT_CONTRADICTS: 409,
  IMPORT_GONE: 404,
  IMPORT_STOPPED: 503,
  IMPORT_BUSY: 409,
  IMPORT_CANCELED: 409,
  REVOKED: 401,
  RESTARTING: 503,
  NOT_READY: 503,
  PNL_COMPUTING: 503,
  EVENTS_ARCHIVED: 410,
  STORE_UNREACHABLE: 503,
  ...passkeyProblemStatus,
  INTERNAL: 500,
} satisfies Readonly<Record<string, number>>
/** Code of a problem document. */
export type ProblemCode = keyof typeof problemStatus
/** Codes of all problems. */
export const problemCodes = Object.keys(problemStatus) as readonly ProblemCode[]

/** Items of a list when no `limit` is given. */
export const DEFAULT_LIMIT = 200
/** Most items that one call returns. */
export const MAX_LIMIT = 1_000
