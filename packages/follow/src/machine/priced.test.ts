import { decimal } from '@spotdeck/exact'
import type { EventDraft, UnitPrice } from '@spotdeck/ledger'
import { expect, it } from 'vitest'
import { added, deal } from '../store/store.contract.ts'
import { priced } from './priced.ts'

const price = (text: string): UnitPrice => decimal<'USDT per unit'>(text)
const prices: Readonly<Record<string, string>> = { USDT: '1', KCS: '8', BTC: '50000' }
const priceAt = (asset: string): UnitPrice | undefined => {
  const found = prices[asset]
  return found === undefined ? undefined : price(found)
}
const dealOf = ([draft]: readonly EventDraft[]) => (draft?.type === 'deal.added' ? draft.deal : undefined)

it('books a fee in another asset at the price of its time', () => {
  const paid = deal('1X1', 'a', 6, { fee: decimal('0.5'), feeAsset: 'KCS' })
  expect(dealOf(priced([added(paid)], priceAt))).toMatchObject({ fee: '0.5', feeAsset: 'KCS', feeUnitPrice: '8' })
})

it('leaves the price out if none is known, instead of another time’s price', () => {
  const paid = deal('1X1', 'a', 6, { fee: decimal('0.5'), feeAsset: 'UNKNOWN' })
  expect(dealOf(priced([added(paid)], priceAt))).not.toHaveProperty('feeUnitPrice')
})
