/**
 * `@spotdeck/mexc/ccxt`: MEXC spot by ccxt's unified methods, for bots that were written for ccxt.
 *
 * @example
 * ```ts
 * import ccxt from '@spotdeck/mexc/ccxt' // in place of 'ccxt'
 *
 * const exchange = new ccxt.mexc({ apiKey, secret })
 * console.log(await exchange.fetchTicker('MX/USDT'))
 * ```
 */

import { Exchange } from './base.ts'
import * as errors from './errors.ts'
import { mexc } from './exchange.ts'
import * as otherErrors from './other-errors.ts'
import { iso8601, milliseconds, parse8601, parseTimeframe, seconds, sleep } from './times.ts'

export { type CcxtOptions, Exchange } from './base.ts'
export type { Currency } from './currencies.ts'
export * from './errors.ts'
export { mexc } from './exchange.ts'
export type { OrderForms } from './order-forms.ts'
export * from './other-errors.ts'
export type { Balance, Balances, BestPrices, DayTicker, Market } from './structures.ts'
export type { OHLCV, Order, OrderBook, Ticker, Trade } from './structures.ts'
export { type CcxtTimeframe, iso8601, milliseconds, parse8601, parseTimeframe, seconds, sleep } from './times.ts'
export type { OrderRequest } from './trading.ts'
export type { Address, Transaction, Transfer } from './wallet-rows.ts'

/** Classes by id: ccxt's `pro` has the same as its root, and so has this. */
const classes = { mexc, exchanges: ['mexc'], Exchange }
const times = { iso8601, milliseconds, parse8601, parseTimeframe, seconds, sleep }

/** The object that `import ccxt from 'ccxt'` gives, as far as MEXC spot needs it. */
export default { ...errors, ...otherErrors, ...times, ...classes, pro: classes }
