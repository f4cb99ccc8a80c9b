/** Numbers and texts of symbols and of the wallet. Unknown ones answer undefined, never an exception. */

/** exchangeInfo.symbols[].status, text. MEXC: before August 2024 an online symbol was `ENABLED`. */
export const SYMBOL_STATUS = { online: '1', paused: '2', offline: '3' } as const

/** Name of a symbol's status. */
export type SymbolStatus = keyof typeof SYMBOL_STATUS

/** exchangeInfo status, as text or number; undefined for one that is not known. */
export function symbolStatusName(status: string | number): SymbolStatus | undefined {
  switch (String(status)) {
    case '1':
    case 'ENABLED':
      return 'online'
    case '2':
      return 'paused'
    case '3':
      return 'offline'
    default:
      return undefined
  }
}

/** exchangeInfo.symbols[].tradeSideType. MEXC: a number live, text in the docs. */
export const TRADE_SIDES = { both: 1, buyOnly: 2, sellOnly: 3, closed: 4 } as const

/** Name of the sides in which a symbol may be traded. */
export type TradeSides = keyof typeof TRADE_SIDES

/** tradeSideType, as text or number; undefined for one that is not known. */
export function tradeSidesName(value: string | number): TradeSides | undefined {
  return TRADE_SIDE_NAMES[Number(value) - 1]
}
const TRADE_SIDE_NAMES = ['both', 'buyOnly', 'sellOnly', 'closed'] as const satisfies readonly TradeSides[]

/** deposit/hisrec status, from 1. */
const DEPOSIT_STATUS_NAMES = [
  'SMALL',
  'TIME_DELAY',
  'LARGE_DELAY',
  'PENDING',
  'SUCCESS',
  'AUDITING',
  'REJECTED',
  'REFUND',
  'PRE_SUCCESS',
  'INVALID',
  'RESTRICTED',
  'COMPLETED',
] as const
/** withdraw/history status, from 1. */
const WITHDRAWAL_STATUS_NAMES = [
  'APPLY',
  'AUDITING',
  'WAIT',
  'PROCESSING',
  'WAIT_PACKAGING',
  'WAIT_CONFIRM',
  'SUCCESS',
  'FAILED',
  'CANCEL',
  'MANUAL',
] as const

/** Name of a deposit's status. */
export type DepositStatus = (typeof DEPOSIT_STATUS_NAMES)[number]
/** Name of a withdrawal's status. */
export type WithdrawalStatus = (typeof WITHDRAWAL_STATUS_NAMES)[number]

/** deposit/hisrec status; undefined for a number that is not known. */
export function depositStatusName(status: number): DepositStatus | undefined {
  return DEPOSIT_STATUS_NAMES[status - 1]
}
/** withdraw/history status; undefined for a number that is not known. */
export function withdrawalStatusName(status: number): WithdrawalStatus | undefined {
  return WITHDRAWAL_STATUS_NAMES[status - 1]
}
