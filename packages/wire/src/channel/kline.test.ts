import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  isKlineInterval,
  isStreamKlineInterval,
  klineLengthMs,
  klineWindow,
  REST_KLINE_INTERVALS,
  restKlineInterval,
  STREAM_KLINE_INTERVALS,
  streamKlineInterval,
} from './kline.ts'

test('the two spellings of an interval convert to each other', () => {
  for (const interval of STREAM_KLINE_INTERVALS) expect(streamKlineInterval(restKlineInterval(interval))).toBe(interval)
  expect(REST_KLINE_INTERVALS).not.toContain('8h')
  expect(isKlineInterval('8h')).toBe(true)
  expect(isKlineInterval('1h')).toBe(false)
  expect(isStreamKlineInterval('1m')).toBe(false)
})

test('weeks start on Monday and months on the first, both in UTC', () => {
  const friday = Date.UTC(2026, 8, 25, 17, 19)
  expect(klineWindow('1W', friday)).toEqual({ openTime: Date.UTC(2026, 8, 21), closeTime: Date.UTC(2026, 8, 28) })
  expect(klineWindow('1M', friday)).toEqual({ openTime: Date.UTC(2026, 8, 1), closeTime: Date.UTC(2026, 9, 1) })
  expect(klineWindow('Month1', Date.UTC(2026, 11, 31))).toMatchObject({ closeTime: Date.UTC(2027, 0, 1) })
  expect(klineLengthMs('1M')).toBeUndefined()
  expect(klineLengthMs('1W')).toBe(604_800_000)
  expect(klineLengthMs('8h')).toBe(28_800_000)
  expect(klineLengthMs('60m')).toBe(3_600_000)
})

test('days and hours are cut at midnight of UTC', () => {
  const time = Date.UTC(2026, 8, 25, 17, 19)
  expect(klineWindow('1d', time)).toMatchObject({ openTime: Date.UTC(2026, 8, 25) })
  expect(klineWindow('Hour8', time)).toMatchObject({ openTime: Date.UTC(2026, 8, 25, 16) })
  expect(klineWindow('4h', time)).toMatchObject({ openTime: Date.UTC(2026, 8, 25, 16) })
  expect(klineWindow('30m', time)).toMatchObject({ openTime: Date.UTC(2026, 8, 25, 17) })
})

test('a captured kline opens and closes where its window says', () => {
  expect(klineWindow('Min1', 1790356766179)).toEqual({ openTime: 1790356740000, closeTime: 1790356800000 })
})

test('windows contain their time, follow each other without a gap, and have the right length', () => {
  const time = fc.integer({ min: 0, max: Date.UTC(2100, 0) })
  fc.assert(
    fc.property(time, fc.constantFrom(...STREAM_KLINE_INTERVALS), (at, interval) => {
      const { openTime, closeTime } = klineWindow(interval, at)
      expect(openTime).toBeLessThanOrEqual(at)
      expect(closeTime).toBeGreaterThan(at)
      expect(klineWindow(interval, closeTime).openTime).toBe(closeTime)
      expect(klineWindow(interval, openTime).openTime).toBe(openTime)
      const length = klineLengthMs(restKlineInterval(interval))
      if (length !== undefined) expect(closeTime - openTime).toBe(length)
      if (interval === 'Week1') expect(new Date(openTime).getUTCDay()).toBe(1)
    }),
  )
})
