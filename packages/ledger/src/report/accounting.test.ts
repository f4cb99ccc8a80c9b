import { type AssetAmount, add, decimal, negate, subtract, zero } from '@spotdeck/exact'
import { describe, expect, it } from 'vitest'
import { type EventDraft, record, unclassified, unexplained } from '../apply.ts'
import type { Deal } from '../deal/deal.ts'
import { dealEffects } from '../deal/effect.ts'
import type { Order } from '../order/order.ts'
import { EMPTY_STATE, type LedgerState } from '../state.ts'
import { costBookOf } from './cost-book.ts'

const amount = (text: string) => decimal<'asset'>(text)
const deal = (over: Partial<Deal>): Deal => ({
  tradeId: '1X1',
  orderId: 'o1',
  symbol: 'BTCUSDT',
  baseAsset: 'BTC',
  quoteAsset: 'USDT',
  side: 'BUY',
  price: decimal('100'),
  quantity: decimal('1'),
  quoteQuantity: decimal('100'),
  fee: zero(),
  feeAsset: 'USDT',
  isMaker: false,
  isSelfTrade: false,
  time: 9_000,
  ...over,
})

const live: EventDraft = {
  type: 'status.changed',
  time: 1_000,
  source: 'rest',
  status: { state: 'live', code: 'LIVE', params: {}, since: 1_000 },
}
const moved = (state: LedgerState, asset: string, by: AssetAmount, reason: string): EventDraft => ({
  type: 'asset.changed',
  time: 9_000,
  source: 'stream',
  change: {
    asset,
    free: add(state.assets.get(asset)?.free ?? zero<'asset'>(), by),
    locked: zero(),
    freeChange: by,
    lockedChange: zero(),
    reason,
    time: 9_000,
  },
})

/** An account that holds much of everything, and the same after `deals` with the balance changes the exchange makes of them. */
function after(deals: readonly Deal[]): LedgerState {
  let state = EMPTY_STATE
  for (const asset of ['USDT', 'BTC', 'MX'])
    state = record(state, [moved(state, asset, amount('1000'), 'RECONCILED')], 1).state
  state = record(state, [live], 2).state
  for (const one of deals) {
    state = record(
      state,
      [{ type: 'deal.added', deal: one, namedBy: 'stream', time: 9_000, source: 'stream' }],
      3,
    ).state
    for (const { asset, change, isFee } of dealEffects(one)) {
      state = record(state, [moved(state, asset, change, isFee ? 'TRADE_FEE' : 'ENTRUST')], 4).state
    }
  }
  return state
}
const open = (state: LedgerState) => ['USDT', 'BTC', 'MX'].map((asset) => unclassified(state, asset))
const realized = (deals: readonly Deal[]) =>
  costBookOf(
    [
      { asset: 'USDT', quantity: amount('1000') },
      { asset: 'BTC', quantity: amount('5'), unitPrice: decimal('90') },
      { asset: 'MX', quantity: amount('9'), unitPrice: decimal('2') },
    ],
    deals.map((one) => ({ kind: 'deal', deal: one })),
  ).realized

describe('easily miscounted cases', () => {
  it('a fee in MX leaves base and quote unchanged, is booked in MX, and costs MX’s price', () => {
    const bought = deal({ fee: amount('0.5'), feeAsset: 'MX', feeUnitPrice: decimal('3') })
    const state = after([bought])
    expect([state.assets.get('BTC')?.free, state.assets.get('USDT')?.free, state.assets.get('MX')?.free]).toEqual([
      '1001',
      '900',
      '999.5',
    ])
    expect([state.books.get('MX')?.fees, state.books.get('USDT')?.fees, open(state)]).toEqual([
      '0.5',
      '0',
      ['0', '0', '0'],
    ])
    // Bought at 2, it would have sold for 3: half a coin gained a half, and its 1.5 are spent.
    expect(realized([bought])).toBe('-1')
  })

  it('a self-trade is two deals, and loses its fees alone', () => {
    const buy = deal({ isSelfTrade: true, fee: amount('0.1'), price: decimal('90'), quoteQuantity: decimal('90') })
    const sell = deal({ ...buy, side: 'SELL' })
    const state = after([sell, buy])
    expect([state.dealCount, state.assets.get('BTC')?.free, state.assets.get('USDT')?.free]).toEqual([
      2,
      '1000',
      '999.8',
    ])
    expect([open(state), realized([sell, buy])]).toEqual([['0', '0', '0'], '-0.2'])
  })

  it('an airdrop is a flow, never profit; a change of an unknown reason is neither', () => {
    const before = after([])
    const given = record(
      before,
      [
        { ...moved(before, 'MX', amount('4'), 'SUGAR'), unitPrice: decimal('2') } as EventDraft,
        moved(before, 'BTC', amount('0.1'), 'ETF_INDEX'),
      ],
      5,
    ).state
    expect([given.netDeposits, open(given)]).toEqual(['8', ['0', '0.1', '0']])
    expect(unexplained(given, 'BTC')).toBe('0')
  })

  it('dust is kept to the last digit, and its cost goes with it', () => {
    const third = deal({ quantity: decimal('0.333333333333333333'), quoteQuantity: decimal('33.33') })
    const sold = deal({
      tradeId: '2X1',
      side: 'SELL',
      quantity: decimal('0.333333333333333332'),
      quoteQuantity: decimal('33.33'),
    })
    const state = after([third, sold])
    expect(subtract(state.assets.get('BTC')?.free ?? zero<'asset'>(), amount('1000'))).toBe('0.000000000000000001')
    const book = costBookOf(
      [{ asset: 'USDT', quantity: amount('100') }],
      [third, sold].map((one) => ({ kind: 'deal', deal: one })),
    )
    expect(book.positions.get('BTC')?.quantity).toBe('0.000000000000000001')
    expect(subtract(book.realized, book.positions.get('BTC')?.cost ?? zero<'USDT'>())).toBe('0')
  })

  it('a partially filled canceled order counts its fill once', () => {
    const part = deal({ quantity: decimal('0.4'), quoteQuantity: decimal('40') })
    const order: Order = {
      orderId: 'o1',
      symbol: 'BTCUSDT',
      side: 'BUY',
      type: 'LIMIT',
      status: 'PARTIALLY_CANCELED',
      price: decimal('100'),
      quantity: decimal('1'),
      executedQuantity: decimal('0.4'),
      quoteQuantity: decimal('100'),
      executedQuoteQuantity: decimal('40'),
      createdAt: 1,
      updatedAt: 2,
    }
    const before = after([part])
    const ended = record(before, [{ type: 'order.updated', order, time: 9_000, source: 'stream' }], 6).state
    expect([ended.orders.size, ended.assets.get('BTC')?.free, open(ended)]).toEqual([0, '1000.4', ['0', '0', '0']])
    expect(negate(ended.books.get('USDT')?.traded ?? zero<'asset'>())).toBe('40')
  })
})
