import { decimal } from '@spotdeck/exact'
import { expect, test } from 'vitest'
import { HOUR_MS } from '@spotdeck/ports'
import type { VenueEvent } from '../venue/contract/exchange.ts'
import { ALICE, KEY, NOW, UNLIMITED, restScene, sign } from './testing/rest-scene.ts'

const scene = () => restScene({ limits: UNLIMITED })
const refused = (code: number) => ({ status: 400, body: expect.objectContaining({ code }) as unknown })
/** MEXC's own list of error codes. */
const TEXTS: ReadonlyMap<number, string> = new Map([
  [10095, 'amount cannot be null'],
  [10097, 'amount is error'],
  [10102, 'amount cannot be zero or negative'],
  [10222, 'currency cannot be null'],
  [10232, 'currency does not exist'],
  [730600, 'Sub-account Name cannot be null'],
  [730602, 'Sub-account remarks cannot be null'],
  [730700, 'API KEY remarks cannot be null'],
  [730701, 'API KEY permission cannot be null'],
  [730702, 'API KEY permission does not exist'],
  [730707, 'accessKey cannot be null'],
])

test('aggTrades reach a day back, an hour at a time, and no further', () => {
  const { raw } = scene()
  const hour = (ago: number) =>
    raw(
      'GET',
      'aggTrades',
      `symbol=MXUSDT&startTime=${NOW - ago * HOUR_MS}&endTime=${NOW - (ago - 1) * HOUR_MS}&limit=1000`,
    )
  for (const ago of [1, 2, 12, 23]) {
    const rows = hour(ago).body as { T: number }[]
    expect(rows.length).toBeGreaterThan(60)
    expect(rows.every((row) => row.T % 1_000 === 0)).toBe(true)
    const times = rows.map((row) => row.T)
    expect(times).toEqual(times.toSorted((a, b) => b - a))
  }
  expect(hour(30).body).toEqual([])
  expect(raw('GET', 'aggTrades', 'symbol=MXUSDT').body).toHaveLength(500)
  const ahead = `symbol=MXUSDT&startTime=${NOW}&endTime=${NOW + HOUR_MS}`
  expect(raw('GET', 'aggTrades', ahead)).toMatchObject(refused(33333))
})

test('an account type that is not in capitals is refused by name', () => {
  const { call } = scene()
  const transfer = { fromAccountType: 'spot', toAccountType: 'FUTURES', asset: 'USDT', amount: '1' }
  for (const [method, path] of [
    ['POST', 'capital/transfer'],
    ['GET', 'capital/transfer'],
    ['POST', 'capital/sub-account/universalTransfer'],
    ['GET', 'capital/sub-account/universalTransfer'],
  ] as const) {
    const answer = call(method, path, transfer)
    expect(answer).toMatchObject(refused(700008))
    expect(answer.body).toMatchObject({ msg: expect.stringContaining('fromAccountType') as unknown })
  }
})

