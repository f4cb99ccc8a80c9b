/** Calendar days in a time zone: which one a time belongs to, and when it began there. */

import { startOfDay } from '@spotdeck/api'
import { type DayOf, type PeriodsOf, startOfDate } from '@spotdeck/ledger'
import type { Period } from './stretches.ts'

/** Offsets of zones change on quarter hours at the finest: within one, every time is of the same day. */
const QUARTER_MS = 15 * 60_000
const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
const MAX_CACHED = 200_000

/** Returns whether `zone` names a time zone. */
export function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

/** @throws {RangeError} for a zone that `isZone` refuses */
export function daysOf(zone: string): DayOf {
  const offsetAt = offsetsOf(zone)
  return byQuarter((time) => ({ day: local(time, offsetAt).day, time: startOfDay(time, offsetAt) }))
}

/** Hour, weekday, day, week and month of a time in a zone. @throws {RangeError} for a zone that `isZone` refuses */
export function periodsOf(zone: string): PeriodsOf {
  const offsetAt = offsetsOf(zone)
  return byQuarter((time) => {
    const { day, hour } = local(time, offsetAt)
    return { hour, weekday: String(weekdayOf(day) + 1), day, week: weekOf(day), month: monthOf(day) }
  })
}

/** Periods of whole days, such as weeks. @param keyOf the period of a time */
export const dayPeriod = (keyOf: (time: number) => string): Period => ({ keyOf, longestMs: DAY_MS })

type Offset = (time: number) => number

/** Offsets from UTC in ms. The clock is read at the ends of each day in UTC, and within those in which it is changed. */
function offsetsOf(zone: string): Offset {
  const format = clockOf(zone)
  const read = byQuarter((time) => offsetIn(format, time))
  return (time) => {
    const begin = Math.floor(time / DAY_MS) * DAY_MS
    const offset = read(begin)
    return offset === read(begin + DAY_MS) ? offset : read(time)
  }
}

const clockOf = (zone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })

/** The same function, which keeps what it read of each quarter of an hour. */
function byQuarter<Read>(read: (time: number) => Read): (time: number) => Read {
  const quarters = new Map<number, Read>()
  return (time) => {
    const quarter = Math.floor(time / QUARTER_MS)
    const known = quarters.get(quarter)
    if (known !== undefined) return known
    if (quarters.size >= MAX_CACHED) quarters.clear()
    const made = read(quarter * QUARTER_MS)
    quarters.set(quarter, made)
    return made
  }
}

/** The calendar year in a zone: from the beginning of its first day to that of the next year's. */
export function yearIn(year: number, zone: string): { readonly from: number; readonly to: number } {
  const dayOf = daysOf(zone)
  const beginOf = (one: number): number => {
    const first = `${String(one).padStart(4, '0')}-01-01`
    const begin = startOfDate(first, dayOf)
    if (begin === undefined) throw new RangeError(`${zone} has no ${first}: ask for another year.`)
    return begin
  }
  return { from: beginOf(year), to: beginOf(year + 1) }
}

const WEEK_DAYS = 7
/** 1970-01-01 was a Thursday, three days after a Monday. */
const EPOCH_WEEKDAY = 3

/** The Monday of the week that `day` belongs to: `2026-01-26` of `2026-01-31`. */
export function weekOf(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - weekdayOf(day) * DAY_MS).toISOString().slice(0, 10)
}

/** Days since Monday. */
function weekdayOf(day: string): number {
  return (Math.floor(Date.parse(`${day}T00:00:00Z`) / DAY_MS) + EPOCH_WEEKDAY) % WEEK_DAYS
}

/** The month that `day` belongs to: `2026-01` of `2026-01-31`. */
export function monthOf(day: string): string {
  return day.slice(0, 7)
}

function offsetIn(format: Intl.DateTimeFormat, time: number): number {
  const parts = new Map(format.formatToParts(time).map(({ type, value }) => [type, value]))
  const day = `${parts.get('year') ?? ''}-${parts.get('month') ?? ''}-${parts.get('day') ?? ''}`
  const clock = Date.parse(`${day}T${parts.get('hour') ?? ''}:${parts.get('minute') ?? ''}:00Z`)
  return clock - Math.floor(time / MINUTE_MS) * MINUTE_MS
}

function local(time: number, offsetAt: Offset) {
  const text = new Date(time + offsetAt(time)).toISOString()
  return { day: text.slice(0, 10), hour: text.slice(11, 13) }
}
