import type { BookData, Market } from '@spotdeck/api'
import { compare, decimal, multiply } from '@spotdeck/exact'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { estimate, ladderOf } from './ladder.ts'
import { type Draft, amountOfShare, checkTicket } from './ticket.ts'

const market: Market = {
  symbol: 'MXUSDT',
  baseAsset: 'MX',
  quoteAsset: 'USDT',
  priceDigits: 4,
  quantityDigits: 2,
  minQuantity: '0.1',
  minNotional: '1',
  status: 'online',
  apiTrading: true,
}
const book: BookData = {
  symbol: 'MXUSDT',
  version: '1',
  bids: [
    ['2', '10'],
    ['1.9', '20'],
  ],
  asks: [
    ['2.1', '5'],
    ['2.2', '5'],
  ],
}
const world = { market, freeBase: '50', freeQuote: '100', book }
const draft: Draft = { side: 'BUY', type: 'LIMIT', price: '2', quantity: '10', spend: '' }
const codes = (change: Partial<Draft>, changed: Partial<typeof world> = {}) =>
  checkTicket({ ...draft, ...change }, { ...world, ...changed }).troubles.map(({ code }) => code)

describe('the ticket', () => {
  test('a valid draft is sent in canonical decimals', () => {
    expect(checkTicket({ ...draft, price: '2.0500', quantity: '10.50' }, world).order).toEqual({
      symbol: 'MXUSDT',
      side: 'BUY',
      type: 'LIMIT',
      price: '2.05',
      quantity: '10.5',
    })
    expect(checkTicket({ ...draft, type: 'MARKET', spend: '20' }, world).order).toEqual({
      symbol: 'MXUSDT',
      side: 'BUY',
      type: 'MARKET',
      quoteQuantity: '20',
    })
    expect(checkTicket({ ...draft, side: 'SELL', type: 'MARKET' }, world).order).toEqual({
      symbol: 'MXUSDT',
      side: 'SELL',
      type: 'MARKET',
      quantity: '10',
    })
  })

  test('every reason against the draft is named', () => {
    expect(codes({ price: '2.00001' })).toEqual(['priceDigits'])
    expect(codes({ price: '' })).toEqual(['price'])
    expect(codes({ quantity: '0.001', price: '2' })).toEqual(['quantityDigits', 'minQuantity', 'minNotional'])
    expect(codes({ quantity: '0' })).toEqual(['quantity'])
    expect(codes({ quantity: '60' })).toEqual(['short'])
    expect(codes({ side: 'SELL', quantity: '60' })).toEqual(['short'])
    expect(codes({ type: 'LIMIT_MAKER', price: '2.1' })).toEqual(['crosses'])
    expect(codes({}, { market: { ...market, apiTrading: false } })).toEqual(['api'])
    expect(codes({}, { market: { ...market, status: 'paused' } })).toEqual(['market'])
  })

  test('a comma is not a decimal point: ambiguous numbers are rejected with the typed text', () => {
    for (const quantity of ['1,5', '0,123', 'abc', '1e1']) {
      const { order, troubles } = checkTicket({ ...draft, quantity }, world)
      expect(order).toBeUndefined()
      expect(troubles).toEqual([{ code: 'quantityText', params: { text: quantity } }])
    }
    expect(checkTicket({ ...draft, price: ' 2,1' }, world)).toMatchObject({
      order: undefined,
      troubles: [{ code: 'priceText', params: { text: '2,1' } }],
    })
    const rich = { ...world, freeQuote: '1000000' }
    expect(checkTicket({ ...draft, quantity: '1,234.5' }, rich).order).toMatchObject({ quantity: '1234.5' })
  })

  test('a price through the book is said to fill at once and how far it goes, and one far off is always confirmed', () => {
    const warned = (change: Partial<Draft>, book = world.book) =>
      checkTicket({ ...draft, ...change }, { ...world, book, freeQuote: '1000', freeBase: '1000' })
    expect(warned({ price: '2.1' }).warnings).toEqual([{ code: 'takesAsk', params: { best: '2.1' }, asks: false }])
    expect(warned({ price: '2.31' }).warnings).toEqual([
      { code: 'crossesAsk', params: { price: '2.31', best: '2.1', share: '0.1' }, asks: false },
    ])
    expect(warned({ price: '21' })).toMatchObject({
      order: { price: '21' },
      warnings: [{ code: 'crossesAsk', params: { price: '21', best: '2.1', share: '9' }, asks: true }],
    })
    expect(warned({ side: 'SELL', price: '2' }).warnings).toEqual([
      { code: 'takesBid', params: { best: '2' }, asks: false },
    ])
    expect(warned({ side: 'SELL', price: '1.9' }).warnings).toEqual([
      { code: 'crossesBid', params: { price: '1.9', best: '2', share: '0.05' }, asks: false },
    ])
    expect(warned({ side: 'SELL', price: '0.2' }).warnings).toEqual([
      { code: 'crossesBid', params: { price: '0.2', best: '2', share: '0.9' }, asks: true },
    ])
    expect(checkTicket(draft, { ...world, book: undefined }).warnings).toEqual([
      { code: 'noBook', params: {}, asks: true },
    ])
    // Far on the own side of the book an order only waits.
    expect(warned({ price: '0.2' }).warnings).toEqual([])
    expect(warned({ side: 'SELL', price: '21' }).warnings).toEqual([])
  })

  test('a market order says its worst price by the book, and is confirmed where that is far off', () => {
    const asks: BookData['asks'] = [
      ['2', '1'],
      ['4', '50'],
    ]
    const steep = { ...book, asks }
    const ticket = checkTicket({ ...draft, type: 'MARKET', spend: '62' }, { ...world, book: steep })
    expect(ticket.warnings).toEqual([{ code: 'crossesAsk', params: { price: '4', best: '2', share: '1' }, asks: true }])
    expect(checkTicket({ ...draft, type: 'MARKET', spend: '2' }, { ...world, book: steep }).warnings).toEqual([
      { code: 'takesAsk', params: { best: '2' }, asks: false },
    ])
    const beyond = checkTicket({ ...draft, type: 'MARKET', spend: '90' }, world)
    expect(beyond.warnings.map(({ code }) => code)).toEqual(['crossesAsk', 'exceeds'])
    expect(beyond.order).toBeDefined()
  })

  test('a sale through the book is worth what the best bid pays', () => {
    const worth = (change: Partial<Draft>) => checkTicket({ ...draft, side: 'SELL', ...change }, world).worth
    expect([worth({ price: '0.1' }), worth({ price: '3' }), worth({ type: 'MARKET' })]).toEqual(['20', '30', '20'])
  })

  test('says how much is missing', () => {
    const { troubles } = checkTicket({ ...draft, quantity: '60' }, world)
    expect(troubles[0]?.params).toEqual({ needed: '120', free: '100', missing: '20', asset: 'USDT' })
  })

  test('a share of the balance never exceeds it, and is on the market’s grid', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000_000 }), fc.integer({ min: 1, max: 100 }), (units, percent) => {
        const freeQuote = decimal<'quote'>(String(units / 10_000))
        const quantity = amountOfShare(draft, { ...world, freeQuote }, percent)
        expect(quantity).toBeDefined()
        const cost = multiply<'quote'>(decimal('2'), decimal(quantity ?? '0'))
        expect(compare(cost, freeQuote)).toBeLessThanOrEqual(0)
        expect(/^\d+(\.\d{1,2})?$/.test(quantity ?? '')).toBe(true)
      }),
    )
  })
})

describe('the book', () => {
  test('shows the cumulative quantity at each level', () => {
    const ladder = ladderOf(book, 20)
    expect(ladder.bids.map(({ cumulative, depth }) => [cumulative, depth])).toEqual([
      ['10', 1 / 3],
      ['30', 1],
    ])
    expect(ladder.spread).toEqual({ amount: '0.1', fraction: '0.04878049' })
    expect(ladder.bidShare).toBe(0.75)
    expect(ladderOf({ ...book, bids: [], asks: [] }, 20)).toMatchObject({ spread: undefined, bidShare: undefined })
  })

  test('a market order is estimated level by level', () => {
    expect(estimate(book.asks, '7', 'base')).toEqual({
      base: '7',
      quote: '14.9',
      averagePrice: '2.128571428571',
      worstPrice: '2.2',
      exceeds: false,
    })
    expect(estimate(book.asks, '10.5', 'quote')).toMatchObject({ base: '5', exceeds: false })
    expect(estimate(book.asks, '11', 'base')).toMatchObject({ base: '10', exceeds: true })
  })
})
