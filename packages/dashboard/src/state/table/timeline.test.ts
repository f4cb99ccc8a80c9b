import { describe, expect, test } from 'vitest'
import { dealOf, orderOf } from '../../live/testing/events.ts'
import { cancelsOf, clockTime, entriesOf, wholePart } from './timeline.ts'

const flow = {
  id: 'f',
  seq: 1,
  source: 'rest' as const,
  time: 20,
  asset: 'USDT',
  kind: 'deposit' as const,
  reason: 'DEPOSIT',
  change: '5',
}
const status = { seq: 9, time: 40, state: 'live' as const, code: 'LIVE', params: {}, since: 40 }
const notice = { id: 'n', kind: 'listing', symbols: [], postedAt: 35, code: 'X', params: {} } as const

describe('a line of time', () => {
  const entries = entriesOf({
    fills: [dealOf('a', { time: 30 }), dealOf('b', { time: 10 })],
    orders: [orderOf('1', { createdAt: 30 })],
    cancels: [],
    flows: [flow],
    statuses: [status],
    notices: [notice as never, { ...notice, id: 'undated', postedAt: undefined } as never],
  })

  test('has what happened in all lists, newest first, and no notice without a time', () => {
    expect(entries.map(({ kind, time }) => [kind, time])).toEqual([
      ['status', 40],
      ['notice', 35],
      ['fill', 30],
      ['order', 30],
      ['flow', 20],
      ['fill', 10],
    ])
  })

  test('ends where a list ends of which more is to be read: nothing is missing in between', () => {
    expect(wholePart(entries, [20, 5]).map(({ time }) => time)).toEqual([40, 35, 30, 30, 20])
    expect(wholePart(entries, [])).toHaveLength(6)
  })
})

test.each([
  ['03:00', 10_800_000],
  ['3:05', 11_100_000],
  [' 23:59 ', 86_340_000],
  ['24:00', undefined],
  ['3', undefined],
  ['', undefined],
])('the clock time %s', (text, time) => {
  expect(clockTime(text, 0)).toBe(time)
})

test('cancels of orders placed before are known by what they released, of others by the order', () => {
  const order = orderOf('new', { status: 'PARTIALLY_CANCELED', remainingQuantity: '3', updatedAt: 50 })
  const released = { orderId: 'old', symbol: 'MXUSDT', side: 'BUY', price: '2.5', lockedChange: '-10', time: 40 }
  const of = (change: object) => ({ ...released, ...change }) as never
  const rows = [
    of({}),
    of({ orderId: 'new' }),
    of({ orderId: 'sell', side: 'SELL', lockedChange: '-4' }),
    of({ orderId: undefined }),
  ]
  expect(
    cancelsOf([order, orderOf('open')], rows).map((row) => [row.orderId, row.time, row.quantity, row.status]),
  ).toEqual([
    ['old', 40, '4', 'CANCELED'],
    ['new', 50, '3', 'PARTIALLY_CANCELED'],
    ['sell', 40, '4', 'CANCELED'],
  ])
})
