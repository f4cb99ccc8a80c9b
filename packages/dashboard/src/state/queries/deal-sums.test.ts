import { expect, test } from 'vitest'
import { dealOf } from '../../live/testing/events.ts'
import { sumOrderFills } from './deal-sums.ts'

test('the fills of an order are summed exactly: quantity, amount, average price, fees, first and last time', () => {
  const deals = [
    dealOf('1', { price: '2', quantity: '1', quoteQuantity: '2', fee: '0.002', time: 1 }),
    dealOf('2', { price: '2.3', quantity: '2', quoteQuantity: '4.6', fee: '0.0046', time: 2 }),
    dealOf('3', { price: '2', quantity: '3', quoteQuantity: '6', fee: '0.1', feeAsset: 'MX', time: 5 }),
  ]
  expect(sumOrderFills(deals)).toEqual({
    quantity: '6',
    amount: '12.6',
    averagePrice: '2.1',
    fees: [
      { asset: 'MX', amount: '0.1' },
      { asset: 'USDT', amount: '0.0066' },
    ],
    first: deals[0],
    last: deals[2],
  })
  expect(sumOrderFills([])).toBeUndefined()
})
