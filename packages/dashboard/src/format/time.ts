/** Moments as people read them: how long ago under a minute, else the clock, with the date when it is not today. */

import { startOfDate, startOfDay } from '@spotdeck/api'
import { MINUTE_MS } from '../durations.ts'
import type { Language, Zone } from '../settings/preferences.ts'

/** A moment under a minute old is an age to be put in words, any other is text. */
export type Moment =
  | { readonly kind: 'age'; readonly seconds: number }
  | { readonly kind: 'text'; readonly text: string }

/** Formats of one zone and language. Times are ms since the epoch. */
export type TimeFormat = {
  readonly moment: (time: number, now: number) => Moment
  /** As `moment`, without the seconds where it says the day. */
  readonly shortMoment: (time: number, now: number) => Moment
  /** `14:03:22` */
  readonly clock: (time: number) => string
  /** `14:03` */
  readonly minute: (time: number) => string
  /** `12 Oct`, with the year when it is not this one. */
  readonly day: (time: number, now: number) => string
  /** `12 Oct 14:03:22` */
  readonly dateTime: (time: number, now: number) => string
  /** Start of the day that `time` falls on. */
  readonly startOfDay: (time: number) => number
  /** Start of a day such as `2026-01-31`. */
  readonly startOfDate: (day: string) => number
  /** `2026-01-31`, as reports name the day that `time` falls on. */
  readonly date: (time: number) => string
  /** Offset to add to a UTC time, in ms, so that a UTC clock shows the zone's time. */
  readonly offsetMs: (time: number) => number
}
const UTC8_MS = 8 * 60 * MINUTE_MS

/** ISO 8601 with milliseconds, always in UTC: the exact time for hovers and copies. */
export function isoTime(time: number): string {
  return new Date(time).toISOString()
}

/** The formats for a zone and a language. */
export function timeFormat(zone: Zone, language: Language): TimeFormat {
  const offsetMs = offsetOf(zone)
  const text = (time: number) => new Date(time + offsetMs(time)).toISOString()
  const clock = (time: number) => text(time).slice(11, 19)
  const sameDay = (a: number, b: number) => text(a).slice(0, 10) === text(b).slice(0, 10)
  const day = (time: number, now: number) => {
    const [year = '', month = '', date = ''] = text(time).slice(0, 10).split('-')
    return dayWords(language, text(now).startsWith(year) ? undefined : year, Number(month), Number(date))
  }
  const dateTime = (time: number, now: number) => `${day(time, now)} ${clock(time)}`
  const minute = (time: number) => text(time).slice(11, 16)
  const momentWith =
    (onOtherDays: (time: number, now: number) => string) =>
    (time: number, now: number): Moment => {
      if (now - time < MINUTE_MS) return { kind: 'age', seconds: Math.max(0, Math.floor((now - time) / 1_000)) }
      return { kind: 'text', text: sameDay(time, now) ? clock(time) : onOtherDays(time, now) }
    }
  return {
    clock,
    day,
    dateTime,
    minute,
    moment: momentWith(dateTime),
    shortMoment: momentWith((time, now) => `${day(time, now)} ${minute(time)}`),
    startOfDay: (time) => startOfDay(time, offsetMs),
    startOfDate: (day) => startOfDate(day, offsetMs),
    date: (time) => text(time).slice(0, 10),
    offsetMs,
  }
}

/**
 * Short English month names. Creating an `Intl` format for them takes a phone as long as the rest of the first view.
 */
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const

/** A day as the language says it; `month` and `date` from 1. */
function dayWords(language: Language, year: string | undefined, month: number, date: number): string {
  const parts = language === 'en' ? [date, MONTHS[month - 1], year] : [year, month, date]
  return parts.filter((part) => part !== undefined).join(language === 'en' ? ' ' : '/')
}

/** The zone's IANA name, for calls that count in days. */
export function zoneName(zone: Zone): string {
  if (zone === 'utc') return 'UTC'
  return zone === 'utc8' ? 'Asia/Taipei' : new Intl.DateTimeFormat().resolvedOptions().timeZone
}

function offsetOf(zone: Zone): (time: number) => number {
  switch (zone) {
    case 'utc8':
      return () => UTC8_MS
    case 'local':
      return (time) => -new Date(time).getTimezoneOffset() * MINUTE_MS
    default:
      return () => 0
  }
}

/** `3 h 12 min` in its parts, the largest two: for how long something has lasted. */
export function durationParts(ms: number): {
  readonly days: number
  readonly hours: number
  readonly minutes: number
  readonly seconds: number
} {
  const seconds = Math.max(0, Math.floor(ms / 1_000))
  return {
    days: Math.floor(seconds / 86_400),
    hours: Math.floor(seconds / 3_600) % 24,
    minutes: Math.floor(seconds / 60) % 60,
    seconds: seconds % 60,
  }
}
