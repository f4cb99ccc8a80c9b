/** The deals of the witnesses as the ledger has them: the only place where the two vocabularies meet. */

import { decimal } from '@spotdeck/exact'
import type { Deal, UnitPrice } from '@spotdeck/ledger'
import type { NaiveEntry } from './naive-lots.ts'

type NaiveDeal = Extract<NaiveEntry, { what: 'deal' }> & { readonly maker?: boolean }

/** USDT for one unit; `undefined` where it is not known. */
export const unitPriceOf = (text: string | undefined): UnitPrice | undefined =>
  text === undefined ? undefined : decimal<'USDT per unit'>(text)

/** The deal of a witness in an order of its own. */
export function dealOf(one: NaiveDeal): Deal {
  const [quoteUnitPrice, feeUnitPrice] = [unitPriceOf(one.quoteWorth), unitPriceOf(one.feeWorth)]
  return {
    tradeId: one.id,
    orderId: `o${one.id}`,
    symbol: one.base + one.quote,
    baseAsset: one.base,
    quoteAsset: one.quote,
    side: one.buys ? 'BUY' : 'SELL',
    price: decimal('1'),
    quantity: decimal(one.quantity),
    quoteQuantity: decimal(one.quoteQuantity),
    fee: decimal(one.fee),
    feeAsset: one.feeAsset,
    isMaker: one.maker === true,
    isSelfTrade: false,
    time: one.at,
    ...(quoteUnitPrice === undefined ? {} : { quoteUnitPrice }),
    ...(feeUnitPrice === undefined ? {} : { feeUnitPrice }),
  }
}