test.each([
  ['POST', 'sub-account/virtualSubAccount', { note: 'x' }, 730600],
  ['POST', 'sub-account/virtualSubAccount', { subAccount: 'desk7grid01' }, 730602],
  ['POST', 'sub-account/apiKey', { note: 'x', permissions: 'SPOT_DEAL_READ' }, 730600],
  ['POST', 'sub-account/apiKey', { subAccount: 'desk7grid01', permissions: 'SPOT_DEAL_READ' }, 730700],
  ['POST', 'sub-account/apiKey', { subAccount: 'desk7grid01', note: 'x' }, 730701],
  ['POST', 'sub-account/apiKey', { subAccount: 'desk7grid01', note: 'x', permissions: 'NO_SUCH_RIGHT' }, 730702],
  ['GET', 'sub-account/apiKey', {}, 730600],
  ['GET', 'sub-account/asset', { accountType: 'SPOT' }, 730600],
  ['DELETE', 'sub-account/apiKey', { subAccount: 'desk7grid01' }, 730707],
  ['GET', 'apiKeyInfo', {}, 730707],
  ['POST', 'capital/transfer', { fromAccountType: 'SPOT', toAccountType: 'FUTURES', asset: 'USDT' }, 10095],
  ['POST', 'capital/transfer', { fromAccountType: 'SPOT', toAccountType: 'FUTURES', amount: '1' }, 10222],
  [
    'POST',
    'capital/transfer',
    { fromAccountType: 'SPOT', toAccountType: 'FUTURES', asset: 'NOPE', amount: '1' },
    10232,
  ],
  [
    'POST',
    'capital/transfer',
    { fromAccountType: 'SPOT', toAccountType: 'FUTURES', asset: 'USDT', amount: 'x' },
    10097,
  ],
  [
    'POST',
    'capital/transfer',
    { fromAccountType: 'SPOT', toAccountType: 'FUTURES', asset: 'USDT', amount: '0' },
    10102,
  ],
  ['POST', 'capital/withdraw', { coin: 'USDT', address: 'T1' }, 10095],
  ['POST', 'capital/withdraw', { address: 'T1', amount: '10' }, 10222],
  ['GET', 'capital/deposit/address', {}, 10222],
  ['POST', 'capital/transfer/internal', { toAccountType: 'UID', toAccount: '10000001', asset: 'USDT' }, 10095],
] as const)('%s %s with %o is refused with %i and its text', (method, path, parameters, code) => {
  const { call } = scene()
  call('POST', 'sub-account/virtualSubAccount', { subAccount: 'desk7grid01', note: 'grid' })
  const msg = TEXTS.get(code)
  expect(msg).toBeDefined()
  expect(call(method, path, parameters)).toMatchObject({ status: 400, body: { code, msg } })
})

test('the other texts of the list: decimals, the same account, remarks, names and rights', () => {
  const { call } = scene()
  const make = (subAccount: string) => call('POST', 'sub-account/virtualSubAccount', { subAccount, note: 'x' })
  const key = (more: object) =>
    call('POST', 'sub-account/apiKey', { subAccount: 'desk7grid01', note: 'x', permissions: 'SPOT_DEAL_READ', ...more })
  const transfer = { fromAccountType: 'SPOT', toAccountType: 'FUTURES', asset: 'USDT', amount: '1' }
  make('desk7grid01')
  const answers = [
    call('POST', 'capital/transfer', { ...transfer, amount: '0.1234567890123456789' }),
    call('POST', 'capital/transfer', { ...transfer, toAccountType: 'SPOT' }),
    call('POST', 'capital/withdraw', {
      coin: 'USDT',
      address: 'T1',
      netWork: 'TRX',
      amount: '10',
      remark: 'x'.repeat(999),
    }),
    make('desk7grid01'),
    make('short'),
    key({ ip: 'over there' }),
    call('GET', 'capital/deposit/hisrec', { startTime: String(NOW - 91 * 24 * HOUR_MS) }),
  ]
  expect(answers.map(({ body }) => (body as { msg: string }).msg)).toEqual([
    'amount decimal places is too long',
    'this account transfer is not supported',
    'remark length is too long',
    'The user Name already exists',
    'Sub-account Name must be a combination of 8-32 letters and numbers',
    'The bound IP format is incorrect, please refill',
    'The start time cannot be earlier than 90 days',
  ])
})

test('an empty recvWindow counts as not sent, and a timestamp that is none as missing', () => {
  const { raw } = scene()
  const at = (query: string) =>
    raw('GET', 'uid', `${query}&signature=${sign(query)}`, { headers: { 'x-mexc-apikey': KEY } })
  expect(at(`recvWindow=&timestamp=${NOW - 4_000}`).status).toBe(200)
  expect(at(`recvWindow=&timestamp=${NOW - 5_001}`)).toMatchObject(refused(700003))
  expect(at(`recvWindow=60001&timestamp=${NOW}`)).toMatchObject(refused(700005))
  expect(at('timestamp=yesterday')).toMatchObject(refused(700004))
})

test('fees and bounds of withdrawals have 18 decimals', () => {
  const { call } = scene()
  const coins = call('GET', 'capital/config/getall').body as { coin: string; networkList: object[] }[]
  expect(coins.find((one) => one.coin === 'USDT')?.networkList[0]).toMatchObject({
    netWork: 'TRX',
    withdrawFee: '1.000000000000000000',
    withdrawMin: '5.000000000000000000',
    withdrawMax: '500000.000000000000000000',
  })
})

