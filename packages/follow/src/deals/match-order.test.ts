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
