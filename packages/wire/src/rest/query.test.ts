import { createHmac } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cancelOpenOrders } from './orders/cancel-order.ts'
import { setMxDeduct } from './account/fees.ts'
import { klines } from './market/klines.ts'
import { placeOrder, type PlaceOrderQuery, placeOrders } from './orders/place-order.ts'
import { openOrders, queryOrder } from './orders/query-order.ts'
import { encodeParameters, parameterPairs, parseParameters, signedTexts, totalParams } from './query.ts'

const SECRET = '45d0b3c26f2644f19bfb98b07741b2f5'
const digest = (text: string): string => createHmac('sha256', SECRET).update(text).digest('hex')

const ORDER = 'symbol=BTCUSDT&side=BUY&type=LIMIT'
const REST = 'quantity=1&price=11&recvWindow=5000&timestamp=1644489390087'
const TIME = ['timestamp', '1644489390087'] as const

describe("the signed text gives the digests of the exchange's documentation", () => {
  test.each([
    ['query alone', `${ORDER}&${REST}`, '', 'fd3e4e8543c5188531eb7279d68ae7d26a573d0fc5ab0d18eb692451654d837a'],
    ['body alone', '', `${ORDER}&${REST}`, 'fd3e4e8543c5188531eb7279d68ae7d26a573d0fc5ab0d18eb692451654d837a'],
    ['query and body', ORDER, REST, 'd1a676610ceb39174c8039b3f548357994b2a34139a8addd33baadba65684592'],
    [
      'timestamp alone',
      'timestamp=1644489390087',
      '',
      '09b4b5a40aeec864d2caa60f2e6a740b61dc423d76c5615c00fd72681f52a094',
    ],
    [
      'receive window first',
      'recvWindow=5000&timestamp=1644489390087',
      '',
      '1103ce19f47c037fc03b8b9d674e10ee76e53272851eb2a3b10321cd353fb9bf',
    ],
    [
      'the order without a window',
      `${ORDER}&quantity=1&price=11&timestamp=1644489390087`,
      '',
      'ddbaf78eaf7abc69ce44d7781cc9e53b5aaee48c890a20d606fd825c9ee2a285',
    ],
  ])('%s', (_, query, body, expected) => {
    expect(digest(totalParams(query, body))).toBe(expected)
    const signedQuery = query === '' ? `signature=${expected}` : `${query}&signature=${expected}`
    expect(totalParams(signedQuery, body)).toBe(query + body)
  })

  test('the digest printed in the documentation for the body is wrong and fits nothing', () => {
    const printed = '323c96ab85a745712e95e63cad28903dd8292e4a905e99c4ee3932023843a117'
    expect(signedTexts('', `${ORDER}&${REST}`).map(digest)).not.toContain(printed)
  })
})