test('a withdrawal outside the published bounds is refused', () => {
  const { call, house } = scene()
  house.exchange.adjust(ALICE, 'USDT', decimal('600000'), 'DEPOSIT', NOW)
  const ask = (amount: string) =>
    call('POST', 'capital/withdraw', { coin: 'USDT', netWork: 'TRX', address: 'T1', amount })
  expect(ask('4.99')).toMatchObject({ status: 400, body: { code: 10097, msg: 'amount is error' } })
  const tooMuch = { code: 10255, msg: 'Withdrawal shall not be greater than the Max amount of:500000' }
  expect(ask('500000.01')).toMatchObject({ status: 400, body: tooMuch })
  expect(ask('500000').status).toBe(200)
})

test("a withdrawal's fee leaves, and comes back, under its own reason", () => {
  const { call, house } = scene()
  const changes: unknown[] = []
  const note = (event: VenueEvent) =>
    event.type === 'balance' && changes.push([event.freeChange, event.lockedChange, event.reason])
  house.exchange.subscribe((events) => events.forEach(note))
  const { id } = call('POST', 'capital/withdraw', { coin: 'USDT', netWork: 'TRX', address: 'T1', amount: '40' })
    .body as { id: string }
  expect(changes.splice(0)).toEqual([
    ['-39', '0', 'WITHDRAW'],
    ['-1', '0', 'WITHDRAW_FEE'],
  ])
  expect(call('DELETE', 'capital/withdraw', { id }).status).toBe(200)
  expect(changes).toEqual([
    ['39', '0', 'WITHDRAW'],
    ['1', '0', 'WITHDRAW_FEE'],
  ])
})

test('a withdrawal that can no longer be canceled is rejected with the text under data', async () => {
  const { call, time } = scene()
  const { id } = call('POST', 'capital/withdraw', { coin: 'USDT', netWork: 'TRX', address: 'T1', amount: '40' })
    .body as { id: string }
  await time.advance(10 * 60_000)
  expect(call('DELETE', 'capital/withdraw', { id })).toMatchObject({
    status: 400,
    body: { code: 26, data: expect.any(String) as unknown },
  })
  const [row] = call('GET', 'capital/withdraw/history').body as { status: number; updateTime: number }[]
  expect(row).toMatchObject({ status: 7, updateTime: NOW + 120_000 })
})

test('a transfer is found by its id for six months', async () => {
  const { call, time, market } = scene()
  market.stop()
  const transfer = { fromAccountType: 'SPOT', toAccountType: 'FUTURES', asset: 'USDT', amount: '25' }
  const { tranId } = call('POST', 'capital/transfer', transfer).body as { tranId: string }
  await time.advance(170 * 24 * HOUR_MS)
  expect(call('GET', 'capital/transfer/tranId', { tranId }).body).toMatchObject({ tranId, amount: '25' })
  await time.advance(20 * 24 * HOUR_MS)
  expect(call('GET', 'capital/transfer/tranId', { tranId })).toMatchObject(refused(22222))
})

test('a key without bound addresses expires after 90 days', async () => {
  const { call, time, market } = scene()
  market.stop()
  call('POST', 'sub-account/virtualSubAccount', { subAccount: 'desk7grid01', note: 'grid' })
  const order = { subAccount: 'desk7grid01', note: 'x', permissions: 'SPOT_ACCOUNT_READ' }
  const keyOf = (body: unknown) => {
    const { apiKey, secretKey } = body as { apiKey: string; secretKey: string }
    return { apiKey, secret: secretKey }
  }
  const free = keyOf(call('POST', 'sub-account/apiKey', order).body)
  const bound = keyOf(call('POST', 'sub-account/apiKey', { ...order, ip: '127.0.0.1' }).body)
  await time.advance(30 * 24 * HOUR_MS)
  const validity = (key: typeof free) => call('GET', 'apiKeyInfo', { accessKey: key.apiKey }, key).body
  expect(validity(free)).toMatchObject({ remainingValidity: 60, status: 'VALID' })
  expect(validity(bound)).toMatchObject({ remainingValidity: -999, status: 'VALID' })
  await time.advance(60 * 24 * HOUR_MS)
  expect(call('GET', 'uid', {}, free)).toMatchObject(refused(700001))
  expect(call('GET', 'uid', {}, bound).status).toBe(200)
})

