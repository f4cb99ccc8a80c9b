import { decimal, sum } from '@spotdeck/exact'
import { type Deal, type PnlSum, beginPnl, bookPnl, closePnl } from '@spotdeck/ledger'
import { describe, expect, it } from 'vitest'
import { daysOf } from '../base/days.ts'
import { volumeBy, volumeReport } from './turnover.ts'

const HOUR = 3_600_000
const NEW_YEAR = Date.UTC(2026, 0, 1)
const span = { from: 0, to: Date.UTC(2027, 0, 1) }

function line(time: number, symbol: string, side: Deal['side'], worth: string): PnlSum {
  const deal: Deal = {
    tradeId: `t${time}`,
    orderId: `o${time}`,
    symbol,
    baseAsset: symbol.replace('USDT', ''),
    quoteAsset: 'USDT',
    side,
    price: decimal('1'),
    quantity: decimal('1'),
    quoteQuantity: decimal(worth),
    fee: decimal('0'),
    feeAsset: 'USDT',
    isMaker: true,
    isSelfTrade: false,
    time,
  }
  const sum = closePnl(bookPnl(beginPnl([]), [{ kind: 'deal', deal }]).walk)?.sums[0]
  if (sum === undefined) throw new RangeError('A deal has a sum.')
  return sum
}

const lines = [
  line(NEW_YEAR - 9 * HOUR, 'MXUSDT', 'BUY', '10.1'),
  line(NEW_YEAR - 7 * HOUR, 'MXUSDT', 'SELL', '0.2'),
  line(NEW_YEAR + 10 * 24 * HOUR, 'BTCUSDT', 'SELL', '300'),
  line(NEW_YEAR + 20 * 24 * HOUR, 'MXUSDT', 'BUY', '4000.000000000001'),
]

function report(by: Parameters<typeof volumeBy>[0], zone: string, only?: string) {
  const counting = volumeBy(by, daysOf(zone), only)
  const sums = counting.none()
  for (const one of lines) for (const { count } of counting.passes) count(sums, one)
  return volumeReport(sums, by, span)
}

const rows = (...how: Parameters<typeof report>) =>
  report(...how).items.map(({ key, bought, sold }) => [key, bought, sold])

describe('turnover', () => {
  it('is summed by months of the requested time zone', () => {
    expect(rows('month', 'UTC')).toEqual([
      ['2025-12', '10.1', '0.2'],
      ['2026-01', '4000', '300'],
    ])
    // The sale was on New Year's Day in Taipei.
    expect(rows('month', 'Asia/Taipei')).toEqual([
      ['2025-12', '10.1', '0'],
      ['2026-01', '4000', '300.2'],
    ])
  })

  it('is summed by weeks from Monday, oldest first, across months', () => {
    expect(rows('week', 'UTC')).toEqual([
      ['2025-12-29', '10.1', '0.2'],
      ['2026-01-05', '0', '300'],
      ['2026-01-19', '4000', '0'],
    ])
  })

  it('counts the named market, or lists every market if none is named', () => {
    expect(rows('month', 'UTC', 'BTCUSDT')).toEqual([['2026-01', '0', '300']])
    expect(report('month', 'UTC', 'BTCUSDT')).toMatchObject({ total: '300', count: 1 })
    expect(report('day', 'UTC', 'NOPE')).toMatchObject({ total: '0', count: 0, items: [] })
    expect(rows('symbol', 'UTC')).toEqual([
      ['MXUSDT', '4010.1', '0.2'],
      ['BTCUSDT', '0', '300'],
    ])
  })

  it('has the same total in every grouping', () => {
    const total = report('symbol', 'UTC').total
    for (const by of ['day', 'week', 'month'] as const) {
      const { items } = report(by, 'UTC')
      expect(sum(items.map(({ value }) => decimal<'USDT'>(value)))).toBe(total)
    }
  })
})
