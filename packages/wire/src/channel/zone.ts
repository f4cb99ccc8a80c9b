/** The time zones that day tickers are asked for. */

import { WireError } from '../errors/wire-error.ts'

/** Minutes ahead of UTC by zone; `24H` is no zone but the rolling last 24 hours. */
const OFFSETS = {
  '24H': undefined,
  'UTC-10': -600,
  'UTC-8': -480,
  'UTC-7': -420,
  'UTC-6': -360,
  'UTC-5': -300,
  'UTC-4': -240,
  'UTC-3': -180,
  'UTC+0': 0,
  'UTC+1': 60,
  'UTC+2': 120,
  'UTC+3': 180,
  'UTC+4': 240,
  'UTC+4:30': 270,
  'UTC+5': 300,
  'UTC+5:30': 330,
  'UTC+6': 360,
  'UTC+7': 420,
  'UTC+8': 480,
  'UTC+9': 540,
  'UTC+10': 600,
  'UTC+11': 660,
  'UTC+12': 720,
  'UTC+12:45': 765,
  'UTC+13': 780,
} as const

/** Time zone of a mini ticker's day, as MEXC lists it; `24H` is the last 24 hours. */
export type TimeZone = keyof typeof OFFSETS

const OFFSET_BY_ZONE: ReadonlyMap<string, number | undefined> = new Map(Object.entries(OFFSETS))

/** Every zone a ticker channel takes, `24H` first, then from west to east. */
export const TIME_ZONES: readonly TimeZone[] = Object.keys(OFFSETS).filter(isTimeZone)

/** Returns whether mini tickers are known for this zone. */
export function isTimeZone(text: string): text is TimeZone {
  return OFFSET_BY_ZONE.has(text)
}

/**
 * Minutes by which the zone's day starts before UTC's: 480 for `UTC+8`. Undefined for `24H`, which has no day.
 * @throws {WireError} `WIRE_BAD_VALUE` for a zone that MEXC does not list
 */
export function zoneOffsetMinutes(zone: string): number | undefined {
  if (isTimeZone(zone)) return OFFSETS[zone]
  throw new WireError('WIRE_BAD_VALUE', `MEXC has no ticker zone ${JSON.stringify(zone)}: take one of TIME_ZONES.`)
}