test('offline symbols have the time since which they are', () => {
  const { raw, house } = scene()
  house.symbolSwitches.add({ symbol: 'MXUSDT', status: 'offline', at: NOW })
  expect(raw('GET', 'symbol/offline').body).toMatchObject({
    code: 0,
    data: [{ symbol: 'MXUSDT', state: 3, offlineTime: NOW }],
  })
})

test('amounts add up after every rejection', () => {
  const { call, house } = scene()
  const before = house.exchange.balances(ALICE).get('USDT')
  for (const amount of ['-1', '0', '1e3', '99999999999', '0.0000000000000000001']) {
    const transfer = { fromAccountType: 'SPOT', toAccountType: 'FUTURES', asset: 'USDT', amount }
    expect(call('POST', 'capital/transfer', transfer).status).toBe(400)
  }
  expect(house.exchange.balances(ALICE).get('USDT')).toEqual(before ?? { free: decimal('0'), locked: decimal('0') })
})

test('XRP shares one address among its users: deposits and withdrawals need a memo', () => {
  const { call, house } = scene()
  house.exchange.adjust(ALICE, 'XRP', decimal('100'), 'DEPOSIT', NOW)
  const coins = call('GET', 'capital/config/getall').body as { coin: string; networkList: object[] }[]
  expect(coins.find((one) => one.coin === 'XRP')?.networkList[0]).toMatchObject({ sameAddress: true })
  const own = {
    coin: 'XRP',
    netWork: 'XRP',
    memo: expect.stringMatching(/^\d+$/) as unknown,
    tag: expect.stringMatching(/^\d+$/) as unknown,
  }
  expect(call('GET', 'capital/deposit/address', { coin: 'XRP' }).body).toMatchObject([own])
  expect(call('POST', 'capital/deposit/address', { coin: 'XRP', network: 'Ripple(XRP)' }).body).toMatchObject([own])
  const ask = { coin: 'XRP', netWork: 'XRP', address: 'r1', amount: '40' }
  const without = call('POST', 'capital/withdraw', ask)
  expect(without).toMatchObject({
    status: 400,
    body: { code: 700004, msg: expect.stringContaining("'memo'") as unknown },
  })
  expect(call('POST', 'capital/withdraw', { ...ask, memo: '77' }).status).toBe(200)
  expect(call('GET', 'capital/withdraw/address', { coin: 'XRP' }).body).toMatchObject({
    data: [{ address: 'r1', memo: '77' }],
  })
})

test('a remark of more than 200 characters is too long', () => {
  const { call } = scene()
  const ask = (remark: string) =>
    call('POST', 'capital/withdraw', { coin: 'USDT', address: 'T1', amount: '40', remark })
  expect(ask('x'.repeat(201))).toMatchObject(refused(10268))
  expect(ask('x'.repeat(200)).status).toBe(200)
})

test('a limit of 0 means the default', () => {
  const { raw, call, make } = scene()
  make('SELL', '10', '2.4')
  make('SELL', '10', '2.41')
  call('POST', 'order', { symbol: 'MXUSDT', side: 'BUY', type: 'LIMIT', quantity: '10', price: '2.4' })
  expect(raw('GET', 'depth', 'symbol=MXUSDT&limit=0').body).toMatchObject({ asks: [['2.4100', '10.00']] })
  for (const path of ['trades', 'klines']) {
    const query = `symbol=MXUSDT&interval=1m`
    expect(raw('GET', path, `${query}&limit=0`).body).toEqual(raw('GET', path, query).body)
    expect(raw('GET', path, query).body).not.toEqual([])
  }
  expect(call('GET', 'myTrades', { symbol: 'MXUSDT', limit: '0' }).body).toHaveLength(1)
})

test('the deprecated record of a transfer has its code as text', () => {
  const { call } = scene()
  const transfer = { fromAccountType: 'SPOT', toAccountType: 'FUTURES', asset: 'USDT', amount: '1' }
  const { tranId } = call('POST', 'capital/transfer', transfer).body as { tranId: string }
  expect(call('GET', 'asset/internal/transfer/record', { transact_id: tranId }).body).toMatchObject({ code: '200' })
})
