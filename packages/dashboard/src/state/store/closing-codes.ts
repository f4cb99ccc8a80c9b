/** Notices by which markets are closed. */

import type { NoticeData } from '@spotdeck/api'

const CLOSED: ReadonlySet<string> = new Set(['API_TRADING_OFF', 'ACCOUNT_API_OFF', 'SYMBOL_PAUSED', 'SYMBOL_OFFLINE'])

/** True if a notice says that its markets are closed now. */
export const closesMarkets = ({ code }: NoticeData): boolean => CLOSED.has(code)
