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

import * as errors from './errors.ts'
import { mexc } from './exchange.ts'

export * from './errors.ts'
export { type CcxtOptions, type CcxtTimeframe, mexc } from './exchange.ts'
export type { Balance, Balances, Market, OHLCV, Order, OrderBook, Ticker, Trade } from './structures.ts'

/** The object that `import ccxt from 'ccxt'` gives, as far as MEXC spot needs it. */
export default { ...errors, mexc, pro: { mexc } }
