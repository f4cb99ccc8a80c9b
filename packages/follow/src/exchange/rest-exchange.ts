/** The REST reads of the exchange over the SDK. */

import { type CallOptions, type RestClient, UnreadableAnswer, type UnreadableRow } from '@spotdeck/mexc'
import { HOUR_MS, codeOf, exchangeCodeOf } from '@spotdeck/ports'
import {
  type Endpoint,
  type MyTradeAnswer,
  type MyTradesQuery,
  type OrderAnswer,
  type TransferRow,
  accountInformation,
  aggTrades,
  allOrders,
  deposits,
  exchangeInfo,
  internalTransfers,
  klines,
  myTrades,
  offlineSymbols,
  openOrders,
  queryOrder,
  subAccounts,
  ticker24h,
  transfers,
  withdrawals,
} from '@spotdeck/wire'
import { unlessRefused } from '../errors.ts'
import {
  type BalanceRow,
  type Exchange,
  FLOWS_REACH_MS,
  type Leaves,
  ORDERS_REACH_MS,
  PUBLIC_TRADES,
  REACH_MARGIN_MS,
  type Rows,
  TRADES_REACH_MS,
  type Window,
} from '../exchange.ts'
import { MAX_PAGES, type Paging, lengthOf, pages, wholeSecond } from './paging.ts'
import { rawText, withRawRows } from './raw-rows.ts'

/** Wait of a read of balances for the rate limits, in ms: other accounts behind this address may be read first. */
const BALANCES_WITHIN_MS = 120_000
/** A ticker that cannot be read leaves one asset without a price, not all of them. */
const WITHOUT_UNREADABLE = { unreadableRow: () => undefined }
const ORDERS_PAGE = 1_000
/**
 * MEXC: older docs stop at 100 rows, later ones at 1,000: more are requested, and 100 may be a full page until an
 * answer had more. Rows beyond a page that one second fills cannot be read by time; the executed sums of their orders
 * reveal them, and they are read by order.
 */
const TRADES_ASKED = 1_000
const TRADES_PAGE = 100
const KLINES_PAGE = 500
const HISTORY_PAGE = 1_000
const TRANSFERS_PAGE = 100
const WALLET_WINDOW_MS = 7 * 86_400_000
/** Margin beyond the estimated exchange time, in ms: the clock may be behind. */
const WALLET_AHEAD_MS = 60_000

/** Implements `Exchange` over the SDK's signed REST client. */
export function restExchange(rest: RestClient): Exchange {
  return { ...readsOver(rest), background: readsOver(inBackground(rest)) }
}

/** The client with calls that leave room for all others. */
function inBackground(rest: RestClient): RestClient {
  return {
    recvWindow: rest.recvWindow,
    exchangeNow: () => rest.exchangeNow(),
    syncClock: (leaves) => rest.syncClock(leaves),
    call: <Query, Answer>(endpoint: Endpoint<Query, Answer>, query: Query, options?: CallOptions): Promise<Answer> =>
      rest.call(endpoint, query, { priority: 'background', ...options }),
  }
}

