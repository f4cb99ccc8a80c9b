import { compare, decimal, notional, type Price, type Quantity } from '@spotdeck/exact'
import { VirtualTime } from '@spotdeck/ports/virtual'
import type { SymbolAnswer } from '@spotdeck/wire'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RestClient } from '../rest/rest-client.ts'
import { checkOrder, type CheckedOrder } from './check-order.ts'
import { createMarketRules } from './market-rules.ts'
import { leastQuantity, roundPrice, roundQuantity } from './round-order.ts'
import type { NewOrder } from '../orders/place-order.ts'
import { parseSymbolRules, type SymbolRules } from './symbol-rules.ts'

const row: SymbolAnswer = {
  symbol: 'KASUSDT',
  status: '1',
  baseAsset: 'KAS',
  baseAssetPrecision: 2,
  quoteAsset: 'USDT',
  quotePrecision: 6,
  quoteAssetPrecision: 6,
  baseCommissionPrecision: 2,
  quoteCommissionPrecision: 6,
  orderTypes: ['LIMIT', 'MARKET', 'LIMIT_MAKER'],
  isSpotTradingAllowed: true,
  isMarginTradingAllowed: false,
  quoteAmountPrecision: '1',
  baseSizePrecision: '0.05',
  permissions: ['SPOT'],
  filters: [{ filterType: 'PERCENT_PRICE_BY_SIDE', bidMultiplierUp: '0.05', askMultiplierDown: '0.05' }],
  maxQuoteAmount: '1500000',
  makerCommission: '0',
  takerCommission: '0.0005',
  quoteAmountPrecisionMarket: '2',
  maxQuoteAmountMarket: '90000',
  fullName: 'Kaspa',
  tradeSideType: 1,
  contractAddress: '',
  st: false,
}

function rulesOf(changes: Partial<SymbolAnswer> = {}): SymbolRules {
  const rules = parseSymbolRules({ ...row, ...changes })
  if (rules === undefined) throw new Error('The row was not read.')
  return rules
}

const codes = (order: CheckedOrder, changes: Partial<SymbolAnswer> = {}, last?: string): readonly string[] =>
  checkOrder(rulesOf(changes), order, last === undefined ? undefined : decimal(last)).map(({ code }) => code)

const limit: CheckedOrder = { side: 'BUY', type: 'LIMIT', price: '0.1', quantity: '100' }

describe('a row of exchangeInfo', () => {
  it('is normalized: minimums are not digit counts', () => {
    expect(rulesOf()).toMatchObject({
      status: 'online',
      tickSize: '0.000001',
      lotSize: '0.01',
      minQuantity: '0.05',
      minNotional: '1',
      maxNotional: '1500000',
      minMarketNotional: '2',
      priceBand: { up: '0.05', down: '0.05' },
      takerFeeRate: '0.0005',
    })
  })

  it('is read when optional parts are missing or new, and left out when it cannot be used', () => {
    const old = { ...row, status: 'ENABLED', filters: [], quoteAmountPrecisionMarket: undefined, maxQuoteAmount: '0' }
    const rules = parseSymbolRules(old as unknown as SymbolAnswer)
    expect(rules).toMatchObject({ status: 'online', minMarketNotional: '1' })
    expect(rules?.priceBand).toBeUndefined()
    expect(rules?.maxNotional).toBeUndefined()
    expect(rulesOf({ status: '9' }).status).toBe('unknown')
    expect(parseSymbolRules({ ...row, symbol: '' })).toBeUndefined()
    expect(parseSymbolRules({ ...row, quoteAssetPrecision: '6' as unknown as number })).toBeUndefined()
  })
})

