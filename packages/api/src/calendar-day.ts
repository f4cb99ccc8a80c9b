/** Beginning of a calendar day where a person is: one rule for the gateway's reports and the page. */

const DAY_MS = 86_400_000

/** The offset of a time zone in ms at a time in ms since the epoch: what is added to UTC to read the zone's clock. */
export type OffsetAt = (time: number) => number

/**
 * The first moment of the calendar day that `time` belongs to, in ms since the epoch. Where the clocks are set back at
 * midnight, midnight comes twice and the day begins at the first; where they are set forward over it, after the gap.
 */
export function startOfDay(time: number, offsetAt: OffsetAt): number {
  const midnight = localDay(time, offsetAt) * DAY_MS
  // Midnight's offset is the one before a change of the clocks near it, or the one after.
  const starts = [offsetAt(midnight - DAY_MS), offsetAt(midnight + DAY_MS)].map((offset) => midnight - offset)
  const day = midnight / DAY_MS
  return Math.min(...starts.filter((start) => localDay(start, offsetAt) === day))
}

/**
 * The first moment of a calendar day such as `2026-01-31`, in ms since the epoch; of the day after it where the zone's
 * calendar left it out, as Samoa's did once.
 */
export function startOfDate(date: string, offsetAt: OffsetAt): number {
  const day = Math.floor(Date.parse(`${date}T00:00:00Z`) / DAY_MS)
  // No zone is more than 14 hours away from UTC: one of these is on the zone's day, or on the first after it.
  const starts = [-0.5, 0.5, 1.5].map((days) => startOfDay((day + days) * DAY_MS, offsetAt))
  return Math.min(...starts.filter((start) => localDay(start, offsetAt) >= day))
}

/** The number of the day that the zone's calendar shows, counted from 1970-01-01. */
function localDay(time: number, offsetAt: OffsetAt): number {
  return Math.floor((time + offsetAt(time)) / DAY_MS)
}

/** Zones that are known to be there: making a format takes as long as many requests. */
const known = new Set<string>()
/** More than there are; a name may be written in small and capital letters. */
const MAX_KNOWN = 2_000

/** Returns whether `zone` names a time zone. */
export function isZone(zone: string): boolean {
  if (known.has(zone)) return true
  try {
    if (new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone === '') return false
    if (known.size >= MAX_KNOWN) known.clear()
    known.add(zone)
    return true
  } catch {
    return false
  }
}
