/** Kline intervals: their two spellings and the windows they cut time into. */

import type { StreamKlineInterval } from './channel.ts'

/** REST's spelling. MEXC: `8h` exists on streams alone; case matters (`1m` minute, `1M` month). */
export type KlineInterval = '1m' | '5m' | '15m' | '30m' | '60m' | '4h' | '8h' | '1d' | '1W' | '1M'

/** Intervals that `GET /api/v3/klines` accepts, shortest first. */
export const REST_KLINE_INTERVALS = [
  '1m',
  '5m',
  '15m',
  '30m',
  '60m',
  '4h',
  '1d',
  '1W',
  '1M',
] as const satisfies readonly KlineInterval[]

const REST_SPELLING = {
  Min1: '1m',
  Min5: '5m',
  Min15: '15m',
  Min30: '30m',
  Min60: '60m',
  Hour4: '4h',
  Hour8: '8h',
  Day1: '1d',
  Week1: '1W',
  Month1: '1M',
} as const satisfies Record<StreamKlineInterval, KlineInterval>

const STREAM_SPELLING = {
  '1m': 'Min1',
  '5m': 'Min5',
  '15m': 'Min15',
  '30m': 'Min30',
  '60m': 'Min60',
  '4h': 'Hour4',
  '8h': 'Hour8',
  '1d': 'Day1',
  '1W': 'Week1',
  '1M': 'Month1',
} as const satisfies Record<KlineInterval, StreamKlineInterval>

/** Every interval of the kline channel, shortest first. */
export const STREAM_KLINE_INTERVALS: readonly StreamKlineInterval[] = Object.values(STREAM_SPELLING)

const REST_NAMES: ReadonlySet<string> = new Set(Object.keys(STREAM_SPELLING))
const STREAM_NAMES: ReadonlySet<string> = new Set(Object.keys(REST_SPELLING))

/** Returns whether REST knows klines of this interval. */
export function isKlineInterval(text: string): text is KlineInterval {
  return REST_NAMES.has(text)
}

/** Returns whether streams know klines of this interval. */
export function isStreamKlineInterval(text: string): text is StreamKlineInterval {
  return STREAM_NAMES.has(text)
}

/** `Min60` -> `60m`. */
export function restKlineInterval(interval: StreamKlineInterval): KlineInterval {
  return REST_SPELLING[interval]
}

/** `60m` -> `Min60`. */
export function streamKlineInterval(interval: KlineInterval): StreamKlineInterval {
  return STREAM_SPELLING[interval]
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** The first Monday after the epoch, which was a Thursday. Its midnight begins a window of every length. */
const FIRST_MONDAY = 4 * DAY

const LENGTH_MS = {
  '1m': MINUTE,
  '5m': 5 * MINUTE,
  '15m': 15 * MINUTE,
  '30m': 30 * MINUTE,
  '60m': HOUR,
  '4h': 4 * HOUR,
  '8h': 8 * HOUR,
  '1d': DAY,
  '1W': 7 * DAY,
  '1M': undefined,
} as const satisfies Record<KlineInterval, number | undefined>

/** Length of one kline in ms; undefined for `1M`, whose months differ. */
export function klineLengthMs(interval: KlineInterval): number | undefined {
  return LENGTH_MS[interval]
}

/** `closeTime` is the next window's `openTime`, as MEXC's REST writes it. ms since the epoch. */
export type KlineWindow = { readonly openTime: number; readonly closeTime: number }

/** The window that holds `time` (ms since the epoch), cut in UTC: weeks start on Monday, months on the 1st. */
export function klineWindow(interval: KlineInterval | StreamKlineInterval, time: number): KlineWindow {
  const rest = isStreamKlineInterval(interval) ? restKlineInterval(interval) : interval
  const length = LENGTH_MS[rest]
  if (length === undefined) return monthOf(time)
  const openTime = Math.floor((time - FIRST_MONDAY) / length) * length + FIRST_MONDAY
  return { openTime, closeTime: openTime + length }
}

function monthOf(time: number): KlineWindow {
  const date = new Date(time)
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()]
  return { openTime: Date.UTC(year, month), closeTime: Date.UTC(year, month + 1) }
}
