/** Endpoints of the symbols: their rules, and those that the API may trade. */

import type { CodedAnswer, ExchangeInfoAnswer } from '../answers.ts'
import { type Endpoint, MAX_LIST_BYTES, PUBLIC_READ, SIGNED_READ } from '../endpoint.ts'
import { type NoQuery, optional } from '../parameters.ts'

/** One symbol, several, or neither for all. */
export type ExchangeInfoQuery = { readonly symbol?: string; readonly symbols?: readonly string[] }

/** Rules of one symbol, of several, or of all. Unknown symbol: -1121. MEXC: `symbols` works here and nowhere else. */
export const exchangeInfo: Endpoint<ExchangeInfoQuery, ExchangeInfoAnswer> = {
  ...PUBLIC_READ,
  name: 'exchangeInfo',
  path: '/api/v3/exchangeInfo',
  does: 'Rules of all symbols, of one, or of a list.',
  weight: { ip: 25 },
  maxBytes: MAX_LIST_BYTES,
  parameters: { symbol: optional.text, symbols: optional.list },
  source: 'docs 2025-09, weight of 2026-04; the wrapper as recorded live',
}

/** Symbols every API user may trade. MEXC: `code` is 0 live and 200 in the docs. */
export const defaultSymbols: Endpoint<NoQuery, CodedAnswer<readonly string[]>> = {
  ...PUBLIC_READ,
  name: 'defaultSymbols',
  path: '/api/v3/defaultSymbols',
  does: 'Symbols that every API user may trade.',
  parameters: {},
  source: 'docs 2025-08; code as recorded live',
}

/** Symbols this API key may trade. */
export const selfSymbols: Endpoint<NoQuery, CodedAnswer<readonly string[]>> = {
  ...SIGNED_READ,
  name: 'selfSymbols',
  path: '/api/v3/selfSymbols',
  does: 'Symbols that this API key may trade.',
  permission: 'SPOT_ACCOUNT_READ',
  parameters: {},
}

/** MEXC: the docs call the state `state`, one client reads `status`: 2 suspended, 3 offline. */
export type OfflineSymbol = {
  readonly symbol: string
  readonly state?: number
  readonly status?: number
  readonly offlineTime?: number
}
/** Suspended and delisted symbols; `offlineTime` in ms since the epoch. */
export type OfflineSymbolsAnswer = {
  readonly data: readonly OfflineSymbol[]
  readonly code?: number
  readonly msg?: string | null
}

/** Suspended and delisted symbols. */
export const offlineSymbols: Endpoint<NoQuery, OfflineSymbolsAnswer> = {
  ...PUBLIC_READ,
  name: 'offlineSymbols',
  path: '/api/v3/symbol/offline',
  does: 'Symbols that are suspended or delisted.',
  weight: { ip: 10 },
  parameters: {},
  source: 'docs 2026-04',
}
