/** Kinds of notices and the codes of their texts. */

/** Kinds of a notice. */
export const noticeKinds = [
  'api-disabled',
  'api-enabled',
  'delisted',
  'endpoint-retired',
  'maintenance',
  'other',
] as const
/** Texts of notices, by catalogue key (`noticeText.…`). */
export const noticeCodes = [
  'API_TRADING_OFF',
  'API_TRADING_ENDS',
  'API_TRADING_ON',
  'DELISTING',
  'SYMBOL_PAUSED',
  'SYMBOL_OFFLINE',
  'SYMBOL_GONE',
  'ENDPOINT_RETIRED',
  'MAINTENANCE',
  'ANNOUNCED',
  'NOT_UNDERSTOOD',
  'ACCOUNT_API_OFF',
  'ACCOUNT_API_ENDS',
  'KEY_CAN_WITHDRAW',
  'KEY_CANNOT_TRADE',
  'KEY_EXPIRES',
] as const

/** Kind of a notice. */
export type NoticeKind = (typeof noticeKinds)[number]
/** Code of a notice's text. */
export type NoticeCode = (typeof noticeCodes)[number]