function readsOver(rest: RestClient): Exchange {
  const trades = new TradePages(rest)
  return {
    now: () => rest.exchangeNow(),
    relearnClock: (leaves) => rest.syncClock(leaves),
    balances: (leaves) => readBalances(rest, leaves),
    openOrders: (symbols) => readOpenOrders(rest, symbols),
    order: (symbol, orderId) => readOrder(rest, symbol, orderId),
    orders(symbol, from, to) {
      const start = Math.max(from, rest.exchangeNow() - ORDERS_REACH_MS)
      const read = (startTime: number, endTime: number) =>
        withRawRows((options) => rest.call(allOrders, { symbol, startTime, endTime, limit: ORDERS_PAGE }, options))
      return pages({
        read,
        from: start,
        to,
        isFull: (length) => length >= ORDERS_PAGE,
        idOf: (row) => row.orderId,
        grain: 'ms',
        reached: start === from,
      })
    },
    trades(symbol, from, to) {
      const start = wholeSecond(Math.max(from, rest.exchangeNow() - TRADES_REACH_MS))
      return trades.within({ symbol }, { from: start, to, reached: start <= from })
    },
    async tradesOf(symbol, orderId) {
      const page = await trades.read({ symbol, orderId })
      if (!trades.mayLackSome(lengthOf(page))) return page
      const to = rest.exchangeNow() + REACH_MARGIN_MS / 2
      const from = wholeSecond(rest.exchangeNow() - TRADES_REACH_MS)
      return trades.within({ symbol, orderId }, { from, to, reached: true })
    },
    symbols: async (leaves) => (await rest.call(exchangeInfo, {}, { leaves })).symbols,
    offlineSymbols: (leaves) => readOfflineSymbols(rest, leaves),
    deposits: (from) =>
      walletList(rest, from, {
        call: (startTime, endTime) => rest.call(deposits, { startTime, endTime, limit: HISTORY_PAGE }),
        nameOf: ({ txId, coin, insertTime }) => `${txId} ${coin} ${insertTime}`,
      }),
    withdrawals: (from) =>
      walletList(rest, from, {
        call: (startTime, endTime) => rest.call(withdrawals, { startTime, endTime, limit: HISTORY_PAGE }),
        nameOf: ({ id }) => id,
      }),
    transfers: (from) => weekly(rest, from, (start, to) => readTransfers(rest, start, to)),
    mayHaveMovedOtherwise: (from) => readOtherMoves(rest, from),
    tickers: () => rest.call(ticker24h, {}, WITHOUT_UNREADABLE),
    publicTrades: (symbol, from, to) =>
      rest.call(aggTrades, { symbol, startTime: wholeSecond(from), endTime: to, limit: PUBLIC_TRADES }),
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

/**
 * Reads balances before lists of orders and deals: they decide whether the account may be called live. A row that
 * cannot be read stands beside the others with its text: its asset is unknown, not without a balance.
 */
async function readBalances(rest: RestClient, leaves?: Leaves): Promise<readonly BalanceRow[]> {
  const unreadable: BalanceRow[] = []
  const unreadableRow = ({ row }: UnreadableRow): void => {
    const raw = rawText(row)
    const named = typeof row === 'object' && row !== null && 'asset' in row ? row.asset : undefined
    unreadable.push(typeof named === 'string' && named !== '' ? { asset: named, raw } : { raw })
  }
  const options = { unreadableRow, leaves, priority: 'urgent', withinMs: BALANCES_WITHIN_MS } as const
  const { balances } = await rest.call(accountInformation, {}, options)
  return [...balances, ...unreadable]
}

/** MEXC: the wallet's lists return at most a week per call. */
async function weekly<T>(
  rest: RestClient,
  from: number,
  read: (from: number, to: number) => Promise<Window<T>>,
): Promise<Window<T>> {
  const end = rest.exchangeNow() + WALLET_AHEAD_MS
  const rows: T[] = []
  let complete = true
  for (let start = Math.max(from, end - FLOWS_REACH_MS + REACH_MARGIN_MS); start < end; start += WALLET_WINDOW_MS) {
    const page = await read(start, Math.min(end, start + WALLET_WINDOW_MS))
    rows.push(...page.rows)
    complete &&= page.complete
  }
  return { rows, complete }
}

type Call<T> = {
  readonly call: (from: number, to: number) => Promise<readonly T[]>
  readonly nameOf: (row: T) => string
}

/** A list of the wallet since a time. */
function walletList<T>(rest: RestClient, since: number, { call, nameOf }: Call<T>): Promise<Window<T>> {
  const read = async (from: number, to: number): Promise<Rows<T>> => ({ rows: await call(from, to) })
  // A row that is no object is kept: the list of flows is known to be unreadable then.
  const idOf = (row: T): string => (typeof row === 'object' && row !== null ? nameOf(row) : String(row))
  const isFull = (length: number): boolean => length >= HISTORY_PAGE
  return weekly(rest, since, (from, to) => pages({ read, from, to, idOf, isFull, reached: true, grain: 'ms' }))
}

/**
 * Reads transfers page by page, from spot to futures and back. MEXC: one object in practice, an array around it in the
 * docs; a row may name its accounts otherwise than requested.
 */
async function readTransfers(rest: RestClient, startTime: number, endTime: number): Promise<Window<TransferRow>> {
  const rows: TransferRow[] = []
  for (const [fromAccountType, toAccountType] of [
    ['SPOT', 'FUTURES'],
    ['FUTURES', 'SPOT'],
  ] as const) {
    for (let page = 1, total = 1; (page - 1) * TRANSFERS_PAGE < total; page++) {
      if (page > MAX_PAGES) return { rows, complete: false }
      const answer = await rest.call(transfers, {
        fromAccountType,
        toAccountType,
        startTime,
        endTime,
        page,
        size: TRANSFERS_PAGE,
      })
      for (const part of 'rows' in answer ? [answer] : answer) {
        rows.push(...part.rows.map((row) => ({ ...row, fromAccountType, toAccountType })))
        total = part.total
      }
    }
  }
  return { rows, complete: true }
}

/** MEXC: transfers to other users have no direction, and those of sub-accounts are returned to the master only. */
async function readOtherMoves(rest: RestClient, from: number): Promise<boolean> {
  if ((await rest.call(subAccounts, {})).subAccounts.length > 0) return true
  const read = async (startTime: number, endTime: number) => ({
    rows: (await rest.call(internalTransfers, { startTime, endTime })).data,
    complete: true,
  })
  return (await weekly(rest, from, read)).rows.length > 0
}

/** MEXC: the list is new in 2026; a host with an older version does not know the path. */
async function readOfflineSymbols(rest: RestClient, leaves?: Leaves): ReturnType<Exchange['offlineSymbols']> {
  try {
    return (await rest.call(offlineSymbols, {}, { leaves })).data
  } catch (error) {
    if (codeOf(error) === 'NETWORK_TIMEOUT' || exchangeCodeOf(error) === undefined) throw error
    return undefined
  }
}

/** MEXC: `symbol` is mandatory in the older docs: where all at once is refused, each symbol is read. */
async function readOpenOrders(rest: RestClient, symbols: readonly string[]): ReturnType<Exchange['openOrders']> {
  try {
    // Urgent like balances: without both an account is not live, and those of one account go before those of the next.
    return await withRawRows((options) => rest.call(openOrders, {}, { ...options, priority: 'urgent' }))
  } catch (error) {
    if (!PARAMETER_MISSING.has(exchangeCodeOf(error))) throw error
  }
  const answers: Rows<OrderAnswer>[] = []
  for (const symbol of symbols) {
    const answer = await unlessRefused(withRawRows((options) => rest.call(openOrders, { symbol }, options)))
    if (answer !== undefined) answers.push(answer)
  }
  return {
    rows: answers.flatMap(({ rows }) => rows),
    unreadable: answers.flatMap(({ unreadable = [] }) => unreadable),
  }
}

/** Pages of own trades. */
class TradePages {
  readonly #rest: RestClient
  /** Largest number of rows that an answer had. */
  #longest = 0

  constructor(rest: RestClient) {
    this.#rest = rest
  }

  async read(query: MyTradesQuery): ReturnType<Exchange['tradesOf']> {
    const page = await this.#ask(query)
    this.#longest = Math.max(this.#longest, lengthOf(page))
    return page
  }

  /** True if the page may be cut off: it has as many rows as a limit can be, and no answer had more. */
  mayLackSome(length: number): boolean {
    return length >= TRADES_ASKED || (length > 0 && length % TRADES_PAGE === 0 && length >= this.#longest)
  }

  /** Reads the trades of a window, of a symbol or of one order. */
  within(
    query: MyTradesQuery,
    window: Pick<Paging<MyTradeAnswer>, 'from' | 'to' | 'reached'>,
  ): Promise<Window<MyTradeAnswer>> {
    const read = (startTime: number, endTime: number) => this.read({ ...query, startTime, endTime })
    const isFull = (length: number): boolean => this.mayLackSome(length)
    return pages({ ...window, grain: 'second', read, isFull, idOf: (row) => `${row.orderId} ${row.id} ${row.isBuyer}` })
  }

  async #ask(query: MyTradesQuery): ReturnType<Exchange['tradesOf']> {
    try {
      return await this.#page(query, TRADES_ASKED)
    } catch (error) {
      if (!PARAMETER_MISSING.has(exchangeCodeOf(error))) throw error
      return this.#page(query, TRADES_PAGE)
    }
  }

  #page(query: MyTradesQuery, limit: number): ReturnType<Exchange['tradesOf']> {
    return withRawRows((options) => this.#rest.call(myTrades, { ...query, limit }, options))
  }
}

const PARAMETER_MISSING: ReadonlySet<number | undefined> = new Set([700004, 44444, 33333])
const NO_SUCH_ORDER: ReadonlySet<number | undefined> = new Set([-2013, 22222])

async function readOrder(rest: RestClient, symbol: string, orderId: string): ReturnType<Exchange['order']> {
  try {
    return await rest.call(queryOrder, { symbol, orderId })
  } catch (error) {
    if (NO_SUCH_ORDER.has(exchangeCodeOf(error))) return undefined
    if (!(error instanceof UnreadableAnswer) || error.lacks === undefined) throw error
    return { raw: error.message, symbol, orderId }
  }
}
