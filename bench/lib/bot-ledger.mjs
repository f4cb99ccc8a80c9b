// The ledger of a bot on disk: orders of two fills each in even steps, with every event that the exchange pushes for them, until now.
// The same size gives the same events but for their times. It is bound to the key, so that a gateway on a sandbox takes it up; the
// sandbox's account is to begin with the balances that this answers.

import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { ledgerPath, openSqliteStore } from '@spotdeck/store'
import { EMPTY_STATE, record, touchedRows } from '@spotdeck/ledger'
import { createHash } from 'node:crypto'

export const BOT = { apiKey: 'mx0sandboxbot', secret: 'sandbox-bot-secret' }
/** 5,000 orders a day. */
const EVERY_MS = 17_280
const BATCH = 500
const SYMBOLS = ['MXUSDT', 'BTCUSDT', 'ETHUSDT', 'SOLUSDT']
const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000
const MINUTES = 30 * 1_440

/** Opens the ledger of the bot. */
export function openBotLedger(path, options = {}) {
  const key = createHash('sha256').update(`spotdeck key ${BOT.apiKey}`, 'utf8').digest('hex').slice(0, 16)
  const identity = { account: 'main', host: '127.0.0.1', user: `key:${key}` }
  return openSqliteStore({ path, identity, newEpoch: '3f2c09d1aaaaaaaa', key, ...options })
}

/** Writes account `main` of a data folder; answers its balances and how many events it has. */
export async function writeBotLedger(dataDir, { deals, end = Date.now() }) {
  const orders = Math.ceil(deals / 2)
  const begin = end - (orders + 2) * EVERY_MS
  const path = ledgerPath(dataDir, 'main')
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const store = openBotLedger(path)
  let state = EMPTY_STATE
  const write = async (drafts) => {
    const next = record(state, drafts, drafts.at(-1).time)
    await store.commit({ events: next.events, rows: touchedRows(state, next.state, next.events) })
    state = next.state
  }
  const bot = new Bot()
  await write(bot.start(begin))
  for (let first = 0; first < orders; first += BATCH) {
    const drafts = []
    for (let n = first; n < Math.min(orders, first + BATCH); n++)
      drafts.push(...bot.order(n, begin + (n + 1) * EVERY_MS))
    await write(drafts)
  }
  await store.saveEquity('hour', samples(begin, end, HOUR_MS))
  await store.saveEquity('minute', samples(Math.max(begin, end - MINUTES * MINUTE_MS), end, MINUTE_MS))
  await store.close()
  return { events: state.n, begin, balances: Object.fromEntries(bot.held) }
}

function samples(from, to, stepMs) {
  const rows = []
  for (let n = 0, time = from + 2_000; time < to; time += stepMs, n++) {
    const total = String(1_000_000 + ((n * 37) % 1_013))
    rows.push({ time, total, free: total, locked: '0', netDeposits: '1000000' })
  }
  return rows
}

/** Buys and sells by turns in four markets; amounts are whole, so that they are exact as numbers. */
class Bot {
  held = new Map([['USDT', 1_000_000], ...SYMBOLS.map((symbol) => [symbol.slice(0, -4), 1_000])])

  start(time) {
    const status = { state: 'live', code: 'LIVE', params: {}, since: time }
    const opened = [...this.held].map(([asset, free]) => this.#change(asset, { free, locked: 0 }, 'RECONCILED', time))
    const prices = Object.fromEntries(SYMBOLS.map((symbol) => [symbol.slice(0, -4), '2']))
    return [
      ...opened,
      { type: 'status.changed', time, source: 'rest', status },
      { type: 'opening.priced', time, source: 'rest', prices },
    ]
  }

  order(n, time) {
    const symbol = SYMBOLS[n % SYMBOLS.length]
    const [base, quote] = [symbol.slice(0, -4), 'USDT']
    const isBuy = Math.floor(n / SYMBOLS.length) % 2 === 0
    const [price, part] = [2 + (n % 2), 1 + ((n * 7) % 5)]
    const [paid, got, gives] = isBuy ? [quote, base, price * part] : [base, quote, part]
    const gets = isBuy ? part : price * part
    const order = {
      orderId: `C02__${4_437_763_479_579_688 + n}`,
      clientOrderId: `bot-${String(n).padStart(12, '0')}`,
      symbol,
      side: isBuy ? 'BUY' : 'SELL',
      type: 'LIMIT',
      price: String(price),
      quantity: String(2 * part),
      quoteQuantity: String(2 * part * price),
      createdAt: time,
    }
    const report = (fills, status, at) => {
      const done = { executedQuantity: String(fills * part), executedQuoteQuantity: String(fills * part * price) }
      const last = fills === 0 ? {} : { lastExecutedQuantity: String(part) }
      const updated = { ...order, ...done, ...last, status, updatedAt: at, sentAt: at }
      return { type: 'order.updated', time: at, source: 'stream', order: updated }
    }
    const fill = (which, at) => [
      {
        type: 'deal.added',
        namedBy: 'stream',
        time: at,
        source: 'stream',
        deal: dealOf(order, { part, price, which, at }),
      },
      this.#change(paid, { free: 0, locked: -gives }, 'ENTRUST', at),
      this.#change(got, { free: gets, locked: 0 }, 'ENTRUST', at),
    ]
    return [
      this.#change(paid, { free: -2 * gives, locked: 2 * gives }, 'ENTRUST_PLACE', time),
      report(0, 'NEW', time),
      ...fill(0, time + 400),
      report(1, 'PARTIALLY_FILLED', time + 400),
      ...fill(1, time + 900),
      report(2, 'FILLED', time + 900),
    ]
  }

  #locked = new Map()

  #change(asset, { free, locked }, reason, time) {
    if (reason !== 'RECONCILED') this.held.set(asset, this.held.get(asset) + free)
    this.#locked.set(asset, (this.#locked.get(asset) ?? 0) + locked)
    const change = {
      asset,
      free: String(this.held.get(asset)),
      locked: String(this.#locked.get(asset)),
      freeChange: String(free),
      lockedChange: String(locked),
      reason,
      time,
      sentAt: time,
    }
    return { type: 'asset.changed', time, source: reason === 'RECONCILED' ? 'rest' : 'stream', change }
  }
}

function dealOf({ orderId, clientOrderId, symbol, side }, { part, price, which, at }) {
  return {
    orderId,
    clientOrderId,
    tradeId: `${orderId.slice(5)}X${which}`,
    symbol,
    baseAsset: symbol.slice(0, -4),
    quoteAsset: 'USDT',
    side,
    price: String(price),
    quantity: String(part),
    quoteQuantity: String(part * price),
    fee: '0',
    feeAsset: side === 'BUY' ? symbol.slice(0, -4) : 'USDT',
    isMaker: which === 0,
    isSelfTrade: false,
    time: at,
    sentAt: at,
  }
}
