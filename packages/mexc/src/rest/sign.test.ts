import { nodeSign } from '@spotdeck/ports/node'
import { encodeParameters, type ParameterPair, totalParams } from '@spotdeck/wire'
import { describe, expect, it } from 'vitest'
import { signedQuery } from './sign.ts'

/** The key of the exchange's own signing examples. */
const SECRET = '45d0b3c26f2644f19bfb98b07741b2f5'
const ORDER = 'symbol=BTCUSDT&side=BUY&type=LIMIT&quantity=1&price=11&recvWindow=5000&timestamp=1644489390087'
const AT = 'timestamp=1644489390087'
const BATCH =
  'batchOrders=%5B%7B%22symbol%22%3A%22BTCUSDT%22%2C%22side%22%3A%22BUY%22%2C%22type%22%3A%22LIMIT%22%2C%22quantity%22%3A%220.001%22%2C%22price%22%3A%2240000%22%7D%5D'

const sign = (text: string): string => nodeSign(SECRET, text)

describe('the exchange’s signing examples', () => {
  it('sign the same text identically in body and query', () => {
    const digest = 'fd3e4e8543c5188531eb7279d68ae7d26a573d0fc5ab0d18eb692451654d837a'
    expect(sign(totalParams('', ORDER))).toBe(digest)
    expect(sign(totalParams(ORDER))).toBe(digest)
    // MEXC: its documentation prints this digest for the same text; it is wrong, and a server must refuse it.
    expect(digest).not.toBe('323c96ab85a745712e95e63cad28903dd8292e4a905e99c4ee3932023843a117')
  })

  it('join query and body without anything between them', () => {
    const body = 'quantity=1&price=11&recvWindow=5000&timestamp=1644489390087'
    const query = 'symbol=BTCUSDT&side=BUY&type=LIMIT'
    expect(sign(totalParams(query, body))).toBe('d1a676610ceb39174c8039b3f548357994b2a34139a8addd33baadba65684592')
    expect(sign(body + query)).toBe('2b73b45af6df97b2c4220b0e252e06e8a973a4a2571d5c31fbcfc6a23bdab916')
  })
})

/** Query that this client would send, and its digest. */
const RIGHT: readonly (readonly [string, readonly ParameterPair[], string, string])[] = [
  ['only the time', [], AT, '09b4b5a40aeec864d2caa60f2e6a740b61dc423d76c5615c00fd72681f52a094'],
  [
    'recvWindow and time',
    [],
    `recvWindow=5000&${AT}`,
    '1103ce19f47c037fc03b8b9d674e10ee76e53272851eb2a3b10321cd353fb9bf',
  ],
  [
    'an order without recvWindow',
    [
      ['symbol', 'BTCUSDT'],
      ['side', 'BUY'],
      ['type', 'LIMIT'],
      ['quantity', '1'],
      ['price', '11'],
    ],
    `symbol=BTCUSDT&side=BUY&type=LIMIT&quantity=1&price=11&${AT}`,
    'ddbaf78eaf7abc69ce44d7781cc9e53b5aaee48c890a20d606fd825c9ee2a285',
  ],
  [
    'a batch',
    [['batchOrders', '[{"symbol":"BTCUSDT","side":"BUY","type":"LIMIT","quantity":"0.001","price":"40000"}]']],
    `${BATCH}&recvWindow=5000&${AT}`,
    '73d087777e9e0d4a5879d802d50fde611526daf851d11e0c3407eeef677cea30',
  ],
  [
    'two symbols',
    [['symbol', 'BTCUSDT,ETHUSDT']],
    `symbol=BTCUSDT%2CETHUSDT&${AT}`,
    'b9a147a8de7c43aca6a9cdc581cf2cb91d2a564a6d08d160b5b4d830e2211a0a',
  ],
  [
    'a symbol that is not ASCII',
    [['symbol', '币安人生USDT']],
    `symbol=%E5%B8%81%E5%AE%89%E4%BA%BA%E7%94%9FUSDT&${AT}`,
    'd88991a856b25bb14e5cd6ab9af7c827f7d2982fc7af8d8904f7f9738194be64',
  ],
  [
    'a space',
    [['note', 'my key']],
    `note=my%20key&${AT}`,
    'f6c341b21a0c48ea9da7a4f6ebbd378efcf05e513554db39c9f160372bb901af',
  ],
  [
    'brackets',
    [
      ['coin', 'USDT'],
      ['network', 'Tron(TRC20)'],
    ],
    `coin=USDT&network=Tron%28TRC20%29&${AT}`,
    'c7a29044ffcf3a51faa5abb66763b331c073f85479b65728499c97dca2dcc750',
  ],
]

/** Texts that wrong clients sign; none of them is what this client signs. */
const WRONG: readonly (readonly [string, string, string])[] = [
  [
    'sorted keys',
    'price=11&quantity=1&recvWindow=5000&side=BUY&symbol=BTCUSDT&timestamp=1644489390087&type=LIMIT',
    'dd70895e937dcd54776fd8eea4cdd609ce0e76d495d646be6c92e4fb8559dd4a',
  ],
  [
    'lower-case escapes',
    `${BATCH.replace(/%../g, (hex) => hex.toLowerCase())}&recvWindow=5000&${AT}`,
    '8d21d142cea50568eb101e6ff527052b99f70e300b8d9e7d5d35807fa22e8394',
  ],
  [
    'raw JSON',
    `${decodeURIComponent(BATCH)}&recvWindow=5000&${AT}`,
    '0cca2b2d12999e14f0ccb42c420259f3877199d75fb785f6206a5f1e9afcf527',
  ],
  ['a raw comma', `symbol=BTCUSDT,ETHUSDT&${AT}`, 'f8cacbb13b6243ae464fd286825ab47bdbc7106044fdbfca8889a8b488b224e5'],
  ['a space as +', `note=my+key&${AT}`, 'e253e33a91410edff36b9ca4f3831ca372e97233202f80ad8b161656f9009a86'],
  [
    'raw brackets',
    `coin=USDT&network=Tron(TRC20)&${AT}`,
    '96f6339f6e572045dbf3e6e84f15d743daa3f6a2b7255f88bedf788b072ba798',
  ],
]

describe('a signed query', () => {
  it.each(RIGHT)('spells %s as the exchange reads it', (_name, pairs, text, digest) => {
    expect(sign(text)).toBe(digest)
    const end = text.endsWith(`recvWindow=5000&${AT}`) ? [['recvWindow', '5000'] as const] : []
    expect(encodeParameters([...pairs, ...end, ['timestamp', '1644489390087']])).toBe(text)
  })

  it.each(WRONG)('is never signed with %s', (_name, text, digest) => {
    expect(sign(text)).toBe(digest)
    expect(RIGHT.map(([, , right]) => right)).not.toContain(text)
  })

  it('signs exactly the text it sends, and puts the signature last in lower case', () => {
    const pairs: readonly ParameterPair[] = [
      ['symbol', 'BTCUSDT'],
      ['side', 'BUY'],
      ['type', 'LIMIT'],
      ['quantity', '1'],
      ['price', '11'],
    ]
    const { text, signature } = signedQuery(pairs, { timestamp: 1644489390087, recvWindow: 5000 }, (query) =>
      nodeSign(SECRET, query),
    )
    expect(signature).toBe('fd3e4e8543c5188531eb7279d68ae7d26a573d0fc5ab0d18eb692451654d837a')
    expect(text).toBe(`${ORDER}&signature=${signature}`)
  })
})
