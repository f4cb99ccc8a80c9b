import { decimal } from '@spotdeck/exact'
import type { EventDraft } from '@spotdeck/ledger'
import { expect, it } from 'vitest'
import { added, deal } from '@spotdeck/store/testing'
import { priced } from './priced.ts'

const dealOf = ([draft]: readonly EventDraft[]) => (draft?.type === 'deal.added' ? draft.deal : undefined)

it('values a fee in the base asset at the price of its own deal', () => {
  const paid = deal('1X1', 'a', 6, { price: decimal('4'), fee: decimal('0.5'), feeAsset: 'MX' })
  expect(dealOf(priced([added(paid)]))).toMatchObject({ fee: '0.5', feeUnitPrice: '4' })
})

it('leaves every other price out: it is recorded as a fact of its own', () => {
  const paid = deal('1X1', 'a', 6, { fee: decimal('0.5'), feeAsset: 'KCS' })
  expect(dealOf(priced([added(paid)]))).not.toHaveProperty('feeUnitPrice')
})
