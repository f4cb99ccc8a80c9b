// REST: refusals, doubt, and the listen key.

import { memoryKeyring, openUserStream, createRestClient, placeOrder } from '@spotdeck/mexc'
import { myTrades, placeOrder as placeOrderCall, queryOrder } from '@spotdeck/wire'
import { named, outcomeOf, settled, START, SYMBOL, virtualWorld } from './stage.mjs'

const text = (value) => `\`${value === undefined ? 'undefined' : value}\``
const refusal = (code, msg, status = 400) => ({ status, body: { code, msg } })
const ORDER = { symbol: 'MXUSDT', side: 'BUY', type: 'LIMIT', quantity: '4', price: '2.5' }
const ANSWER = {
  symbol: 'MXUSDT',
  orderId: 'C02__7',
  clientOrderId: 'mine',
  price: '3',
  origQty: '10',
  executedQty: '6',
  cummulativeQuoteQty: '18',
  status: 'PARTIALLY_CANCELED',
  type: 'LIMIT',
  side: 'BUY',
  time: START,
  updateTime: START,
  isWorking: true,
  origQuoteOrderQty: '30',
}
const TRADE = {
  symbol: 'MXUSDT',
  id: '900000000000000001X0',
  orderId: 'C02__7',
  price: '2.49',
  qty: '4',
  quoteQty: '9.96',
  commission: '0.00498',
  commissionAsset: 'USDT',
  time: START,
  isBuyer: true,
  isMaker: true,
  isBestMatch: true,
  isSelfTrade: false,
  clientOrderId: 'mine',
}

/** The same answer to the same order, twice. */
async function refused(stage, answer) {
  const { client, ended } = stage.rest(() => answer)
  const ours = await ended(client.call(placeOrderCall, { ...ORDER, newClientOrderId: 'mine' }))
  const { exchange } = await stage.ccxt(() => answer)
  const theirs = await outcomeOf(exchange.createOrder(SYMBOL, 'limit', 'buy', 4, 2.5, { clientOrderId: 'mine' }))
  return { ours: `\`${named(ours.error)}\`: ${ours.error.message}`, ccxt: `\`${named(theirs.error)}\`` }
}

async function looked(stage, answer) {
  const { client, ended } = stage.rest(() => answer)
  const ours = await ended(client.call(queryOrder, { symbol: 'MXUSDT', orderId: 'C02__7' }))
  const { exchange } = await stage.ccxt(() => answer)
  const theirs = await outcomeOf(exchange.fetchOrder('C02__7', SYMBOL))
  return { ours, theirs }
}

export const rest = [
  {
    title: 'A pair that is closed to the API',
    about: 'Code 10007, `symbol not support api`: the pair is listed and trades on the website.',
    run: (stage) => refused(stage, refusal(10007, 'symbol not support api')),
    sense: 'ccxt’s class is the one for a symbol that does not exist; the text of MEXC stands in its message.',
  },
  {
    title: 'Not enough to sell',
    about: 'Code 30005, `Oversold`.',
    run: (stage) => refused(stage, refusal(30005, 'Oversold')),
    alike: true,
    sense: 'Both name it, by the word Oversold.',
  },
  {
    title: 'Not enough to buy',
    about: 'Code 30004.',
    run: (stage) => refused(stage, refusal(30004, 'Insufficient position')),
    alike: true,
    sense: 'Both name it.',
  },
  {
    title: 'A page of the web firewall',
    about: 'HTTP 403 with HTML: too many requests from this address.',
    run: (stage) => refused(stage, { status: 403, body: '<html><body>Access Denied</body></html>' }),
    sense: 'ccxt’s name is that of an outage, which many bots answer by asking again at once; here only waiting helps.',
  },
  {
    title: 'An order that MEXC does not know',
    about: 'Looked up by id: code -2013.',
    run: async (stage) => {
      const { ours, theirs } = await looked(stage, refusal(-2013, 'Order does not exist.'))
      return { ours: `\`${named(ours.error)}\``, ccxt: `\`${named(theirs.error)}\`` }
    },
    sense: 'ccxt has OrderNotFound for this and does not use it here: a bot has to read the text.',
  },
  {
    title: 'What an order canceled in part cost, over REST',
    about: '6 of 10 filled for 18.',
    run: async (stage) => {
      const { ours, theirs } = await looked(stage, { body: ANSWER })
      return {
        ours: `${text(ours.value.status)}, ${text(ours.value.cummulativeQuoteQty)}`,
        ccxt: `${text(theirs.value.status)}, cost ${text(theirs.value.cost)}`,
      }
    },
    alike: true,
    sense: 'Over REST ccxt has the true cost and says canceled; over the stream it said 30 and closed.',
  },
  {
    title: 'Maker or taker, over REST',
    about: 'The deal of before, from myTrades.',
    run: async (stage) => {
      const { client, ended } = stage.rest(() => ({ body: [TRADE] }))
      const ours = await ended(client.call(myTrades, { symbol: 'MXUSDT' }))
      const { exchange } = await stage.ccxt(() => ({ body: [TRADE] }))
      const [theirs] = await exchange.fetchMyTrades(SYMBOL)
      return { ours: `isMaker ${text(ours.value[0].isMaker)}`, ccxt: `takerOrMaker ${text(theirs.takerOrMaker)}` }
    },
    alike: true,
    sense: 'Both right.',
  },
  {
    title: 'An order whose answer was lost',
    about: 'The order is placed, and the gateway says 504.',
    run: lostAnswer,
    sense: 'ccxt leaves looking it up to its user: who sends it again at once may have two orders.',
  },
  {
    title: 'One failed extension of the listen key',
    about: 'The first PUT gets a 503; all later ones succeed.',
    run: failedExtension,
    sense:
      'The key was good for another 40 minutes. In ccxt the calls fail, the next one starts anew, and what happened in between is not fetched.',
  },
]

