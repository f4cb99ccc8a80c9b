/**
 * Reconciles the ledger with REST, at the start and after every gap: balances by the rule of the read's span, open
 * orders, orders that ended during the gap, and the orders and deals of every symbol that may have changed.
 */

import { type Balance, type Deal, type EventSource, type Order, isOver } from '@spotdeck/ledger'
import { decimal } from '@spotdeck/exact'
import { type Timers, sleep } from '@spotdeck/ports'
import type { BalanceAnswer } from '@spotdeck/wire'
import { unlessRefused } from './errors.ts'
import {
  type Complete,
  type Exchange,
  ORDERS_REACH_MS,
  REACH_MARGIN_MS,
  type Since,
  TRADES_REACH_MS,
  type Window,
  sweepReach,
} from './exchange.ts'
import type { LedgerIngest } from './ledger-ingest.ts'
import { normalizeOrder, normalizeTrade } from './normalize.ts'
import { LAG_MS } from './sequence.ts'
import { symbolsToAsk } from './symbols-to-ask.ts'
import type { Symbols } from './symbols.ts'
import { CommitRefused, type Writer } from './writer.ts'

/** Orders per commit: far fewer than the finished orders that the state keeps while their deals are pending. */
const ORDERS_A_BATCH = 200

/** Context of one reconciliation: REST, the ledger, and a check that ends it. */
export type Reading = {
  readonly exchange: Exchange
  readonly intake: LedgerIngest
  readonly writer: Writer
  readonly timers: Timers
  readonly symbols: Symbols
  readonly source: EventSource
  /** Throws when this reconciliation is obsolete: the stream went down, or the follower closes. */
  readonly check: () => void
}

/** Maximal number of reads while pushes do not fit; the last one overrides the pushes. */
const MAX_READS = 6
const READ_AGAIN_MS = 300
/** Number of symbols read at the same time. */
const LANES = 4

/** Result of a balance read. */
export type BalancesRead = {
  /** Assets that changed without a push. */
  readonly moved: readonly string[]
  /** Assets where no read fitted the pushes around it: they must be read again before the account counts as live. */
  readonly doubtful: readonly string[]
}

/** Reads balances until pushes and answer fit, at most `MAX_READS` times. */
export async function readBalances(reading: Reading): Promise<BalancesRead> {
  const { exchange, intake, writer, timers, source, check } = reading
  await writer.serial(async () => intake.beginRead())
  for (let attempt = 1; ; attempt++) {
    const t0 = exchange.now()
    const answer = balancesOf(await exchange.balances())
    const t1 = exchange.now()
    check()
    const force = attempt >= MAX_READS
    const result = await writer.serial(() => intake.finishRead(answer, { t0, t1 }, { force, source }))
    if (result.unclear.length === 0) return { moved: result.changed, doubtful: result.doubtful }
    await sleep({ timers, ms: READ_AGAIN_MS })
    check()
  }
}

/** Balances by asset, from the answer of REST. */
export function balancesOf(answers: readonly BalanceAnswer[]): ReadonlyMap<string, Balance> {
  return new Map(answers.map(({ asset, free, locked }) => [asset, { free: decimal(free), locked: decimal(locked) }]))
}

/**
 * Reads open orders, and one by one those that the ledger holds open and REST does not. Returns the number of changes.
 */
export async function readOpenOrders(reading: Reading): Promise<number> {
  const { exchange, intake, writer, source, check } = reading
  const asked = exchange.now()
  const answers = await exchange.openOrders(openSymbols(reading))
  check()
  const told = writer.serial(() => intake.applyReports({ orders: answers.map(normalizeOrder), source }))
  let news = (await unlessContradicted(told)) ?? 0
  const open = new Set(answers.map(({ orderId }) => orderId))
  for (const [orderId, { order }] of writer.state.orders) {
    if (order === undefined || isOver(order) || open.has(orderId) || order.createdAt > asked) continue
    news += (await unlessRefused(lookUp(reading, order))) ?? 0
  }
  return news
}

/**
 * Reads orders since the last audit, of the symbols that the account trades or holds, and of some others in rotation:
 * an order that was placed and canceled leaves no other trace. Returns the number of changes, without those that may
 * still be on their way.
 */
