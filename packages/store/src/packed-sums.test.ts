/** Sums, trades and totals of profit come back from their stored text as they were, whole or by market. */

import { decimal, fromScaled, zero } from '@spotdeck/exact'
import {
  NO_TRADES,
  type PnlMark,
  type PnlSum,
  type TradeCell,
  type TradeSum,
  beginPnl,
  pnlMark,
} from '@spotdeck/ledger'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  packMark,
  packSums,
  packTotals,
  packedTotals,
  storedTotalAt,
  packTrades,
  totalAt,
  unpackMark,
  unpackSums,
  unpackTrades,
} from './packed-sums.ts'

const TIME = 900_000

const trades = (count: number): TradeSum => ({
  count,
  wins: count - 2,
  losses: 1,
  won: decimal('12.5'),
  lost: decimal('-3.25'),
  timed: count - 1,
  heldMs: decimal('60001'),
})

/** A sum in which every figure is another one. */
function sumOf(symbol: string, over: Partial<PnlSum> = {}): PnlSum {
  return {
    time: TIME,
    symbol,
    feeAsset: 'MX',
    quoteAsset: 'USDT',
    side: 'SELL',
    role: 'maker',
    holding: '1m-15m',
    count: 7,
    realized: { average: decimal('1.5'), fifo: decimal('-2.5') },
    gained: { average: decimal('1.5'), fifo: decimal('-2.5') },
    trades: { average: trades(5), fifo: trades(4) },
    saved: decimal('0.01'),
    wins: 3,
    losses: 2,
    paidCount: 6,
    paid: decimal('0.7'),
    fees: decimal('1.9'),
    unpricedFees: 1,
    bought: decimal('100'),
    sold: decimal('200.000000000000000001'),
    made: decimal('300'),
    unpriced: 4,
    ...over,
  }
}

const FLOW = sumOf('', { feeAsset: 'BTC', quoteAsset: '', side: '', role: '', holding: '' })

describe('stored sums', () => {
  it('come back as they were, market by market', () => {
    const sums = [sumOf('MXUSDT'), sumOf('MXUSDT', { side: 'BUY', role: 'taker', count: 1 }), sumOf('BTCUSDT'), FLOW]
    expect(unpackSums(packSums(sums), TIME)).toEqual(sums)
    const [first, ...rest] = sums
    expect(unpackSums(packSums([...rest, ...(first === undefined ? [] : [first])]), TIME)).toEqual([
      sums[1],
      sums[0],
      sums[2],
      FLOW,
    ])
  })

  it('come back without trades, and with gains that differ from what was realized by either method', () => {
    const average = { average: decimal('1.6'), fifo: decimal('-2.5') } as const
    const fifo = { average: decimal('1.5'), fifo: decimal('0') } as const
    const sums = [
      sumOf('MXUSDT', { gained: average as PnlSum['gained'], trades: { average: NO_TRADES, fifo: trades(3) } }),
      sumOf('BTCUSDT', { gained: fifo as PnlSum['gained'], trades: { average: trades(3), fifo: NO_TRADES } }),
    ]
    expect(unpackSums(packSums(sums), TIME)).toEqual(sums)
  })

  it('are none where none were stored', () => {
    expect(unpackSums(packSums([]), TIME)).toEqual([])
    expect(unpackSums(packSums([]), TIME, { symbols: ['MXUSDT'] })).toEqual([])
  })

  describe('are read for a part of them', () => {
    const bought = { side: 'BUY', role: 'taker' } as const
    const all = [sumOf('MXUSDT'), sumOf('MXUSDT', bought), sumOf('MXBTC'), sumOf('BTCUSDT'), sumOf('USDTMX'), FLOW]
    const read = (only: Parameters<typeof unpackSums>[2]) =>
      unpackSums(packSums(all), TIME, only).map(({ symbol, side }) => `${symbol} ${side}`)

    it('by markets', () => {
      expect(read({ symbols: ['MXUSDT', 'USDTMX'] })).toEqual(['MXUSDT SELL', 'MXUSDT BUY', 'USDTMX SELL'])
      expect(read({ symbols: ['MXUSD'] })).toEqual([])
      expect(read({ symbols: [] })).toEqual([])
    })

    it('by an asset: its own markets, and movements without one', () => {
      expect(read({ asset: 'MX' })).toEqual(['MXUSDT SELL', 'MXUSDT BUY', 'MXBTC SELL', ' '])
    })

    it('by side and by role', () => {
      expect(read({ side: 'BUY' })).toEqual(['MXUSDT BUY'])
      expect(read({ role: 'taker' })).toEqual(['MXUSDT BUY'])
      expect(read({ side: 'SELL', role: 'taker' })).toEqual([])
      expect(read({ side: 'SELL', symbols: ['MXUSDT'] })).toEqual(['MXUSDT SELL'])
    })
  })
})

