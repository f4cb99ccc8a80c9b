import { expect, test } from 'vitest'
import { NOW, KEY, STAMP, restScene, sign } from '../testing/rest-scene.ts'

/** A refusal as the exchange words it. */
const refused = (code: number, msg?: string) => ({
  status: 400,
  body: msg === undefined ? (expect.objectContaining({ code }) as unknown) : { code, msg },
})

const ORDER = 'symbol=BTCUSDT&side=BUY&type=LIMIT&quantity=1&price=11&recvWindow=5000&timestamp=1644489390087'
const RIGHT = 'fd3e4e8543c5188531eb7279d68ae7d26a573d0fc5ab0d18eb692451654d837a'

test('accepts the signing examples in the query, in the body and mixed, and refuses the misprinted digest', () => {
  const { raw } = restScene()
  expect(raw('POST', 'order/test', `${ORDER}&signature=${RIGHT}`).body).not.toMatchObject({ code: 700002 })
  expect(raw('POST', 'order/test', '', { body: `${ORDER}&signature=${RIGHT}` }).body).not.toMatchObject({
    code: 700002,
  })
  const mixed = raw('POST', 'order/test', 'symbol=BTCUSDT&side=BUY&type=LIMIT', {
    body: 'quantity=1&price=11&recvWindow=5000&timestamp=1644489390087&signature=d1a676610ceb39174c8039b3f548357994b2a34139a8addd33baadba65684592',
  })
  expect(mixed.body).not.toMatchObject({ code: 700002 })
  const misprint = '323c96ab85a745712e95e63cad28903dd8292e4a905e99c4ee3932023843a117'
  expect(raw('POST', 'order/test', `${ORDER}&signature=${misprint}`)).toMatchObject(
    refused(700002, 'Signature for this request is not valid'),
  )
})

test.each([
  ['body before query', '2b73b45af6df97b2c4220b0e252e06e8a973a4a2571d5c31fbcfc6a23bdab916'],
  ['keys sorted', 'dd70895e937dcd54776fd8eea4cdd609ce0e76d495d646be6c92e4fb8559dd4a'],
  ['upper-case hex', RIGHT.toUpperCase()],
  ['Base64', Buffer.from(RIGHT, 'hex').toString('base64url')],
])('refuses a signature with %s', (_mistake, signature) => {
  const { raw } = restScene()
  expect(raw('POST', 'order/test', `${ORDER}&signature=${signature}`)).toMatchObject(refused(700002))
})

test('accepts a digest over the text as sent, with values encoded, or with values decoded', () => {
  const { raw } = restScene()
  const sent = `symbol=BTCUSDT%2CMXUSDT&timestamp=${STAMP}`
  for (const text of [sent, `symbol=BTCUSDT,MXUSDT&timestamp=${STAMP}`]) {
    expect(raw('GET', 'openOrders', `${sent}&signature=${sign(text)}`)).toEqual({
      status: 200,
      headers: expect.anything() as unknown,
      body: [],
    })
    expect(raw('GET', 'openOrders', `symbol=BTCUSDT,MXUSDT&timestamp=${STAMP}&signature=${sign(text)}`).status).toBe(
      200,
    )
  }
})

test('authenticates in the exchange’s order of checks, with its codes', () => {
  const { raw } = restScene()
  const at = (stamp: number, more = ''): string => {
    const text = `timestamp=${stamp}${more}`
    return `${text}&signature=${sign(text)}`
  }
  const key = (name: string) => ({ headers: { 'x-mexc-apikey': name } })
  expect(raw('GET', 'account', at(STAMP), key(''))).toMatchObject(refused(400, 'api key required'))
  expect(raw('GET', 'account', at(STAMP), key('nonsense'))).toMatchObject(refused(700001))
  expect(raw('GET', 'account', at(STAMP), key('mx0nobody'))).toMatchObject(refused(10072, 'invalid access key'))
  expect(raw('GET', 'account', '')).toMatchObject(refused(700004))
  expect(raw('GET', 'account', `timestamp=${STAMP}`)).toMatchObject(refused(700004))
  expect(raw('GET', 'account', at(STAMP, '&recvWindow=60001'))).toMatchObject(refused(700005))
  expect(raw('GET', 'account', at(NOW - 5_001))).toMatchObject(refused(700003))
  expect(raw('GET', 'account', at(NOW + 1_000))).toMatchObject(refused(700003))
  expect(raw('GET', 'account', at(NOW + 999)).status).toBe(200)
  expect(raw('GET', 'account', at(NOW - 50_000, '&recvWindow=60000')).status).toBe(200)
})

test('enforces a key’s permissions and addresses', () => {
  const { house, call } = restScene()
  const key = house.keys.find(KEY)
  if (key === undefined) throw new Error('no example key')
  house.keys.put({ ...key, permissions: ['SPOT_ACCOUNT_READ'] })
  expect(call('GET', 'account').status).toBe(200)
  expect(call('DELETE', 'order/all')).toMatchObject(refused(700007, 'No permission to access the endpoint'))
  house.keys.put({ ...key, ipWhiteList: ['203.0.113.9'] })
  expect(call('GET', 'account')).toMatchObject(refused(700006, 'IP non white list'))
})
