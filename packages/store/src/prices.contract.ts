/** Contract of a store's prices: what lacks one is listed until its price is recorded. */

import { decimal } from '@spotdeck/exact'
import { EMPTY_STATE } from '@spotdeck/ledger'
import { describe, expect, it } from 'vitest'
import type { LedgerStore } from './port.ts'
import { type Awaitable, added, commit, deal, deposited, order, updated } from './store.contract.ts'

/** `open` gives a fresh store; `reopen` the same one as another process would find it after a kill. */
export function pricesContract(
  name: string,
  open: () => Awaitable<LedgerStore>,
  reopen: (store: LedgerStore) => Awaitable<LedgerStore>,
): void {
  describe(`${name} as a store of prices`, () => {
    it('lists deals and flows without a price until it is recorded, and has the price from then on', async () => {
      const store = await open()
      const paid = { quoteAsset: 'BTC', fee: decimal<'asset'>('1'), feeAsset: 'MX' }
      const btc = deal('1X1', 'a', 6, paid)
      const state = await commit(store, EMPTY_STATE, [
        updated(order('a', 5)),
        added(btc),
        added(deal('2X1', 'a', 7)),
        deposited('10', '10', 'ETH'),
      ])
      expect(state).toMatchObject({ netDeposits: '0', unpricedFlows: new Map([['ETH', '10']]) })
      const waiting = await (await reopen(store)).unpriced(10)
      expect(waiting.map(({ kind }) => kind).sort()).toEqual(['deal', 'flow'])
      expect(await store.unpriced(1)).toEqual(waiting.slice(0, 1))
      const [flow] = await store.flows()
      const prices = { quoteUnitPrice: decimal<'USDT per unit'>('50000'), feeUnitPrice: decimal<'USDT per unit'>('3') }
      const { orderId, tradeId, side } = btc
      const of = Number(flow?.id.slice('flow '.length))
      const eth = { of, asset: 'ETH', change: decimal<'asset'>('10'), unitPrice: decimal<'USDT per unit'>('2000') }
      const next = await commit(store, state, [
        { type: 'deal.priced', orderId, tradeId, side, prices, time: 6, source: 'inferred' },
        { type: 'flow.priced', flow: eth, time: 7, source: 'inferred' },
      ])
      expect(next).toMatchObject({ netDeposits: '20000', unpricedFlows: new Map() })
      const again = await reopen(store)
      expect(await again.load()).toEqual(next)
      expect(await again.unpriced(10)).toEqual([])
      expect(await again.deals({ limit: 1, from: 6, to: 7 })).toMatchObject([prices])
      expect(await again.flows()).toMatchObject([{ unitPrice: '2000', pricedAt: expect.any(Number) as number }])
      expect(await again.flowPrices([of, of + 1])).toEqual(new Map([[of, '2000']]))
      expect(await again.verify()).toMatchObject({ ok: true })
    })
  })
}
