// From a frame to whoever listens: decoded, normalised, state updated. Ours: a socket's frame through the market streams to
// listeners that keep books, prints, candles, best prices, orders, deals and balances. Theirs: ccxt pro's onMessage, which
// keeps the same, and a loop that awaits each `watch…` call; a second time with nobody awaiting, through handleMessage alone.
// The final states of both are compared; each is timed in a process of its own.
// npm run build && node bench/listener.mjs [kinds by comma, all of them by default]

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
import { asFromASocket, listen, settle } from './lib/ccxt-listeners.mjs'
import { brief, printTable, timed } from './lib/interleave.mjs'
import { KINDS, recordMix } from './lib/mix.mjs'

const KEPT = 1_000
/** Sets of books that are laid ready at once. */
const READY = 10
const ORDER = {
  orderId: '',
  clientOrderId: '',
  symbol: '',
  side: undefined,
  type: undefined,
  status: undefined,
  price: '',
  quantity: '',
  quoteQuantity: '',
  averagePrice: '',
  executedQuantity: '',
  executedQuoteQuantity: '',
  remainingQuantity: '',
  createdAt: 0,
  updatedAt: 0,
}
const DEAL = {
  tradeId: '',
  orderId: '',
  clientOrderId: '',
  symbol: '',
  side: undefined,
  price: '',
  quantity: '',
  quoteQuantity: '',
  fee: '',
  feeAsset: '',
  isMaker: false,
  time: 0,
}
const BALANCE = { asset: '', free: '', locked: '', time: 0 }
/** Channels that ccxt's handleMessage has a handler for. */
const HANDLED = KINDS.filter((kind) => !['publicLimitDepths', 'publicMiniTicker'].includes(kind))

const kindOf = (frame) => decodePush(frame).body.kind
const isPrivate = (frame) => kindOf(frame).startsWith('private')
const mix = await recordMix(kindOf)
const frames = mix.frames.filter((frame) => HANDLED.includes(kindOf(frame)))
const lists = { 'the mix': frames, ...Object.fromEntries(HANDLED.map((kind) => [kind, mix.byKind[kind]])) }
const open = {
  ours: () => openOurs(new Set(frames.map((frame) => decodePush(frame).channel))),
  theirs: () => openTheirs(true),
  unheard: () => openTheirs(false),
}

if (turn === undefined) await compare()
else await takeTurns(turn)

async function compare() {
  const sides = { ours: await open.ours(), theirs: await open.theirs() }
  for (const side of Object.values(sides)) {
    side.before()
    await asFromASocket(side.passOver(frames))
  }
  agree(sides.ours.state, sides.theirs.exchange)
  await sides.ours.close()
  assert.equal(sides.theirs.heard(), frames.length, 'each frame wakes one loop of ccxt')
  const rows = []
  const [only] = process.argv.slice(2).map((text) => text.split(','))
  for (const [name, { length }] of Object.entries(lists)) {
    if (only !== undefined && !only.includes(name)) continue
    const sides = brief(Object.keys(open), ['ours', 'theirs'])
    const { ours, theirs, unheard } = await apart(import.meta.url, sides, name)
    const micros = (ms) => ((ms * 1_000) / length).toFixed(2)
    const times = (ms) => (ms / ours).toFixed(1)
    rows.push([name, micros(ours), micros(theirs), times(theirs), micros(unheard), times(unheard)])
  }
  printTable(['frame to listener', 'spotdeck, µs', 'ccxt, µs', 'times ccxt', 'unheard ccxt, µs', 'times'], rows)
}

/** Feeds every kind of frame before the clock starts, as running code has met them all. */
async function takeTurns({ contestant, task }) {
  const side = await open[contestant]()
  await asFromASocket(() => timed(workOf(side, frames), brief(300, 100)))
  serve(workOf(side, lists[task]))
}

/** Books begin anew, uncounted, wherever updates of them come: their versions go one way. */
function workOf({ before, passOver }, list) {
  const pass = passOver(list)
  return list.some((frame) => kindOf(frame) === 'publicAggreDepths') ? { before, passes: READY, pass } : pass
}