describe('an order checked before it is sent', () => {
  it('passes when MEXC would take it', () => {
    expect(codes(limit)).toEqual([])
    expect(codes({ ...limit, type: 'FILL_OR_KILL' })).toEqual([])
    expect(codes({ side: 'BUY', type: 'MARKET', quoteOrderQty: '5' })).toEqual([])
    expect(codes({ side: 'SELL', type: 'MARKET', quantity: '50' }, {}, '0.1')).toEqual([])
  })

  it('takes an order as it will be sent, and says when the rules are those of another pair', () => {
    const order: NewOrder = { symbol: 'KASUSDT', side: 'BUY', type: 'LIMIT', price: '0.1', quantity: '100' }
    expect(checkOrder(rulesOf(), order)).toEqual([])
    const [problem, ...others] = checkOrder(rulesOf(), { ...order, symbol: 'MXUSDT' })
    expect(problem?.code).toBe('OTHER_SYMBOL')
    expect(problem?.words).toBe('The order is for MXUSDT, these are the rules of KASUSDT: check it by its own.')
    expect(others).toEqual([])
  })

  it('reports that the pair is closed to the API, with the next step', () => {
    const [problem] = checkOrder(rulesOf({ isSpotTradingAllowed: false }), limit)
    expect(problem?.code).toBe('API_TRADING_OFF')
    expect(problem?.params).toEqual({ symbol: 'KASUSDT' })
    expect(problem?.words).toBe('KASUSDT is closed to orders through the API: trade it on the website or in the app.')
  })

  it('finds a closed side, a paused symbol and a type that is not taken', () => {
    expect(codes(limit, { tradeSideType: 3 })).toEqual(['SIDE_CLOSED'])
    expect(codes({ ...limit, side: 'SELL' }, { tradeSideType: 3 })).toEqual([])
    expect(codes(limit, { tradeSideType: 4, status: '2' })).toEqual(['SYMBOL_NOT_ONLINE', 'SIDE_CLOSED'])
    expect(codes({ side: 'BUY', type: 'MARKET', quoteOrderQty: '5' }, { orderTypes: ['LIMIT'] })).toEqual([
      'TYPE_NOT_ALLOWED',
    ])
  })

  it('finds numbers off the grid, missing, zero and invalid', () => {
    expect(codes({ ...limit, price: '0.1000001', quantity: '100.001' })).toEqual([
      'PRICE_TOO_FINE',
      'QUANTITY_TOO_FINE',
    ])
    expect(codes({ ...limit, price: '0.1000000', quantity: '100.000' })).toEqual([])
    expect(codes({ side: 'BUY', type: 'LIMIT' })).toEqual(['PRICE_MISSING', 'QUANTITY_MISSING'])
    expect(codes({ ...limit, price: '0', quantity: '1e3' })).toEqual(['PRICE_NOT_POSITIVE', 'QUANTITY_NOT_POSITIVE'])
    expect(codes({ side: 'BUY', type: 'MARKET', quoteOrderQty: '5.1234567' })).toEqual(['AMOUNT_TOO_FINE'])
    expect(codes({ side: 'BUY', type: 'MARKET' })).toEqual(['QUANTITY_MISSING'])
  })

  it('finds what is too small and too large, with the exact bound on the right side', () => {
    expect(codes({ ...limit, quantity: '10' })).toEqual([])
    expect(codes({ ...limit, quantity: '9.99' })).toEqual(['NOTIONAL_TOO_SMALL'])
    expect(codes({ ...limit, quantity: '0.04', price: '100' })).toEqual(['QUANTITY_TOO_SMALL'])
    expect(codes({ ...limit, quantity: '15000000' })).toEqual([])
    expect(codes({ ...limit, quantity: '15000000.01' })).toEqual(['NOTIONAL_TOO_LARGE'])
    expect(codes({ side: 'BUY', type: 'MARKET', quoteOrderQty: '90000.01' })).toEqual(['NOTIONAL_TOO_LARGE'])
    expect(codes({ side: 'SELL', type: 'MARKET', quantity: '10' }, {}, '0.1')).toEqual(['NOTIONAL_TOO_SMALL'])
  })

  it('finds a price outside the band only when the last price is known', () => {
    expect(codes({ ...limit, price: '0.105' }, {}, '0.1')).toEqual([])
    expect(codes({ ...limit, price: '0.105001' }, {}, '0.1')).toEqual(['PRICE_OUTSIDE_BAND'])
    expect(codes({ ...limit, side: 'SELL', price: '0.094999' }, {}, '0.1')).toEqual(['PRICE_OUTSIDE_BAND'])
    expect(codes({ ...limit, side: 'SELL', price: '5' }, {}, '0.1')).toEqual([])
    expect(codes({ ...limit, price: '0.2' })).toEqual([])
  })
})

