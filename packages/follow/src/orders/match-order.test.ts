import { decimal } from '@spotdeck/exact'
import { type Deal, remember } from '@spotdeck/ledger'
import { expect, it } from 'vitest'
import { matchWholeOrder } from './match-order.ts'

function deal(tradeId: string, quantity: string, part: Partial<Deal> = {}): Deal {
  return {
    tradeId,
    orderId: '1',
    symbol: 'MXUSDT',
    baseAsset: 'MX',
    quoteAsset: 'USDT',
    side: 'BUY',
    price: decimal('2'),
    quantity: decimal(quantity),
    quoteQuantity: decimal('1'),
    fee: decimal('0.001'),
    feeAsset: 'USDT',
    isMaker: false,
    isSelfTrade: false,
    time: 5_500,
    ...part,
  }
}
const known = (...deals: readonly Deal[]) => deals.map((one) => remember(one, 'stream'))
const named = (matched: ReadonlyMap<Deal, string>) => [...matched].map(([told, of]) => `${told.tradeId}=${of}`)

it('deals that sum up to the executed quantity match the known ones, whatever their ids and fees', () => {
  const told = [deal('r1', '4', { fee: decimal('0'), feeAsset: '' }), deal('r2', '5')]
  expect(named(matchWholeOrder(known(deal('s1', '4')), told, decimal('9')))).toEqual(['r1=s1'])
})

it('a known deal is matched once, the nearest in time first', () => {
  const told = [deal('r1', '4', { time: 9_000 }), deal('r2', '4', { time: 5_000 })]
  const both = known(deal('s1', '4'), deal('s2', '4', { time: 9_100 }))
  expect(named(matchWholeOrder(both, told, decimal('8'))).sort()).toEqual(['r1=s2', 'r2=s1'])
})

it('a deal known by its own id matches no other', () => {
  const told = [deal('s1', '4'), deal('r2', '4')]
  expect(matchWholeOrder(known(deal('s1', '4')), told, decimal('8')).size).toBe(0)
})

it('a deal of another quantity or price is another deal, even if the sums agree', () => {
  const told = [deal('r1', '3'), deal('r2', '5')]
  expect(matchWholeOrder(known(deal('s1', '4')), told, decimal('8')).size).toBe(0)
  const dearer = [deal('r1', '4', { price: decimal('2.1') })]
  expect(matchWholeOrder(known(deal('s1', '4')), dearer, decimal('4')).size).toBe(0)
})

it('deals that do not sum up match nothing', () => {
  expect(matchWholeOrder(known(deal('s1', '4')), [deal('r1', '4')], decimal('8')).size).toBe(0)
})

it('of several alike deals the one with the same second and fee is meant, then that of the second, then the nearest', () => {
  const told = deal('r1', '4', { time: 5_000 })
  const match = (...some: readonly Deal[]) => named(matchWholeOrder(known(...some), [told], decimal('4')))
  const [far, near, other, dearer] = [
    deal('far', '4', { time: 20_000 }),
    deal('near', '4', { time: 3_000 }),
    deal('other', '4', { time: 5_999, feeAsset: 'MX' }),
    deal('dearer', '4', { time: 5_000, fee: decimal('0.002') }),
  ]
  expect(match(far, near)).toEqual(['r1=near'])
  expect(match(far, near, other)).toEqual(['r1=other'])
  expect(match(other, dearer)).toEqual(['r1=dearer'])
  expect(match(dearer, other, deal('same', '4', { time: 5_999 }))).toEqual(['r1=same'])
})

it('the deal that is surely meant goes before one that only may be, whatever their order', () => {
  const told = [deal('r1', '4', { time: 9_000 }), deal('r2', '4', { time: 5_000, feeAsset: 'MX' })]
  expect(named(matchWholeOrder(known(deal('s1', '4')), told, decimal('8')))).toEqual(['r2=s1'])
})

it('a known deal stands for one told deal, and a told deal for one known', () => {
  const twice = [deal('r1', '4'), deal('r2', '4')]
  expect(named(matchWholeOrder(known(deal('s1', '4')), twice, decimal('8')))).toEqual(['r1=s1'])
  const both = known(deal('s1', '4'), deal('s2', '4', { feeAsset: 'MX' }))
  expect(named(matchWholeOrder(both, [deal('r1', '4')], decimal('4')))).toEqual(['r1=s1'])
})

it('a deal that has a second name already is known by it', () => {
  const [one] = known(deal('s1', '4'))
  const twice = one === undefined ? [] : [{ ...one, alias: 'r1' }]
  expect(matchWholeOrder(twice, [deal('r1', '4'), deal('r2', '4')], decimal('8')).size).toBe(0)
})

it('the two sides of a self-trade are two deals, also under one id', () => {
  const sold = deal('x1', '4', { side: 'SELL' })
  expect(matchWholeOrder(known(deal('s1', '4')), [sold], decimal('4')).size).toBe(0)
  const both = known(deal('x1', '4'), deal('s2', '4', { side: 'SELL' }))
  expect(named(matchWholeOrder(both, [sold], decimal('4')))).toEqual(['x1=s2'])
})

it('a deal that was inferred from sums is no deal of the exchange', () => {
  expect(matchWholeOrder(known(deal('inferred-1', '4')), [deal('r1', '4')], decimal('4')).size).toBe(0)
  expect(matchWholeOrder(known(deal('1-inferred-', '4')), [deal('r1', '4')], decimal('4')).size).toBe(1)
})

it('a deal known by its own id stands for no other known deal that looks alike', () => {
  expect(matchWholeOrder(known(deal('s1', '4'), deal('s2', '4')), [deal('s1', '4')], decimal('4')).size).toBe(0)
})
