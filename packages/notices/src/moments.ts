/**
 * Parses dates and times in prose: only a date, a time of day AND a zone make an exact time. A date without them stays
 * a day, because guessing a zone would move an end of service by hours.
 */

import { DAY_MS, MINUTE_MS } from './durations.ts'

/** Dates of a text, in its order: exact times in ms since the epoch, days as YYYY-MM-DD, months as YYYY-MM. */
export type Times = {
  readonly moments: readonly number[]
  readonly days: readonly string[]
  readonly months: readonly string[]
}

type Day = { readonly year: number; readonly month: number; readonly day: number }
type Token = { readonly from: number; readonly to: number } & (
  | { readonly is: 'day'; readonly day: Day }
  | { readonly is: 'clock'; readonly ms: number }
  | { readonly is: 'zone'; readonly offsetMs: number }
)

/** Maximal number of characters between parts of one time: "on Aug 4, 2025, at about 06:00 (UTC)". */
const MAX_GAP = 24
const MAX_TEXT = 20_000
const MAX_TOKENS = 500

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const MONTH = '(jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\\.?'
const DAY_FIRST = new RegExp(`\\b(\\d{1,2})(?:st|nd|rd|th)? ${MONTH},? (\\d{4})\\b`, 'gi')
const MONTH_FIRST = new RegExp(`\\b${MONTH} (\\d{1,2})(?:st|nd|rd|th)?,? (\\d{4})\\b`, 'gi')
const BY_NUMBERS = /\b(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)/g
const CHINESE = /(\d{4}) ?年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?日/g
const MONTH_ALONE = new RegExp(`\\b${MONTH} (\\d{4})\\b`, 'gi')
const CHINESE_MONTH = /(\d{4}) ?年 ?(\d{1,2}) ?月(?! ?\d{1,2} ?日)/g
const CLOCK =
  /(?<![\d:.+]|(?<!\d)[-−])(?:(上午|下午) ?)?(\d{1,2}):(\d{2})(?::(\d{2}))?(?: ?([ap])\.?m\b\.?)?(?![\d:])/gi
const ZONE =
  /\b(?:UTC|GMT)(?: ?([+\-−]) ?(\d{1,2})(?::?(\d{2}))?)?(?!\w)|\b(SGT|HKT)\b|(北京|台北|臺北|新加坡|香港)(?:時間|时间)|(?<=\d)Z\b/g

/** Parses the dates and times of a paragraph, in time linear to its length. */
export function timesIn(text: string): Times {
  const bounded = text.slice(0, MAX_TEXT)
  const tokens = tokensIn(bounded)
  const found = groups(tokens).map(momentsOf)
  return {
    moments: found.flatMap(({ moments }) => moments),
    days: tokens.flatMap((token) => (token.is === 'day' ? [textOf(token.day)] : [])),
    months: monthsIn(bounded),
  }
}

function tokensIn(text: string): Token[] {
  const days = [
    ...matches(text, MONTH_FIRST, ([, month, day, year]) => dayOf(year, monthOf(month), day)),
    ...matches(text, DAY_FIRST, ([, day, month, year]) => dayOf(year, monthOf(month), day)),
    ...matches(text, BY_NUMBERS, ([, year, month, day]) => dayOf(year, Number(month), day)),
    ...matches(text, CHINESE, ([, year, month, day]) => dayOf(year, Number(month), day)),
  ].map(({ from, to, value }): Token => ({ is: 'day', from, to, day: value }))
  const clocks = matches(text.replace(/(\d)T(?=\d{2}:)/g, '$1 '), CLOCK, clockOf).map(({ from, to, value }): Token => ({
    is: 'clock',
    from,
    to,
    ms: value,
  }))
  const zones = matches(text, ZONE, zoneOf).map(({ from, to, value }): Token => ({
    is: 'zone',
    from,
    to,
    offsetMs: value,
  }))
  return [...days, ...clocks, ...zones].sort((a, b) => a.from - b.from).slice(0, MAX_TOKENS)
}

type Match<T> = { readonly from: number; readonly to: number; readonly value: T }

