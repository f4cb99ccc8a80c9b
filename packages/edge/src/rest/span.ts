/** The span of a report: `from` and `to`, or a named range up to now. */

import { type Read, type rangeQuery, spanOfRange } from '@spotdeck/api'
import type { FollowedAccount } from '../desk.ts'
import { type Span, calendarIn } from '@spotdeck/reports'
import { spanOf } from './paging.ts'
import { ProblemError, badRequest } from '../answer/problem.ts'

type Ranged = {
  readonly now: () => number
  readonly account: FollowedAccount | undefined
  readonly query: Read<typeof rangeQuery>
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

/**
 * An estimate is for who sees the amounts that it is made from: it is never published as performance.
 * @throws {ProblemError} `AUDIENCE_FORBIDDEN` for the public
 */
export function rejectPublicEstimate(call: {
  readonly query: { readonly estimate?: boolean | undefined }
  readonly audience: string
}): void {
  if (call.query.estimate === true && call.audience === 'public') throw new ProblemError('AUDIENCE_FORBIDDEN')
}
