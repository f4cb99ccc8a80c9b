/** Times and timeframes as ccxt writes them. */

import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, sleep as pause, WEEK_MS } from '@spotdeck/ports'
import { nodeClock, nodeTimers } from '@spotdeck/ports/node'
import { BadRequest, NotSupported } from './errors.ts'

/** Timeframes, and MEXC's names of them over REST and in streams. */
export const TIMEFRAMES = {
  '1m': ['1m', 'Min1'],
  '5m': ['5m', 'Min5'],
  '15m': ['15m', 'Min15'],
  '30m': ['30m', 'Min30'],
  '1h': ['60m', 'Min60'],
  '4h': ['4h', 'Hour4'],
  '1d': ['1d', 'Day1'],
  '1w': ['1W', 'Week1'],
  '1M': ['1M', 'Month1'],
} as const
/** A timeframe of candles. */
export type CcxtTimeframe = keyof typeof TIMEFRAMES

/** MEXC's names of a timeframe. @throws {BadRequest} MEXC has no such candles */
export function timeframeOf(name: string) {
  const found = TIMEFRAMES[name as CcxtTimeframe]
  if (found === undefined)
    throw new BadRequest(`mexc has candles of ${Object.keys(TIMEFRAMES).join(', ')}, not ${name}`)
  return found
}

/** This machine's time in ms. */
export const milliseconds = (): number => nodeClock.now()
/** This machine's time in whole seconds. */
export const seconds = (): number => Math.floor(milliseconds() / SECOND_MS)
/** Resolves after that many ms. */
export const sleep = (ms: number): Promise<void> => pause({ timers: nodeTimers, ms })

/** ISO 8601 of a time in ms; undefined for none. */
export const iso8601 = (time: number | undefined): string | undefined =>
  time === undefined ? undefined : new Date(time).toISOString()

/** Time in ms of ISO 8601, in UTC unless it says its zone; undefined for what is no date with a time. */
export function parse8601(text: string | undefined): number | undefined {
  const [, day, time, zone = 'Z'] = /^(\d+-\d+-\d+)[T ](\d+:[\d:.]+) ?(Z|[+-]\d\d:?\d\d)?$/.exec(text ?? '') ?? []
  const parsed = Date.parse(`${day}T${time}${zone}`)
  return Number.isNaN(parsed) ? undefined : parsed
}

const UNITS: Readonly<Record<string, number>> = {
  s: SECOND_MS,
  m: MINUTE_MS,
  h: HOUR_MS,
  d: DAY_MS,
  w: WEEK_MS,
  M: 30 * DAY_MS,
  y: 365 * DAY_MS,
}

/** Seconds of a timeframe; a month has 30 days. @throws {NotSupported} no number with a unit */
export function parseTimeframe(timeframe: string): number {
  const [, count, unit = ''] = /^(\d+)([smhdwMy])$/.exec(timeframe) ?? []
  const unitMs = UNITS[unit]
  if (unitMs === undefined) throw new NotSupported(`timeframe ${timeframe} is not supported`)
  return (Number(count) * unitMs) / SECOND_MS
}
