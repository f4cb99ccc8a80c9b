/** Calendar years that a span touches where the reader is. */

import type { ZonedSpan } from '../live/reports-api.ts'

/** The years of `from <= time < to` in the span's zone, newest first. */
export function yearsOf({ from, to, zone }: ZonedSpan): readonly number[] {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, year: 'numeric' })
  const [first, last] = [from, to - 1].map((time) => Number(format.format(time)))
  if (first === undefined || last === undefined) return []
  return Array.from({ length: Math.max(1, last - first + 1) }, (_, back) => last - back)
}