async function openOurs(channels) {
  // A channel that is silent while others are measured is subscribed again on another socket: each has its own place.
  const places = new Map()
  const placeFor = (name) => places.get(name) ?? places.set(name, { socket: undefined }).get(name)
  let received = 0
  const world = {
    ...nodeWorld(),
    openSocket: (url, handlers) => {
      queueMicrotask(() => handlers.opened())
      const send = (text) => {
        const { method, params = [] } = JSON.parse(text)
        if (method === 'SUBSCRIPTION') for (const name of params) placeFor(name).socket = handlers
        queueMicrotask(() => handlers.message(acknowledged(text)))
      }
      return { send, close: () => undefined }
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
  let ready = []
  const streams = openMarketStreams({ wsUrl, world })
  const subscribed = [...channels]
    .map((name) => parseChannel(name))
    .filter(({ kind }) => !kind.startsWith('private'))
    .map(
      (channel) =>
        new Promise((resolve) => {
          const keep = keeperOf(channel, state)
          const push = (one) => {
            received += 1
            keep(one)
          }
          streams.subscribe(channel, { push, subscribed: resolve })
        }),
    )
  const push = (one) => {
    received += 1
    keepPrivate(state, one)
  }
  const account = await openAccount({ wsUrl, world, push })
  await Promise.all(subscribed)
  return {
    state,
    close: () => Promise.all([streams.close(), account.close()]),
    before() {
      const bookOf = ([symbol, answer]) => [symbol, onSnapshot(notSynced, snapshotOf(answer))]
      ready = laidReady(() => Object.fromEntries(Object.entries(mix.snapshots).map(bookOf)))
    },
    /** Each frame on the socket that it comes on. */
    passOver(list) {
      const arrivals = list.map((frame) => ({ place: placeFor(decodePush(frame).channel), frame }))
      return () => {
        const before = received
        state.books = ready.pop() ?? state.books
        for (const { place, frame } of arrivals) {
          place.socket.message(frame)
          settle()
        }
        assert.equal(received - before, arrivals.length, 'each frame reaches a listener')
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
function keeperOf({ kind, symbol }, state) {
  const { prints, tickers, candles } = state
  switch (kind) {
    case 'aggreDepth':
      return ({ body }) => {
        state.books[symbol] = onUpdate(state.books[symbol], updateOf(body.value))
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

/** A bot's listener to its account: each order, deal and balance has one place, and what is told of it anew is written there. */
function keepPrivate(state, { symbol, body, sendTime }) {
  switch (body.kind) {
    case 'privateOrders': {
      const told = body.value
      const order = placeOf(state.orders, told.id, ORDER)
      order.orderId = told.id
      order.clientOrderId = told.clientId
      order.symbol = symbol
      order.side = sideName(told.tradeType)
      order.type = typeName(told.orderType)
      order.status = statusName(told.status)
      order.price = told.price
      order.quantity = told.quantity
      order.quoteQuantity = told.amount
      order.averagePrice = told.avgPrice
      order.executedQuantity = told.cumulativeQuantity
      order.executedQuoteQuantity = told.cumulativeAmount
      order.remainingQuantity = told.remainQuantity
      order.createdAt = told.createTime
      order.updatedAt = sendTime
      return
    }
    case 'privateDeals': {
      const told = body.value
      const deal = placeOf(state.deals, told.tradeId, DEAL)
      deal.tradeId = told.tradeId
      deal.orderId = told.orderId
      deal.clientOrderId = told.clientOrderId
      deal.symbol = symbol
      deal.side = sideName(told.tradeType)
      deal.price = told.price
      deal.quantity = told.quantity
      deal.quoteQuantity = told.amount
      deal.fee = told.feeAmount
      deal.feeAsset = told.feeCurrency
      deal.isMaker = told.isMaker
      deal.time = told.time
      return
    }
    case 'privateAccount': {
      const told = body.value
      const balance = placeOf(state.balances, told.vcoinName, BALANCE)
      balance.asset = told.vcoinName
      balance.free = told.balanceAmount
      balance.locked = told.frozenAmount
      balance.time = told.time
      return
    }
    default:
  }
}

/** By id, at most KEPT of them. */
function placeOf(kept, id, empty) {
  const known = kept.get(id)
  if (known !== undefined) return known
  const place = { ...empty }
  kept.set(id, place)
  if (kept.size > KEPT) kept.delete(kept.keys().next().value)
  return place
}

function laidReady(books) {
  return Array.from({ length: READY }, books)
}

/** The last KEPT prints of a symbol, each in a place of its own. */
function ring(symbol) {
  const items = Array.from({ length: KEPT }, () => ({
    symbol,
    price: '',
    quantity: '',
    side: undefined,
    time: 0,
    tradeId: '',
  }))
  return { items, next: 0 }
}

/** The place of the oldest, for the newest. */
function oldest(kept) {
  const item = kept.items[kept.next]
  kept.next = kept.next + 1 === KEPT ? 0 : kept.next + 1
  return item
}

/** With a user who awaits what it tells, or with nobody. */
async function openTheirs(isHeard) {
  const { openCcxt, withMarkets } = await import('./lib/ccxt-offline.mjs')
  const { exchange, client } = await openCcxt(withMarkets(mix.symbols))
  const symbols = mix.symbols.map(({ symbol }) => exchange.safeSymbol(symbol))
  const user = isHeard ? await listen(exchange, symbols) : undefined
  const receive = user?.receive ?? ((frame) => exchange.handleMessage(client, frame))
  let ready = []
  return {
    exchange,
    heard: user?.heard,
    before() {
      const bookOf = ([id, { lastUpdateId, bids, asks }]) => {
        const book = exchange.orderBook({})
        book.reset(exchange.parseOrderBook({ bids, asks }, exchange.safeSymbol(id)))
        book.nonce = lastUpdateId
        return [exchange.safeSymbol(id), book]
      }
      ready = laidReady(() => Object.fromEntries(Object.entries(mix.snapshots).map(bookOf)))
    },
    passOver(list) {
      const arrivals = list.map((frame) => ({ isPrivate: isPrivate(frame), frame }))
      return () => {
        exchange.orderbooks = ready.pop() ?? exchange.orderbooks
        for (const arrival of arrivals) {
          receive(arrival.frame, arrival.isPrivate)
          settle()
        }
      }
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
