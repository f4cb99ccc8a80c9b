import { decimal, sum } from '@spotdeck/exact'
import { describe, expect, it } from 'vitest'
import { type AdmissionContext, type Deal, type KnownDeal, admitDeal, agreeOnFee, remember } from './deal.ts'

const deal: Deal = {
  tradeId: '900000000000000001X0',
  orderId: 'C02__1',
  symbol: 'MXUSDT',
  baseAsset: 'MX',
  quoteAsset: 'USDT',
  side: 'BUY',
  price: decimal('2.49'),
  quantity: decimal('4'),
  quoteQuantity: decimal('9.96'),
  fee: decimal('0.00498'),
  feeAsset: 'USDT',
  isMaker: true,
  isSelfTrade: false,
  time: 1_700_000_000_321,
}
const byRest: Deal = { ...deal, tradeId: '0123456789abcdef0123456789abcdef', time: 1_700_000_000_000 }

function context(deals: readonly KnownDeal[], executed?: string): AdmissionContext {
  const dealt = sum(deals.map((known) => known.quantity))
  return { deals, dealt, ...(executed === undefined ? {} : { executed: decimal(executed) }) }
}

describe('admitting a deal', () => {
  it('recognizes a deal by order, trade id and side', () => {
    const known = context([remember(deal, 'stream')], '10')
    expect(admitDeal(known, deal, 'stream')).toEqual({ kind: 'known' })
    expect(admitDeal(known, deal, 'rest')).toEqual({ kind: 'known' })
  })

  it('counts both sides of a self-trade although they share a trade id', () => {
    const known = context([remember(deal, 'stream')], '10')
    expect(admitDeal(known, { ...deal, side: 'SELL' }, 'stream')).toEqual({ kind: 'new' })
  })

  it('matches an equal REST deal with another id to the stream deal, once', () => {
    const known = context([remember(deal, 'stream')], '8')
    expect(admitDeal(known, byRest, 'rest')).toEqual({ kind: 'alias', of: deal.tradeId })
    const named = context([{ ...remember(deal, 'stream'), alias: byRest.tradeId }], '8')
    expect(admitDeal(named, byRest, 'rest')).toEqual({ kind: 'known' })
    expect(admitDeal(named, { ...byRest, tradeId: 'f'.repeat(32) }, 'rest')).toEqual({ kind: 'new' })
  })

  it('knows a REST deal again whose fee shows fewer digits, or is not told', () => {
    const known = context([remember(deal, 'stream')], '10')
    for (const fee of ['0.005', '0.0049', '0'])
      expect(admitDeal(known, { ...byRest, fee: decimal(fee) }, 'rest')).toMatchObject({ kind: 'alias' })
  })

  it('counts a REST deal of another quantity, price, fee or second as a deal of its own', () => {
    const known = context([remember(deal, 'stream')], '10')
    const others: readonly Partial<Deal>[] = [
      { quantity: decimal('3') },
      { price: decimal('2.5') },
      { fee: decimal('0.006') },
      { feeAsset: 'MX' },
      { time: deal.time + 1_000 },
    ]
    for (const other of others) expect(admitDeal(known, { ...byRest, ...other }, 'rest')).toEqual({ kind: 'new' })
  })

  it('matches a stream deal to its earlier REST copy', () => {
    const known = context([remember(byRest, 'rest')], '8')
    expect(admitDeal(known, deal, 'stream')).toEqual({ kind: 'alias', of: byRest.tradeId })
  })

  it('never matches two deals from one source, however equal they look', () => {
    const known = context([remember(deal, 'stream')], '8')
    expect(admitDeal(known, { ...deal, tradeId: '900000000000000002X0' }, 'stream')).toEqual({ kind: 'new' })
    expect(admitDeal(known, { ...deal, tradeId: '900000000000000002X0' }, 'rest')).toEqual({ kind: 'new' })
  })

  it('rejects a deal beyond the order’s executed quantity', () => {
    const known = context([remember(deal, 'stream')], '4')
    expect(admitDeal(known, { ...deal, tradeId: '900000000000000002X0' }, 'stream')).toEqual({ kind: 'exceeds' })
  })

  it('takes a deal that just fits into the executed quantity, and any where the order is not returned', () => {
    const second = { ...deal, tradeId: '900000000000000002X0' }
    expect(admitDeal(context([remember(deal, 'stream')], '8'), second, 'stream')).toEqual({ kind: 'new' })
    expect(admitDeal(context([remember(deal, 'stream')], '7.9'), second, 'stream')).toEqual({ kind: 'exceeds' })
    expect(admitDeal(context([remember(deal, 'stream')]), second, 'stream')).toEqual({ kind: 'new' })
  })

  it('keeps what identifies a deal', () => {
    const { tradeId, symbol, side, price, quantity, fee, feeAsset, time } = deal
    const known = { tradeId, namedBy: 'rest', symbol, side, price, quantity, fee, feeAsset, time }
    expect(remember(deal, 'rest')).toEqual(known)
  })

  it('takes an id for the stream’s by its end alone', () => {
    const known = context([remember({ ...deal, tradeId: 'X0123456789abcdef0123456789abcdef' }, 'rest')], '8')
    expect(admitDeal(known, deal, 'stream')).toMatchObject({ kind: 'alias' })
  })
})

describe('fees of two reports', () => {
  const fee = (text: string, feeAsset = 'USDT') => ({ fee: decimal<'asset'>(text), feeAsset })

  it('agree at the coarser of two scales, cut or rounded', () => {
    expect(agreeOnFee(fee('0.00498'), fee('0.0049'))).toBe(true)
    expect(agreeOnFee(fee('0.005'), fee('0.00498'))).toBe(true)
    expect(agreeOnFee(fee('0.0051'), fee('0.00498'))).toBe(false)
    expect(agreeOnFee(fee('1'), fee('0.5'))).toBe(false)
  })

  it('agree where one is not told, and never in two assets', () => {
    expect(agreeOnFee(fee('0', 'MX'), fee('0.1'))).toBe(true)
    expect(agreeOnFee(fee('0.1'), fee('0', 'MX'))).toBe(true)
    expect(agreeOnFee(fee('0.1', 'MX'), fee('0.1'))).toBe(false)
  })
})
