/** Deals of test ledgers, each a function of its number. */

import { decimal } from '@spotdeck/exact'
import type { Deal } from '@spotdeck/ledger'

/** Deal number `n` in MXUSDT: one of three sells; quantities and prices vary with `n`. */
export const numberedDeal = (n: number, time: number): Deal => ({
  orderId: `o${n}`,
  tradeId: `t${n}`,
  symbol: 'MXUSDT',
  baseAsset: 'MX',
  quoteAsset: 'USDT',
  side: n % 3 === 2 ? 'SELL' : 'BUY',
  price: decimal('2'),
  quantity: decimal(String(1 + (n % 5))),
  quoteQuantity: decimal(String((1 + (n % 5)) * (2 + (n % 7)))),
  fee: decimal('0.01'),
  feeAsset: 'USDT',
  isMaker: n % 2 === 0,
  isSelfTrade: false,
  time,
})
