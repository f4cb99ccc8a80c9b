/** The same caller on ccxt and on our entry of its name, on one sandbox: what it gets is the same. */

import ours from '@spotdeck/mexc/ccxt'
import ccxt from 'ccxt'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CcxtPair, type Exchange, known, openPair, SYMBOL } from './ccxt-pair.ts'

let pair: CcxtPair

beforeAll(async () => {
  pair = await openPair()
})

afterAll(() => pair.close())

const at = (percent: number): number => pair.at(percent)
const both: CcxtPair['both'] = (...call) => pair.both(...call)

/** Of the moment of the call, and quotients whose last digits depend on the way of computing. */
const TICKER_OWN = ['timestamp', 'datetime', 'vwap', 'average', 'percentage'] as const

/** Ids and times of an order, which no other has. */
const ONCE = ['id', 'clientOrderId', 'timestamp', 'datetime', 'lastUpdateTimestamp'] as const

/** Methods that ccxt lists for MEXC and this entry leaves out, by their reason. */
const LEFT_OUT = {
  'of futures': [
    ...['addMargin', 'closeAllPositions', 'createReduceOnlyOrder', 'createStopLimitOrder', 'createStopMarketOrder'],
    ...['createStopOrder', 'createTriggerOrder', 'fetchFundingHistory', 'fetchFundingInterval', 'fetchFundingRate'],
    ...['fetchFundingRateHistory', 'fetchIndexOHLCV', 'fetchLeverage', 'fetchLeverageTiers', 'fetchMarkOHLCV'],
    ...['fetchMarketLeverageTiers', 'fetchPosition', 'fetchPositionHistory', 'fetchPositionMode', 'fetchPositions'],
    ...['fetchPositionsHistory', 'reduceMargin', 'setLeverage', 'setMarginMode', 'setPositionMode', 'watchFundingRate'],
  ],
  'listed by ccxt’s base class, and not there': ['createMarketOrderWs', 'fetchCurrenciesWs'],
}
/** Kinds of markets and ways of calling, which are no methods. */
const NO_METHODS = ['publicAPI', 'privateAPI', 'spot', 'margin', 'swap', 'future', 'option', 'ws']

