/** Sums of what entries realized, paid and turned over: of one, and added up to longer stretches and coarser grains. */

import { decimal, multiply } from '@spotdeck/exact'
import { describe, expect, it } from 'vitest'
import type { Deal } from '../deal/deal.ts'
import type { Value } from '../words.ts'
import type { Trade } from './entry-result.ts'
import { type Booked, type PnlSum, QUARTER_MS, combined, quarterOf, sumOf } from './pnl-sum.ts'
import { NO_TRADES } from './trade-sum.ts'

const usd = (text: string): Value => decimal<'USDT'>(text)
const unitPrice = (text: string) => decimal<'USDT per unit'>(text)
const T = 1_700_000_100_000

function deal(over: Partial<Deal> = {}): Deal {
  const [price, quantity] = [decimal<'quote per base'>('4'), decimal<'base'>('3')]
  return {
    tradeId: '1X1',
    orderId: 'a',
    symbol: 'MXUSDT',
    baseAsset: 'MX',
    quoteAsset: 'USDT',
    side: 'SELL',
    price,
    quantity,
    quoteQuantity: multiply(price, quantity),
    fee: decimal('0.5'),
    feeAsset: 'USDT',
    isMaker: true,
    isSelfTrade: false,
    time: T,
    ...over,
  }
}
type Results = {
  readonly realized?: readonly [average: string, fifo: string]
  readonly gained?: readonly [average: string, fifo: string]
  readonly trade?: Trade
  readonly saved?: string
}
/** A deal with its results; what it gained is what it realized by default. */
function booked(one: Deal, { realized = ['2', '3'], gained = realized, trade, saved }: Results = {}): Booked {
  const entry = { kind: 'deal', deal: one } as const
  const result = (i: 0 | 1) => ({ entry, realized: usd(realized[i]), gained: usd(gained[i]), trade })
  return {
    entry,
    results: { average: result(0), fifo: result(1) },
    savedByMx: saved === undefined ? undefined : usd(saved),
  }
}
const sumOfDeal = (over: Partial<Deal> = {}, results: Results = {}): PnlSum => sumOf(booked(deal(over), results))

describe('the sum of one entry', () => {
  it('of a sale has its market, role, result, fee and turnover', () => {
    const trade: Trade = { gain: usd('2'), heldMs: 60_000 }
    expect(sumOfDeal({}, { gained: ['1', '2.5'], trade, saved: '0.1' })).toEqual({
      time: quarterOf(T),
      symbol: 'MXUSDT',
      feeAsset: 'USDT',
      quoteAsset: 'USDT',
      side: 'SELL',
      role: 'maker',
      holding: '1m-15m',
      count: 1,
      realized: { average: '2', fifo: '3' },
      gained: { average: '1', fifo: '2.5' },
      trades: {
        average: { count: 1, wins: 1, losses: 0, won: '2', lost: '0', timed: 1, heldMs: '60000' },
        fifo: { count: 1, wins: 1, losses: 0, won: '2', lost: '0', timed: 1, heldMs: '60000' },
      },
      saved: '0.1',
      wins: 1,
      losses: 0,
      paidCount: 1,
      paid: '0.5',
      fees: '0.5',
      unpricedFees: 0,
      bought: '0',
      sold: '12',
      made: '12',
      unpriced: 0,
    })
  })

  it('of a purchase is turnover bought, and neither a win nor a loss', () => {
    expect(sumOfDeal({ side: 'BUY', isMaker: false })).toMatchObject({
      role: 'taker',
      holding: 'noTrade',
      bought: '12',
      sold: '0',
      made: '0',
      wins: 0,
      losses: 0,
      saved: '0',
    })
  })

  it('of a sale is won or lost by average cost, unless it realized nothing before its fee', () => {
    const of = (average: string) => {
      const { wins, losses } = sumOfDeal({}, { realized: [average, '9'] })
      return [wins, losses]
    }
    expect([of('1'), of('-1'), of('0'), of('-0.5')]).toEqual([
      [1, 0],
      [0, 1],
      [0, 0],
      [0, 0],
    ])
  })

  it('counts what has no price', () => {
    const quoted = { symbol: 'MXBTC', quoteAsset: 'BTC' }
    expect(sumOfDeal(quoted)).toMatchObject({ sold: '0', made: '0', unpriced: 1, fees: '0.5', unpricedFees: 0 })
    expect(sumOfDeal({ ...quoted, quoteUnitPrice: unitPrice('10') })).toMatchObject({ sold: '120', unpriced: 0 })
    expect(sumOfDeal({ feeAsset: 'MX' })).toMatchObject({ paid: '0.5', fees: '0', unpricedFees: 1, paidCount: 1 })
    expect(sumOfDeal({ feeAsset: 'MX', feeUnitPrice: unitPrice('4') })).toMatchObject({ fees: '2', unpricedFees: 0 })
    expect(sumOfDeal({ feeAsset: 'MX', fee: decimal('0') })).toMatchObject({
      paid: '0',
      fees: '0',
      unpricedFees: 0,
      paidCount: 0,
    })
  })

  it('of a flow has its asset alone', () => {
    const flow = { id: 'f', time: T, asset: 'BTC', change: decimal<'asset'>('-1') }
    const { results } = booked(deal(), { realized: ['-2', '-2'] })
    expect(sumOf({ entry: { kind: 'flow', flow }, results, savedByMx: undefined })).toMatchObject({
      symbol: '',
      feeAsset: 'BTC',
      quoteAsset: '',
      side: '',
      role: '',
      holding: '',
      realized: { average: '-2', fifo: '-2' },
      wins: 0,
      losses: 0,
      paidCount: 0,
      fees: '0',
      bought: '0',
      sold: '0',
      made: '0',
      unpriced: 0,
    })
  })
})