export async function readRecentOrders(reading: Reading): Promise<number> {
  const { exchange, intake, writer, symbols, source, check } = reading
  const { state } = writer
  const asked = exchange.now()
  const { first } = symbolsToAsk(state, symbols, [...state.assets.keys()], asked)
  const since = (state.checkedAt ?? asked) - RECENT_MARGIN_MS
  const spans = new Map([
    ...inTurn(symbols, asked),
    ...first.slice(0, MAX_RECENT).map((symbol) => [symbol, since] as const),
  ])
  let news = 0
  for (const [symbol, from] of spans) {
    const answer = await unlessRefused(exchange.orders(symbol, from, asked))
    check()
    const orders = (answer?.rows ?? []).map(normalizeOrder).filter(({ updatedAt }) => updatedAt < asked - LAG_MS)
    for (const reports of inBatches(orders, []))
      news += await writer.serial(() => intake.applyReports({ ...reports, source }))
  }
  return news
}

/**
 * Symbols of this rotation, each with its start time: twice as long ago as its last turn, within the exchange's reach.
 */
function inTurn({ all }: Symbols, now: number): ReadonlyMap<string, number> {
  const turns = Math.max(1, Math.ceil(all.length / IN_TURN))
  const begin = (Math.floor(now / AUDIT_MS) % turns) * IN_TURN
  const since = Math.max(now - 2 * turns * AUDIT_MS, sweepReach(now).orders)
  return new Map(all.slice(begin, begin + IN_TURN).map(({ symbol }) => [symbol, since]))
}

/** Interval of the audit, in ms. */
export const AUDIT_MS = 5 * 60_000
/** Symbols per audit in rotation: 2,000 symbols take 8 h 20 min. */
const IN_TURN = 20
/** Age in ms below which a difference may still be on its way. */
const RECENT_MARGIN_MS = 60_000
/** Maximal number of symbols whose recent orders an audit reads. */
const MAX_RECENT = 20

/** Reads an order that is no longer open. Returns the number of changes. */
async function lookUp(reading: Reading, order: Order): Promise<number> {
  const { exchange, intake, writer, source, check } = reading
  const answer = await exchange.order(order.symbol, order.orderId)
  check()
  if (answer !== undefined)
    return writer.serial(() => intake.applyReports({ orders: [normalizeOrder(answer)], source }))
  return isForgotten(reading, order) ? closeMissingOrder(reading, order) : 0
}

/** True if the order is older than REST's reach; an order that REST does not return yet is younger. */
function isForgotten({ exchange }: Reading, { createdAt }: Order): boolean {
  return createdAt < exchange.now() - ORDERS_REACH_MS
}

/**
 * Closes an order that REST no longer returns. REST returns deals for longer than orders: they give the final status,
 * if they reach back to the time up to which all was known.
 */
async function closeMissingOrder({ exchange, intake, writer, symbols, check }: Reading, order: Order): Promise<number> {
  const trades = await exchange.tradesOf(order.symbol, order.orderId)
  check()
  const known = Math.max(order.createdAt, writer.state.checkedAt ?? 0)
  const isWhole = known > sweepReach(exchange.now()).deals
  const deals = trades.map((row) => normalizeTrade(row, symbols))
  return writer.serial(() => intake.closeMissingOrder(order.orderId, deals, isWhole))
}

function openSymbols({ writer }: Reading): readonly string[] {
  const open = [...writer.state.orders.values()].flatMap(({ order }) => (order === undefined ? [] : [order.symbol]))
  return [...new Set([...open, ...writer.state.symbols.keys()])]
}

/** Reads orders and deals since `since` of the symbols that may have changed. */
export async function readHistory(reading: Reading, since: number, moved: readonly string[]): Promise<void> {
  const { first } = symbolsToAsk(reading.writer.state, reading.symbols, moved, reading.exchange.now())
  await readSymbols(reading, first, { orders: since, deals: since })
}

