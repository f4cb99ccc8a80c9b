/** Asks REST a question of the machine, with a deadline, and translates the answer into the ledger's terms. */

import type { Balance, Deal } from '@spotdeck/ledger'
import { tryDecimal } from '@spotdeck/exact'
import { CodedError, type Log, type Timer, type Timers, defined } from '@spotdeck/ports'
import type { MyTradeAnswer, OrderAnswer } from '@spotdeck/wire'
import { unlessRefused } from '../errors.ts'
import {
  type BalanceRow,
  type Exchange,
  type Leaves,
  REACH_MARGIN_MS,
  type RawRow,
  type Rows,
  type Since,
  type Window,
} from '../exchange.ts'
import { type Symbols, symbolsOf } from '../symbols.ts'
import { readLists } from './flow-lists.ts'
import { normalizeOrder, normalizeTrade } from './normalize.ts'
import {
  type UnlistedDeal,
  withPair,
  type Answer,
  type Question,
  type RawRecord,
  type UnreadableRow,
  UNNAMED,
} from '../base/question.ts'
import { translated } from './raw-rows.ts'
import { roomOf } from '../search/sift.ts'

/** Dependencies of answering questions. */
export type Asked = {
  readonly exchange: Exchange
  readonly symbols: Symbols
  readonly timers: Timers
  readonly log: Log
}

/** Deadline of reads that decide whether the account is live, in ms: without them it is not for long. */
const SHORT_MS = 3_000
/** Margin beyond the estimated exchange time, in ms: the clock may be behind, and windows are limited. */
const AHEAD_MS = REACH_MARGIN_MS / 2
const REFUSED: Window<never> = { rows: [], complete: false }
/** A kind that was read before, or is not asked for. */
const READ: Window<never> = { rows: [], complete: true }

/**
 * Answers one question. `leaves`: called when a try of a question with a deadline leaves; the first begins the
 * deadline. Rejects with the SDK's errors, and with `NETWORK_TIMEOUT` after the deadline.
 */
export function answerOf(all: Asked, question: Question, leaves: Leaves = () => undefined): Promise<Answer> {
  const exchange = (question.background === true ? all.exchange.background : undefined) ?? all.exchange
  const asked = { ...all, exchange }
  switch (question.kind) {
    case 'clock':
      return soon(all, leaves, (left) => exchange.relearnClock(left)).then(() => ({ kind: 'clock' }))
    case 'balances':
      return soon(all, leaves, (left) => exchange.balances(left)).then(balancesOf)
    case 'open-orders':
      return exchange.openOrders(question.symbols).then((list) => {
        const { rows: orders, unreadable } = translated(list, normalizeOrder)
        return { kind: 'open-orders', orders, unreadable: rawRecords('orders', unreadable) }
      })
    case 'order':
      return orderOf(asked, question)
    case 'symbol':
      return symbolOf(asked, question)
    case 'listing':
      return listing(exchange, question.volumes === true)
    case 'flow-lists':
      return readLists(exchange, asked.log, question.since).then((lists) => ({ kind: 'flow-lists', lists }))
    case 'public-trades':
      return publicTrades(exchange, question)
  }
}

/** Bounds the time from a call's leaving to its answer: the wait for the rate limits tells nothing of the exchange. */
function soon<T>({ timers }: Asked, leaves: Leaves, call: (left: Leaves) => Promise<T>): Promise<T> {
  let deadline: Timer | undefined
  let expire: () => void = () => undefined
  const late = new Promise<never>((_, reject) => {
    expire = () => reject(new CodedError('NETWORK_TIMEOUT', LATE))
  })
  const left = (): void => {
    leaves()
    deadline ??= timers.after(SHORT_MS, expire)
  }
  return Promise.race([call(left), late]).finally(() => deadline?.cancel())
}

const LATE = 'The exchange did not answer in time. It is asked again.'

/** Balances by asset; a row that cannot be read is named with its raw text. */
export function balancesOf(rows: readonly BalanceRow[]): Extract<Answer, { kind: 'balances' }> {
  const read = new Map<string, Balance>()
  const unreadable: UnreadableRow[] = []
  for (const row of rows) {
    if ('raw' in row) {
      unreadable.push({ asset: row.asset ?? UNNAMED, raw: row.raw })
      continue
    }
    const { asset, free, locked } = row
    const [one, other] = [tryDecimal<'asset'>(String(free)), tryDecimal<'asset'>(String(locked))]
    if (one === undefined || other === undefined) unreadable.push({ asset, raw: `${free} ${locked}`.slice(0, 80) })
    else read.set(asset, { free: one, locked: other })
  }
  return { kind: 'balances', read, unreadable }
}

