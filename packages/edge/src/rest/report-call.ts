/** Calls of reports: the question that a query asks, and sums over a span as every audience gets them. */

import type { Read, TableName, historyQuery, rangeQuery } from '@spotdeck/api'
import { DAY_MS } from '@spotdeck/ports'
import { type ReportName, type ReportRoute, type Reports, type ZonedSpan, reportTable } from '@spotdeck/reports'
import type { Call } from './call.ts'
import { checkSpan, decryptCursor } from './paging.ts'
import { cachedReport } from './report-cache.ts'
import { hidesOf, rejectHiddenTotals } from './seen.ts'
import { rangeOf, rejectPublicEstimate } from './span.ts'

type Table = typeof reportTable
type NameOf<Route> = { [Name in ReportName]: Table[Name] extends { readonly route: Route } ? Name : never }[ReportName]
/** Name of a report that has a route. */
export type RoutedName = NameOf<ReportRoute>
/** Name of a report of sums over a span. */
export type SumsName = NameOf<{ readonly sums: TableName }>
/** Name of a list. */
export type ListName = NameOf<{ readonly list: TableName }>

const MONTH_MS = 30 * DAY_MS

type RangeFields = Read<typeof rangeQuery>
/** Query of a report of sums. */
export type SumsQuery = RangeFields & { readonly estimate?: boolean | undefined }

/** The question of a query, with the span that it means. @throws {ProblemError} as `rangeOf` */
export function questionOf<Query extends RangeFields>(
  call: Call<Query, unknown>,
  { usualMs = MONTH_MS, asked }: ReportRoute,
): Omit<Query, keyof RangeFields> & ZonedSpan {
  const { audience: _, range: __, from: ___, to: ____, zone, ...own } = call.query
  return { ...(asked?.(own as never) ?? own), ...rangeOf(call, usualMs), zone } as ReturnType<typeof questionOf<Query>>
}

/** A list's query as the account takes it, the cursor decrypted. */
export function listed<Query extends Read<typeof historyQuery>>(call: Call<Query, unknown>) {
  const { audience: _, cursor, limit, ...filter } = call.query
  checkSpan(filter.from, filter.to)
  return { ...filter, limit, hides: hidesOf(call), cursor: decryptCursor(call, cursor) }
}

/**
 * Sums over a span, kept for all who ask the same, before they are masked.
 * @throws {ProblemError} `AUDIENCE_FORBIDDEN` where names are hidden, and for an estimate for the public
 */
export function sumsOf<Name extends SumsName>(
  call: Call<SumsQuery, unknown, 'reckoned'>,
  name: Name,
): ReturnType<Reports[Name]> {
  rejectHiddenTotals(call)
  rejectPublicEstimate(call)
  const row: Table[SumsName] = reportTable[name]
  const question = questionOf(call, row.route)
  const needs = 'needs' in row ? row.needs : 'nothing'
  const ask = (reports: Reports): Promise<object> => reports[name](question as never)
  return cachedReport(call, { to: question.to, needs }, ask) as ReturnType<Reports[Name]>
}
