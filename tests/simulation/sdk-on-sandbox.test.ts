/** The SDK trades on the sandbox over loopback sockets, and hears exactly what the exchange says it did. */

import {
  cancelOrder,
  createRestClient,
  type MexcWorld,
  openUserStream,
  placeOrder,
  type RestClient,
  type UserStream,
} from '@spotdeck/mexc'
import { nodeWorld } from '@spotdeck/mexc/node'
import { type HttpAnswer, type HttpRequest, NetworkFault } from '@spotdeck/ports'
import { DEFAULT_LIMITS, openSandbox, type RunningSandbox, type VenueEvent } from '@spotdeck/sandbox'
import { accountInformation, type DecodedPush, depth, myTrades, openOrders } from '@spotdeck/wire'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'

const DEMO = '10000001'
const real = nodeWorld()
const wakers = new Set<() => void>()
/** Events of the account at the exchange and at the SDK, each formatted by `said`. */
const truth: string[] = []
const heard: string[] = []
const states: string[] = []
const keyring = new Set<string>()
let sandbox: RunningSandbox
let rest: RestClient
let stream: UserStream
/** Answers of calls that match are lost after the exchange has done the work. */
let losing: ((request: HttpRequest) => boolean) | undefined

/** The real world, but for answers that are lost. */
const world: MexcWorld = {
  ...real,
  fetch: async (request): Promise<HttpAnswer> => {
    const lost = losing?.(request) === true
    const answer = await real.fetch(request)
    if (lost) throw new NetworkFault('HTTP_BROKEN', 'The connection broke.')
    return answer
  },
}

function changed(): void {
  for (const wake of [...wakers]) wake()
}

/** Resolves when the condition holds, looked at after each event; the test's own time limit bounds it. */
function until(condition: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!condition()) return
      wakers.delete(look)
      resolve()
    }
    wakers.add(look)
    look()
  })
}

function ofExchange(event: VenueEvent): readonly string[] {
  if (event.type === 'order' && event.order.account === DEMO) {
    const { orderId, status, executedQuantity } = event.order
    return [`order ${orderId} ${statuses.indexOf(status)} ${executedQuantity}`]
  }
  if (event.type === 'deal' && event.deal.account === DEMO) {
    const { tradeId, orderId, price, quantity, fee, feeAsset } = event.deal
    return [`deal ${tradeId} of ${orderId}: ${quantity} at ${price}, fee ${fee} ${feeAsset}`]
  }
  if (event.type === 'balance' && event.account === DEMO) {
    return [`${event.asset} ${event.after.free} + ${event.after.locked} by ${event.reason}`]
  }
  return []
}

const statuses = ['', 'NEW', 'FILLED', 'PARTIALLY_FILLED', 'CANCELED', 'PARTIALLY_CANCELED']

function ofPush({ body }: DecodedPush): string {
  switch (body.kind) {
    case 'privateOrders':
      return `order ${body.value.id} ${body.value.status} ${body.value.cumulativeQuantity}`
    case 'privateDeals': {
      const { tradeId, orderId, price, quantity, feeAmount, feeCurrency } = body.value
      return `deal ${tradeId} of ${orderId}: ${quantity} at ${price}, fee ${feeAmount} ${feeCurrency}`
    }
    case 'privateAccount': {
      const { vcoinName, balanceAmount, frozenAmount, type } = body.value
      return `${vcoinName} ${balanceAmount} + ${frozenAmount} by ${type}`
    }
    default:
      return body.kind
  }
}

beforeAll(async () => {
  const config = { port: 0, host: '127.0.0.1', seed: 11, bots: true, demo: false, panel: false, symbols: ['MXUSDT'] }
  sandbox = await openSandbox({ ...config, limits: { ...DEFAULT_LIMITS, pools: false } }, real)
  sandbox.exchange.subscribe((events) => {
    truth.push(...events.flatMap(ofExchange))
    changed()
  })
  rest = createRestClient({ baseUrl: sandbox.url, credentials: sandbox.demo, world })
  stream = openUserStream({
    rest,
    wsUrl: sandbox.wsUrl,
    world,
    keyring: {
      load: () => [...keyring],
      add: (key) => void keyring.add(key),
      remove: (key) => void keyring.delete(key),
    },
    handlers: {
      ready: (continuous) => {
        states.push(continuous ? 'continuous' : 'ready')
        changed()
      },
      push: (push) => {
        heard.push(ofPush(push))
        changed()
      },
      lost: ({ code }) => void states.push(code),
      undecodable: (code) => void states.push(code),
    },
  })
  await until(() => states.length > 0)
})

afterAll(async () => {
  await stream.close()
  await sandbox.close()
})

beforeEach(() => {
  truth.length = 0
  heard.length = 0
  losing = undefined
})

/** All that happened was heard, once each; the order within a channel is the exchange's. */
async function hearsTheTruth(): Promise<void> {
  await until(() => heard.length >= truth.length && truth.length > 0)
  expect([...heard].sort()).toEqual([...truth].sort())
  for (const kind of ['order', 'deal', 'MX', 'USDT']) {
    const ofKind = (lines: readonly string[]): readonly string[] => lines.filter((line) => line.startsWith(kind))
    expect(ofKind(heard)).toEqual(ofKind(truth))
  }
}

