import { expect, test } from 'vitest'
import { NOW, UNLIMITED, restScene } from './testing/rest-scene.ts'

const scene = () => restScene({ limits: UNLIMITED })

test('a scale refusal has its text before its code, and a space before its text', () => {
  const { call } = scene()
  const order = { symbol: 'MXUSDT', side: 'BUY', type: 'LIMIT', quantity: '10', price: '2.4' }
  const text = (more: object) => JSON.stringify(call('POST', 'order', { ...order, ...more }).body)
  expect(text({ quantity: '10.001' })).toBe('{"msg":" quantity scale is invalid","code":400}')
  expect(text({ type: 'MARKET', quantity: '', price: '', quoteOrderQty: '10.00001' })).toBe(
    '{"msg":" amount scale is invalid","code":400}',
  )
  expect(text({ price: '2.40001' })).toBe('{"msg":"price scale is invalid","code":400}')
  expect(text({ side: 'HOLD' })).toMatch(/^\{"code":/)
})

test.each([
  ['zero', '0'],
  ['product', '26.145'],
] as const)('a market order by quantity has, with marketQuote %s, an origQuoteOrderQty of %s', (marketQuote, shown) => {
  const { call, make } = restScene({ limits: UNLIMITED, switches: { marketQuote } })
  make('SELL', '10', '2.4')
  const order = { symbol: 'MXUSDT', side: 'BUY', type: 'MARKET', quantity: '10' }
  const { orderId } = call('POST', 'order', order).body as { orderId: string }
  expect(call('GET', 'order', { symbol: 'MXUSDT', orderId }).body).toMatchObject({ origQuoteOrderQty: shown })
})

test('the answer to a market order by quote amount says 0 of its quantity, and its protective price', () => {
  const { call, make } = scene()
  make('SELL', '100', '2.4')
  const order = { symbol: 'MXUSDT', side: 'BUY', type: 'MARKET', quoteOrderQty: '24' }
  const placed = call('POST', 'order', order).body as { orderId: string }
  expect(placed).toMatchObject({ origQty: '0', price: '2.6145' })
  const { orderId } = placed
  expect(call('GET', 'order', { symbol: 'MXUSDT', orderId }).body).toMatchObject({ executedQty: '10' })
})

test('refusals of the trading core and of market data parameters have their text before their code', () => {
  const { call, raw } = scene()
  const order = { symbol: 'MXUSDT', side: 'SELL', type: 'LIMIT', quantity: '900000', price: '2.4' }
  const text = (more: object) => JSON.stringify(call('POST', 'order', { ...order, ...more }).body)
  expect(text({ quantity: '90000' })).toBe('{"msg":"Oversold","code":30005}')
  expect(text({ side: 'BUY', quantity: '800000' })).toBe('{"msg":"Insufficient position","code":30004}')
  expect(text({ quantity: '0.01' })).toMatch(
    /^\{"msg":"The minimum transaction volume cannot be less than :1USDT","code":30002}/,
  )
  const data = (path: string, query: string) => JSON.stringify(raw('GET', path, query).body)
  expect(data('depth', 'symbol=NOPE')).toBe('{"msg":"Invalid symbol.","code":-1121,"_extend":null}')
  expect(data('aggTrades', 'symbol=MXUSDT&startTime=1')).toBe(
    '{"msg":"Combination of optional parameters invalid.","code":-1128,"_extend":null}',
  )
})

test('refusals of the gateway have their code before their text', () => {
  const { call, raw } = scene()
  const order = { side: 'SELL', type: 'LIMIT', quantity: '10', price: '2.4' }
  expect(JSON.stringify(call('POST', 'order', { ...order, symbol: 'NOPE' }).body)).toBe(
    '{"code":10007,"msg":"bad symbol"}',
  )
  expect(JSON.stringify(raw('GET', 'uid', '', { headers: { 'x-mexc-apikey': 'mx0nobody' } }).body)).toBe(
    '{"code":10072,"msg":"invalid access key"}',
  )
})

test.each(['STOP_LOSS_LIMIT', 'limit'])('an order of the type %s is refused with 500', (type) => {
  const { call } = scene()
  const order = { symbol: 'MXUSDT', side: 'BUY', type, quantity: '10', price: '2.4' }
  for (const path of ['order', 'order/test'])
    expect(call('POST', path, order)).toMatchObject({ status: 400, body: { code: 500, msg: 'invalid type' } })
})

test.each([
  ['30051', 30051],
  ['30019', 30019],
] as const)(
  'a pair without MARKET orders refuses them, with marketClosedCode %s, with %i',
  (marketClosedCode, code) => {
    const { call } = restScene({ limits: UNLIMITED, switches: { marketClosedCode } })
    const order = { symbol: 'ETHUSDC', side: 'BUY', type: 'MARKET', quoteOrderQty: '10' }
    const refusal = { status: 400, body: { code, msg: 'api market order is disabled' } }
    expect(call('POST', 'order', order)).toMatchObject(refusal)
    expect(call('POST', 'order/test', order)).toMatchObject(refusal)
  },
)

test('one order and all orders have whole seconds; open orders have ms, no updateTime and no null id', async () => {
  const { call, time } = scene()
  const order = { symbol: 'MXUSDT', side: 'BUY', type: 'LIMIT', quantity: '10', price: '2.4' }
  await time.advance(7)
  const { orderId } = call('POST', 'order', order).body as { orderId: string }
  const second = Math.floor((NOW + 7) / 1_000) * 1_000
  const settled = { time: second, updateTime: second, clientOrderId: null }
  expect(call('GET', 'order', { symbol: 'MXUSDT', orderId }).body).toMatchObject(settled)
  expect(call('GET', 'allOrders', { symbol: 'MXUSDT' }).body).toMatchObject([settled])
  expect(call('GET', 'openOrders', { symbol: 'MXUSDT' }).body).toMatchObject([
    { time: NOW + 7, updateTime: null, clientOrderId: '' },
  ])
})

test("a deal's id is its own order's, with a count of the order's fills, and so the public print's", () => {
  const { call, make, house } = scene()
  const prints: string[] = []
  house.exchange.subscribe((events) => {
    for (const event of events) if (event.type === 'trade') prints.push(event.tradeId)
  })
  make('SELL', '4', '2.4')
  make('SELL', '6', '2.41')
  const order = { symbol: 'MXUSDT', side: 'BUY', type: 'LIMIT', quantity: '10', price: '2.41' }
  const { orderId } = call('POST', 'order', order).body as { orderId: string }
  const digits = orderId.slice(5, 23)
  const ids = (call('GET', 'myTrades', { symbol: 'MXUSDT' }).body as { id: string }[]).map(({ id }) => id)
  expect(ids).toEqual([`${digits}X1`, `${digits}X0`])
  expect(prints.map((print) => print.split('_')[1])).toEqual([`${digits}X0`, `${digits}X1`])
})
