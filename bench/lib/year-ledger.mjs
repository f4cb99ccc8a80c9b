// The ledger of a busy bot, on disk: 5,000 orders a day in 13 markets, most of them filled by two deals, which makes ten events an
// order. Deterministic, and written straight through the store. It is kept in the folder for temporary files, made once for each size.

import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { ledgerPath, openSqliteStore } from '@spotdeck/store'
import { EMPTY_STATE, record, touchedRows } from '@spotdeck/ledger'
import { nodeTimers } from '@spotdeck/ports/node'
import { RealizedPnlBook } from '../../packages/reports/dist/profit/realized-pnl-book.js'
import { StretchMaker } from '../../packages/reports/dist/equity/stretch-maker.js'

export const BEGIN = Date.UTC(2026, 0, 1)
/** 5,000 orders a day. */
export const EVERY_MS = 17_280
export const DEALS_PER_ORDER = 2
export const SYMBOLS = ['MX', 'BTC', 'ETH', 'SOL', 'XRP', 'DOGE', 'ADA', 'TRX', 'LTC', 'BNB', 'AVAX', 'LINK', 'DOT']
const IDENTITY = { account: 'main', host: 'bench', user: 'bench' }
const ORDERS_PER_BATCH = 500
const CANCELED_EVERY = 50
const MARKET_EVERY = 7
const DEPOSIT_EVERY = 1_000
/** Amounts are integers in this unit. */
const UNIT = 10_000
const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000

export const open = (path, options = {}) =>
  openSqliteStore({ path, identity: IDENTITY, newEpoch: 'abcdef01', ...options })

/** The data folder of a ledger with that many deals; made where it is not kept yet. */
export async function yearLedger(deals, told = () => undefined) {
  const data = join(tmpdir(), 'spotdeck-bench', String(deals))
  if (existsSync(data)) return data
  const part = `${data}.part`
  rmSync(part, { recursive: true, force: true })
  mkdirSync(dirname(ledgerPath(part, 'main')), { recursive: true })
  const store = open(ledgerPath(part, 'main'))
  await write(store, Math.floor(deals / DEALS_PER_ORDER), told)
  await store.close()
  renameSync(part, data)
  return data
}

async function write(store, orders, told) {
  const balances = new Map()
  let state = EMPTY_STATE
  const commit = async (drafts, now) => {
    const next = record(state, drafts, now)
    await store.commit({ events: next.events, rows: touchedRows(state, next.state, next.events) })
    state = next.state
  }
  await commit(opening(balances), BEGIN)
  for (let first = 0; first < orders; first += ORDERS_PER_BATCH) {
    const drafts = []
    const end = Math.min(orders, first + ORDERS_PER_BATCH)
    for (let i = first; i < end; i++) drafts.push(...orderEvents(i, balances))
    await commit(drafts, timeOf(end))
    if (first % (ORDERS_PER_BATCH * 20) === 0) told(`${first} of ${orders} orders`)
  }
  await equity(store, orders)
  told('profit')
  const book = new RealizedPnlBook(store, nodeTimers, { save: (step) => store.savePnl(step) })
  await book.settle(() => state)
}

const timeOf = (index) => BEGIN + index * EVERY_MS
const text = (units) => String(units / UNIT)

function opening(balances) {
  const live = { state: 'live', code: 'LIVE', params: {}, since: BEGIN }
  const kinds = ['assets', 'orders', 'deals', 'flows']
  return [
    {
      type: 'coverage.marked',
      time: BEGIN,
      source: 'rest',
      window: { kind: 'assets', from: BEGIN, state: 'complete' },
    },
    ...kinds.slice(1).map((kind) => {
      return { type: 'coverage.marked', time: BEGIN, source: 'rest', window: { kind, from: BEGIN, state: 'complete' } }
    }),
    changed(balances, { asset: 'USDT', free: 10_000_000 * UNIT, locked: 0, reason: 'RECONCILED', time: BEGIN }),
    { type: 'status.changed', time: BEGIN, source: 'rest', status: live },
  ]
}

function changed(balances, { asset, free, locked, reason, time }) {
  const known = balances.get(asset) ?? { free: 0, locked: 0 }
  const next = { free: known.free + free, locked: known.locked + locked }
  balances.set(asset, next)
  const change = {
    asset,
    free: text(next.free),
    locked: text(next.locked),
    freeChange: text(free),
    lockedChange: text(locked),
    reason,
    time,
    sentAt: time + 12,
  }
  return { type: 'asset.changed', time, source: 'stream', change }
}

