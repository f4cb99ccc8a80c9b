import { endpoints } from '@spotdeck/wire'
import { expect, test } from 'vitest'
import { DEFAULT_LIMITS } from './call/limiter.ts'
import { ALICE, NOW, STAMP, UNLIMITED, restScene, sign } from './testing/rest-scene.ts'

/** A refusal as the exchange words it. */
const refused = (code: number, msg?: string) => ({
  status: 400,
  body: msg === undefined ? (expect.objectContaining({ code }) as unknown) : { code, msg },
})

test('accepts JSON, form text with a JSON type, and no type; rejects other explicit types', () => {
  const { raw } = restScene()
  const json = JSON.stringify({ symbol: 'MXUSDT', side: 'BUY', type: 'LIMIT', quantity: 10, price: '2.4' })
  const query = `timestamp=${STAMP}`
  const signature = sign(query + json)
  const typed = (type: string) => ({ body: json, headers: { 'content-type': type } })
  expect(raw('POST', 'order/test', `${query}&signature=${signature}`, typed('application/json'))).toMatchObject({
    body: {},
  })
  expect(raw('POST', 'order/test', `${query}&signature=${signature}`, { body: json }).status).toBe(200)
  expect(raw('POST', 'order/test', `${query}&signature=${signature}`, typed('text/plain;charset=UTF-8'))).toMatchObject(
    refused(700013, 'Invalid content Type.'),
  )
})

test('a query value wins over the same name in the body, and unknown names are ignored', () => {
  const { raw, house } = restScene()
  const query = `symbol=MXUSDT&quantity=7&timestamp=${STAMP}`
  const body = 'side=BUY&type=LIMIT&quantity=9&price=2.4&timeInForce=IOC&whatever=1'
  const placed = raw('POST', 'order', `${query}&signature=${sign(query + body)}`, { body })
  expect(placed.body).toMatchObject({ origQty: '7', type: 'LIMIT' })
  expect(house.exchange.openOrders(ALICE)).toHaveLength(1)
})

test('a placed order is acknowledged without status and code, and then runs its course', () => {
  const { call, make } = restScene()
  const placed = call('POST', 'order', {
    symbol: 'MXUSDT',
    side: 'BUY',
    type: 'LIMIT',
    quantity: '10',
    price: '2.4',
    newClientOrderId: 'life-1',
  })
  expect(placed.body).toEqual({
    symbol: 'MXUSDT',
    orderId: expect.stringMatching(/^C02__\d{21}$/) as unknown,
    orderListId: -1,
    price: '2.4',
    origQty: '10',
    type: 'LIMIT',
    side: 'BUY',
    stpMode: '',
    transactTime: NOW,
  })
  make('SELL', '4', '2.4')
  const found = call('GET', 'order', { symbol: 'MXUSDT', origClientOrderId: 'life-1' })
  expect(found.body).toMatchObject({
    clientOrderId: 'life-1',
    status: 'PARTIALLY_FILLED',
    executedQty: '4',
    cummulativeQuoteQty: '9.6',
    timeInForce: null,
    stopPrice: null,
    icebergQty: null,
    origQuoteOrderQty: '24',
    updateTime: Math.floor(NOW / 1_000) * 1_000,
  })
  expect(call('GET', 'myTrades', { symbol: 'MXUSDT' }).body).toMatchObject([
    { qty: '4', commission: '0', commissionAsset: 'USDT', time: 1_644_489_390_000, isBuyer: true, isMaker: true },
  ])
  const canceled = call('DELETE', 'order', { symbol: 'MXUSDT', origClientOrderId: 'life-1' })
  expect(canceled.body).toMatchObject({
    origClientOrderId: 'life-1',
    clientOrderId: null,
    status: 'PARTIALLY_FILLED',
    executedQty: '4',
  })
  expect(call('DELETE', 'order', { symbol: 'MXUSDT', origClientOrderId: 'life-1' })).toMatchObject(
    refused(-2011, 'Unknown order sent'),
  )
  expect(call('GET', 'allOrders', { symbol: 'MXUSDT' }).body).toMatchObject([{ status: 'PARTIALLY_CANCELED' }])
  expect(call('GET', 'order', { symbol: 'MXUSDT', orderId: 'C02__1' })).toMatchObject(
    refused(-2013, 'Order does not exist.'),
  )
  expect(call('GET', 'order', { symbol: 'MXUSDT' })).toMatchObject(
    refused(700004, "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null"),
  )
})

test('a batch answers each element separately', () => {
  const { call } = restScene()
  const one = { symbol: 'MXUSDT', side: 'BUY', type: 'LIMIT', price: '2.4' }
  const batch = [
    { ...one, type: 'LIMIT_ORDER', quantity: '5', newClientOrderId: 17 },
    { ...one, quantity: '0.1', newClientOrderId: 'b-2' },
    { ...one, quantity: '1e-7' },
  ]
  expect(call('POST', 'batchOrders', { batchOrders: JSON.stringify(batch) })).toMatchObject({
    status: 200,
    body: [
      { symbol: 'MXUSDT', orderListId: -1, newClientOrderId: '17' },
      { newClientOrderId: 'b-2', code: 30002, msg: 'The minimum transaction volume cannot be less than :1USDT' },
      { code: 33333 },
    ],
  })
})

