/** Random histories of deals and flows. */

import { decimal, fromInteger } from '@spotdeck/exact'
import fc from 'fast-check'
import type { Deal } from '../deal/deal.ts'
import { type Opening } from '../report/cost-book.ts'
import { type CostEntry, compareKeys, costKey } from '../report/cost-entry.ts'
import { QUARTER_MS } from '../report/pnl-sum.ts'

/** Holdings before the first entry: cash, one at a price, and one without. */
export const OPENINGS: readonly Opening[] = [
  { asset: 'USDT', quantity: decimal('1000') },
  { asset: 'MX', quantity: decimal('7'), unitPrice: decimal('2') },
  { asset: 'BTC', quantity: decimal('1') },
]

const ASSETS = ['USDT', 'BTC', 'MX'] as const
const price = fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined })

/** Deals and flows that buy, sell more than is held, pay fees and rebates, with and without prices, some in one second. */
export const history = fc
  .array(
    fc.record({
      asset: fc.constantFrom(...ASSETS),
      feeAsset: fc.constantFrom(...ASSETS),
      isFlow: fc.nat(5),
      buys: fc.boolean(),
      quantity: fc.integer({ min: 1, max: 20 }),
      fee: fc.integer({ min: -1, max: 2 }),
      price,
      after: fc.constantFrom(0, 1, 999, 1_000, QUARTER_MS / 2, QUARTER_MS),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((steps) => {
    let time = 1_700_000_000_000
    return steps.map((step, index): CostEntry => {
      time += step.after
      const unitPrice = step.price === undefined ? undefined : fromInteger<'USDT per unit'>(step.price)
      if (step.isFlow === 0) {
        const change = fromInteger<'asset'>(step.buys ? step.quantity : -step.quantity)
        const flow = { id: `flow ${index}`, time, asset: step.asset, change }
        return { kind: 'flow', flow: unitPrice === undefined ? flow : { ...flow, unitPrice } }
      }
      const quoteAsset = step.asset === 'MX' ? 'BTC' : 'USDT'
      const baseAsset = step.asset === 'USDT' ? 'BTC' : step.asset
      const deal: Deal = {
        tradeId: `t${index}`,
        orderId: `o${index}`,
        symbol: `${baseAsset}${quoteAsset}`,
        baseAsset,
        quoteAsset,
        side: step.buys ? 'BUY' : 'SELL',
        price: decimal('3'),
        quantity: fromInteger(step.quantity),
        quoteQuantity: fromInteger(3 * step.quantity),
        fee: fromInteger(step.fee),
        feeAsset: step.feeAsset,
        isMaker: index % 2 === 0,
        isSelfTrade: false,
        time,
      }
      return { kind: 'deal', deal: unitPrice === undefined ? deal : { ...deal, quoteUnitPrice: unitPrice } }
    })
  })
  .map((entries) => entries.sort((a, b) => compareKeys(costKey(a), costKey(b))))