describe('sums', () => {
  const trade: Trade = { gain: usd('2'), heldMs: 5 }
  const parts = [
    sumOfDeal({}, { saved: '0.1', trade }),
    sumOfDeal({ quantity: decimal('1'), quoteQuantity: decimal('4') }, { realized: ['-1', '1'], saved: '0.2', trade }),
    sumOfDeal({ side: 'BUY', isMaker: false }),
    sumOfDeal({ symbol: 'BTCUSDT' }, { gained: ['7', '8'] }),
    sumOfDeal({ symbol: 'MXBTC', quoteAsset: 'BTC' }),
    sumOfDeal({ feeAsset: 'MX' }),
  ]
  const flow = { ...sumOfDeal(), symbol: '', feeAsset: 'BTC', quoteAsset: '', side: '', role: '', holding: '' } as const
  const names = (sums: readonly PnlSum[]) =>
    sums.map(({ symbol, side, role, quoteAsset, feeAsset, holding, count }) =>
      [symbol, side, role, quoteAsset, feeAsset, holding, count].join(' '),
    )

  it('are told apart by the grain; flows always by their asset', () => {
    const all = [...parts, flow, flow]
    expect(names(combined(all, 'cell', T))).toEqual([
      'MXUSDT SELL maker USDT USDT under1m 2',
      'MXUSDT BUY taker USDT USDT noTrade 1',
      'BTCUSDT SELL maker USDT USDT noTrade 1',
      'MXBTC SELL maker BTC USDT noTrade 1',
      'MXUSDT SELL maker USDT MX noTrade 1',
      '    BTC  2',
    ])
    expect(names(combined(all, 'role', T))).toEqual([
      '* SELL maker USDT USDT  3',
      '* BUY taker USDT USDT  1',
      '* SELL maker BTC USDT  1',
      '* SELL maker USDT MX  1',
      '    BTC  2',
    ])
    expect(names(combined(all, 'all', T))).toEqual([
      '*   USDT USDT  4',
      '*   BTC USDT  1',
      '*   USDT MX  1',
      '    BTC  2',
    ])
  })

  it('add every figure up', () => {
    const [first] = combined(parts, 'cell', T - 5)
    expect(first).toMatchObject({
      time: T - 5,
      realized: { average: '1', fifo: '4' },
      gained: { average: '1', fifo: '4' },
      saved: '0.3',
      wins: 1,
      losses: 1,
      paidCount: 2,
      paid: '1',
      fees: '1',
      unpricedFees: 0,
      bought: '0',
      sold: '16',
      made: '16',
      unpriced: 0,
    })
    expect(first?.trades.fifo).toMatchObject({ count: 2, wins: 2, won: '4', heldMs: '10' })
    const [whole, , fees] = combined(parts, 'all', T)
    expect(whole).toMatchObject({ gained: { average: '10', fifo: '15' }, realized: { average: '5', fifo: '10' } })
    expect(whole).toMatchObject({ bought: '12', sold: '28', made: '28', saved: '0.3', paidCount: 4 })
    expect(fees).toMatchObject({ unpricedFees: 1, fees: '0', trades: { average: NO_TRADES } })
    expect(combined(parts, 'all', T)[1]).toMatchObject({ unpriced: 1 })
  })

  it('that differ from what was realized by one method alone are told apart', () => {
    const of = (gained: readonly [string, string]) =>
      combined([sumOfDeal({}, { gained }), sumOfDeal()], 'cell', T)[0]?.gained
    expect([of(['2', '9']), of(['9', '3']), of(['2', '3'])]).toEqual([
      { average: '4', fifo: '12' },
      { average: '11', fifo: '6' },
      { average: '4', fifo: '6' },
    ])
  })

  it('of one part alone are that part, at the time of the stretch', () => {
    const one = sumOfDeal()
    expect(combined([one], 'cell', one.time)[0]).toBe(one)
    expect(combined([one], 'cell', one.time - QUARTER_MS)[0]).toEqual({ ...one, time: one.time - QUARTER_MS })
    expect(combined([one], 'role', one.time)[0]).toEqual({ ...one, symbol: '*', holding: '' })
    expect(combined([flow], 'all', flow.time)[0]).toBe(flow)
    expect(combined([], 'all', T)).toEqual([])
  })

  it('begin at a quarter of an hour', () => {
    expect([quarterOf(0), quarterOf(QUARTER_MS - 1), quarterOf(QUARTER_MS)]).toEqual([0, 0, QUARTER_MS])
  })
})
