import { decimal } from '@spotdeck/exact'
import type { SymbolAnswer } from '@spotdeck/wire'
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import type { NewOrder } from '../orders/place-order.ts'
import { createRestClient } from '../rest/create-rest-client.ts'
import { json, page, ScriptedRest } from '../testing/scripted-rest.ts'
import { settled } from '../testing/settled.ts'
import { type TestWorld, virtualWorld } from '../testing/virtual-world.ts'
import { checkOrder, roundAmount, roundPrice, roundQuantity } from './check-order.ts'
import { createMarketRules, type MarketRules } from './market-rules.ts'
import { type TradingRules, tradingRulesOf } from './symbol-rules.ts'

const MX: SymbolAnswer = {
  ...{ symbol: 'MXUSDT', status: '1', baseAsset: 'MX', quoteAsset: 'USDT', fullName: 'MX Token', contractAddress: '' },
  ...{ baseAssetPrecision: 2, quotePrecision: 4, quoteAssetPrecision: 4, baseCommissionPrecision: 2 },
  ...{ quoteCommissionPrecision: 4, orderTypes: ['LIMIT', 'MARKET', 'LIMIT_MAKER'], isSpotTradingAllowed: true },
  ...{ isMarginTradingAllowed: false, quoteAmountPrecision: '1', baseSizePrecision: '0.01', permissions: ['SPOT'] },
  filters: [{ filterType: 'PERCENT_PRICE_BY_SIDE', bidMultiplierUp: '0.05', askMultiplierDown: '0.05' }],
  ...{ maxQuoteAmount: '2000000', makerCommission: '0', takerCommission: '0.0005' },
  ...{ quoteAmountPrecisionMarket: '5', maxQuoteAmountMarket: '200000', tradeSideType: 1, st: false },
}

function rulesOf(changes: Partial<SymbolAnswer> = {}): TradingRules {
  const rules = tradingRulesOf({ ...MX, ...changes })
  if (rules === undefined) throw new Error('no rules')
  return rules
}

const order: NewOrder = { symbol: 'MXUSDT', side: 'BUY', type: 'LIMIT', price: '2.49', quantity: '4' }
const market = { lastPrice: decimal<'quote per base'>('2.5') }
const codes = (changes: Partial<NewOrder>, rules = rulesOf()): readonly string[] =>
  checkOrder(rules, { ...order, ...changes }, market).map(({ code }) => code)

describe('the rules of a symbol', () => {
  it('are read by what the names mean, not by what they say', () => {
    expect(rulesOf()).toMatchObject({
      ...{ tickSize: '0.0001', lotSize: '0.01', minQuantity: '0.01', minNotional: '1', maxNotional: '2000000' },
      ...{ minMarketNotional: '5', maxMarketNotional: '200000', canBuy: true, canSell: true, isOpenToApi: true },
      ...{ priceBand: { up: '0.05', down: '0.05' }, takerFeeRate: '0.0005' },
    })
  })

  it('hold where MEXC leaves a field out or sends nonsense', () => {
    const thin = { symbol: 'X', status: 'ENABLED', baseAssetPrecision: 0, quoteAssetPrecision: 8 } as never
    expect(tradingRulesOf(thin)).toMatchObject({
      isOnline: true,
      lotSize: '1',
      minQuantity: undefined,
      priceBand: undefined,
    })
    expect(rulesOf({ baseSizePrecision: '0', maxQuoteAmountMarket: '' })).toMatchObject({
      minQuantity: undefined,
      maxMarketNotional: '2000000',
    })
    expect(tradingRulesOf({ ...MX, quoteAssetPrecision: '4' as never })).toBeUndefined()
  })
})