function matches<T>(
  text: string,
  pattern: RegExp,
  read: (parts: readonly (string | undefined)[]) => T | undefined,
): Match<T>[] {
  const found: Match<T>[] = []
  for (const match of text.matchAll(pattern)) {
    const value = read(match)
    if (value !== undefined) found.push({ from: match.index, to: match.index + match[0].length, value })
    if (found.length >= MAX_TOKENS) break
  }
  return found
}

const monthOf = (name = ''): number => MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1

/**
 * Day as YYYY-MM-DD; `undefined` where the calendar has no such day, or where it is before the exchange's time or far
 * in the future.
 */
function dayOf(yearText: string | undefined, month: number, dayText: string | undefined): Day | undefined {
  const [year, day] = [Number(yearText), Number(dayText)]
  const date = new Date(Date.UTC(year, month - 1, day))
  const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  return exists && year >= 2015 && year <= 2100 ? { year, month, day } : undefined
}

function clockOf([, chinese, hourText, minuteText, secondText, half]: readonly (string | undefined)[]):
  | number
  | undefined {
  const [written, minute, second] = [Number(hourText), Number(minuteText), Number(secondText ?? 0)]
  const isAfternoon = chinese === '下午' || half?.toLowerCase() === 'p'
  const isHalved = chinese !== undefined || half !== undefined
  if (isHalved && (written < 1 || written > 12)) return undefined
  const hour = isHalved ? (written % 12) + (isAfternoon ? 12 : 0) : written
  const isEndOfDay = hour === 24 && minute === 0 && second === 0
  if ((hour > 23 && !isEndOfDay) || minute > 59 || second > 59) return undefined
  return ((hour * 60 + minute) * 60 + second) * 1_000
}

function zoneOf([, sign, hours, minutes, named, chinese]: readonly (string | undefined)[]): number | undefined {
  if (named !== undefined || chinese !== undefined) return 8 * 60 * MINUTE_MS
  const offset = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * MINUTE_MS
  if (offset > 14 * 60 * MINUTE_MS) return undefined
  return sign === undefined || sign === '+' ? offset : -offset
}

/** Groups tokens that are close together: the parts of one time or of one window. */
function groups(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const runs: Token[][] = []
  for (const token of tokens) {
    const last = runs.at(-1)?.at(-1)
    if (last !== undefined && token.from - last.to <= MAX_GAP) runs.at(-1)?.push(token)
    else runs.push([token])
  }
  return runs
}

/**
 * Exact times of a group: each time of day uses the day before it, else the first after it; and the zone after it, else
 * the one before it.
 */
function momentsOf(group: readonly Token[]): { readonly moments: readonly number[] } {
  const moments: number[] = []
  for (const [index, token] of group.entries()) {
    if (token.is !== 'clock') continue
    const day = nearest(group, index, 'before', 'day') ?? nearest(group, index, 'after', 'day')
    const zone = nearest(group, index, 'after', 'zone') ?? nearest(group, index, 'before', 'zone')
    if (day?.is !== 'day' || zone?.is !== 'zone') continue
    const { year, month, day: date } = day.day
    const at = Date.UTC(year, month - 1, date) + token.ms - zone.offsetMs
    const before = moments.at(-1)
    // "from 23:00 to 01:00": the end is of the next day.
    moments.push(before !== undefined && at < before && before - at < DAY_MS ? at + DAY_MS : at)
  }
  return { moments }
}

function nearest(
  group: readonly Token[],
  index: number,
  way: 'before' | 'after',
  kind: Token['is'],
): Token | undefined {
  const side = way === 'before' ? group.slice(0, index).reverse() : group.slice(index + 1)
  return side.find((token) => token.is === kind)
}

function monthsIn(text: string): readonly string[] {
  const found = [
    ...matches(text, MONTH_ALONE, ([, month, year]) => `${year}-${two(monthOf(month))}`),
    ...matches(text, CHINESE_MONTH, ([, year, month]) => `${year}-${two(Number(month))}`),
  ]
  return found.map(({ value }) => value)
}

const two = (value: number): string => String(value).padStart(2, '0')
const textOf = ({ year, month, day }: Day): string => `${year}-${two(month)}-${two(day)}`
