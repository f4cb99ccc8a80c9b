import type { OrderData } from '@spotdeck/api'
import { expect, test } from 'vitest'
import { byScale, groupOrders, sumOf } from './candles.ts'

const order = (side: OrderData['side'], price: string) =>
  ({ side, price, remainingQuantity: '10', orderId: `${side} ${price}` }) as OrderData
const scale = { low: 2.2, high: 2.5 }

test('orders beyond the price scale are no lines, but one count and range for each side and end', () => {
  const low = Array.from({ length: 125 }, (_, i) => order('BUY', (1.99 + (i % 11) / 1_000).toFixed(3)))
  const [near, high] = [order('SELL', '2.5'), order('SELL', '10')]
  const { shown, beyond } = byScale([...low, near, high, order('SELL', '9.5')], scale)
  expect(shown).toEqual([near])
  expect(beyond).toEqual([
    { edge: 'below', side: 'BUY', count: 125, low: '1.990', high: '2.000' },
    { edge: 'above', side: 'SELL', count: 2, low: '9.5', high: '10' },
  ])
})

test('without a scale no order is drawn', () => {
  expect(byScale([order('BUY', '2.3')], undefined)).toEqual({ shown: [], beyond: [] })
})

test('orders of one side at one level share a label, and labels never cover each other', () => {
  const buys = Array.from({ length: 10 }, (_, at) => ({ order: order('BUY', `2.${at}`), y: 100 + (at % 3) }))
  const sell = { order: order('SELL', '2.5'), y: 104 }
  const far = { order: order('BUY', '1'), y: 300 }
  const groups = groupOrders([far, sell, ...buys], 20)
  expect(groups.map(({ side, orders, y }) => [side, orders.length, y])).toEqual([
    ['BUY', 10, 100],
    ['SELL', 1, 120],
    ['BUY', 1, 300],
  ])
  expect(sumOf(groups[0]?.orders ?? [])).toEqual({ quantity: '100', low: '2', high: '2.9' })
})