describe('rounding', () => {
  const digits = fc.tuple(fc.bigInt(1n, 10n ** 12n), fc.nat(9)).map(([n, scale]) =>
    decimal(
      `${n}`
        .padStart(scale + 1, '0')
        .replace(new RegExp(`(\\d{${scale}})$`), '.$1')
        .replace(/\.$/, ''),
    ),
  )

  it('never gives a worse price or a larger quantity, and is on the grid', () => {
    fc.assert(
      fc.property(digits, (text) => {
        const price = text as string as Price
        const bid = roundPrice(rulesOf(), price, 'BUY')
        const ask = roundPrice(rulesOf(), price, 'SELL')
        expect(compare(bid, price)).toBeLessThanOrEqual(0)
        expect(compare(ask, price)).toBeGreaterThanOrEqual(0)
        const quantity = roundQuantity(rulesOf(), text as string as Quantity)
        expect(compare(quantity, text as string as Quantity)).toBeLessThanOrEqual(0)
        const found = codes({ side: 'SELL', type: 'LIMIT', price: ask, quantity })
        expect(found.filter((code) => code.endsWith('TOO_FINE'))).toEqual([])
      }),
    )
  })

  it('finds the least quantity that is taken: one step less is refused', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 ** 9 }), (ticks) => {
        const rules = rulesOf()
        const price: Price = decimal((ticks / 1e6).toFixed(6))
        const quantity = leastQuantity(rules, price)
        const order: CheckedOrder = { side: 'BUY', type: 'LIMIT', price, quantity }
        expect(checkOrder(rules, order)).toEqual([])
        const less = (Number(quantity) - 0.01).toFixed(2)
        expect(checkOrder(rules, { ...order, quantity: less })).not.toEqual([])
        expect(compare(notional(price, quantity), rules.minNotional)).toBeGreaterThanOrEqual(0)
      }),
    )
  })
})

describe('the rules of all symbols', () => {
  function server(): { rest: RestClient; calls: number; fail: boolean } {
    const state = {
      calls: 0,
      fail: false,
      rest: {
        call: () => {
          state.calls++
          if (state.fail) return Promise.reject(new Error('down'))
          return Promise.resolve({ symbols: [row, { symbol: 'BROKEN' }] })
        },
        exchangeNow: () => 0,
        syncClock: () => Promise.resolve(),
      } as unknown as RestClient,
    }
    return state
  }

  it('are asked for once, shared, and renewed behind the caller when old', async () => {
    const time = new VirtualTime(0)
    const mexc = server()
    const rules = createMarketRules({ rest: mexc.rest, clock: time })
    const [first, second] = await Promise.all([rules.of('KASUSDT'), rules.of('NONEUSDT')])
    expect([first?.symbol, second, mexc.calls]).toEqual(['KASUSDT', undefined, 1])
    await time.advance(9 * 60_000)
    await rules.of('KASUSDT')
    expect(mexc.calls).toBe(1)
    await time.advance(60_000)
    mexc.fail = true
    expect((await rules.of('KASUSDT'))?.symbol).toBe('KASUSDT')
    await time.advance(1_000)
    expect((await rules.of('KASUSDT'))?.symbol).toBe('KASUSDT')
    expect(mexc.calls).toBe(2)
    await time.advance(30_000)
    await rules.of('KASUSDT')
    expect(mexc.calls).toBe(3)
  })

  it('release a caller that aborts, and no other', async () => {
    const mexc = server()
    const rules = createMarketRules({ rest: mexc.rest, clock: new VirtualTime(0) })
    const leaving = new AbortController()
    const [left, stayed] = [rules.of('KASUSDT', { signal: leaving.signal }), rules.of('KASUSDT')]
    leaving.abort()
    await expect(left).rejects.toMatchObject({ code: 'ABORTED' })
    expect((await stayed)?.symbol).toBe('KASUSDT')
    expect(mexc.calls).toBe(1)
  })

  it('throw when nothing is cached and the exchange does not answer', async () => {
    const mexc = server()
    mexc.fail = true
    const rules = createMarketRules({ rest: mexc.rest, clock: new VirtualTime(0) })
    await expect(rules.of('KASUSDT')).rejects.toThrow('down')
    mexc.fail = false
    expect((await rules.of('KASUSDT'))?.symbol).toBe('KASUSDT')
  })
})
