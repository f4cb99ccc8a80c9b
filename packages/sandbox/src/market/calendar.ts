/** Lengths of time, and where a zone's day begins. Kline windows are cut by `klineWindow` of `@spotdeck/wire`. */

export const MINUTE_MS = 60_000
export const HOUR_MS = 3_600_000
export const DAY_MS = 86_400_000

/** Start of the minute that holds `time`. */
export function minuteStart(time: number): number {
  return Math.floor(time / MINUTE_MS) * MINUTE_MS
}

/** Start of the day that holds `time` where clocks are `offsetMinutes` ahead of UTC. */
export function zoneDayStart(time: number, offsetMinutes: number): number {
  const shift = offsetMinutes * MINUTE_MS
  return Math.floor((time + shift) / DAY_MS) * DAY_MS - shift
}
