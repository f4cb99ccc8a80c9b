/**
 * The lists of MEXC that reach into the past, with what is known of each: reach, width of a call, page, grain of times.
 */

import { DAY_MS, exchangeCodeOf, HOUR_MS, MINUTE_MS, SECOND_MS } from '@spotdeck/ports'
import {
  type AggTradeAnswer,
  aggTrades,
  allOrders,
  type Deposit,
  deposits,
  klineLengthMs,
  type KlinesQuery,
  klineWindow,
  type MyTradeAnswer,
  myTrades,
  type MyTradesQuery,
  type OrderAnswer,
  type WalletHistoryQuery,
  type Withdrawal,
  withdrawals,
} from '@spotdeck/wire'
import type { Candle } from '../candles/candle.ts'
import { CANDLES_PAGE, readCandles } from '../candles/follow-candles.ts'
import type { CallOptions, RestClient } from '../rest/rest-client.ts'
import type { HistoryGap, HistoryList, Span } from './history-list.ts'
import { readHistory } from './read-history.ts'
import { proveTrades, tradeKey, type TradeProofReads, TradeSums } from './trade-sums.ts'

/** Age of the oldest row that MEXC answers, in ms. Older orders and trades are in its export alone. */
export const HISTORY_REACH_MS = {
  orders: 7 * DAY_MS,
  trades: 30 * DAY_MS,
  aggTrades: DAY_MS,
  deposits: 90 * DAY_MS,
  withdrawals: 90 * DAY_MS,
} as const

const PAGE = 1_000
const SMALL_PAGE = 100
const FEWEST_DAYS_OF_MONTH = 28
const WALLET_WINDOW_MS = 7 * DAY_MS
/** MEXC refuses a start beyond the wallet's reach, so it is asked for a little less: the call may have to wait. */
const WALLET_MARGIN_MS = 5 * MINUTE_MS

const paged = (pageSize: number): Pick<HistoryList<unknown>, 'pageSize' | 'isFull'> => ({
  pageSize,
  isFull: (length) => length >= pageSize,
})

/** Orders of a symbol by the time at which they were placed. */
export function orderList(rest: RestClient, symbol: string): HistoryList<OrderAnswer> {
  return {
    ...paged(PAGE),
    reachMs: HISTORY_REACH_MS.orders,
    widestMs: HISTORY_REACH_MS.orders,
    grainMs: SECOND_MS,
    read: ({ from, to }, options) =>
      rest.call(allOrders, { symbol, startTime: from, endTime: to, limit: PAGE }, options),
    timeOf: ({ time }) => time,
    keyOf: ({ orderId }) => orderId,
  }
}

/** Own trades of a symbol, held against the orders that were placed in the last seven days. */
export function tradeList(rest: RestClient, symbol: string): HistoryList<MyTradeAnswer> {
  const pages = new TradePages(rest)
  const sums = new TradeSums()
  return {
    get pageSize() {
      return pages.pageSize
    },
    isFull: (length) => pages.isFull(length),
    reachMs: HISTORY_REACH_MS.trades,
    widestMs: HISTORY_REACH_MS.trades,
    grainMs: SECOND_MS,
    read: ({ from, to }, options) => pages.read({ symbol, startTime: from, endTime: to - 1 }, options),
    timeOf: ({ time }) => time,
    keyOf: tradeKey,
    taken: (row) => sums.add(row),
    prove(span, options) {
      const oldest = rest.exchangeNow() - HISTORY_REACH_MS.orders
      const orders: TradeProofReads['orders'] = async ({ from, to }) => {
        const reading = readHistory(rest, orderList(rest, symbol), { from, to, signal: options.signal })
        const rows = await reading.all()
        return { rows, gaps: reading.coverage.gaps.filter(({ reason }) => reason !== 'BEYOND_REACH') }
      }
      const tradesOf = (orderId: string): Promise<readonly MyTradeAnswer[]> => pages.read({ symbol, orderId }, options)
      return proveTrades(sums, { orders, tradesOf }, { ...span, from: Math.max(span.from, oldest) })
    },
  }
}

/** Public trades of a symbol. MEXC: no ids, times on whole seconds, an hour a call; this second is not over yet. */
export function aggTradeList(rest: RestClient, symbol: string): HistoryList<AggTradeAnswer> {
  return {
    ...paged(PAGE),
    reachMs: HISTORY_REACH_MS.aggTrades,
    widestMs: HOUR_MS,
    grainMs: SECOND_MS,
    read: ({ from, to }, options) =>
      rest.call(aggTrades, { symbol, startTime: from, endTime: to - 1, limit: PAGE }, options),
    timeOf: ({ T }) => T,
    keyOf: ({ p, q, T, m }) => `${T} ${p} ${q} ${m}`,
    repeats: true,
    endAt: (now) => Math.floor(now / SECOND_MS) * SECOND_MS,
  }
}