test('formats public data as the exchange does: padded, versioned, null ids, percents as fractions', () => {
  const { call, raw, make } = restScene()
  make('BUY', '100', '2.4')
  make('SELL', '50', '2.5')
  make('BUY', '10', '2.5')
  expect(raw('GET', 'depth', 'symbol=MXUSDT').body).toEqual({
    lastUpdateId: NOW + 3,
    bids: [['2.4000', '100.00']],
    asks: [['2.5000', '40.00']],
    timestamp: NOW,
  })
  expect(raw('GET', 'trades', 'symbol=MXUSDT&limit=1').body).toMatchObject([
    { id: null, price: '2.5', qty: '10', quoteQty: '25', isBuyerMaker: false, tradeType: 'BID' },
  ])
  expect(raw('GET', 'ticker/bookTicker', 'symbol=MXUSDT').body).toMatchObject({ bidPrice: '2.4000', askQty: '40.00' })
  const day = raw('GET', 'ticker/24hr', 'symbol=MXUSDT').body
  expect(day).toMatchObject({ lastPrice: '2.5', bidPrice: '2.4', askQty: '40', count: null, closeTime: NOW })
  expect(day).not.toHaveProperty('timestamp')
  expect(raw('GET', 'ticker/24hr', 'symbols=MXUSDT').body).toHaveLength(4)
  expect(raw('GET', 'ping').body).toEqual({})
  expect(raw('GET', 'depth', 'symbol=NOPE')).toMatchObject(refused(-1121, 'Invalid symbol.'))
  expect(raw('GET', 'exchangeInfo', 'symbols=MXUSDT,FROPUSDT').body).toMatchObject({
    timezone: 'CST',
    rateLimits: [],
    symbols: [
      { symbol: 'MXUSDT', status: '1', isSpotTradingAllowed: true, quoteAmountPrecision: '1' },
      { symbol: 'FROPUSDT', status: '1', isSpotTradingAllowed: false },
    ],
  })
  expect(call('GET', 'selfSymbols').body).toMatchObject({ code: 0, data: ['BTCUSDT', 'MXUSDT', 'ETHUSDC'] })
})

test('refuses aggTrades with one bound or over an hour, and clamps klines to 500 rows of 8 columns', () => {
  const { raw } = restScene()
  expect(raw('GET', 'aggTrades', `symbol=MXUSDT&startTime=${NOW}`)).toMatchObject(refused(-1128))
  expect(raw('GET', 'aggTrades', `symbol=MXUSDT&startTime=0&endTime=${NOW}`)).toMatchObject(refused(-1127))
  const rows = raw('GET', 'klines', 'symbol=MXUSDT&interval=1m&limit=1000').body as number[][]
  expect(rows).toHaveLength(500)
  expect(rows[0]).toHaveLength(8)
  expect((rows[0]?.[6] ?? 0) - (rows[0]?.[0] ?? 0)).toBe(60_000)
  expect(JSON.stringify(raw('GET', 'klines', 'symbol=MXUSDT&interval=1h').body)).toBe(
    '{"msg":"Invalid interval.","code":-1121,"_extend":null}',
  )
  expect(raw('GET', 'klines', 'symbol=MXUSDT')).toMatchObject(refused(700004))
})

test('issues listen keys of 64 hex, extends and closes them, and expires them after an hour', async () => {
  const { call, time, house } = restScene()
  const { listenKey } = call('POST', 'userDataStream').body as { listenKey: string }
  expect(listenKey).toMatch(/^[0-9a-f]{64}$/)
  expect(call('GET', 'userDataStream').body).toEqual({ listenKey: [listenKey], total: 60, available: 59 })
  const ended: string[] = []
  house.listenKeys.onClosed((_key, why) => ended.push(why))
  await time.advance(50 * 60_000)
  expect(call('PUT', 'userDataStream', { listenKey }).body).toEqual({ listenKey })
  await time.advance(59 * 60_000)
  expect(house.listenKeys.accountOf(listenKey, time.now())).toBe(ALICE)
  await time.advance(60_000)
  expect(ended).toEqual(['expired'])
  expect(call('PUT', 'userDataStream', { listenKey })).toMatchObject(refused(730708, 'listen key information error'))
  const second = call('POST', 'userDataStream').body as { listenKey: string }
  expect(call('DELETE', 'userDataStream', second).body).toEqual(second)
  expect(ended).toEqual(['expired', 'deleted'])
})

