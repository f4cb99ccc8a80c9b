/** REST routes of results by group: the report, and its items as CSV. */

import { breakdownGroups, breakdownMeasures, breakdownReport, dealRoles, lotMethods, mask, side } from '@spotdeck/api'
import { z } from 'zod'
import { type Reports, csvLine } from '@spotdeck/reports'
import { type Call, type Route, routeWith } from '../call.ts'
import { csvHeaders } from './export-routes.ts'
import { badRequest } from '../../answer/problem.ts'
import { assetText, listText, symbolText } from '../query.ts'
import { cachedReport } from '../report-cache.ts'
import { masked, rejectHiddenTotals, viewOf } from '../seen.ts'
import { rangeQuery, zonedMonthOf } from '../span.ts'

const route = routeWith<'reckoned'>()

const READERS = ['owner', 'viewer'] as const
const MAX_SYMBOLS = 50

const breakdownQuery = rangeQuery.extend({
  group: z.enum(breakdownGroups).default('symbol'),
  measure: listText(breakdownMeasures.length)
    .pipe(z.array(z.enum(breakdownMeasures)))
    .default([...breakdownMeasures]),
  method: z.enum(lotMethods).default('average'),
  symbol: listText(MAX_SYMBOLS).pipe(z.array(symbolText)).optional(),
  asset: assetText.optional(),
  side: side.optional(),
  role: z.enum(dealRoles).optional(),
})
type BreakdownCall = Call<z.output<typeof breakdownQuery>, unknown, 'reckoned'>

const report = route({
  method: 'GET',
  path: '/api/v1/accounts/:account/report',
  summary:
    'Profit, fees, turnover and the figures of trades by market, time of day, day, holding time or role; the last 30 days unless said otherwise.',
  audiences: READERS,
  scope: 'account',
  query: breakdownQuery,
  answers: { 200: breakdownReport },
  handle: async (call) => masked(call, 'breakdown', await computed(call)),
})

const file = route({
  method: 'GET',
  path: '/api/v1/accounts/:account/export/report.csv',
  summary: 'The items of `report` as CSV, one row each; for the group `none` one row, the total.',
  audiences: READERS,
  scope: 'account',
  query: breakdownQuery,
  answers: { 200: 'text/csv' },
  async handle(call) {
    const { group, measure } = call.query
    const { total, items } = await computed(call)
    const rows = group === 'none' ? [{ key: 'total', ...total }] : items
    const view = viewOf(call)
    const lines = rows.flatMap((row) => {
      const left = mask('breakdownRow', row, view)
      return left === undefined ? [] : csvLine(['key', ...measure].map((column) => left[column]))
    })
    return {
      status: 200,
      headers: csvHeaders(call, `report-${group}`),
      body: csvLine([group, ...measure]) + lines.join(''),
    }
  },
})

/** Routes of results by group. */
export const breakdownRoutes: readonly Route[] = [report, file]

/** @throws {ProblemError} `AUDIENCE_FORBIDDEN` where names are hidden, `BAD_REQUEST` for holding times by average cost */
function computed(call: BreakdownCall) {
  rejectHiddenTotals(call)
  const { group, measure: measures, method, symbol: symbols, asset, side: sideOnly, role } = call.query
  if (group === 'holdingTime' && method === 'average')
    throw badRequest('method', 'must be fifo or hifo: by average cost no time of purchase is known')
  const query = { group, measures, method, symbols, asset, side: sideOnly, role }
  const span = zonedMonthOf(call)
  return cachedReport(call, { ...span, needs: 'nothing' }, (reports: Reports) => reports.breakdown(query, span))
}
