/** The exchange's reads over the SDK's signed REST: paged by moving the end of the window, as MEXC's lists have no cursor. */

import type { RestClient } from '@spotdeck/mexc'
import { type MyTradesQuery, accountInformation, allOrders, exchangeInfo, klines, myTrades, offlineSymbols, openOrders, queryOrder, ticker24h } from '@spotdeck/wire' // prettier-ignore
import { codeOf, exchangeCodeOf, unlessRefused } from './errors.ts'
import { type Exchange, ORDERS_REACH_MS, TRADES_REACH_MS, type Window } from './exchange.ts'

const ORDERS_PAGE = 1_000
/** MEXC: older docs stop at 100 rows, later ones at 1,000: more is asked for, and 100 may be a full page. */
const TRADES_ASKED = 1_000
const TRADES_PAGE = 100
const KLINES_PAGE = 500
/** Bounds one symbol's window: 100,000 orders, 10,000 deals. */
const MAX_PAGES = 100
const HOUR_MS = 3_600_000

export function restExchange(rest: RestClient): Exchange {
  return {
    now: () => rest.exchangeNow(),
    relearnClock: () => rest.syncClock(),
    balances: async () => (await rest.call(accountInformation, {})).balances,
    openOrders: (symbols) => readOpenOrders(rest, symbols),
    order: (symbol, orderId) => readOrder(rest, symbol, orderId),
    orders(symbol, from, to) {
      const start = Math.max(from, rest.exchangeNow() - ORDERS_REACH_MS)
      const read = (endTime: number) => rest.call(allOrders, { symbol, startTime: start, endTime, limit: ORDERS_PAGE })
      return pages({ read, to, size: ORDERS_PAGE, idOf: (row) => row.orderId, reached: start === from })
    },
    trades(symbol, from, to) {
      const start = wholeSecond(Math.max(from, rest.exchangeNow() - TRADES_REACH_MS))
      const read = (endTime: number) => readTrades(rest, { symbol, startTime: start, endTime })
      return pages({ read, to, size: TRADES_PAGE, idOf: (row) => `${row.orderId} ${row.id} ${row.isBuyer}`, reached: start <= from }) // prettier-ignore
    },
    tradesOf: (symbol, orderId) => readTrades(rest, { symbol, orderId }),
    symbols: async () => (await rest.call(exchangeInfo, {})).symbols,
    offlineSymbols: () => readOfflineSymbols(rest),
    async tickers() {
      const answer = await rest.call(ticker24h, {})
      return 'symbol' in answer ? [answer] : answer
    },
    async hourlyKlines(symbol, from, to) {
      const rows = []
      for (let start = from; start < to; start += KLINES_PAGE * HOUR_MS) {
        const endTime = Math.min(to, start + KLINES_PAGE * HOUR_MS)
        rows.push(
          ...(await rest.call(klines, { symbol, interval: '60m', startTime: start, endTime, limit: KLINES_PAGE })),
        )
      }
      return rows
    },
  }
}

/** MEXC: the list is of 2026; a host that speaks an older version does not know the path. */
async function readOfflineSymbols(rest: RestClient): ReturnType<Exchange['offlineSymbols']> {
  try {
    return (await rest.call(offlineSymbols, {})).data
  } catch (error) {
    if (codeOf(error) === 'NETWORK_TIMEOUT' || exchangeCodeOf(error) === undefined) throw error
    return undefined
  }
}

/** MEXC: trades carry the second they were made in. */
const wholeSecond = (time: number): number => Math.floor(time / 1_000) * 1_000

/** MEXC: `symbol` is mandatory in the older docs and optional later; where all at once is refused, each is asked. */
async function readOpenOrders(rest: RestClient, symbols: readonly string[]): ReturnType<Exchange['openOrders']> {
  try {
    return await rest.call(openOrders, {})
  } catch (error) {
    if (!PARAMETER_MISSING.has(exchangeCodeOf(error))) throw error
  }
  const answers = []
  for (const symbol of symbols) answers.push(...((await unlessRefused(rest.call(openOrders, { symbol }))) ?? []))
  return answers
}

async function readTrades(rest: RestClient, query: MyTradesQuery): ReturnType<Exchange['tradesOf']> {
  try {
    return await rest.call(myTrades, { ...query, limit: TRADES_ASKED })
  } catch (error) {
    if (!PARAMETER_MISSING.has(exchangeCodeOf(error))) throw error
    return rest.call(myTrades, { ...query, limit: TRADES_PAGE })
  }
}

const PARAMETER_MISSING: ReadonlySet<number | undefined> = new Set([700004, 44444, 33333])
const NO_SUCH_ORDER: ReadonlySet<number | undefined> = new Set([-2013, 22222])

async function readOrder(rest: RestClient, symbol: string, orderId: string): ReturnType<Exchange['order']> {
  try {
    return await rest.call(queryOrder, { symbol, orderId })
  } catch (error) {
    if (NO_SUCH_ORDER.has(exchangeCodeOf(error))) return undefined
    throw error
  }
}

type Paging<T> = {
  readonly read: (endTime: number) => Promise<readonly T[]>
  readonly to: number
  readonly size: number
  readonly idOf: (row: T) => string
  /** Whether the whole window lies within the exchange's reach. */
  readonly reached: boolean
}

/**
 * Rows repeat at the seams, since times are not unique: each is kept once. The next page ends just after the oldest row,
 * whether or not the exchange counts the end in.
 */
async function pages<T extends { readonly time: number }>(paging: Paging<T>): Promise<Window<T>> {
  const rows = new Map<string, T>()
  let end = paging.to
  for (let count = 0; count < MAX_PAGES; count++) {
    const page = await paging.read(end)
    for (const row of page) rows.set(paging.idOf(row), row)
    if (page.length < paging.size) return { rows: [...rows.values()], complete: paging.reached }
    const oldest = Math.min(...page.map((row) => row.time))
    if (oldest + 1 < end) end = oldest + 1
    else if (oldest < end) end = oldest
    else return { rows: [...rows.values()], complete: false }
  }
  return { rows: [...rows.values()], complete: false }
}
