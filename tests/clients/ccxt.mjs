// The same tasks with ccxt. `lines.mjs` counts the lines of each function.

import { randomUUID } from 'node:crypto'
import ccxt from 'ccxt'

/** @typedef {InstanceType<typeof ccxt.pro.mexc>} Exchange */
const DAY_MS = 86_400_000

/** @param {Exchange} exchange */
export async function balances(exchange) {
  const { free, used } = await exchange.fetchBalance()
  return Object.entries(free).map(([asset, amount]) => ({ asset, free: amount, locked: used[asset] }))
}

/** @param {Exchange} exchange */
export async function allPrices(exchange) {
  const rows = await exchange.fetchBidsAsks()
  return Object.values(rows).map(({ symbol, bid, ask }) => ({ symbol, bid, ask }))
}

/** @param {Exchange} exchange @param {{ symbol: string, price: string, quantity: string }} order */
export async function placeOnce(exchange, { symbol, price, quantity }) {
  const clientOrderId = randomUUID().replaceAll('-', '')
  const [amount, limit] = [Number(quantity), Number(exchange.priceToPrecision(symbol, Number(price)))]
  try {
    return (await exchange.createOrder(symbol, 'limit', 'buy', amount, limit, { clientOrderId })).id
  } catch (error) {
    if (!(error instanceof ccxt.NetworkError)) throw error
    for (let attempt = 0; attempt < 10; attempt++) {
      try {
        return (await exchange.fetchOrder('', symbol, { clientOrderId })).id
      } catch {
        await exchange.sleep(1_000)
      }
    }
    throw error
  }
}

/** @param {Exchange} exchange @param {{ symbol: string, orderId: string, withinMs: number }} order */
export async function untilFilled(exchange, { symbol, orderId, withinMs }) {
  for (const end = Date.now() + withinMs; Date.now() < end; await exchange.sleep(1_000)) {
    try {
      const { status } = await exchange.fetchOrder(orderId, symbol)
      if (status === 'closed') return 'FILLED'
      if (status !== 'open') return 'CANCELED'
    } catch (error) {
      if (!(error instanceof ccxt.NetworkError)) throw error
    }
  }
  return 'OPEN'
}

/** @param {Exchange} exchange @param {{ symbol: string, orderId: string, price: string }} order */
export async function moveOrder(exchange, { symbol, orderId, price }) {
  await exchange.cancelOrder(orderId, symbol).catch((error) => {
    if (error instanceof ccxt.AuthenticationError) throw error
  })
  const old = await exchange.fetchOrder(orderId, symbol)
  const rest = Number(exchange.amountToPrecision(symbol, old.remaining ?? 0))
  if (old.status !== 'canceled' || rest === 0) return undefined
  return placeOnce(exchange, { symbol, price, quantity: String(rest) })
}

/** @param {Exchange} exchange @param {{ symbol: string }} options */
export async function cancelEverything(exchange, { symbol }) {
  const canceled = new Set()
  for (let open = await exchange.fetchOpenOrders(symbol); open.length > 0;) {
    const rows = await exchange.cancelAllOrders(symbol).catch(() => [])
    for (const { id } of rows) canceled.add(id)
    open = await exchange.fetchOpenOrders(symbol)
  }
  return [...canceled]
}

/** @param {Exchange} exchange @param {{ symbol: string }} options */
export async function monthOfTrades(exchange, { symbol }) {
  const from = Date.now() - 30 * DAY_MS
  const found = new Map()
  for (let until = Date.now(), before = -1; found.size > before;) {
    before = found.size
    const page = await exchange.fetchMyTrades(symbol, from, 100, { until })
    for (const trade of page) found.set(trade.id, trade)
    until = Math.min(until, ...page.map(({ timestamp }) => Number(timestamp) + 999)) // cut to seconds
  }
  return [...found.values()].map(({ id, amount, price }) => ({ id, quantity: amount, price }))
}

/** @param {Exchange} exchange @param {{ symbol: string }} options */
export async function monthOfCandles(exchange, { symbol }) {
  const from = Date.now() - 30 * DAY_MS
  const rows = await exchange.fetchOHLCV(symbol, '1h', from, undefined, { paginate: true })
  return rows.map(([openTime, , , , close]) => ({ openTime, close }))
}

/** @param {Exchange} exchange @param {{ symbol: string, signal: AbortSignal, filled: (id: string) => void }} options */
export async function ownFills(exchange, { symbol, signal, filled }) {
  const seen = new Set()
  const from = exchange.milliseconds()
  while (!signal.aborted) {
    const trades = await exchange.watchMyTrades(symbol).catch(async (error) => {
      if (!(error instanceof ccxt.NetworkError)) throw error
      return exchange.fetchMyTrades(symbol, from, 100).catch(() => [])
    })
    for (const { id } of trades) {
      if (id === undefined || seen.has(id)) continue
      seen.add(id)
      filled(id)
    }
  }
}

/**
 * @param {Exchange} exchange
 * @param {{ symbols: string[], signal: AbortSignal, seen: (symbol: string, bid: number) => void }} options
 */
export async function livePrices(exchange, { symbols, signal, seen }) {
  // `watchBidsAsks` of this version reads the old JSON form of the push and never answers.
  const follow = async (/** @type {string} */ symbol) => {
    while (!signal.aborted) seen(symbol, Number((await exchange.watchTicker(symbol)).bid))
  }
  await Promise.all(symbols.map(follow))
}

/**
 * @param {Exchange} exchange
 * @param {{ symbol: string, signal: AbortSignal, best: (bid: number, ask: number) => void, wrong: () => void }} options
 */
export async function localBook(exchange, { symbol, signal, best, wrong }) {
  while (!signal.aborted) {
    try {
      const { bids, asks } = await exchange.watchOrderBook(symbol)
      best(Number(bids[0]?.[0]), Number(asks[0]?.[0]))
    } catch {
      wrong()
    }
  }
}