async function lostAnswer(stage) {
  const placed = []
  const answer = ({ method, query }) => {
    if (method !== 'POST') return { body: { ...ANSWER, status: 'NEW', clientOrderId: query.get('origClientOrderId') } }
    placed.push(query.get('newClientOrderId'))
    return { status: 504, body: '<html>Gateway Time-out</html>' }
  }
  const { client, ended, world } = stage.rest(answer)
  const ours = await ended(placeOrder(client, ORDER, world))
  const sent = placed.length
  const { exchange, calls } = await stage.ccxt(answer)
  const theirs = await outcomeOf(exchange.createOrder(SYMBOL, 'limit', 'buy', 4, 2.5))
  const asked = calls.filter(({ method, path }) => method === 'GET' && path === '/api/v3/order').length
  return {
    ours: `sent ${sent} time, looked up, placed: order \`${ours.value?.orderId}\``,
    ccxt: `\`${named(theirs.error)}\`; looked up ${asked} times`,
  }
}

async function failedExtension(stage) {
  let extensions = 0
  const answer = ({ method }) => {
    if (method === 'PUT' && extensions++ === 0) return { status: 503, body: '<html>busy</html>' }
    return { body: { listenKey: 'key-1' } }
  }
  return { ours: await ourExtension(answer), ccxt: await theirExtension(stage, () => (extensions = 0), answer) }
}

async function ourExtension(answer) {
  const seen = { ready: 0, lost: 0 }
  const openSocket = (url, handlers) => {
    const later = (run) => world.time.after(0, run)
    const reply = (sent) => {
      const { id, params } = JSON.parse(sent)
      handlers.message(JSON.stringify({ id, code: 0, msg: params?.join(',') ?? 'PONG' }))
    }
    later(() => handlers.opened())
    return { send: (sent) => later(() => reply(sent)), close: () => undefined }
  }
  const world = virtualWorld(answer, openSocket)
  const rest = createRestClient({
    baseUrl: 'https://api.mexc.com',
    credentials: { apiKey: 'key', secret: 'secret' },
    world,
  })
  const handlers = {
    ready: () => seen.ready++,
    lost: () => seen.lost++,
    push: () => undefined,
    undecodable: () => undefined,
  }
  const stream = openUserStream({ rest, wsUrl: 'wss://wbs-api.mexc.com/ws', world, keyring: memoryKeyring(), handlers })
  await world.time.advance(90 * 60_000)
  const { connected } = stream.health
  return `after 90 minutes: connected ${text(connected)}, ready ${seen.ready} time, lost ${seen.lost} times`
}

async function theirExtension(stage, again, answer) {
  again()
  const { exchange, calls } = await stage.ccxt(answer)
  exchange.delay = () => undefined
  const key = await exchange.authenticate('spot')
  const url = `${exchange.urls.api.ws.spot}?listenKey=${key}`
  const client = exchange.client(url)
  const failed = []
  client.reject = (error) => failed.push(named(error))
  const before = calls.length
  await exchange.keepAliveListenKey(key)
  await settled()
  const reads = calls.slice(before).filter(({ method }) => method === 'GET').length
  return `after the first extension: the stream fails with \`${failed.join()}\`, its client is ${exchange.clients[url] === undefined ? 'dropped' : 'kept'}, ${reads} reads to fill the gap`
}