/** Candles of a symbol that are closed. */
export function klineList(
  rest: RestClient,
  { symbol, interval }: Pick<KlinesQuery, 'symbol' | 'interval'>,
): HistoryList<Candle> {
  const shortestMs = klineLengthMs(interval) ?? FEWEST_DAYS_OF_MONTH * DAY_MS
  return {
    pageSize: CANDLES_PAGE,
    isFull: () => false,
    reachMs: Infinity,
    widestMs: CANDLES_PAGE * shortestMs,
    grainMs: Math.min(shortestMs, DAY_MS),
    read: (span, options) => readCandles(rest, { ...span, symbol, base: interval }, options),
    timeOf: ({ openTime }) => openTime,
    keyOf: ({ openTime }) => String(openTime),
    endAt: (now) => klineWindow(interval, now).openTime,
    gapsIn: (span, rows) => missingCandles(interval, span, rows),
  }
}

/** Windows of the span that no row has, each stretch once. */
function missingCandles(interval: KlinesQuery['interval'], span: Span, rows: readonly Candle[]): readonly HistoryGap[] {
  const known = new Set(rows.map(({ openTime }) => openTime))
  const gaps: HistoryGap[] = []
  let window = klineWindow(interval, span.from)
  if (window.openTime < span.from) window = klineWindow(interval, window.closeTime)
  for (; window.openTime < span.to; window = klineWindow(interval, window.closeTime)) {
    const last = gaps.at(-1)
    if (known.has(window.openTime)) continue
    if (last?.to === window.openTime) gaps[gaps.length - 1] = { ...last, to: window.closeTime }
    else gaps.push({ from: window.openTime, to: window.closeTime, reason: 'MISSING' })
  }
  return gaps
}

type WalletQuery = Pick<WalletHistoryQuery, 'coin' | 'status'>

/** Deposits by the time at which they were seen. */
export function depositList(rest: RestClient, query: WalletQuery): HistoryList<Deposit> {
  return {
    ...wallet(HISTORY_REACH_MS.deposits),
    read: ({ from, to }, options) =>
      rest.call(deposits, { ...query, startTime: from, endTime: to, limit: PAGE }, options),
    timeOf: ({ insertTime }) => insertTime,
    keyOf: ({ txId, coin, insertTime }) => `${txId} ${coin} ${insertTime}`,
  }
}

/** Withdrawals by the time at which they were asked for. */
export function withdrawalList(rest: RestClient, query: WalletQuery): HistoryList<Withdrawal> {
  return {
    ...wallet(HISTORY_REACH_MS.withdrawals),
    read: ({ from, to }, options) =>
      rest.call(withdrawals, { ...query, startTime: from, endTime: to, limit: PAGE }, options),
    timeOf: ({ applyTime }) => applyTime,
    keyOf: ({ id }) => id,
  }
}

const wallet = (reachMs: number) => ({
  ...paged(PAGE),
  reachMs: reachMs - WALLET_MARGIN_MS,
  widestMs: WALLET_WINDOW_MS,
  grainMs: SECOND_MS,
})

const PARAMETER_REFUSED: ReadonlySet<number | undefined> = new Set([700004, 44444, 33333])

/**
 * Pages of own trades. MEXC: older docs stop at 100 rows, later ones at 1,000: more are asked for, and 100 may be a
 * full page until an answer had more.
 */
class TradePages {
  readonly #rest: RestClient
  #longest = 0

  constructor(rest: RestClient) {
    this.#rest = rest
  }

  get pageSize(): number {
    return this.#longest > SMALL_PAGE ? PAGE : SMALL_PAGE
  }

  isFull(length: number): boolean {
    return length >= PAGE || (length > 0 && length % SMALL_PAGE === 0 && length >= this.#longest)
  }

  async read(query: MyTradesQuery, options: CallOptions): Promise<readonly MyTradeAnswer[]> {
    const rows = await this.#ask(query, options)
    this.#longest = Math.max(this.#longest, rows.length)
    return rows
  }

  async #ask(query: MyTradesQuery, options: CallOptions): Promise<readonly MyTradeAnswer[]> {
    try {
      return await this.#rest.call(myTrades, { ...query, limit: PAGE }, options)
    } catch (error) {
      if (!PARAMETER_REFUSED.has(exchangeCodeOf(error))) throw error
      return this.#rest.call(myTrades, { ...query, limit: SMALL_PAGE }, options)
    }
  }
}
