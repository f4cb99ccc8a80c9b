import { audienceTable, durableEnvelope } from '@spotdeck/api'
import { decimal } from '@spotdeck/exact'
import type { Deal, Order, PublicEvent } from '@spotdeck/ledger'
import { expect, it } from 'vitest'
import { toEnvelope } from './envelope.ts'

const envelopeOf = (event: PublicEvent) =>
  toEnvelope({ event, hash: 'abcdef0123456789'.repeat(4) }, { account: 'main', epoch: 'aaaaaaaaaaaaaaaa' })

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

it('publishes a dropped deal with the fields that identify or hide it, and no others', () => {
  const event = { n: 9, seq: 7, time: 5, learntAt: 6, source: 'inferred', type: 'deal.dropped', deal } as const
  const told = envelopeOf(event)
  expect(told).toEqual({
    account: 'main',
    epoch: 'aaaaaaaaaaaaaaaa',
    seq: 7,
    hash: 'abcdef01',
    time: 5,
    source: 'inferred',
    topic: 'deals',
    type: 'deal.dropped',
    data: { tradeId: 'inferred-1', orderId: 'C02__1', symbol: 'MXUSDT', side: 'BUY', feeAsset: 'USDT', time: 5 },
  })
  expect(durableEnvelope.parse(told)).toEqual(told)
})

const order: Order = {
  orderId: 'C02__1',
  symbol: 'MXUSDT',
  side: 'BUY',
  type: 'LIMIT',
  status: 'PARTIALLY_FILLED',
  price: decimal('2'),
  quantity: decimal('9'),
  executedQuantity: decimal('3'),
  lastExecutedQuantity: decimal('1'),
  quoteQuantity: decimal('18'),
  executedQuoteQuantity: decimal('6'),
  createdAt: 3,
  updatedAt: 5,
  sentAt: 4,
}
const change = {
  asset: 'USDT',
  free: decimal<'asset'>('1'),
  locked: decimal<'asset'>('0'),
  freeChange: decimal<'asset'>('1'),
  lockedChange: decimal<'asset'>('0'),
  reason: 'ENTRUST',
  time: 5,
  sentAt: 4,
}
const head = { n: 1, seq: 1, time: 5, learntAt: 6, source: 'stream' } as const

it('serves the exchange’s sending time of a push and the quantity of the last fill', () => {
  const told = [
    envelopeOf({ ...head, type: 'order.updated', order }),
    envelopeOf({ ...head, type: 'deal.added', deal: { ...deal, sentAt: 4 }, namedBy: 'stream' }),
    envelopeOf({ ...head, type: 'asset.changed', change }),
  ]
  expect(told.map(({ data }) => data)).toMatchObject([
    { sentAt: 4, lastExecutedQuantity: '1', remainingQuoteQuantity: '12' },
    { sentAt: 4 },
    { sentAt: 4 },
  ])
  for (const envelope of told) expect(durableEnvelope.parse(envelope)).toEqual(envelope)
})

it('leaves both out for events stored before they were recorded', () => {
  const { lastExecutedQuantity: _last, sentAt: _sentAt, ...old } = order
  const { sentAt: _at, ...oldChange } = change
  const events = [
    envelopeOf({ ...head, type: 'order.updated', order: old }),
    envelopeOf({ ...head, type: 'deal.added', deal, namedBy: 'stream' }),
    envelopeOf({ ...head, type: 'asset.changed', change: oldChange }),
  ]
  for (const { data } of events) {
    expect(data).not.toHaveProperty('sentAt')
    expect(data).not.toHaveProperty('lastExecutedQuantity')
  }
})

it('has no coin id in any table of what is served', () => {
  const fields = Object.values(audienceTable).flatMap((table) => Object.keys(table))
  expect(fields.filter((field) => /coin/i.test(field))).toEqual([])
})
