import { expect, test } from 'vitest'
import { endpointAt, endpoints } from './endpoints.ts'
import { STREAM_LIMITS } from '../channel/limits.ts'
import { ACCOUNT_LIMITS, ACCOUNT_POOL, BATCH_POOL, ORDER_POOL, RECEIVE_WINDOW, WEIGHT_LIMITS } from './limits.ts'

const named = (name: string) => endpoints.find((endpoint) => endpoint.name === name)

test('every endpoint has its own name and its own route', () => {
  expect(new Set(endpoints.map(({ name }) => name)).size).toBe(endpoints.length)
  expect(new Set(endpoints.map(({ method, path }) => `${method} ${path}`)).size).toBe(endpoints.length)
  for (const endpoint of endpoints) expect(endpointAt(endpoint.method, endpoint.path)).toBe(endpoint)
  expect(endpointAt('POST', '/api/v3/ping')).toBeUndefined()
  expect(endpointAt('GET', '/api/v3/nothing')).toBeUndefined()
})

test('the table holds every documented group', () => {
  const count = (prefix: string) => endpoints.filter(({ path }) => path.startsWith(`/api/v3/${prefix}`)).length
  expect(endpoints).toHaveLength(83)
  expect(count('userDataStream')).toBe(4)
  expect(count('strategy/')).toBe(5)
  expect(count('capital/')).toBe(19)
  expect(count('sub-account/')).toBe(8)
  expect(count('rebate/')).toBe(11)
})

test('weights are the newest known', () => {
  const weights = Object.fromEntries(endpoints.map(({ name, weight }) => [name, weight.ip]))
  const heavy = {
    exchangeInfo: 25,
    ticker24h: 25,
    tradeFee: 20,
    createStpGroup: 20,
    stpGroups: 20,
    deleteStpGroup: 20,
    addStpGroupUsers: 20,
    removeStpGroupUsers: 20,
    offlineSymbols: 10,
    tickerPrice: 10,
    bookTicker: 10,
    allOrders: 10,
    accountInformation: 10,
    myTrades: 10,
    coins: 10,
    deposits: 10,
    depositAddresses: 10,
    withdrawAddresses: 10,
    convertDust: 10,
    transfer: 50,
    trades: 5,
    depth: 3,
    openOrders: 3,
    queryOrder: 2,
  }
  expect(weights).toEqual({ ...Object.fromEntries(endpoints.map(({ name }) => [name, 1])), ...heavy })
  expect(endpoints.filter(({ weight }) => weight.uid !== undefined).map(({ name }) => name)).toEqual([
    'placeOrder',
    'placeOrders',
  ])
})

test('placing and canceling share one pool, and the account and batches have their own', () => {
  const inPool = endpoints.filter(({ extraLimits }) => extraLimits?.includes(ORDER_POOL)).map(({ name }) => name)
  expect(inPool.toSorted()).toEqual(['cancelAllOrders', 'cancelOpenOrders', 'cancelOrder', 'placeOrder', 'placeOrders'])
  expect(named('placeOrders')?.extraLimits).toContain(BATCH_POOL)
  expect(named('accountInformation')?.extraLimits).toEqual([ACCOUNT_POOL])
})

test('limits are those of the documents', () => {
  const pools = endpoints.flatMap(({ name, extraLimits = [] }) =>
    extraLimits.map(({ calls, perMs, pool }) => `${name}: ${calls} in ${perMs} ms of ${pool}`),
  )
  expect(pools.toSorted()).toEqual([
    'accountInformation: 2 in 1000 ms of account',
    'announcements: 5 in 2000 ms of announcements',
    'cancelAllOrders: 12 in 1000 ms of orders',
    'cancelOpenOrders: 12 in 1000 ms of orders',
    'cancelOrder: 12 in 1000 ms of orders',
    'placeOrder: 12 in 1000 ms of orders',
    'placeOrders: 12 in 1000 ms of orders',
    'placeOrders: 2 in 1000 ms of batchOrders',
  ])
  expect(WEIGHT_LIMITS).toMatchObject({ windowMs: 10_000, perEndpoint: 500, sharedByIp: 300, sharedByUser: 500 })
  expect(RECEIVE_WINDOW).toEqual({ defaultMs: 5_000, maxMs: 60_000, aheadMs: 1_000 })
  expect(ACCOUNT_LIMITS).toMatchObject({ openOrders: 500, batchOrders: 20, stpGroups: 10, dustAssets: 15 })
  expect(STREAM_LIMITS).toMatchObject({
    channelsPerConnection: 30,
    messagesPerSecond: 100,
    silenceMs: 60_000,
    connectionAgeMs: 86_400_000,
    listenKeysPerUser: 60,
    connectionsPerListenKey: 5,
    listenKeyLifeMs: 3_600_000,
  })
})

test('no call that places an order or moves money is retried automatically', () => {
  const moving = [
    'placeOrder',
    'placeOrders',
    'withdraw',
    'applyWithdrawal',
    'transfer',
    'internalTransfer',
    'convertDust',
  ]
  for (const name of [...moving, 'subAccountTransfer', 'createSubAccountKey']) expect(named(name)?.retry).toBe('never')
  for (const endpoint of endpoints) if (endpoint.method === 'GET') expect(endpoint.retry).toBe('read')
})

test('signed calls name their permission, except those documented without one', () => {
  const bare = endpoints.filter(({ security, permission }) => security === 'signed' && permission === undefined)
  expect(bare.map(({ name }) => name).toSorted()).toEqual([
    'apiKeyInfo',
    'editApiKey',
    'enableSubAccountFutures',
    'enableSubAccountMargin',
  ])
  for (const { security, permission } of endpoints) if (security === 'public') expect(permission).toBeUndefined()
})

test('no endpoint lists what the signature adds', () => {
  for (const { parameters } of endpoints) {
    for (const name of ['timestamp', 'recvWindow', 'signature']) expect(Object.keys(parameters)).not.toContain(name)
  }
})