it('runs of trades come back as they were, though they share their cells', () => {
  const maker: TradeCell = ['MXUSDT', 'USDT', 'maker', 'under1m']
  const taker: TradeCell = ['MXUSDT', 'USDT', 'taker', 'under1m']
  const other: TradeCell = ['BTCUSDT', 'USDT', 'maker', '1h-4h']
  const runs = [
    { time: TIME, cells: [maker, taker], codes: '#5' },
    { time: 2 * TIME, cells: [other, maker], codes: '5#' },
  ]
  const text = packTrades(runs)
  expect(unpackTrades(text)).toEqual(runs)
  expect(text.match(/MXUSDT/g)).toHaveLength(2)
  expect(unpackTrades(packTrades([]))).toEqual([])
})

it('a mark comes back as it was, with the newest quarter hour or without one', () => {
  const maker: TradeCell = ['MXUSDT', 'USDT', 'maker', 'under1m']
  const quarter = { time: TIME, sums: [sumOf('MXUSDT'), FLOW], trades: [{ time: TIME, cells: [maker], codes: '#' }] }
  const { quarter: _none, ...begun } = pnlMark(beginPnl([]))
  const marks: readonly PnlMark[] = [begun, { ...begun, quarter }]
  for (const mark of marks) {
    expect(unpackMark(packMark(mark))).toEqual(JSON.parse(JSON.stringify(mark)))
  }
})

describe('stored totals', () => {
  const totals = [5, 8, 8, 20].map((time, i) => ({ time, realized: decimal<'USDT'>(`${i}.5`) }))

  it('tell in their text what they tell in a list', () => {
    const steps = fc.array(fc.tuple(fc.nat({ max: 3 }), fc.bigInt({ min: -999n, max: 999n })), { maxLength: 12 })
    fc.assert(
      fc.property(steps, fc.integer({ min: -2, max: 40 }), (made, time) => {
        let at = 5
        const list = made.map(([later, n]) => ({ time: (at += later), realized: fromScaled<'USDT'>(n, 1) }))
        expect(storedTotalAt(packTotals(list), list[0]?.time ?? 0, time)).toBe(totalAt(list, time))
      }),
    )
    expect(packTotals(totals)).toBe('0,3,3,15;0.5,1.5,2.5,3.5')
  })

  it('are rows that begin with different times, of which the last one before a time tells the total', () => {
    const steps = fc.array(fc.nat({ max: 1 }), { maxLength: 400 })
    fc.assert(
      fc.property(steps, fc.integer({ min: -2, max: 300 }), (made, time) => {
        let at = 5
        const list = made.map((later, n) => ({ time: (at += later), realized: fromScaled<'USDT'>(BigInt(n), 1) }))
        const row = packedTotals(list).findLast((one) => one.time <= time)
        expect(row === undefined ? undefined : storedTotalAt(row.realized, row.time, time)).toBe(totalAt(list, time))
      }),
    )
    const same = Array.from({ length: 200 }, (_, n) => ({ time: 7, realized: decimal<'USDT'>(String(n)) }))
    expect(packedTotals(same)).toEqual([{ time: 7, realized: '0;199' }])
    expect(packedTotals([])).toEqual([])
  })

  it('tell the last one up to a time', () => {
    const at = (time: number) => totalAt(totals, time)
    expect([at(4), at(5), at(7), at(8), at(19), at(20), at(99)]).toEqual([
      undefined,
      '0.5',
      '0.5',
      '2.5',
      '2.5',
      '3.5',
      '3.5',
    ])
    expect(totalAt([], 5) ?? zero()).toBe('0')
  })
})
