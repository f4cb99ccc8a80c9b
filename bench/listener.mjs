// From a frame to whoever listens: decoded, normalised, state updated. Ours: a socket's frame through the market streams to
// listeners that keep books, prints, candles, best prices, orders, deals and balances. Theirs: ccxt pro's handleMessage,
// which keeps the same. What both know in the end is compared.
// npm run build && node bench/listener.mjs

import assert from 'node:assert/strict'
import { notSynced, onSnapshot, onUpdate, openMarketStreams, snapshotOf, updateOf } from '@spotdeck/mexc'
import { nodeWorld } from '@spotdeck/mexc/node'
import { decodePush, parseChannel, sideName, statusName, typeName } from '@spotdeck/wire'
import { openCcxt, withMarkets } from './lib/ccxt-offline.mjs'
import { interleave, printTable } from './lib/interleave.mjs'
import { KINDS, recordMix } from './lib/mix.mjs'

const KEPT = 1_000
/** What ccxt's handleMessage knows a handler for. */
const HANDLED = KINDS.filter((kind) => !['publicLimitDepths', 'publicMiniTicker'].includes(kind))

const kindOf = (frame) => decodePush(frame).body.kind
const mix = await recordMix(kindOf)
const frames = mix.frames.filter((frame) => HANDLED.includes(kindOf(frame)))
const ours = await openOurs(new Set(frames.map((frame) => decodePush(frame).channel)))
const theirs = await openTheirs()

for (const side of [ours, theirs]) {
  side.before()
  side.pass(frames)
}
agree(ours.state, theirs.exchange)

const rows = [['the mix', frames], ...HANDLED.map((kind) => [kind, mix.byKind[kind]])].map(([name, list], index) => {
  const options = index === 0 ? { rounds: 9, roundMs: 100 } : { rounds: 7, roundMs: 40 }
  // Books begin anew, uncounted, wherever updates of them come: their versions go one way.
  const contestant = ({ before, pass }) => {
    const run = () => pass(list)
    return list.some((frame) => kindOf(frame) === 'publicAggreDepths') ? { before, pass: run } : run
  }
  const results = interleave({ ours: contestant(ours), theirs: contestant(theirs) }, options)
  const micros = (ms) => ((ms * 1_000) / list.length).toFixed(2)
  return [name, micros(results.ours), micros(results.theirs), (results.theirs / results.ours).toFixed(1)]
})
printTable(['frame to listener', 'spotdeck, µs', 'ccxt, µs', 'times ccxt'], rows)
await ours.streams.close()

async function openOurs(channels) {
  let socket
  const world = {
    ...nodeWorld(),
    openSocket: (url, handlers) => {
      socket = handlers
      queueMicrotask(() => handlers.opened())
      return { send: (text) => queueMicrotask(() => handlers.message(acknowledged(text))), close: () => undefined }
    },
  }
  const streams = openMarketStreams({ wsUrl: 'wss://wbs-api.mexc.com/ws', world })
  const state = {
    books: {},
    prints: {},
    candles: {},
    tickers: {},
    orders: new Map(),
    deals: ring(),
    balances: new Map(),
  }
  const subscribed = [...channels].map(
    (name) =>
      new Promise((resolve) => {
        streams.subscribe(parseChannel(name), { push: (push) => keep(state, push), subscribed: resolve })
      }),
  )
  await Promise.all(subscribed)
  return {
    streams,
    state,
    before() {
      for (const [symbol, answer] of Object.entries(mix.snapshots)) {
        state.books[symbol] = onSnapshot(notSynced, snapshotOf(answer))
      }
    },
    pass(list) {
      for (const frame of list) socket.message(frame)
    },
  }
}

function acknowledged(text) {
  const { id, params } = JSON.parse(text)
  return JSON.stringify({ id, code: 0, msg: params?.join(',') ?? 'PONG' })
}

