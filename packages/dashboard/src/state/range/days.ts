/** Days as the reports count them: text such as 2026-01-31, their place in a calendar, and what adds up over them. */

import type { Performance } from '@spotdeck/api'
import { add, decimal, negate, zero } from '@spotdeck/exact'
import { DAY_MS } from '../../durations.ts'

/** One place of a calendar; `value` is absent where nothing is known or the day lies outside the range. */
export type CalendarDay = {
  readonly day: string
  readonly value: string | undefined
  readonly inRange: boolean
}
/** A column of seven days from Monday; `month` is the month's number, 1 to 12, where a new one begins. */
export type CalendarWeek = { readonly month: number | undefined; readonly days: readonly CalendarDay[] }

/** The first day of each column is a Monday; from the week of `first` to the week of `last`. */
export function calendarOf(values: ReadonlyMap<string, string>, first: string, last: string): readonly CalendarWeek[] {
  const start = mondayOf(first)
  const weeks: CalendarWeek[] = []
  let month: number | undefined
  for (let monday = start; monday <= Date.parse(last); monday += 7 * DAY_MS) {
    const days = Array.from({ length: 7 }, (_, index) => textOf(monday + index * DAY_MS))
    const inRange = (day: string) => day >= first && day <= last
    const begins = days
      .filter(inRange)
      .map((day) => Number(day.slice(5, 7)))
      .at(-1)
    weeks.push({
      month: begins === month ? undefined : begins,
      days: days.map((day) => ({ day, value: values.get(day), inRange: inRange(day) })),
    })
    month = begins ?? month
  }
  return weeks
}

function mondayOf(day: string): number {
  const time = Date.parse(day)
  return time - ((new Date(time).getUTCDay() + 6) % 7) * DAY_MS
}

function textOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}

/** The day `count` days later, earlier where it is negative. */
export function dayAfter(day: string, count = 1): string {
  return textOf(Date.parse(day) + count * DAY_MS)
}

/** The days from `first` to `last`, both included. */
export function daysBetween(first: string, last: string): readonly string[] {
  const days: string[] = []
  for (let time = Date.parse(first); time <= Date.parse(last); time += DAY_MS) days.push(textOf(time))
  return days
}

/** Strength of a value relative to the strongest, 0 to 4: the calendar's shades. */
export function strengthOf(value: string, strongest: string): 0 | 1 | 2 | 3 | 4 {
  const [one, most] = [Math.abs(Number(value)), Math.abs(Number(strongest))]
  if (one === 0 || most === 0) return 0
  // By the root: one outstanding day does not make all others pale.
  const step = Math.ceil(Math.sqrt(one / most) * 4)
  return step >= 4 ? 4 : step === 3 ? 3 : step === 2 ? 2 : 1
}

/** Values one upon the other; where one is not known, so is the sum. */
export function runningSum(values: readonly (string | undefined)[]): readonly (string | undefined)[] {
  let total = zero<'value'>()
  return values.map((value) => (value === undefined ? undefined : (total = add(total, decimal<'value'>(value)))))
}

/** The Monday of the week of `day`: `2026-01-26` of `2026-01-31`. */
export function weekOf(day: string): string {
  return textOf(mondayOf(day))
}

/** The days, the weeks by their Mondays, or the months as `2026-01` that `days` lie in, oldest first. */
export function periodsOf(days: readonly string[], by: 'day' | 'week' | 'month'): readonly string[] {
  if (by === 'day') return days
  return [...new Set(days.map((day) => (by === 'week' ? weekOf(day) : day.slice(0, 7))))]
}

/** The value of each key; `0` where nothing happened in what is known, `undefined` where it is not known. */
export function valuesOf(
  keys: readonly string[],
  values: ReadonlyMap<string, string>,
  isKnown: (key: string) => boolean,
): readonly (string | undefined)[] {
  return keys.map((key) => values.get(key) ?? (isKnown(key) ? '0' : undefined))
}

/** The return so far at a day's end, and the day's deepest drawdown; fractions, the drawdown from 0 down. */
export type ReturnPoint = {
  readonly time: number
  readonly day: string
  readonly total: string
  readonly drawdown: string
}

/** The days as the report has them; one without its return so far is left out. */
export function returnPoints(days: readonly Performance['days'][number][]): readonly ReturnPoint[] {
  return days.flatMap(({ day, time, total, drawdown }) =>
    total === undefined || drawdown === undefined
      ? []
      : [{ day, time, total, drawdown: negate(decimal<'fraction'>(drawdown)) }],
  )
}
