/**
 * Ranges of time that figures are about: one definition for every report, list and file, at the gateway and on the page. Days, months
 * and years are those of a calendar, up to now; `1H`, `6H` and `1D` are lengths of time that end now.
 */

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** The named ranges, shortest first. */
export const rangeNames = [
  '1H',
  '6H',
  'today',
  '1D',
  '7D',
  'MTD',
  'lastMonth',
  '30D',
  '90D',
  'YTD',
  '1Y',
  'All',
] as const
/** Name of a range. */
export type RangeName = (typeof rangeNames)[number]

type Range =
  | { readonly kind: 'rolling'; readonly ms: number }
  | { readonly kind: 'days'; readonly days: number }
  | { readonly kind: 'month'; readonly back: 0 | 1 }
  | { readonly kind: 'year' | 'all' }

/** Each range as days or as a length of time. `7D` is today and the six days before; `lastMonth` ends where this month begins. */
const RANGES: Readonly<Record<RangeName, Range>> = {
  '1H': { kind: 'rolling', ms: HOUR_MS },
  '6H': { kind: 'rolling', ms: 6 * HOUR_MS },
  today: { kind: 'days', days: 1 },
  '1D': { kind: 'rolling', ms: DAY_MS },
  '7D': { kind: 'days', days: 7 },
  MTD: { kind: 'month', back: 0 },
  lastMonth: { kind: 'month', back: 1 },
  '30D': { kind: 'days', days: 30 },
  '90D': { kind: 'days', days: 90 },
  YTD: { kind: 'year' },
  '1Y': { kind: 'days', days: 365 },
  All: { kind: 'all' },
}

/** Days of the reader's time zone, as `2026-01-31`. */
export type Calendar = { readonly date: (time: number) => string; readonly startOfDate: (date: string) => number }

/** The moment and the calendar that a range is counted from; times in ms since the epoch. */
export type RangeMoment = {
  readonly now: number
  readonly calendar: Calendar
  /** Time since when anything is known; `undefined` where nothing is. */
  readonly knownSince?: number | undefined
}

/** The span of a range: `from <= time < to` in ms since the epoch. One that ends now includes what happens at `now`. */
export function spanOfRange(
  name: RangeName,
  { now, calendar, knownSince = now }: RangeMoment,
): { readonly from: number; readonly to: number } {
  const range = RANGES[name]
  const today = calendar.date(now)
  const since = (date: string) => ({ from: calendar.startOfDate(date), to: now + 1 })
  switch (range.kind) {
    case 'rolling':
      return { from: now - range.ms, to: now + 1 }
    case 'days':
      return since(new Date(Date.parse(today) - (range.days - 1) * DAY_MS).toISOString().slice(0, 10))
    case 'month':
      return range.back === 0
        ? since(monthBegin(today, 0))
        : { ...since(monthBegin(today, 1)), to: calendar.startOfDate(monthBegin(today, 0)) }
    case 'year':
      return since(`${today.slice(0, 4)}-01-01`)
    case 'all':
      return { from: Math.min(knownSince, now), to: now + 1 }
  }
}

/** The first day of the month so many months before that of `today`. */
function monthBegin(today: string, back: number): string {
  const [year = 0, month = 1] = today.split('-').map(Number)
  return new Date(Date.UTC(year, month - 1 - back, 1)).toISOString().slice(0, 10)
}
