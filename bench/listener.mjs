// From a frame to whoever listens: decoded, normalised, state updated. Ours: a socket's frame through the market streams to
// listeners that keep books, prints, candles, best prices, orders, deals and balances. Theirs: ccxt pro's handleMessage,
// which keeps the same. What both know in the end is compared; each is timed in a process of its own.
// npm run build && node bench/listener.mjs

import assert from 'node:assert/strict'
import {
  memoryKeyring,
  notSynced,
  onSnapshot,
  onUpdate,
  openMarketStreams,
  openUserStream,
  snapshotOf,
  updateOf,
} from '@spotdeck/mexc'
import { nodeWorld } from '@spotdeck/mexc/node'
import { decodePush, parseChannel, sideName, statusName, typeName } from '@spotdeck/wire'
import { apart, serve, turn } from './lib/apart.mjs'
import { printTable } from './lib/interleave.mjs'
import { KINDS, recordMix } from './lib/mix.mjs'

const KEPT = 1_000
/** What ccxt's handleMessage knows a handler for. */
const HANDLED = KINDS.filter((kind) => !['publicLimitDepths', 'publicMiniTicker'].includes(kind))

const kindOf = (frame) => decodePush(frame).body.kind
const mix = await recordMix(kindOf)
const frames = mix.frames.filter((frame) => HANDLED.includes(kindOf(frame)))
const lists = { 'the mix': frames, ...Object.fromEntries(HANDLED.map((kind) => [kind, mix.byKind[kind]])) }
const open = { ours: () => openOurs(new Set(frames.map((frame) => decodePush(frame).channel))), theirs: openTheirs }

if (turn === undefined) await compare()
else serve(workOf(await open[turn.contestant](), lists[turn.task]))

async function compare() {
  const sides = { ours: await open.ours(), theirs: await open.theirs() }
  for (const side of Object.values(sides)) {
    side.before()
    side.passOver(frames)()
  }
  agree(sides.ours.state, sides.theirs.exchange)
  await sides.ours.close()
  const rows = []
  for (const [name, { length }] of Object.entries(lists)) {
    const { ours, theirs } = await apart(import.meta.url, ['ours', 'theirs'], name)
    const micros = (ms) => ((ms * 1_000) / length).toFixed(2)
    rows.push([name, micros(ours), micros(theirs), (theirs / ours).toFixed(1)])
  }
  printTable(['frame to listener', 'spotdeck, µs', 'ccxt, µs', 'times ccxt'], rows)
}

/** Books begin anew, uncounted, wherever updates of them come: their versions go one way. */
function workOf({ before, passOver }, list) {
  const pass = passOver(list)
  return list.some((frame) => kindOf(frame) === 'publicAggreDepths') ? { before, pass } : pass
}

async function openOurs(channels) {
  const sockets = { public: undefined, private: undefined }
  const world = {
    ...nodeWorld(),
    openSocket: (url, handlers) => {
      sockets[url.includes('listenKey=') ? 'private' : 'public'] = handlers
      queueMicrotask(() => handlers.opened())
      return { send: (text) => queueMicrotask(() => handlers.message(acknowledged(text))), close: () => undefined }
    },
  }
  const wsUrl = 'wss://wbs-api.mexc.com/ws'
  const state = {
    books: {},
    prints: {},
    candles: {},
    tickers: {},
    orders: new Map(),
    deals: new Map(),
    balances: new Map(),
  }
  const streams = openMarketStreams({ wsUrl, world })
  const subscribed = [...channels]
    .map((name) => parseChannel(name))
    .filter(({ kind }) => !kind.startsWith('private'))
    .map(
      (channel) =>
        new Promise((resolve) => {
          streams.subscribe(channel, { push: keeperOf(channel, state), subscribed: resolve })
        }),
    )
  const account = await openAccount({ wsUrl, world, push: (push) => keepPrivate(state, push) })
  await Promise.all(subscribed)
  return {
    state,
    close: () => Promise.all([streams.close(), account.close()]),
    before() {
      for (const [symbol, answer] of Object.entries(mix.snapshots)) {
        state.books[symbol] = onSnapshot(notSynced, snapshotOf(answer))
      }
    },
    /** Each frame on the socket that it comes on. */
    passOver(list) {
      const socketOf = (frame) => (kindOf(frame).startsWith('private') ? sockets.private : sockets.public)
      const arrivals = list.map((frame) => ({ socket: socketOf(frame), frame }))
      return () => {
        for (const { socket, frame } of arrivals) socket.message(frame)
      }
    },
  }
}

