import { durableEnvelope } from '@spotdeck/api'
import { decimal } from '@spotdeck/exact'
import type { Deal } from '@spotdeck/ledger'
import { expect, it } from 'vitest'
import { toEnvelope } from './envelope.ts'

const deal: Deal = {
  tradeId: 'inferred-1',
  orderId: 'C02__1',
  symbol: 'MXUSDT',
  baseAsset: 'MX',
  quoteAsset: 'USDT',
  side: 'BUY',
  price: decimal('2'),
  quantity: decimal('1'),
  quoteQuantity: decimal('2'),
  fee: decimal('0'),
  feeAsset: 'USDT',
  isMaker: false,
  isSelfTrade: false,
  time: 5,
}

it('tells readers that a deal was taken back, by what names it and may hide it, and nothing more', () => {
  const event = { n: 9, seq: 7, time: 5, learntAt: 6, source: 'inferred', type: 'deal.dropped', deal } as const
  const told = toEnvelope(event, 'main', 'aaaaaaaaaaaaaaaa')
  expect(told).toEqual({
    account: 'main',
    epoch: 'aaaaaaaaaaaaaaaa',
    seq: 7,
    time: 5,
    source: 'inferred',
    topic: 'deals',
    type: 'deal.dropped',
    data: { tradeId: 'inferred-1', orderId: 'C02__1', symbol: 'MXUSDT', side: 'BUY', feeAsset: 'USDT', time: 5 },
  })
  expect(durableEnvelope.parse(told)).toEqual(told)
})
