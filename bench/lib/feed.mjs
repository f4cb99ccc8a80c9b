// A gateway of made-up figures for measuring the page alone: the built page, the few calls that it opens with, and a
// stream of as many events a second as wanted. It speaks the contract of docs/api.md and does no work of its own.

import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { WebSocketServer } from 'ws'

const dist = fileURLToPath(new URL('../../packages/dashboard/dist', import.meta.url))
const KINDS = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.html': 'text/html',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
}
const SYMBOLS = ['MX', 'BTC', 'ETH', 'SOL', 'XRP', 'KAS', 'DOGE', 'ADA']
const EPOCH = 'feedfeed'
const BATCH_MS = 100
const OPEN_ORDERS = 8

/** `rows` orders and fills stand in the lists; `rate` events a second go out while `running`. */
export async function startFeed({ rows, rate }) {
  const since = Date.now() - rows * 60_000
  let seq = 1_000
  let nextId = rows
  const sockets = new Set()
  const order = (id, change = {}) => ({
    orderId: `o${id}`,
    clientOrderId: `c${id}`,
    symbol: `${SYMBOLS[id % SYMBOLS.length]}USDT`,
    side: id % 2 ? 'SELL' : 'BUY',
    type: 'LIMIT',
    status: 'FILLED',
    price: '2.1043',
    quantity: '100.25',
    executedQuantity: '100.25',
    remainingQuantity: '0',
    quoteQuantity: '210.956',
    executedQuoteQuantity: '210.956',
    averagePrice: '2.1043',
    createdAt: since + id * 60_000,
    updatedAt: since + id * 60_000,
    ...change,
  })
  const deal = (id, time = since + id * 60_000) => ({
    tradeId: `t${id}`,
    orderId: `o${id}`,
    symbol: `${SYMBOLS[id % SYMBOLS.length]}USDT`,
    side: id % 2 ? 'SELL' : 'BUY',
    price: '2.1043',
    quantity: '100.25',
    quoteQuantity: '210.956',
    fee: '0.105478',
    feeAsset: 'USDT',
    isMaker: id % 3 > 0,
    isSelfTrade: false,
    time,
  })
  const asset = (name) => ({
    asset: name,
    free: (1_000 + (seq % 997) / 8).toString(),
    locked: '10',
    total: (1_010 + (seq % 997) / 8).toString(),
    reason: 'ENTRUST',
    time: Date.now(),
  })
  const byAsset = () => ['USDT', ...SYMBOLS].map((name) => ({ asset: name, total: '1010', price: '1', value: '1010' }))
  const equity = () => ({
    time: Date.now(),
    total: (9_090 + (seq % 997) / 16).toString(),
    free: '9000',
    locked: '90',
    unit: 'USDT',
    netDeposits: '9000',
    netUnexplained: '0',
    realizedPnl: '50',
    unrealizedPnl: '40',
    byAsset: byAsset(),
    unpriced: [],
  })
  const open = Array.from({ length: OPEN_ORDERS }, (_, at) =>
    order(rows + at, { status: 'NEW', executedQuantity: '0', remainingQuantity: '100.25' }),
  )
  const status = { state: 'live', code: 'LIVE', params: {}, since }
  const markets = SYMBOLS.map((base) => ({
    symbol: `${base}USDT`,
    baseAsset: base,
    quoteAsset: 'USDT',
    priceDigits: 4,
    quantityDigits: 2,
    minQuantity: '0',
    minNotional: '1',
    status: 'online',
    apiTrading: true,
    lastPrice: '2.1043',
    change: '0.01',
  }))
  const list = (make) => (query) => {
    const at = Number(query.get('cursor') ?? 0)
    const limit = Number(query.get('limit') ?? 200)
    const items = Array.from({ length: Math.max(0, Math.min(limit, rows - at)) }, (_, index) =>
      make(rows - 1 - at - index),
    )
    return { items, nextCursor: at + limit < rows ? String(at + limit) : null }
  }
  const session = {
    grants: [{ role: 'owner', accounts: 'all' }],
    audience: 'owner',
    accounts: ['main'],
    expiresAt: Date.now() + 8.64e7,
    sandbox: false,
  }
  const answers = {
    '/session': () => session,
    '/accounts': () => ({ items: [{ id: 'main', label: 'main', status, trading: true }], nextCursor: null }),
    '/markets': () => ({ items: markets, nextCursor: null }),
    '/settings': () => ({}),
    '/notices': () => ({ items: [], nextCursor: null }),
    '/accounts/main/notices': () => ({ items: [], nextCursor: null }),
    '/accounts/main/snapshot': () => ({
      account: 'main',
      epoch: EPOCH,
      seq,
      time: Date.now(),
      assets: ['USDT', ...SYMBOLS].map(asset),
      openOrders: open,
      status,
      equity: equity(),
      coverage: [{ kind: 'orders', from: since, state: 'complete' }],
    }),
    '/accounts/main/orders': list((id) => order(id)),
    '/accounts/main/deals': list((id) => deal(id)),
    '/accounts/main/deals/summary': () => ({
      from: 0,
      to: Date.now(),
      count: rows,
      volume: '210956',
      fees: '105.4',
      realizedPnl: '50',
      unpriced: [],
    }),
    '/accounts/main/equity': (query) =>
      curve(Number(query.get('from')), Number(query.get('to')), Number(query.get('points'))),
  }
  const server = createServer((request, response) => {
    const url = new URL(request.url, 'http://feed')
    const answer = answers[url.pathname.replace('/api/v1', '')]
    if (url.pathname.startsWith('/api/v1')) {
      response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' })
      return response.end(JSON.stringify(answer?.(url.searchParams) ?? { code: 'NOT_FOUND', params: {} }))
    }
    const file = extname(url.pathname) === '' ? 'index.html' : url.pathname
    response.writeHead(200, { 'content-type': KINDS[extname(file)] ?? 'application/octet-stream' })
    return response.end(readFileSync(join(dist, file)))
  })
  new WebSocketServer({ server, path: '/api/v1/ws' }).on('connection', (socket) => {
    socket.on('close', () => sockets.delete(socket))
    socket.on('message', (data) => {
      const message = JSON.parse(String(data))
      if (message.op === 'ping') socket.send('{"op":"pong"}')
      if (message.op !== 'subscribe') return
      socket.send(
        JSON.stringify({
          op: 'subscribed',
          id: message.id,
          account: message.account,
          topics: message.topics,
          epoch: EPOCH,
          seq,
        }),
      )
      if (message.account !== undefined) sockets.add(socket)
    })
  })
  const envelope = (topic, type, data) => ({
    account: 'main',
    topic,
    epoch: EPOCH,
    seq: ++seq,
    time: Date.now(),
    type,
    source: 'stream',
    data,
  })
  const sampled = (topic, type, data) => ({ account: 'main', topic, time: Date.now(), type, data })
  // An order's life as an account has it: placed, filled in two, with the balances that each step moves.
  const life = () => {
    const id = ++nextId
    const time = Date.now()
    const placed = order(id, {
      status: 'NEW',
      executedQuantity: '0',
      remainingQuantity: '100.25',
      createdAt: time,
      updatedAt: time,
    })
    return [
      envelope('orders', 'order.updated', placed),
      envelope('assets', 'asset.changed', asset('USDT')),
      envelope('deals', 'deal.added', deal(id, time)),
      envelope('orders', 'order.updated', order(id, { createdAt: time, updatedAt: time })),
      envelope('assets', 'asset.changed', asset(SYMBOLS[id % SYMBOLS.length])),
    ]
  }
  const state = { running: false, sent: 0 }
  let owed = 0
  let samples = 0
  let last = Date.now()
  const timer = setInterval(() => {
    const now = Date.now()
    owed += state.running ? ((now - last) * rate) / 1_000 : 0
    last = now
    const batch = []
    while (owed >= 5) {
      batch.push(...life())
      owed -= 5
    }
    state.sent += batch.length
    if (++samples % (1_000 / BATCH_MS) === 0) batch.push(sampled('equity', 'equity.sampled', equity()))
    if (batch.length > 0) for (const socket of sockets) socket.send(JSON.stringify(batch))
  }, BATCH_MS)
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = () => {
    clearInterval(timer)
    for (const socket of sockets) socket.terminate()
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  }
  return { origin: `http://127.0.0.1:${server.address().port}`, state, close }
}

function curve(from, to, points) {
  const step = (to - from) / points
  return {
    unit: 'USDT',
    points: Array.from({ length: points }, (_, at) => ({
      time: Math.floor(from + (at + 1) * step),
      total: String(9_000 + Math.round(Math.sin(at / 9) * 90)),
      free: '8900',
      locked: '100',
      netDeposits: '9000',
    })),
  }
}
