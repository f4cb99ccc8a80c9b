/** Durations in ms. */

/** One second, in ms. */
export const SECOND_MS = 1_000
/** One minute, in ms. */
export const MINUTE_MS = 60_000
/** One hour, in ms. */
export const HOUR_MS = 3_600_000
/** 24 hours, in ms. */
export const DAY_MS = 86_400_000
/** Seven days of 24 hours, in ms. */
export const WEEK_MS = 7 * DAY_MS

const UNITS_MS = { s: SECOND_MS, m: MINUTE_MS, h: HOUR_MS, d: DAY_MS } as const

/** A time as people write it, `90m`, `6h` or `2d`, in ms; `undefined` for anything else. */
export function durationMs(text: string): number | undefined {
  const [, count, unit] = /^(\d{1,7})([smhd])$/.exec(text) ?? []
  const ms = Number(count) * (UNITS_MS[unit as keyof typeof UNITS_MS] ?? Number.NaN)
  return Number.isNaN(ms) ? undefined : ms
}