/** Each market is bought and sold by turns, so that what is held stays small. */
function orderEvents(index, balances) {
  const base = SYMBOLS[index % SYMBOLS.length]
  const round = Math.floor(index / SYMBOLS.length)
  const time = timeOf(index)
  const isBuy = round % 2 === 0
  const quantity = 2 * (1 + ((Math.floor(round / 2) * 7 + index) % 50)) * 1_000
  const price = 20_000 + ((index * 37) % 1_999)
  const quote = Math.round((quantity * price) / UNIT)
  const order = {
    orderId: `C02__${443_776_347_957_968_800n + BigInt(index)}`,
    symbol: `${base}USDT`,
    side: isBuy ? 'BUY' : 'SELL',
    type: index % MARKET_EVERY === 0 ? 'MARKET' : 'LIMIT',
    price: text(price),
    quantity: text(quantity),
    quoteQuantity: text(quote),
    createdAt: time,
  }
  const locked = isBuy ? { asset: 'USDT', amount: quote } : { asset: base, amount: quantity }
  const deposit = { asset: 'USDT', free: 500 * UNIT, locked: 0, reason: 'DEPOSIT', time }
  const move = (amount, reason) =>
    changed(balances, { asset: locked.asset, free: -amount, locked: amount, reason, time })
  const events = index % DEPOSIT_EVERY === DEPOSIT_EVERY - 1 ? [changed(balances, deposit)] : []
  events.push(updated(order, { status: 'NEW', done: 0, spent: 0, time }), move(locked.amount, 'ENTRUST_PLACE'))
  if (index % CANCELED_EVERY === CANCELED_EVERY - 1) {
    const canceled = updated(order, { status: 'CANCELED', done: 0, spent: 0, time: time + 900 })
    return [...events, canceled, move(-locked.amount, 'ENTRUST_CANCEL')]
  }
  return [...events, ...fills({ balances, order, base, isBuy, index, quantity, quote, time })]
}

function updated(order, { status, done, spent, time, last }) {
  const sums = { executedQuantity: text(done), executedQuoteQuantity: text(spent) }
  const filled = last === undefined ? {} : { lastExecutedQuantity: text(last) }
  const full = { ...order, status, ...sums, ...filled, updatedAt: time, sentAt: time + 12 }
  return { type: 'order.updated', time, source: 'stream', order: full }
}

function fills({ balances, order, base, isBuy, index, quantity, quote, time }) {
  const events = []
  const halves = [Math.floor(quantity / 2), quantity - Math.floor(quantity / 2)]
  let [done, spent] = [0, 0]
  for (const [n, part] of halves.entries()) {
    const at = time + 1_000 * (n + 1)
    const worth = n === 0 ? Math.floor(quote / 2) : quote - Math.floor(quote / 2)
    const fee = Math.max(1, Math.round(worth / 2_000))
    done += part
    spent += worth
    const deal = {
      orderId: order.orderId,
      tradeId: `${(443_776_347_957_968_800n + BigInt(index)) * 10n + BigInt(n)}X1`,
      symbol: order.symbol,
      baseAsset: base,
      quoteAsset: 'USDT',
      side: order.side,
      price: order.price,
      quantity: text(part),
      quoteQuantity: text(worth),
      fee: text(fee),
      feeAsset: 'USDT',
      isMaker: n === 0,
      isSelfTrade: false,
      time: at,
      sentAt: at + 12,
    }
    const status = n === 0 ? 'PARTIALLY_FILLED' : 'FILLED'
    const change = (asset, free, locked) => changed(balances, { asset, free, locked, reason: 'ENTRUST', time: at })
    events.push(
      { type: 'deal.added', time: at, source: 'stream', namedBy: 'stream', deal },
      updated(order, { status, done, spent, time: at, last: part }),
      isBuy ? change('USDT', -fee, -worth) : change('USDT', worth - fee, 0),
      isBuy ? change(base, part, 0) : change(base, 0, -part),
    )
  }
  return events
}

/** Minutes of the last 30 days and hours of all, with their stretches, as a gateway keeps them. */
async function equity(store, orders) {
  const end = timeOf(orders)
  const row = (time, n) => {
    const total = String(10_000_000 + ((n * 37) % 101))
    return { time, total, free: total, locked: '0', netDeposits: '0' }
  }
  const rows = (from, step) =>
    Array.from({ length: Math.floor((end - from) / step) }, (_, n) => row(from + n * step, n))
  const minutes = Math.max(BEGIN, end - 30 * 24 * HOUR_MS)
  await store.saveEquity('minute', rows(minutes, MINUTE_MS))
  await store.saveEquity('hour', rows(BEGIN, HOUR_MS))
  const maker = new StretchMaker(store)
  while (await maker.step({ minute: minutes, hour: BEGIN }, end));
}
