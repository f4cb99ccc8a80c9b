/** Start of minutes and of a time zone's day. `klineWindow` of `@spotdeck/wire` computes kline windows. */

import { DAY_MS, MINUTE_MS } from '@spotdeck/ports'

/** Start of the minute that holds `time`. */
export function minuteStart(time: number): number {
  return Math.floor(time / MINUTE_MS) * MINUTE_MS
}

/** Start of the day that holds `time` where clocks are `offsetMinutes` ahead of UTC. */
export function zoneDayStart(time: number, offsetMinutes: number): number {
  const shift = offsetMinutes * MINUTE_MS
  return Math.floor((time + shift) / DAY_MS) * DAY_MS - shift
}
