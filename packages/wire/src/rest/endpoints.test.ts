import { expect, test } from 'vitest'
import { endpointAt, endpoints } from './endpoints.ts'
import { ACCOUNT_POOL, BATCH_POOL, ORDER_POOL } from './limits.ts'

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
  expect(endpoints).toHaveLength(82)
  expect(count('userDataStream')).toBe(4)
  expect(count('strategy/')).toBe(5)
  expect(count('capital/')).toBe(19)
  expect(count('sub-account/')).toBe(8)
  expect(count('rebate/')).toBe(10)
})

test('weights are the newest known', () => {
  const weights = Object.fromEntries(endpoints.map(({ name, weight }) => [name, weight.ip]))
  expect(weights).toMatchObject({
    exchangeInfo: 25,
    ticker24h: 25,
    tradeFee: 20,
    createStpGroup: 20,
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
    ping: 1,
    placeOrder: 1,
  })
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