async function bestBid(): Promise<number> {
  const { bids } = await rest.call(depth, { symbol: 'MXUSDT', limit: 5 })
  return Number(bids[0]?.[0])
}

test('the stream is ready, on a key of its own that is kept', () => {
  expect(states).toEqual(['ready'])
  expect(keyring.size).toBe(1)
  expect(stream.health.connected).toBe(true)
})

test('every kind of order is placed, filled or canceled, with a push per change', async () => {
  const order = { symbol: 'MXUSDT', side: 'BUY', quantity: '10' } as const
  const deep = ((await bestBid()) * 0.97).toFixed(4)
  const resting = await placeOrder(rest, { ...order, type: 'LIMIT', price: deep }, world)
  await placeOrder(rest, { ...order, type: 'MARKET' }, world)
  await placeOrder(rest, { symbol: 'MXUSDT', side: 'BUY', type: 'MARKET', quoteOrderQty: '20' }, world)
  await placeOrder(rest, { ...order, side: 'SELL', type: 'MARKET' }, world)
  await placeOrder(rest, { ...order, type: 'IMMEDIATE_OR_CANCEL', price: deep }, world)
  await placeOrder(rest, { ...order, type: 'FILL_OR_KILL', price: deep, quantity: '3' }, world)
  const maker = await placeOrder(rest, { ...order, type: 'LIMIT_MAKER', price: deep }, world)
  await cancelOrder(rest, { symbol: 'MXUSDT', orderId: resting.orderId }, world)
  await cancelOrder(rest, { symbol: 'MXUSDT', clientOrderId: maker.clientOrderId }, world)
  await hearsTheTruth()
  expect(heard.filter((line) => line.startsWith('deal')).length).toBeGreaterThanOrEqual(3)
  expect(await rest.call(openOrders, { symbol: 'MXUSDT' })).toEqual([])
  expect(states).toEqual(['ready'])
})

test('balances and deals over REST equal the exchange’s', async () => {
  const { balances } = await rest.call(accountInformation, {})
  const known = sandbox.exchange.balances(DEMO)
  for (const { asset, free, locked } of balances) {
    expect([Number(free), Number(locked)]).toEqual([Number(known.get(asset)?.free), Number(known.get(asset)?.locked)])
  }
  const trades = await rest.call(myTrades, { symbol: 'MXUSDT' })
  expect(trades.map(({ id }) => id).sort()).toEqual(
    sandbox.exchange
      .deals(DEMO, 'MXUSDT')
      .map(({ tradeId }) => tradeId)
      .sort(),
  )
})

test('an order whose answer is lost is found, and is on the exchange once', async () => {
  let sent = 0
  losing = ({ method, url }) => method === 'POST' && url.includes('/order') && ++sent === 1
  const price = ((await bestBid()) * 0.96).toFixed(4)
  const order = { symbol: 'MXUSDT', side: 'BUY', type: 'LIMIT', quantity: '7', price, clientOrderId: 'lost-1' } as const
  const placed = await placeOrder(rest, order, world)
  expect(placed).toMatchObject({
    clientOrderId: 'lost-1',
    state: { status: 'NEW', origQty: expect.anything() as unknown },
  })
  const mine = sandbox.exchange.orders(DEMO, 'MXUSDT').filter(({ clientOrderId }) => clientOrderId === 'lost-1')
  expect(mine.map(({ orderId }) => orderId)).toEqual([placed.orderId])
  let canceled = 0
  losing = ({ method }) => method === 'DELETE' && ++canceled === 1
  expect(await cancelOrder(rest, { symbol: 'MXUSDT', clientOrderId: 'lost-1' }, world)).toEqual({
    orderId: placed.orderId,
  })
  expect(sandbox.exchange.order(DEMO, 'MXUSDT', { clientOrderId: 'lost-1' })?.status).toBe('CANCELED')
  expect([sent, canceled]).toEqual([1, 1])
  await hearsTheTruth()
})

test('a rejected order has its code and no push', async () => {
  const far = { symbol: 'MXUSDT', side: 'BUY', type: 'LIMIT', quantity: '1000000', price: '1' } as const
  await expect(placeOrder(rest, far, world)).rejects.toMatchObject({ code: 'INSUFFICIENT_BALANCE' })
  await expect(placeOrder(rest, { ...far, quantity: '0.1' }, world)).rejects.toMatchObject({ exchangeCode: 30002 })
  await expect(cancelOrder(rest, { symbol: 'MXUSDT', orderId: 'C02__1' }, world)).rejects.toMatchObject({
    code: 'UNKNOWN_ORDER',
  })
  expect(truth).toEqual([])
})

test('closing ends the listen key, and only then', async () => {
  await stream.close()
  expect(keyring.size).toBe(0)
  expect(stream.health.connected).toBe(false)
})