/** Reads orders and deals since `since` of each symbol. */
async function readSymbols(reading: Reading, symbols: readonly string[], since: Since): Promise<void> {
  const queue = [...symbols]
  const lane = async (): Promise<void> => {
    for (let symbol = queue.shift(); symbol !== undefined; symbol = queue.shift()) {
      await readPatiently(reading, symbol, since)
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
}

/** Retries one symbol, so that one missing answer does not restart the reconciliation. */
async function readPatiently(reading: Reading, symbol: string, since: Since): Promise<Complete> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await readSymbol(reading, symbol, since)
    } catch (error) {
      reading.check()
      if (attempt >= MAX_TRIES) throw error
      await sleep({ timers: reading.timers, ms: READ_AGAIN_MS * attempt })
      reading.check()
    }
  }
}

/**
 * Reads orders and deals of one symbol since `since` up to now. Returns per kind whether it is complete; what the
 * exchange refuses is not.
 */
export async function readSymbol(reading: Reading, symbol: string, since: Since): Promise<Complete> {
  const { exchange, intake, writer, symbols, source, check } = reading
  const to = exchange.now() + AHEAD_MS
  const orders = (await unlessRefused(exchange.orders(symbol, since.orders, to))) ?? REFUSED
  check()
  const trades = (await unlessRefused(exchange.trades(symbol, since.deals, to))) ?? REFUSED
  check()
  const deals = trades.rows.map((row) => normalizeTrade(row, symbols))
  let isTaken = true
  if (orders.rows.length > 0 || deals.length > 0) {
    for (const reports of inBatches(orders.rows.map(normalizeOrder), deals)) {
      const news = await unlessContradicted(writer.serial(() => intake.applyReports({ ...reports, source })))
      isTaken &&= news !== undefined
    }
  }
  return { orders: orders.complete && isTaken, deals: trades.complete && isTaken }
}

/**
 * Resolves with the number of changes; `undefined` where the ledger rejected a contradiction: those records stay
 * unknown, and reading continues.
 */
async function unlessContradicted(taken: Promise<number>): Promise<number | undefined> {
  try {
    return await taken
  } catch (error) {
    if (!(error instanceof CommitRefused)) throw error
    return undefined
  }
}

const REFUSED: Window<never> = { rows: [], complete: false }

/**
 * Margin beyond the estimated exchange time, in ms: the clock may be behind, and the exchange limits the length of a
 * window.
 */
const AHEAD_MS = REACH_MARGIN_MS / 2
/** Tries per symbol before the reconciliation fails. */
const MAX_TRIES = 3

/**
 * Reads orders whose deals do not add up, with all their deals. Deals of an order beyond the exchange's reach, or of
 * one that was read often (`isLast`), are inferred from the missing sum. Returns the number of changes.
 */
export async function repairOrder(reading: Reading, symbol: string, orderId: string, isLast = false): Promise<number> {
  const { exchange, intake, writer, symbols, source, check } = reading
  const order = await exchange.order(symbol, orderId)
  const before = writer.state.orders.get(orderId)?.order
  if (order === undefined && before !== undefined && !isOver(before) && isForgotten(reading, before))
    await closeMissingOrder(reading, before)
  const trades = await exchange.tradesOf(symbol, orderId)
  check()
  const deals = trades.map((row) => normalizeTrade(row, symbols))
  const orders = order === undefined ? [] : [normalizeOrder(order)]
  return writer.serial(async () => {
    const news = await intake.applyReports({ orders, deals, source })
    const held = writer.state.orders.get(orderId)?.order
    const isBeyond = held !== undefined && held.updatedAt < exchange.now() - TRADES_REACH_MS
    return news + (isBeyond || isLast ? await intake.infer(orderId, symbols) : 0)
  })
}

/**
 * Groups orders with their deals into batches: the state keeps a limited number of finished orders whose deals are
 * pending.
 */
function* inBatches(orders: readonly Order[], deals: readonly Deal[]) {
  for (let at = 0; at < orders.length; at += ORDERS_A_BATCH) {
    const some = orders.slice(at, at + ORDERS_A_BATCH)
    const ids = new Set(some.map(({ orderId }) => orderId))
    yield { orders: some, deals: deals.filter(({ orderId }) => ids.has(orderId)) }
  }
  const told = new Set(orders.map(({ orderId }) => orderId))
  yield { deals: deals.filter(({ orderId }) => !told.has(orderId)) }
}
