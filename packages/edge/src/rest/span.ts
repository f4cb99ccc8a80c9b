/** The span of a report: `from` and `to`, or a named range up to now. */

import { rangeNames, spanOfRange } from '@spotdeck/api'
import { DAY_MS } from '@spotdeck/ports'
import { z } from 'zod'
import type { FollowedAccount } from '../desk.ts'
import { type Span, type ZonedSpan, calendarIn } from '@spotdeck/reports'
import { spanOf, spanQuery } from './paging.ts'
import { ProblemError, badRequest } from '../answer/problem.ts'
import { zoneText } from './query.ts'

/** Query of a report: a span, or a named range whose days are those of `zone`. */
export const rangeQuery = spanQuery.extend({ range: z.enum(rangeNames).optional(), zone: zoneText })

/** `true` asks for an estimate of the time before the first record too. */
export const estimateText = z
  .enum(['true', 'false'])
  .default('false')
  .transform((text) => text === 'true')

type Ranged = {
  readonly now: () => number
  readonly account: FollowedAccount | undefined
  readonly query: z.output<typeof rangeQuery>
}

/**
 * The span asked for; the last `usualMs` unless said otherwise.
 * @throws {ProblemError} `BAD_REQUEST` for a range beside `from` or `to`
 */
export function rangeOf(call: Ranged, usualMs?: number): Span {
  const { range, zone, from, to } = call.query
  if (range === undefined) return spanOf(call, call.query, usualMs)
  if (from !== undefined || to !== undefined) throw badRequest('range', 'must stand alone: it has its own span')
  const knownSince = call.account?.knownSince
  return spanOfRange(range, { now: call.now(), calendar: calendarIn(zone), knownSince })
}

const MONTH_MS = 30 * DAY_MS

/** The span asked for; the last 30 days unless said otherwise. @throws {ProblemError} as `rangeOf` */
export const monthOf = (call: Ranged): Span => rangeOf(call, MONTH_MS)
/** `monthOf` with the zone of its days. */
export const zonedMonthOf = (call: Ranged): ZonedSpan => ({ ...monthOf(call), zone: call.query.zone })

/**
 * An estimate is for who sees the amounts that it is made from: it is never published as performance.
 * @throws {ProblemError} `AUDIENCE_FORBIDDEN` for the public
 */
export function rejectPublicEstimate(call: {
  readonly query: { readonly estimate: boolean }
  readonly audience: string
}): void {
  if (call.query.estimate && call.audience === 'public') throw new ProblemError('AUDIENCE_FORBIDDEN')
}
