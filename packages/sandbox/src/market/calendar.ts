/** Where kline windows begin and end. Days, weeks (from Monday) and months are UTC's. */

import type { KlineInterval } from './public-data.ts'

export const MINUTE_MS = 60_000
export const HOUR_MS = 3_600_000
export const DAY_MS = 86_400_000

const FIXED: Readonly<Record<Exclude<KlineInterval, '1M'>, number>> = {
  '1m': MINUTE_MS,
  '5m': 5 * MINUTE_MS,
  '15m': 15 * MINUTE_MS,
  '30m': 30 * MINUTE_MS,
  '60m': HOUR_MS,
  '4h': 4 * HOUR_MS,
  '8h': 8 * HOUR_MS,
  '1d': DAY_MS,
  '1W': 7 * DAY_MS,
}
/** The epoch was a Thursday: Mondays are four days later. */
const MONDAY_MS = 4 * DAY_MS

/** Start of the window that holds `time`. */
export function windowStart(interval: KlineInterval, time: number): number {
  if (interval === '1M') {
    const date = new Date(time)
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1)
  }
  const shift = interval === '1W' ? MONDAY_MS : 0
  const length = FIXED[interval]
  return Math.floor((time - shift) / length) * length + shift
}

/** End of the window that starts at `start`, exclusive: the start of the next one. */
export function windowEnd(interval: KlineInterval, start: number): number {
  if (interval !== '1M') return start + FIXED[interval]
  const date = new Date(start)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1)
}

/** Start of the day that holds `time` where clocks are `offsetMinutes` ahead of UTC. */
export function zoneDayStart(time: number, offsetMinutes: number): number {
  const shift = offsetMinutes * MINUTE_MS
  return Math.floor((time + shift) / DAY_MS) * DAY_MS - shift
}
