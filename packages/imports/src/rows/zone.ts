/**
 * Converts wall-clock times of an export to ms since the epoch, in the zone of the file, its heading or the user. Pure.
 */

import { DAY_MS, MINUTE_MS } from '@spotdeck/ports'

/** A time zone. `offsetsAt`: minutes ahead of UTC at a wall-clock time passed as UTC: none, one, or two. */
export type Zone = { readonly name: string; readonly offsetsAt: (wallMs: number) => readonly number[] }

const OFFSET = /^([+-])(\d{1,2}):?(\d{2})?$/

/** Parses an offset such as `+08:00`, or an IANA name; `undefined` for other text. */
export function zoneOf(name: string): Zone | undefined {
  const plain = name.trim().replace(/^(?:UTC|GMT)(?=[+-])/i, '')
  const fixed = offsetOf(plain)
  if (fixed !== undefined) return { name: plain, offsetsAt: () => [fixed] }
  try {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone: plain,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    return { name: plain, offsetsAt: (wallMs) => offsetsIn(format, wallMs) }
  } catch {
    return undefined
  }
}

function offsetOf(text: string): number | undefined {
  const found = OFFSET.exec(text)
  if (found === null) return undefined
  const minutes = Number(found[2]) * 60 + Number(found[3] ?? 0)
  return minutes > 14 * 60 ? undefined : found[1] === '-' ? -minutes : minutes
}

function offsetsIn(format: Intl.DateTimeFormat, wallMs: number): readonly number[] {
  const at = (utcMs: number): number => {
    const parts = new Map(format.formatToParts(utcMs).map(({ type, value }) => [type, Number(value)]))
    const part = (type: string): number => parts.get(type as Intl.DateTimeFormatPartTypes) ?? 0
    const wall = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'))
    return Math.round((wall - Math.floor(utcMs / 1_000) * 1_000) / MINUTE_MS)
  }
  const offsets = new Set([at(wallMs - DAY_MS), at(wallMs + DAY_MS)])
  return [...offsets].filter((offset) => at(wallMs - offset * MINUTE_MS) === offset)
}

const WALL =
  /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})[T\s]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?\s*(Z|UTC|(?:UTC|GMT)?\s*[+-]\d{1,2}:?\d{0,2})?$/i

/**
 * Parses a time as ms since the epoch; `undefined` without minutes, or where day and month are ambiguous. `twice`:
 * clocks of the zone went back over it.
 */
export function readTime(cell: string, zone: Zone): number | 'twice' | undefined {
  if (/^\d{10}(?:\.\d{1,3})?$/.test(cell)) return Math.round(Number(cell) * 1_000)
  if (/^\d{13}$/.test(cell)) return Number(cell)
  const found = WALL.exec(cell)
  if (found === null) return undefined
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const wall = Date.UTC(
    year,
    month - 1,
    day,
    hour,
    minute,
    second,
    Number((found[7] ?? '0').padEnd(3, '0').slice(0, 3)),
  )
  const back = new Date(wall)
  const isReal =
    back.getUTCMonth() === month - 1 &&
    back.getUTCDate() === day &&
    back.getUTCHours() === hour &&
    minute < 60 &&
    second < 60
  if (!isReal) return undefined
  const said = found[8]
  if (said === undefined) {
    const [own, other] = zone.offsetsAt(wall)
    if (other !== undefined) return 'twice'
    return own === undefined ? undefined : wall - own * MINUTE_MS
  }
  const offset = /^(?:Z|UTC)$/i.test(said) ? 0 : offsetOf(said.replace(/^(?:UTC|GMT)?\s*/i, ''))
  return offset === undefined ? undefined : wall - offset * MINUTE_MS
}