/** A bot's listener, in the SDK's words. */
function keep(state, { symbol, body, sendTime }) {
  switch (body.kind) {
    case 'publicAggreDepths':
      state.books[symbol] = onUpdate(state.books[symbol], updateOf(body.value))
      return
    case 'publicAggreDeals':
      for (const { price, quantity, tradeType, time, tradeId } of body.value.deals) {
        append((state.prints[symbol] ??= ring()), { symbol, price, quantity, side: sideName(tradeType), time, tradeId })
      }
      return
    case 'publicAggreBookTicker': {
      const { bidPrice, bidQuantity, askPrice, askQuantity, version } = body.value
      state.tickers[symbol] = { symbol, bidPrice, bidQuantity, askPrice, askQuantity, version, time: sendTime }
      return
    }
    case 'publicSpotKline': {
      const { windowStart, openingPrice, highestPrice, lowestPrice, closingPrice, volume } = body.value
      const prices = { open: openingPrice, high: highestPrice, low: lowestPrice, close: closingPrice }
      state.candles[symbol] = { symbol, openTime: windowStart * 1_000, prices, volume }
      return
    }
    case 'privateOrders': {
      const order = body.value
      state.orders.set(order.id, {
        orderId: order.id,
        clientOrderId: order.clientId,
        symbol,
        side: sideName(order.tradeType),
        type: typeName(order.orderType),
        status: statusName(order.status),
        price: order.price,
        quantity: order.quantity,
        quoteQuantity: order.amount,
        averagePrice: order.avgPrice,
        executedQuantity: order.cumulativeQuantity,
        executedQuoteQuantity: order.cumulativeAmount,
        remainingQuantity: order.remainQuantity,
        createdAt: order.createTime,
        updatedAt: sendTime,
      })
      return
    }
    case 'privateDeals': {
      const deal = body.value
      append(state.deals, {
        tradeId: deal.tradeId,
        orderId: deal.orderId,
        clientOrderId: deal.clientOrderId,
        symbol,
        side: sideName(deal.tradeType),
        price: deal.price,
        quantity: deal.quantity,
        quoteQuantity: deal.amount,
        fee: deal.feeAmount,
        feeAsset: deal.feeCurrency,
        isMaker: deal.isMaker,
        time: deal.time,
      })
      return
    }
    case 'privateAccount': {
      const { vcoinName, balanceAmount, frozenAmount, time } = body.value
      state.balances.set(vcoinName, { asset: vcoinName, free: balanceAmount, locked: frozenAmount, time })
      return
    }
    default:
  }
}

/** The last KEPT of a kind, the oldest overwritten first. */
function ring() {
  return { items: new Array(KEPT).fill(undefined), next: 0 }
}

function append(kept, item) {
  kept.items[kept.next] = item
  kept.next = kept.next + 1 === KEPT ? 0 : kept.next + 1
}

async function openTheirs() {
  const { exchange, client } = await openCcxt(withMarkets(mix.symbols))
  return {
    exchange,
    before() {
      for (const [id, { lastUpdateId, bids, asks }] of Object.entries(mix.snapshots)) {
        const book = exchange.orderBook({})
        book.reset(exchange.parseOrderBook({ bids, asks }, exchange.safeSymbol(id)))
        book.nonce = lastUpdateId
        exchange.orderbooks[exchange.safeSymbol(id)] = book
      }
    },
    pass(list) {
      for (const frame of list) exchange.handleMessage(client, frame)
    },
  }
}

/** The same books, best prices, orders and balances on both sides. */
function agree(state, exchange) {
  for (const [id, sync] of Object.entries(state.books)) {
    assert.equal(sync.phase, 'live', id)
    const book = exchange.orderbooks[exchange.safeSymbol(id)]
    for (const side of ['bids', 'asks']) {
      const levels = sync.book.top(side, 20).map(({ price, quantity }) => [Number(price), Number(quantity)])
      assert.deepEqual(
        levels,
        [...book[side]].slice(0, 20).map(([price, amount]) => [price, amount]),
        `${id} ${side}`,
      )
    }
    assert.equal(Number(state.tickers[id].bidPrice), exchange.tickers[exchange.safeSymbol(id)].bid)
  }
  for (const [id, order] of state.orders) {
    assert.equal(exchange.orders.find((one) => one.id === id)?.filled, Number(order.executedQuantity), id)
  }
  for (const { asset, free } of state.balances.values()) assert.equal(exchange.balance.spot[asset].free, Number(free))
}
