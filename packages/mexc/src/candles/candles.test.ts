import { decimal } from '@spotdeck/exact'
import { MINUTE_MS } from '@spotdeck/ports'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aggregateCandles } from './aggregate.ts'
import type { Candle } from './candle.ts'
import { NO_CANDLES, withPushed, withRows } from './candle-window.ts'
import { timeframeParts, windowStart } from './timeframe.ts'

/** Monday 2026-11-23, 00:00 UTC. */
const MONDAY = 1_795_392_000_000

function candle(minute: number, volume = '1', closed = true): Candle {
  const openTime = MONDAY + minute * MINUTE_MS
  const price = String(2 + (minute % 7) / 10)
  return {
    ...{ openTime, closeTime: openTime + MINUTE_MS, open: decimal(price), high: decimal(price), low: decimal('1') },
    ...{ close: decimal('1.5'), volume: decimal(volume), quoteVolume: decimal('0.1'), closed },
  }
}

describe('aggregation', () => {
  it('has the first open, the extremes, the last close and exact sums', () => {
    const [first, second] = aggregateCandles([candle(0), candle(1, '0.1'), candle(2, '0.2'), candle(3)], 3 * MINUTE_MS)
    expect(first).toEqual({
      ...{ openTime: MONDAY, closeTime: MONDAY + 3 * MINUTE_MS, open: '2', high: '2.2', low: '1', close: '1.5' },
      ...{ volume: '1.3', quoteVolume: '0.3', closed: true },
    })
    expect(second).toMatchObject({ openTime: MONDAY + 3 * MINUTE_MS, volume: '1', closed: false })
  })

  it('is never closed while one of its candles is missing or open', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4 }), fc.boolean(), (which, isMissing) => {
        const all = [0, 1, 2, 3, 4].map((minute) => candle(minute, '1', isMissing || minute !== which))
        const parts = isMissing ? all.filter((_, minute) => minute !== which) : all
        const [whole] = aggregateCandles(parts, 5 * MINUTE_MS)
        expect(whole).toMatchObject({ openTime: MONDAY, closeTime: MONDAY + 5 * MINUTE_MS, closed: false })
      }),
    )
  })
})

describe('a window of candles', () => {
  const at = (minute: number, seconds: number) => ({ askedAt: candle(minute).openTime + seconds * 1_000, most: 10 })

  it('takes a row as final only once its window has ended a second ago', () => {
    expect(withRows(NO_CANDLES, [candle(0), candle(1)], at(2, 0.5)).closed).toHaveLength(1)
    expect(withRows(NO_CANDLES, [candle(0), candle(1)], at(2, 1)).closed).toHaveLength(2)
  })

  it('waits for a row that shows less than the stream did, and for all behind it', () => {
    const pushed = withPushed(NO_CANDLES, candle(0, '5', false))
    expect(withRows(pushed, [candle(0, '4.9'), candle(1)], at(5, 0)).closed).toEqual([])
    expect(withRows(pushed, [candle(0, '5'), candle(1)], at(5, 0)).closed).toHaveLength(2)
  })

  it('does not open a closed candle again', () => {
    const closed = withRows(NO_CANDLES, [candle(0)], at(5, 0))
    expect(withPushed(closed, candle(0, '9', false))).toBe(closed)
    expect(withRows(closed, [candle(0, '9')], at(5, 0)).closed).toEqual(closed.closed)
  })
})

it('makes every timeframe of the longest interval of MEXC that divides it', () => {
  const bases = (['1m', '3m', '45m', '2h', '8h', '1d', '3d', '2w'] as const).map((one) => timeframeParts(one).base)
  expect(bases).toEqual(['1m', '1m', '15m', '60m', '4h', '1d', '1d', '1W'])
  expect(windowStart(MONDAY + 3 * 86_400_000, 7 * 86_400_000)).toBe(MONDAY)
  for (const wrong of ['0m', '1.5h', '5', 'm', '1y']) expect(() => timeframeParts(wrong as '1m')).toThrow('A timeframe')
})