/** The private stream, on a listen key that REST gives without a network. */
function openAccount({ wsUrl, world, push }) {
  const rest = { recvWindow: 5_000, call: () => Promise.resolve({ listenKey: 'key' }) }
  return new Promise((resolve) => {
    const handlers = { push, ready: () => resolve(account), lost: () => undefined, undecodable: () => undefined }
    const account = openUserStream({ rest, wsUrl, world, keyring: memoryKeyring(), handlers })
  })
}

function acknowledged(text) {
  const { id, params } = JSON.parse(text)
  return JSON.stringify({ id, code: 0, msg: params?.join(',') ?? 'PONG' })
}

/** A bot's listener to a channel, in the SDK's words. */
function keeperOf({ kind, symbol }, { books, prints, tickers, candles }) {
  switch (kind) {
    case 'aggreDepth':
      return ({ body }) => {
        books[symbol] = onUpdate(books[symbol], updateOf(body.value))
      }
    case 'aggreDeals': {
      const kept = (prints[symbol] = ring(symbol))
      return ({ body }) => {
        for (const { price, quantity, tradeType, time, tradeId } of body.value.deals) {
          const print = oldest(kept)
          print.price = price
          print.quantity = quantity
          print.side = sideName(tradeType)
          print.time = time
          print.tradeId = tradeId
        }
      }
    }
    case 'aggreBookTicker':
      return ({ body, sendTime }) => {
        const { bidPrice, bidQuantity, askPrice, askQuantity, version } = body.value
        tickers[symbol] = { symbol, bidPrice, bidQuantity, askPrice, askQuantity, version, time: sendTime }
      }
    case 'kline':
      return ({ body }) => {
        const { windowStart, openingPrice, highestPrice, lowestPrice, closingPrice, volume } = body.value
        const prices = { open: openingPrice, high: highestPrice, low: lowestPrice, close: closingPrice }
        candles[symbol] = { symbol, openTime: windowStart * 1_000, prices, volume }
      }
    default:
      throw new Error(`${kind} is not in the mix`)
  }
}

/** A bot's listener to its account. */
function keepPrivate(state, { symbol, body, sendTime }) {
  switch (body.kind) {
    case 'privateOrders': {
      const order = body.value
      remember(state.orders, order.id, {
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
      remember(state.deals, deal.tradeId, {
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

/** By id, at most KEPT of them: what is told again replaces what was told. */
function remember(kept, id, item) {
  kept.set(id, item)
  if (kept.size > KEPT) kept.delete(kept.keys().next().value)
}

/** The last KEPT prints of a symbol, each in a place of its own. */
function ring(symbol) {
  const items = Array.from({ length: KEPT }, () => ({ symbol, price: '', quantity: '', side: undefined, time: 0, tradeId: '' })) // prettier-ignore
  return { items, next: 0 }
}

/** The place of the oldest, for the newest. */
function oldest(kept) {
  const item = kept.items[kept.next]
  kept.next = kept.next + 1 === KEPT ? 0 : kept.next + 1
  return item
}

async function openTheirs() {
  const { openCcxt, withMarkets } = await import('./lib/ccxt-offline.mjs')
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
    passOver: (list) => () => {
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
  for (const [id, deal] of state.deals) {
    const { price, amount } = exchange.myTrades.find((one) => one.id === id)
    assert.deepEqual([Number(deal.price), Number(deal.quantity)], [price, amount], id)
  }
  for (const { asset, free } of state.balances.values()) assert.equal(exchange.balance.spot[asset].free, Number(free))
}
