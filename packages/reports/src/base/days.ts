/** Calendar days in a time zone: which one a time belongs to, and when it began there. */

import { type Calendar, isZone, startOfDate, startOfDay } from '@spotdeck/api'
import { BoundedMap, defined } from '@spotdeck/ports'
import type { DayOf, PeriodsOf } from '@spotdeck/ledger'
import type { Period } from './stretches.ts'

/** Offsets of zones change on quarter hours at the finest: within one, every time is of the same day. */
const QUARTER_MS = 15 * 60_000
const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000
const MAX_CACHED = 200_000

/** @throws {RangeError} for a zone that `isZone` refuses */
export function daysOf(zone: string): DayOf {
  const offsetAt = offsetsOf(zone)
  return byQuarter((time) => ({ day: dayAt(time + offsetAt(time)), time: startOfDay(time, offsetAt) }))
}

/** The calendar of a zone. @throws {RangeError} for a zone that `isZone` refuses */
export function calendarIn(zone: string): Calendar {
  const offsetAt = offsetsOf(zone)
  return { date: (time) => dayAt(time + offsetAt(time)), startOfDate: (date) => startOfDate(date, offsetAt) }
}

const DATE = /^\d{4}-\d{2}-\d{2}$/
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/

/** True for a day of the calendar: `Date.parse` takes 30 February for 2 March. */
function isDay(date: string): boolean {
  const time = Date.parse(date)
  return !Number.isNaN(time) && dayAt(time) === date
}

/** `from` and `to` as ms: a date as `from` is its first moment in `zone`, as `to` its end; other text stays. */
export function readTimes<Query extends Readonly<Record<string, unknown>>>(query: Query): Query {
  const { zone = 'UTC' } = query
  if (typeof zone !== 'string' || !isZone(zone)) return query
  const read = (text: unknown, days: number): unknown => {
    if (typeof text !== 'string' || !(DATE.test(text) || TIME.test(text)) || !isDay(text.slice(0, 10))) return text
    const time = Date.parse(text)
    if (Number.isNaN(time)) return text
    if (TIME.test(text)) return String(time)
    return String(calendarIn(zone).startOfDate(new Date(time + days * DAY_MS).toISOString().slice(0, 10)))
  }
  const { from, to } = query
  return { ...query, ...defined({ from: read(from, 0), to: read(to, 1) }) }
}

/** Hour, weekday, day, week and month of a time in a zone. @throws {RangeError} for a zone that `isZone` refuses */
export function periodsOf(zone: string): PeriodsOf {
  const offsetAt = offsetsOf(zone)
  const hoursAt = kept((day) => hoursOfDay(day * DAY_MS))
  return (time) => {
    const local = time + offsetAt(time)
    const day = Math.floor(local / DAY_MS)
    return hoursAt(day)[Math.floor((local - day * DAY_MS) / HOUR_MS)] ?? NO_PERIODS
  }
}

const NO_PERIODS: ReturnType<PeriodsOf> = { hour: '', weekday: '', day: '', week: '', month: '' }
const HOURS = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'))

/** Periods of each hour of a day. @param local begin of the day by the zone's clock, as ms since the epoch */
function hoursOfDay(local: number): readonly ReturnType<PeriodsOf>[] {
  const day = dayAt(local)
  const periods = { weekday: String(weekdayOf(day) + 1), day, week: weekOf(day), month: monthOf(day) }
  return HOURS.map((hour) => ({ hour, ...periods }))
}

/** Periods of whole days, such as weeks. @param keyOf the period of a time */
export const dayPeriod = (keyOf: (time: number) => string): Period => ({ keyOf, longestMs: DAY_MS })

type Offset = (time: number) => number

/** Zones whose offsets are kept: a clock takes some 30 ms to make. */
const MAX_ZONES = 16
const offsets = new BoundedMap<string, Offset>({ maxSize: MAX_ZONES, order: 'use' })

/** Offsets from UTC in ms. */
function offsetsOf(zone: string): Offset {
  const known = offsets.get(zone)
  if (known !== undefined) return known
  const made = readOffsets(zone)
  offsets.set(zone, made)
  return made
}

/** The clock is read at the ends of each day in UTC, and within those in which it is changed. */
function readOffsets(zone: string): Offset {
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
  const readQuarter = kept((quarter) => read(quarter * QUARTER_MS))
  return (time) => readQuarter(Math.floor(time / QUARTER_MS))
}

/** The same function, which keeps its results. */
function kept<Read>(read: (key: number) => Read): (key: number) => Read {
  const results = new Map<number, Read>()
  return (key) => {
    const known = results.get(key)
    if (known !== undefined) return known
    if (results.size >= MAX_CACHED) results.clear()
    const made = read(key)
    results.set(key, made)
    return made
  }
}

/** The calendar year in a zone: from the beginning of its first day to that of the next year's. */
export function yearIn(year: number, zone: string): { readonly from: number; readonly to: number } {
  const { startOfDate } = calendarIn(zone)
  const beginOf = (one: number): number => startOfDate(`${String(one).padStart(4, '0')}-01-01`)
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

const dayAt = (local: number): string => new Date(local).toISOString().slice(0, 10)
