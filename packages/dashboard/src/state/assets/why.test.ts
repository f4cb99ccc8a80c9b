import type { PnlReport } from '@spotdeck/api'
import { decimal, roundHalfEven, sum } from '@spotdeck/exact'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { whyOf } from './why.ts'

const coin = (asset: string, priceEffect: string) => {
  return { asset, priceEffect, count: 1, realized: '0', realizedByFlows: '0', fees: '0' }
}
const reportOf = (change: Partial<PnlReport>): PnlReport => ({
  from: 0,
  to: 1,
  unit: 'USDT',
  method: 'average',
  by: 'symbol',
  realized: '0',
  realizedByFlows: '0',
  fees: '3.02',
  unrealized: '0',
  total: '-60.49',
  items: [],
  positions: [],
  unpriced: [],
  ...change,
})
const change = { opening: '1000', total: '439.51', netDeposits: '500', netUnexplained: '0', netRevalued: '0' }

test('a change is price moves by coin, trades, fees and transfers; both sums are exact', () => {
  const assets = [coin('MX', '-31.1'), coin('BTC', '-41.17'), coin('USDC', '0')]
  const why = whyOf(reportOf({ assets, unassigned: '0.4', change }), '-60.49')
  expect(why.profit.map(({ kind, asset, exact }) => [kind, asset, exact])).toEqual([
    ['price', 'BTC', '-41.17'],
    ['price', 'MX', '-31.1'],
    ['trades', undefined, '14.4'],
    ['fees', undefined, '-3.02'],
    ['rest', undefined, '0.4'],
  ])
  expect(why.price.exact).toBe('-72.27')
  expect(why.total.exact).toBe('-60.49')
  expect(why.flows.map(({ kind, exact }) => [kind, exact])).toEqual([['flows', '500']])
  expect(why.equity).toMatchObject({ opening: '1000', exact: '439.51' })
})

test('equity that grew while nothing is known of its growth is unexplained, and no profit', () => {
  const why = whyOf(reportOf({ change: { ...change, total: '450', netUnexplained: '2' } }), '-60.49')
  expect(why.flows.map(({ kind, exact }) => [kind, exact])).toEqual([
    ['flows', '500'],
    ['unexplained', '10.49'],
  ])
  expect(why.equity?.exact).toBe('450')
})

const AMOUNT = fc.integer({ min: -1e9, max: 1e9 }).map((n) => roundHalfEven(decimal<'USDT'>((n / 1e5).toFixed(5)), 5))
test('the parts as shown add up to the total as shown, whatever the report and the total that is explained', () =>
  fc.assert(
    fc.property(fc.array(AMOUNT, { maxLength: 9 }), AMOUNT, AMOUNT, AMOUNT, (effects, total, rest, shownTotal) => {
      const assets = effects.map((effect, index) => coin(`A${index}`, effect))
      const why = whyOf(reportOf({ assets, total, unassigned: rest, change }), shownTotal)
      expect(why.total).toEqual({ exact: shownTotal, shown: roundHalfEven(shownTotal, 2) })
      expect(sum(why.profit.map(({ shown }) => shown))).toBe(why.total.shown)
      expect(sum([why.total, ...why.flows].map(({ shown }) => shown))).toBe(why.equity?.shown)
    }),
  ))