describe('values are escaped as the exchange signs them', () => {
  const batch = [{ symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', quantity: '0.001', price: '40000' }] as const
  test.each([
    [
      'batch orders',
      [['batchOrders', JSON.stringify(batch)], ['recvWindow', '5000'], TIME],
      '73d087777e9e0d4a5879d802d50fde611526daf851d11e0c3407eeef677cea30',
    ],
    [
      'two symbols',
      [['symbol', 'BTCUSDT,ETHUSDT'], TIME],
      'b9a147a8de7c43aca6a9cdc581cf2cb91d2a564a6d08d160b5b4d830e2211a0a',
    ],
    [
      'a symbol beyond ASCII',
      [['symbol', '币安人生USDT'], TIME],
      'd88991a856b25bb14e5cd6ab9af7c827f7d2982fc7af8d8904f7f9738194be64',
    ],
    ['a space', [['note', 'my key'], TIME], 'f6c341b21a0c48ea9da7a4f6ebbd378efcf05e513554db39c9f160372bb901af'],
    [
      'brackets',
      [['coin', 'USDT'], ['network', 'Tron(TRC20)'], TIME],
      'c7a29044ffcf3a51faa5abb66763b331c073f85479b65728499c97dca2dcc750',
    ],
  ] as const)('%s', (_, pairs, expected) => {
    const query = encodeParameters(pairs)
    expect(digest(totalParams(query))).toBe(expected)
    expect(parseParameters(query)).toEqual(pairs)
  })

  test('a client that signed the raw text of an escaped query is recognised, one that sorted the keys is not', () => {
    const sent = encodeParameters([['symbol', 'BTCUSDT,ETHUSDT'], TIME])
    const digests = signedTexts(`${sent}&signature=x`).map(digest)
    expect(digests).toContain('f8cacbb13b6243ae464fd286825ab47bdbc7106044fdbfca8889a8b488b224e5')
    expect(digests).toContain('b9a147a8de7c43aca6a9cdc581cf2cb91d2a564a6d08d160b5b4d830e2211a0a')
    const sorted = 'dd70895e937dcd54776fd8eea4cdd609ce0e76d495d646be6c92e4fb8559dd4a'
    const swapped = '2b73b45af6df97b2c4220b0e252e06e8a973a4a2571d5c31fbcfc6a23bdab916'
    expect(signedTexts(`${ORDER}&${REST}`).map(digest)).not.toContain(sorted)
    expect(signedTexts(ORDER, REST).map(digest)).not.toContain(swapped)
  })

  test('a space as + and lower-case escapes are different texts', () => {
    const plus = 'e253e33a91410edff36b9ca4f3831ca372e97233202f80ad8b161656f9009a86'
    expect(signedTexts('note=my%20key&timestamp=1644489390087').map(digest)).not.toContain(plus)
    expect(encodeParameters([['a', "!'()"]])).toBe('a=%21%27%28%29')
    expect(() => encodeParameters([['a', '\ud800']])).toThrow(
      expect.objectContaining({ code: 'WIRE_BAD_VALUE', cause: new URIError('URI malformed') }),
    )
  })

  test('escaped text is decoded, and damaged escapes are kept', () => {
    const pair = fc.tuple(fc.string({ minLength: 1, unit: 'grapheme' }), fc.string({ unit: 'grapheme' }))
    fc.assert(
      fc.property(fc.array(pair), (pairs) => {
        expect(parseParameters(encodeParameters(pairs))).toEqual(pairs)
      }),
    )
    expect(parseParameters('a=%E5%8&b&&c=1=2')).toEqual([
      ['a', '%E5%8'],
      ['b', ''],
      ['c', '1=2'],
    ])
    expect(parseParameters('=1&a=')).toEqual([
      ['', '1'],
      ['a', ''],
    ])
    fc.assert(
      fc.property(fc.string(), fc.string(), (query, body) => {
        expect(signedTexts(query, body).length).toBeGreaterThan(0)
      }),
    )
  })
})

describe('a query becomes pairs only when the endpoint takes it', () => {
  test('in the order of the endpoint, without what is undefined', () => {
    const pairs = parameterPairs(placeOrder, {
      price: '2.49',
      quantity: '10',
      type: 'LIMIT',
      side: 'BUY',
      symbol: 'MXUSDT',
    })
    expect(encodeParameters(pairs)).toBe('symbol=MXUSDT&side=BUY&type=LIMIT&quantity=10&price=2.49')
    expect(parameterPairs(openOrders, {})).toEqual([])
    expect(parameterPairs(openOrders, { symbol: ['MXUSDT', 'BTCUSDT'] })).toEqual([['symbol', 'MXUSDT,BTCUSDT']])
    expect(parameterPairs(openOrders, { symbol: 'MXUSDT' })).toEqual([['symbol', 'MXUSDT']])
    expect(parameterPairs(klines, { symbol: 'MXUSDT', interval: '1m', startTime: 5 })).toEqual([
      ['symbol', 'MXUSDT'],
      ['interval', '1m'],
      ['startTime', '5'],
    ])
  })

  test('lists of orders become JSON text', () => {
    const order = { symbol: 'MXUSDT', side: 'SELL', type: 'MARKET', quantity: '1' } as const
    expect(parameterPairs(placeOrders, { batchOrders: [order] })).toEqual([['batchOrders', JSON.stringify([order])]])
  })

  test('missing, misspelled and mistyped parameters are named before anything is sent', () => {
    const order = { symbol: 'MXUSDT', side: 'BUY', type: 'LIMIT' } as const
    const refused = (query: object) => () => parameterPairs(placeOrder, query as PlaceOrderQuery)
    expect(refused({ side: 'BUY', type: 'LIMIT' })).toThrow('placeOrder: the parameter symbol is missing')
    expect(refused({ ...order, price: '1e-7' })).toThrow('the parameter price wants plain decimal text')
    expect(refused({ ...order, price: '-1' })).toThrow('price')
    expect(refused({ ...order, quantity: 1 })).toThrow('quantity')
    expect(refused({ ...order, side: 'buy' })).toThrow('the parameter side wants one of BUY, SELL')
    expect(refused({ ...order, timeInForce: 'GTC' })).toThrow('timeInForce is not one of its parameters')
    expect(refused({ ...order, toString: '1' })).toThrow('toString')
    expect(() => parameterPairs(queryOrder, { symbol: 7 as unknown as string })).toThrow(
      expect.objectContaining({ code: 'WIRE_BAD_VALUE' }),
    )
  })

  test('plain decimals of every form are sent as they are, all other text is refused', () => {
    const order = { symbol: 'MXUSDT', side: 'BUY', type: 'LIMIT', quantity: '1' } as const
    for (const price of ['0', '7', '1234', '0.05', '12.345', '12.', '.5', '.0005']) {
      expect(parameterPairs(placeOrder, { ...order, price })).toContainEqual(['price', price])
    }
    for (const price of ['', '.', '-1', '+1', '1,5', '1.2.3', ' 1', '1 ', '0x1', '1e3', '.x', '١']) {
      expect(() => parameterPairs(placeOrder, { ...order, price })).toThrow('price wants plain decimal text')
    }
  })

  test('counts and times are whole numbers, switches are true or false', () => {
    const query = { symbol: 'MXUSDT', interval: '1m' } as const
    expect(parameterPairs(klines, { ...query, limit: 0 })).toContainEqual(['limit', '0'])
    for (const limit of ['5', 1.5, Number.NaN, 2 ** 53, true, null]) {
      expect(() => parameterPairs(klines, { ...query, limit: limit as number })).toThrow(
        'klines: the parameter limit wants a value of type integer',
      )
    }
    expect(parameterPairs(setMxDeduct, { mxDeductEnable: true })).toEqual([['mxDeductEnable', 'true']])
    expect(parameterPairs(setMxDeduct, { mxDeductEnable: false })).toEqual([['mxDeductEnable', 'false']])
    for (const value of ['true', 1, null]) {
      expect(() => parameterPairs(setMxDeduct, { mxDeductEnable: value } as never)).toThrow('mxDeductEnable')
    }
  })

  test('a list holds text alone, and JSON is made of objects alone', () => {
    expect(parameterPairs(cancelOpenOrders, { symbol: ['MXUSDT', 'BTCUSDT'] })).toEqual([['symbol', 'MXUSDT,BTCUSDT']])
    for (const symbol of [7, ['MXUSDT', 7], [7], { 0: 'MXUSDT' }, null]) {
      expect(() => parameterPairs(cancelOpenOrders, { symbol } as never)).toThrow('symbol')
    }
    for (const batchOrders of ['[]', 7, null]) {
      expect(() => parameterPairs(placeOrders, { batchOrders } as never)).toThrow('batchOrders')
    }
  })
})
