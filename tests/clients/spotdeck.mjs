// Tasks of a bot with `@spotdeck/mexc`. `lines.mjs` counts the lines of each function.

import { accountInformation, bookTicker, channels, orderOutcome } from '@spotdeck/mexc/node'

/** @typedef {import('@spotdeck/mexc/node').MexcClient} Client */
const DAY_MS = 86_400_000

/** @param {Client} client */
export async function balances(client) {
  const { balances } = await client.call(accountInformation, {})
  return balances.map(({ asset, free, locked }) => ({ asset, free, locked }))
}

/** @param {Client} client */
export async function allPrices(client) {
  const rows = await client.call(bookTicker, {})
  return rows.map(({ symbol, bidPrice, askPrice }) => ({ symbol, bid: bidPrice, ask: askPrice }))
}

/** @param {Client} client @param {{ symbol: string, price: string, quantity: string }} order */
export async function placeOnce(client, { symbol, price, quantity }) {
  const order = /** @type {const} */ ({ symbol, side: 'BUY', type: 'LIMIT', price, quantity })
  const result = await orderOutcome(client.placeOrder(order, { round: true }))
  if (result.outcome === 'PLACED') return result.order.orderId
  throw result.error
}

/** @param {Client} client @param {{ symbol: string, orderId: string, withinMs: number }} order */
export async function untilFilled(client, { symbol, orderId, withinMs }) {
  const { outcome } = await client.waitUntilFilled({ symbol, orderId }, { withinMs })
  return outcome
}

/** @param {Client} client @param {{ symbol: string, orderId: string, price: string }} order */
export async function moveOrder(client, { symbol, orderId, price }) {
  const moved = await client.replaceOrder({ symbol, orderId }, { price }, { round: true })
  return moved.outcome === 'REPLACED' ? moved.order.orderId : undefined
}

/** @param {Client} client @param {{ symbol: string }} options */
export async function cancelEverything(client, { symbol }) {
  const outcomes = await client.cancelAll(symbol)
  return outcomes.flatMap(({ orderId, outcome }) => (outcome === 'CANCELED' ? [orderId] : []))
}

/** @param {Client} client @param {{ symbol: string }} options */
export async function monthOfTrades(client, { symbol }) {
  const month = client.history.trades({ symbol, from: Date.now() - 30 * DAY_MS })
  return (await month.all()).map(({ id, qty, price }) => ({ id, quantity: qty, price }))
}

/** @param {Client} client @param {{ symbol: string }} options */
export async function monthOfCandles(client, { symbol }) {
  const month = client.history.klines({ symbol, interval: '60m', from: Date.now() - 30 * DAY_MS })
  return (await month.all()).map(({ openTime, close }) => ({ openTime, close }))
}

/** @param {Client} client @param {{ symbol: string, signal: AbortSignal, filled: (id: string) => void }} options */
export async function ownFills(client, { symbol, signal, filled }) {
  const view = client.view({ symbols: [symbol], signal })
  for await (const change of view.changes()) {
    if (change.type === 'deal') filled(change.deal.tradeId)
    if (change.type === 'missed') view.deals.forEach(({ tradeId }) => filled(tradeId))
  }
}

/**
 * @param {Client} client
 * @param {{ symbols: string[], signal: AbortSignal, seen: (symbol: string, bid: number) => void }} options
 */
export async function livePrices(client, { symbols, signal, seen }) {
  const stops = symbols.map((symbol) =>
    client.streams.subscribe(channels.aggreBookTicker(symbol), {
      push: ({ body }) => seen(symbol, Number(body.value.bidPrice)),
    }),
  )
  signal.addEventListener('abort', () => stops.forEach((stop) => stop()))
}

/**
 * @param {Client} client
 * @param {{ symbol: string, signal: AbortSignal, best: (bid: number, ask: number) => void, wrong: () => void }} options
 */
export async function localBook(client, { symbol, signal, best, wrong }) {
  const changed = (/** @type {import('@spotdeck/mexc/node').OrderBook} */ { bestBid, bestAsk }) =>
    best(Number(bestBid?.price), Number(bestAsk?.price))
  const follower = client.book(symbol, { changed, stale: wrong })
  signal.addEventListener('abort', () => follower.close())
}