test('returns 429 with Retry-After when a budget is used up, then 418 to clients that ignore it', async () => {
  const { call, raw, time } = restScene({ limits: { ...DEFAULT_LIMITS, refusalsUntilBan: 3 } })
  expect(call('GET', 'account').status).toBe(200)
  expect(call('GET', 'account').status).toBe(200)
  expect(call('GET', 'account')).toMatchObject({ status: 429, headers: { 'retry-after': '1' }, body: { code: 429 } })
  await time.advance(1_000)
  expect(call('GET', 'account').status).toBe(200)
  for (let n = 0; n < 20; n++) expect(raw('GET', 'exchangeInfo').status).toBe(200)
  for (let n = 0; n < 2; n++)
    expect(raw('GET', 'exchangeInfo')).toMatchObject({ status: 429, headers: { 'retry-after': '10' } })
  expect(raw('GET', 'exchangeInfo')).toMatchObject({ status: 418, headers: { 'retry-after': '120' } })
  expect(raw('GET', 'ping').status).toBe(418)
  await time.advance(120_000)
  expect(raw('GET', 'ping').status).toBe(200)
})

test('orders and cancels share twelve calls a second', () => {
  const { call } = restScene()
  const order = { symbol: 'MXUSDT', side: 'BUY', type: 'LIMIT', quantity: '1', price: '2.4' }
  for (let n = 0; n < 11; n++) expect(call('POST', 'order', order).status).toBe(200)
  expect(call('DELETE', 'openOrders', { symbol: 'MXUSDT' }).body).toHaveLength(11)
  expect(call('POST', 'order', order)).toMatchObject({ status: 429 })
})

test('withdraws, transfers, and pays fees in MX when enabled', () => {
  const { call, make, house } = restScene()
  expect(call('POST', 'mxDeduct/enable', { mxDeductEnable: 'true' }).body).toMatchObject({
    code: 0,
    data: { mxDeductEnable: true },
  })
  make('SELL', '10', '2.5')
  call('POST', 'order', { symbol: 'MXUSDT', side: 'BUY', type: 'MARKET', quantity: '10', price: '1' })
  expect(call('GET', 'myTrades', { symbol: 'MXUSDT' }).body).toMatchObject([
    { commission: '0.004', commissionAsset: 'MX', isMaker: false },
  ])
  const before = house.exchange.balances(ALICE).get('USDT')?.free
  const { tranId } = call('POST', 'capital/transfer', {
    fromAccountType: 'SPOT',
    toAccountType: 'FUTURES',
    asset: 'USDT',
    amount: '100',
  }).body as { tranId: string }
  expect(call('GET', 'capital/transfer/tranId', { tranId }).body).toMatchObject({ amount: '100', status: 'SUCCESS' })
  expect(
    call('POST', 'capital/transfer', {
      fromAccountType: 'FUTURES',
      toAccountType: 'SPOT',
      asset: 'USDT',
      amount: '101',
    }),
  ).toMatchObject(refused(10101))
  call('POST', 'capital/transfer', { fromAccountType: 'FUTURES', toAccountType: 'SPOT', asset: 'USDT', amount: '100' })
  expect(house.exchange.balances(ALICE).get('USDT')?.free).toBe(before)
  expect(
    call('POST', 'capital/withdraw', { coin: 'USDT', netWork: 'TRX', address: 'T1', amount: '499999' }),
  ).toMatchObject(refused(10101))
  const { id } = call('POST', 'capital/withdraw', { coin: 'USDT', netWork: 'TRX', address: 'T1', amount: '50' })
    .body as { id: string }
  expect(call('GET', 'capital/withdraw/history', { coin: 'USDT-TRX' }).body).toMatchObject([
    { id, amount: '50', transactionFee: '1', status: 1 },
  ])
})

test('answers any request in the exchange’s format, and never with 500', () => {
  const { raw, call, front } = restScene({ limits: UNLIMITED })
  expect(raw('GET', 'nothing/here')).toMatchObject({ status: 404, body: { code: 404 } })
  expect(
    front.handle({ method: 'GET', path: '/api/v1/contract/detail', query: '', headers: {}, body: '', ip: '::1' }).body,
  ).toBe('{"success":true,"code":0,"data":[]}')
  const hostile = [
    '',
    '%',
    '{',
    '[]',
    'null',
    '-1',
    '1e999',
    'ÿ',
    '%ff',
    '0'.repeat(200),
    '__proto__',
    'NaN',
    '9'.repeat(40),
  ]
  for (const endpoint of endpoints) {
    for (const value of hostile) {
      const parameters = Object.fromEntries(Object.keys(endpoint.parameters).map((name) => [name, value]))
      const answer = call(endpoint.method, endpoint.path.slice('/api/v3/'.length), parameters)
      expect(answer.status).toBeLessThan(500)
      if (answer.status !== 200) expect(typeof (answer.body as { code: unknown }).code).toBe('number')
    }
  }
})
