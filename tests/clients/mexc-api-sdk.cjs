// The same tasks with MEXC's own client, which has no streams. `lines.mjs` counts the lines of each function. Its calls
// block, so the exchange must run in another process:
// node mexc-api-sdk.cjs BASE_URL API_KEY SECRET TASK OPTIONS

const { randomUUID } = require('node:crypto')
const { Spot } = require('mexc-api-sdk')

const DAY_MS = 86_400_000
const sleep = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)

function balances(client) {
  const { balances } = client.accountInfo()
  return balances.map(({ asset, free, locked }) => ({ asset, free, locked }))
}

function allPrices(client) {
  const rows = client.bookTicker()
  return rows.map(({ symbol, bidPrice, askPrice }) => ({ symbol, bid: bidPrice, ask: askPrice }))
}

function placeOnce(client, { symbol, price, quantity }) {
  const newClientOrderId = randomUUID().replaceAll('-', '')
  const [rules] = client.exchangeInfo({ symbol }).symbols
  const limit = Number(price).toFixed(rules.quotePrecision)
  try {
    return client.newOrder(symbol, 'BUY', 'LIMIT', { price: limit, quantity, newClientOrderId }).orderId
  } catch (error) {
    if (error.statusCode < 500) throw error
    for (let attempt = 0; attempt < 10; attempt++) {
      try {
        return client.queryOrder(symbol, { origClientOrderId: newClientOrderId }).orderId
      } catch {
        sleep(1_000)
      }
    }
    throw error
  }
}

function untilFilled(client, { symbol, orderId, withinMs }) {
  for (const end = Date.now() + withinMs; Date.now() < end; sleep(1_000)) {
    try {
      const { status } = client.queryOrder(symbol, { orderId })
      if (status === 'FILLED') return 'FILLED'
      if (status !== 'NEW' && status !== 'PARTIALLY_FILLED') return 'CANCELED'
    } catch (error) {
      if (error.statusCode < 500) throw error
    }
  }
  return 'OPEN'
}

function moveOrder(client, { symbol, orderId, price }) {
  try {
    client.cancelOrder(symbol, { orderId })
  } catch (error) {
    if (error.statusCode === 401) throw error
  }
  const old = client.queryOrder(symbol, { orderId })
  const rest = Number(old.origQty) - Number(old.executedQty)
  if (!old.status.endsWith('CANCELED') || rest === 0) return undefined
  return placeOnce(client, { symbol, price, quantity: String(rest) })
}

function cancelEverything(client, { symbol }) {
  const canceled = new Set()
  for (let open = client.openOrders(symbol); open.length > 0; open = client.openOrders(symbol)) {
    try {
      for (const { orderId } of client.cancelOpenOrders(symbol)) canceled.add(orderId)
    } catch (error) {
      if (error.statusCode < 500) throw error
    }
  }
  return [...canceled]
}

function monthOfTrades(client, { symbol }) {
  const startTime = Date.now() - 30 * DAY_MS
  const found = new Map()
  for (let endTime = Date.now(), before = -1; found.size > before;) {
    before = found.size
    const page = client.accountTradeList(symbol, { startTime, endTime, limit: 100 })
    for (const trade of page) found.set(trade.id, trade)
    endTime = Math.min(endTime, ...page.map(({ time }) => time + 999)) // cut to seconds
  }
  return [...found.values()].map(({ id, qty, price }) => ({ id, quantity: qty, price }))
}

function monthOfCandles(client, { symbol }) {
  const found = new Map()
  const [now, page] = [Date.now(), 500 * 3_600_000]
  for (let startTime = now - 30 * DAY_MS; startTime < now; startTime += page) {
    const endTime = Math.min(now, startTime + page)
    const rows = client.klines(symbol, '60m', { startTime, endTime, limit: 500 })
    for (const [openTime, , , , close] of rows) found.set(openTime, { openTime, close })
  }
  return [...found.values()]
}

const tasks = {
  balances,
  allPrices,
  placeOnce,
  untilFilled,
  moveOrder,
  cancelEverything,
  monthOfTrades,
  monthOfCandles,
}
const [baseURL, apiKey, secret, task, options] = process.argv.slice(2)
const client = new Spot(apiKey, secret)
client.config.baseURL = baseURL
process.stdout.write(JSON.stringify(tasks[task](client, JSON.parse(options)) ?? null))