async function orderOf(
  asked: Asked,
  { symbol, orderId }: Extract<Question, { kind: 'order' }>,
): Promise<Extract<Answer, { kind: 'order' }>> {
  const { exchange } = asked
  const order = await unlessRefused(exchange.order(symbol, orderId).then((told) => ({ told })))
  const trades = await unlessRefused(exchange.tradesOf(symbol, orderId))
  const told = translated(order?.told === undefined ? { rows: [] } : rowsOf(order.told), normalizeOrder)
  const deals = await dealsOf(asked, trades ?? { rows: [] })
  return {
    kind: 'order',
    order: told.rows[0],
    deals: deals.rows,
    unlisted: deals.unlisted,
    refused: order === undefined,
    unreadable: [...rawRecords('orders', told.unreadable), ...rawRecords('deals', deals.unreadable)],
  }
}

const rowsOf = (row: OrderAnswer | RawRow): Rows<OrderAnswer> =>
  'raw' in row ? { rows: [], unreadable: [row] } : { rows: [row] }

const rawRecords = (kind: RawRecord['kind'], rows: readonly RawRow[] = []): readonly RawRecord[] =>
  rows.map((row) => ({ ...row, kind }))

async function symbolOf(
  asked: Asked,
  { symbol, since, to: rest }: Extract<Question, { kind: 'symbol' }>,
): Promise<Extract<Answer, { kind: 'symbol' }>> {
  const { exchange } = asked
  const now = exchange.now() + (since.deals === Infinity ? 0 : AHEAD_MS)
  const upTo = (kind: keyof Since): number | undefined =>
    since[kind] === Infinity ? undefined : rest === undefined ? now : rest[kind]
  const [ordersTo, dealsTo] = [upTo('orders'), upTo('deals')]
  const orders =
    ordersTo === undefined ? READ : ((await unlessRefused(exchange.orders(symbol, since.orders, ordersTo))) ?? REFUSED)
  const trades =
    dealsTo === undefined ? READ : ((await unlessRefused(exchange.trades(symbol, since.deals, dealsTo))) ?? REFUSED)
  const told = translated(orders, normalizeOrder)
  const deals = await dealsOf(asked, trades)
  return {
    kind: 'symbol',
    orders: { ...orders, rows: told.rows },
    deals: { ...trades, rows: deals.rows },
    unlisted: deals.unlisted,
    unreadable: [...rawRecords('orders', told.unreadable), ...rawRecords('deals', deals.unreadable)],
  }
}

/** Deals with their assets, and those of symbols that are in no list; it is read again at once for them. */
async function dealsOf(
  { exchange, symbols }: Asked,
  trades: Rows<MyTradeAnswer>,
): Promise<Rows<Deal> & { readonly unlisted: readonly UnlistedDeal[] }> {
  const isListed = trades.rows.every(({ symbol }) => symbols.pairOf(symbol) !== undefined)
  const listed = isListed ? symbols : symbolsOf(await exchange.symbols(), symbols.known)
  const { rows, unreadable } = translated(trades, normalizeTrade)
  const deals: Deal[] = []
  const unlisted: UnlistedDeal[] = []
  for (const deal of ranked(rows)) {
    const pair = listed.pairOf(deal.symbol)
    if (pair === undefined) unlisted.push(deal)
    else deals.push(withPair(deal, pair))
  }
  return { rows: deals, ...defined({ unreadable }), unlisted }
}

/** Ranks the deals of one second. MEXC: rows come newest first, on whole seconds, with ids in no order. */
function ranked(deals: readonly UnlistedDeal[]): readonly UnlistedDeal[] {
  const alike = new Map<number, number>()
  for (const { time } of deals) alike.set(time, (alike.get(time) ?? 0) + 1)
  const left = new Map(alike)
  return deals.map((deal) => {
    if (alike.get(deal.time) === 1) return deal
    const rank = (left.get(deal.time) ?? 1) - 1
    left.set(deal.time, rank)
    return { ...deal, rank }
  })
}

async function listing(exchange: Exchange, withVolumes: boolean): Promise<Extract<Answer, { kind: 'listing' }>> {
  const gone = await exchange.offlineSymbols()
  const listed = await exchange.symbols()
  // Volumes only say where to look first: without them every symbol is read all the same.
  const tickers = withVolumes ? await exchange.tickers().catch(() => []) : []
  const volumes = new Map(tickers.map(({ symbol, quoteVolume }) => [symbol, Number(quoteVolume)]))
  return { kind: 'listing', gone, listed, volumes }
}

async function publicTrades(
  exchange: Exchange,
  { symbols, within: { from, to } }: Extract<Question, { kind: 'public-trades' }>,
): Promise<Extract<Answer, { kind: 'public-trades' }>> {
  const rooms = symbols.map(async (symbol) => {
    const rows = await unlessRefused(exchange.publicTrades(symbol, from, to))
    return [symbol, rows === undefined ? Infinity : roomOf(rows)] as const
  })
  return { kind: 'public-trades', rooms: new Map(await Promise.all(rooms)) }
}