describe('an order', () => {
  it.each([
    ['nothing, when it is good', {}, []],
    ['its price’s digits', { price: '2.49001' }, ['TOO_MANY_DIGITS']],
    ['trailing zeros not at all', { price: '2.4900000', quantity: '4.000' }, []],
    ['its quantity’s digits', { quantity: '4.001' }, ['TOO_MANY_DIGITS']],
    ['its smallness', { quantity: '0.01' }, ['BELOW_MIN_NOTIONAL']],
    ['its size', { quantity: '1000000' }, ['ABOVE_MAX_NOTIONAL']],
    ['a price far above the market', { price: '2.6251' }, ['PRICE_OUTSIDE_BAND']],
    ['a price just inside the band not at all', { price: '2.625' }, []],
    ['a low bid not at all', { price: '1' }, []],
    ['a low offer', { side: 'SELL', price: '2.3749' }, ['PRICE_OUTSIDE_BAND']],
    ['a missing price', { price: undefined as never }, ['PRICE_MISSING']],
    ['a missing quantity', { quantity: undefined as never }, ['QUANTITY_MISSING']],
    ['an exponent', { price: '1e-7' }, ['NOT_A_POSITIVE_NUMBER']],
    ['nothing of it', { quantity: '0' }, ['NOT_A_POSITIVE_NUMBER']],
    ['a client id with a space', { clientOrderId: 'a b' }, ['CLIENT_ORDER_ID_UNUSABLE']],
    ['a small market buy', { type: 'MARKET', quantity: '1', price: undefined as never }, ['BELOW_MIN_NOTIONAL']],
    ['the digits of an amount', { type: 'MARKET', quoteOrderQty: '20.00001' }, ['TOO_MANY_DIGITS']],
    ['an empty market order', { type: 'MARKET', quantity: undefined as never }, ['QUANTITY_MISSING']],
    ['two things at once', { quantity: '0.001' }, ['TOO_MANY_DIGITS', 'BELOW_MIN_QUANTITY', 'BELOW_MIN_NOTIONAL']],
  ] as const)('is told %s', (_what, changes, expected) => {
    expect(codes(changes)).toEqual(expected)
  })

  it('is told that the symbol, the side or the type is closed', () => {
    expect(codes({}, rulesOf({ isSpotTradingAllowed: false }))).toEqual(['SYMBOL_CLOSED_TO_API'])
    expect(codes({}, rulesOf({ status: '3' }))).toEqual(['SYMBOL_OFFLINE'])
    expect(codes({}, rulesOf({ tradeSideType: 3 }))).toEqual(['SIDE_CLOSED'])
    expect(codes({ side: 'SELL' }, rulesOf({ tradeSideType: 3 }))).toEqual([])
    expect(codes({}, rulesOf({ tradeSideType: 4 }))).toEqual(['SIDE_CLOSED'])
    expect(codes({ type: 'MARKET' }, rulesOf({ orderTypes: ['LIMIT'] }))).toEqual(['TYPE_CLOSED'])
    expect(codes({ type: 'FILL_OR_KILL' }, rulesOf({ orderTypes: ['LIMIT'] }))).toEqual([])
  })

  it('is told in words with the values a person needs', () => {
    const [small] = checkOrder(rulesOf(), { ...order, quantity: '0.01' })
    expect(small).toEqual({
      code: 'BELOW_MIN_NOTIONAL',
      params: { least: '1', asset: 'USDT' },
      words: 'The least an order may be worth is 1 USDT.',
    })
  })
})

it('rounds onto the grid, never to the asker’s disadvantage, and then has nothing to object to in the digits', () => {
  fc.assert(
    fc.property(fc.bigInt(1n, 10n ** 12n), fc.integer({ min: 0, max: 11 }), (n, places) => {
      const text = n.toString().padStart(places + 1, '0')
      const value = places === 0 ? text : `${text.slice(0, -places)}.${text.slice(-places)}`
      const rules = rulesOf()
      const buy = roundPrice(rules, 'BUY', decimal(value))
      const sell = roundPrice(rules, 'SELL', decimal(value))
      const quantity = roundQuantity(rules, decimal(value))
      expect(Number(buy) <= Number(value) && Number(value) <= Number(sell)).toBe(true)
      expect(Number(sell) - Number(buy)).toBeLessThan(0.000_101)
      expect(Number(quantity) <= Number(value)).toBe(true)
      expect(Number(roundAmount(rules, decimal(value))) <= Number(value)).toBe(true)
      for (const changes of [{ price: buy }, { price: sell }, { quantity }]) {
        expect(codes(changes)).not.toContain('TOO_MANY_DIGITS')
      }
    }),
  )
})

describe('the rules of the exchange', () => {
  const INFO = 'GET /api/v3/exchangeInfo'
  let world: TestWorld
  let exchange: ScriptedRest
  let rules: MarketRules
  beforeEach(() => {
    world = virtualWorld()
    exchange = new ScriptedRest(() => world.time.now())
    exchange.on(INFO, json({ symbols: [MX, { ...MX, symbol: 'BADUSDT', quoteAssetPrecision: null }] }))
    world.network.serve('mexc.example', { http: exchange.http })
    rules = createMarketRules({ rest: createRestClient({ baseUrl: 'https://mexc.example', world }), world })
  })
  const ask = async (symbol = 'MXUSDT'): Promise<{ value?: TradingRules | undefined; error?: unknown }> => {
    const end = settled(rules.of(symbol))
    await world.time.until(() => end.isDone)
    return end.result
  }

  it('are asked for once by all who want them at once, and kept', async () => {
    const both = settled(Promise.all([rules.of('MXUSDT'), rules.of('NONEUSDT'), rules.of('BADUSDT')]))
    await world.time.until(() => both.isDone)
    expect(both.result).toMatchObject({ value: [{ symbol: 'MXUSDT' }, undefined, undefined] })
    await ask()
    expect(exchange.seen(INFO)).toHaveLength(1)
  })

  it('are renewed in the background when they are old, and kept when that fails', async () => {
    await ask()
    exchange.on(INFO, json({ symbols: [{ ...MX, isSpotTradingAllowed: false }] }))
    await world.time.advance(10 * 60_000)
    expect((await ask()).value?.isOpenToApi).toBe(true)
    await world.time.advance(1_000)
    expect((await ask()).value?.isOpenToApi).toBe(false)
    exchange.on(INFO, page(404, 'gone'))
    await world.time.advance(10 * 60_000)
    for (let i = 0; i < 20; i++) {
      expect((await ask()).value?.symbol).toBe('MXUSDT')
      await world.time.advance(1_000)
    }
    expect(exchange.seen(INFO)).toHaveLength(3)
  })

  it('that were never learnt are an error, and are asked for again by the next', async () => {
    exchange.on(INFO, page(404, 'gone'))
    expect((await ask()).error).toMatchObject({ code: 'UNREADABLE_ANSWER' })
    exchange.on(INFO, json({ symbols: [MX] }))
    expect((await ask()).value?.symbol).toBe('MXUSDT')
  })
})