describe('a caller of ccxt', () => {
  it('finds each spot method that ccxt has, as a method and in `has`', () => {
    const theirs = Object.entries(pair.theirs.has).flatMap(([name, value]) => (value ? [name] : []))
    const expected = theirs.filter((name) => !NO_METHODS.includes(name))
    const own = new Map(Object.entries(pair.own.has))
    const missing = expected.filter((name) => own.get(name) === undefined)
    expect(missing.sort()).toEqual(Object.values(LEFT_OUT).flat().sort())
    for (const name of expected.filter((one) => !missing.includes(one))) {
      expect(Reflect.get(pair.own, name), name).toBeTypeOf('function')
      expect([name, own.get(name)]).toEqual([name, Reflect.get(pair.theirs.has, name)])
    }
    expect(pair.own.has).toMatchObject({ spot: true, swap: false })
  })

  it('finds ccxt’s class by both names, its errors and its helpers of time', () => {
    expect(ours.pro.mexc).toBe(ours.mexc)
    expect(pair.own).toBeInstanceOf(ours.Exchange)
    const errors = Object.entries<unknown>(ccxt).filter(
      ([, one]) => typeof one === 'function' && one.prototype instanceof ccxt.BaseError,
    )
    for (const [name, theirs] of errors) {
      const own: unknown = Reflect.get(ours, name)
      expect(own, name).toBeTypeOf('function')
      const above = (one: unknown): unknown => Reflect.get(Object(Object.getPrototypeOf(one)), 'name')
      expect([name, above(own)]).toEqual([name, above(theirs)])
    }
    for (const time of [undefined, 0, 1_790_300_003_000]) expect(pair.own.iso8601(time)).toBe(pair.theirs.iso8601(time))
    const texts = [
      '2026-01-02T03:04:05.678Z',
      '2026-01-02 03:04:05',
      '2026-01-02T03:04:05+08:00',
      '1790300003',
      'no',
      '',
    ]
    for (const text of texts) expect(pair.own.parse8601(text), text).toBe(pair.theirs.parse8601(text))
    for (const frame of ['30s', '1m', '4h', '1d', '1w', '1M', '1y'])
      expect(pair.own.parseTimeframe(frame), frame).toBe(pair.theirs.parseTimeframe(frame))
    expect(() => pair.own.parseTimeframe('1x')).toThrow(ours.NotSupported)
    expect(Math.abs(pair.own.milliseconds() - pair.theirs.milliseconds())).toBeLessThan(1_000)
    expect(Math.abs(pair.own.seconds() - pair.theirs.seconds())).toBeLessThan(2)
  })

  it('finds the same markets', async () => {
    // ccxt gives the least step as the least amount; a fee row is read anew by both.
    const { theirs, own } = await both((exchange) => exchange.market(SYMBOL), 'amount')
    expect(own).toEqual(theirs)
    for (const amount of [1.23456, 0.019, 12_345.678]) {
      const rounded = await both((exchange) => exchange.amountToPrecision(SYMBOL, amount))
      expect(rounded.own).toBe(rounded.theirs)
      const price = await both((exchange) => exchange.priceToPrecision(SYMBOL, amount))
      expect(price.own).toBe(price.theirs)
    }
  })

  it.each([
    ['fetchTicker', (exchange: Exchange) => exchange.fetchTicker(SYMBOL), TICKER_OWN],
    ['fetchTickers', (exchange: Exchange) => exchange.fetchTickers([SYMBOL]), TICKER_OWN],
    ['fetchOrderBook', (exchange: Exchange) => exchange.fetchOrderBook(SYMBOL, 5), ['timestamp', 'datetime']],
    ['fetchOHLCV', (exchange: Exchange) => exchange.fetchOHLCV(SYMBOL, '1m', undefined, 5), []],
    ['fetchBalance', (exchange: Exchange) => exchange.fetchBalance(), []],
    ['fetchMyTrades', (exchange: Exchange) => exchange.fetchMyTrades(SYMBOL), []],
    ['fetchOrderTrades', (exchange: Exchange) => exchange.fetchOrderTrades(pair.bought, SYMBOL), []],
    ['fetchOrders', (exchange: Exchange) => exchange.fetchOrders(SYMBOL), ['clientOrderId']],
    ['fetchBidsAsks', (exchange: Exchange) => exchange.fetchBidsAsks(), []],
    ['fetchL2OrderBook', (exchange: Exchange) => exchange.fetchL2OrderBook(SYMBOL, 5), ['timestamp', 'datetime']],
    ['fetchStatus', (exchange: Exchange) => exchange.fetchStatus(), []],
    ['fetchAccounts', (exchange: Exchange) => exchange.fetchAccounts(), []],
    ['fetchTradingFee', (exchange: Exchange) => exchange.fetchTradingFee(SYMBOL), ['percentage', 'tierBased']],
    ['fetchOpenOrders', (exchange: Exchange) => exchange.fetchOpenOrders(SYMBOL), []],
  ] as const)('gets the same from %s', async (_name, call, but) => {
    const { theirs, own } = await both(call, ...but)
    expect(own).toEqual(theirs)
  })

  it('gets the same public trades, which ccxt reads from a list that is cut to seconds', async () => {
    const read = async (exchange: Exchange) =>
      (await exchange.fetchTrades(SYMBOL, undefined, 50)).map(
        ({ side, price, amount }) => `${side} ${amount} at ${price}`,
      )
    const { theirs, own } = { theirs: await read(pair.theirs), own: await read(pair.own) }
    expect(own.slice(-20).filter((row) => !theirs.includes(row))).toEqual([])
    const times = (await pair.own.fetchTrades(SYMBOL)).map(({ timestamp }) => timestamp)
    expect(times).toEqual([...times].sort((a, b) => a - b))
  })

  it('places, reads and cancels orders alike', async () => {
    const ids = await both(async (exchange) => (await exchange.createOrder(SYMBOL, 'limit', 'buy', 10, at(-3))).id)
    const read = (id: unknown) => pair.own.fetchOrder(String(id), SYMBOL)
    const theirs = known(await pair.theirs.fetchOrder(String(ids.theirs), SYMBOL))
    const own = known(await read(ids.theirs))
    const { clientOrderId: _, ...rest } = own as Record<string, unknown>
    expect(rest).toEqual(theirs)
    expect(await read(ids.own)).toMatchObject({ status: 'open', price: at(-3), remaining: 10 })
    expect((await pair.own.cancelOrder(String(ids.own), SYMBOL)).status).toBe('canceled')
    await expect(pair.own.cancelOrder(String(ids.own), SYMBOL)).rejects.toThrow(ours.OrderNotFound)
    await pair.theirs.cancelOrder(String(ids.theirs), SYMBOL)
    const market = await pair.own.createMarketBuyOrderWithCost(SYMBOL, Number((at(1) * 10).toFixed(4)))
    expect(await read(market.id)).toMatchObject({ type: 'market', status: 'closed', filled: 10, average: at(1) })
    const named = await pair.own.createOrder(SYMBOL, 'limit', 'buy', 10, at(-3), { clientOrderId: 'mine-1' })
    expect(await pair.own.fetchOrder(undefined, SYMBOL, { clientOrderId: 'mine-1' })).toMatchObject({ id: named.id })
    await pair.own.cancelOrder(named.id, SYMBOL)
  })

  it.each([
    ['createLimitOrder', (exchange: Exchange) => exchange.createLimitOrder(SYMBOL, 'sell', 10, at(3))],
    ['createLimitBuyOrder', (exchange: Exchange) => exchange.createLimitBuyOrder(SYMBOL, 10, at(-3))],
    ['createLimitSellOrder', (exchange: Exchange) => exchange.createLimitSellOrder(SYMBOL, 10, at(3))],
    ['createMarketOrder', (exchange: Exchange) => exchange.createMarketOrder(SYMBOL, 'buy', 10)],
    ['createMarketBuyOrder', (exchange: Exchange) => exchange.createMarketBuyOrder(SYMBOL, 10)],
    ['createMarketSellOrder', (exchange: Exchange) => exchange.createMarketSellOrder(SYMBOL, 10)],
    ['createMarketOrderWithCost', (exchange: Exchange) => exchange.createMarketOrderWithCost(SYMBOL, 'buy', 20)],
    ['createMarketBuyOrderWithCost', (exchange: Exchange) => exchange.createMarketBuyOrderWithCost(SYMBOL, 20)],
    ['createMarketSellOrderWithCost', (exchange: Exchange) => exchange.createMarketSellOrderWithCost(SYMBOL, 20)],
    [
      'createPostOnlyOrder',
      (exchange: Exchange) => exchange.createPostOnlyOrder(SYMBOL, 'limit', 'buy', 10, at(-3), {}),
    ],
  ] as const)('places the same order by %s', async (_name, call) => {
    const { theirs, own } = await both(
      async (exchange) => {
        const { id } = await call(exchange)
        const order = await pair.own.fetchOrder(id, SYMBOL)
        if (order.status === 'open') await pair.own.cancelOrder(id, SYMBOL)
        // MEXC: a market order's price is a bound around the price of that moment.
        return order.type === 'market' ? { ...order, price: undefined } : order
      },
      ...ONCE,
    )
    expect(own).toEqual(theirs)
  })

  it('places a batch, of which each order has its own end, and cancels it', async () => {
    const terms = { symbol: SYMBOL, type: 'limit', side: 'buy', price: at(-3) } as const
    const batch = [
      { ...terms, amount: 10 },
      { ...terms, amount: 0.01 },
      { ...terms, amount: 20 },
    ] as const
    const ends = await both(async (exchange) => {
      const placed = await exchange.createOrders(batch)
      const ids = placed.flatMap(({ id }) => id || [])
      expect((await pair.own.cancelOrders(ids, SYMBOL)).map((one) => one.amount)).toEqual([10, 20])
      return placed.map(({ status, symbol }) => (status === 'rejected' ? status : symbol))
    })
    expect(ends.theirs).toEqual([SYMBOL, 'rejected', SYMBOL])
    expect(ends.own).toEqual(ends.theirs)
    const [, refused] = await pair.own.createOrders(batch)
    expect(refused?.info).toBeInstanceOf(ours.InvalidOrder)
    await pair.own.cancelAllOrders(SYMBOL)
    await expect(pair.own.cancelOrders(['C02__1'], SYMBOL)).rejects.toThrow(ours.OrderNotFound)
  })

  it.each([
    ['InsufficientFunds', (exchange: Exchange) => exchange.createOrder(SYMBOL, 'limit', 'buy', 1e5, at(-2))],
    ['InvalidOrder', (exchange: Exchange) => exchange.createOrder(SYMBOL, 'limit', 'buy', 0.01, at(-2))],
    ['BadSymbol', (exchange: Exchange) => exchange.fetchTicker('NO/USDT')],
  ] as const)('catches %s by the same name', async (name, call) => {
    await expect(call(pair.theirs)).rejects.toThrow(ccxt[name])
    await expect(call(pair.own)).rejects.toThrow(ours[name])
    await expect(call(pair.own)).rejects.toThrow(ours.ExchangeError)
  })

  it('reads orders by their end, which ccxt lists and then refuses for spot', async () => {
    await expect(pair.theirs.fetchClosedOrders(SYMBOL)).rejects.toThrow(ccxt.NotSupported)
    await expect(pair.theirs.watchTickers([SYMBOL])).rejects.toThrow(ccxt.NotSupported)
    await expect(pair.theirs.cancelOrders(['C02__1'], SYMBOL)).rejects.toThrow(ccxt.BadRequest)
    const { id } = await pair.own.createLimitBuyOrder(SYMBOL, 10, at(-3))
    await pair.own.cancelOrder(id, SYMBOL)
    const ends = async (orders: Promise<{ status: string | undefined }[]>) =>
      new Set((await orders).map(({ status }) => status))
    expect(await ends(pair.own.fetchClosedOrders(SYMBOL))).toEqual(new Set(['closed']))
    expect(await ends(pair.own.fetchCanceledOrders(SYMBOL))).toEqual(new Set(['canceled']))
  })

  it('is told of a post-only order and of one that is not there, where ccxt says neither', async () => {
    const { id } = await pair.own.createOrder(SYMBOL, 'limit', 'buy', 10, at(-3), { postOnly: true })
    expect(await pair.own.fetchOrder(id, SYMBOL)).toMatchObject({ postOnly: true, timeInForce: 'PO' })
    await pair.own.cancelOrder(id, SYMBOL)
    await expect(pair.own.fetchOrder('C02__1', SYMBOL)).rejects.toThrow(ours.OrderNotFound)
  })

  it('is told when a key is refused', async () => {
    const wrong = new ours.mexc({ ...pair.sandbox.demo, secret: 'not it' })
    wrong.urls.api = pair.own.urls.api ?? {}
    await expect(wrong.fetchBalance()).rejects.toThrow(ours.AuthenticationError)
    await wrong.close()
  })

  it('watches own orders, trades and balances, each once, and the public market', async () => {
    const { own } = pair
    const first = [own.watchOrders(SYMBOL), own.watchMyTrades(), own.watchBalance()] as const
    const market = [own.watchTicker(SYMBOL), own.watchOrderBook(SYMBOL, 2), own.watchTrades(SYMBOL)] as const
    const { bids, asks } = await market[1]
    expect(Number(bids[0]?.[0])).toBeLessThan(Number(asks[0]?.[0]))
    const { id } = await own.createOrder(SYMBOL, 'market', 'sell', 10)
    const [orders, deals, balances] = await Promise.all(first)
    expect([...orders.map((order) => order.id), ...deals.map(({ order }) => order)]).toContain(id)
    expect(Object.keys(balances)).toContain('MX')
    expect((await market[0]).bid).toBe(at(-1))
    expect((await market[2])[0]).toMatchObject({ side: 'sell', price: at(-1), amount: 10, symbol: SYMBOL })
  })
})
