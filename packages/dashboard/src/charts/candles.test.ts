import type { OrderData } from '@spotdeck/api'
import { expect, test } from 'vitest'
import { byScale } from './candles.ts'

const order = (side: OrderData['side'], price: string) => ({ side, price, orderId: `${side} ${price}` }) as OrderData
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
