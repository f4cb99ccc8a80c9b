/** Lengths of candles: MEXC's own, and every multiple of them. */

import { DAY_MS, HOUR_MS, MINUTE_MS, WEEK_MS } from '@spotdeck/ports'
import { type KlinesQuery, klineLengthMs, REST_KLINE_INTERVALS } from '@spotdeck/wire'
import { InvalidRequest } from '../errors/mexc-error.ts'

/** Length of a candle: `3m`, `2h`, `1d`, `1w`. */
export type Timeframe = `${number}${'m' | 'h' | 'd' | 'w'}`

/** A timeframe in ms, and MEXC's interval that it is made of: the longest that divides it. */
export type TimeframeParts = {
  readonly lengthMs: number
  readonly base: KlinesQuery['interval']
  readonly baseMs: number
}

const UNITS = { m: MINUTE_MS, h: HOUR_MS, d: DAY_MS, w: WEEK_MS } as const
/** MEXC: weeks begin on Monday, and the epoch was a Thursday; windows of every length begin there. */
const FIRST_MONDAY = 4 * DAY_MS

/** @throws {InvalidRequest} for text that is no whole number of minutes, hours, days or weeks */
export function timeframeParts(timeframe: Timeframe): TimeframeParts {
  const [, count = '', unit = ''] = /^([1-9]\d{0,3})([mhdw])$/.exec(timeframe) ?? []
  const unitMs = Object.entries(UNITS).find(([name]) => name === unit)?.[1]
  if (unitMs === undefined) {
    throw new InvalidRequest({ problem: `A timeframe is such as 3m, 2h, 1d or 1w, not ${timeframe}.` })
  }
  const lengthMs = Number(count) * unitMs
  const base =
    REST_KLINE_INTERVALS.findLast((interval) => lengthMs % (klineLengthMs(interval) ?? Infinity) === 0) ?? '1m'
  return { lengthMs, base, baseMs: klineLengthMs(base) ?? lengthMs }
}

/** Start of the window of `lengthMs` that holds `time`, ms since the epoch. */
export function windowStart(time: number, lengthMs: number): number {
  return Math.floor((time - FIRST_MONDAY) / lengthMs) * lengthMs + FIRST_MONDAY
}
