/** REST routes of the reports over one account's ledger: one for each report of the table that has a route. */

import { type AccountNotice, accountNotice, breakdownQuery, mask, page, pageQuery, visibleShares } from '@spotdeck/api'
import { type ReportName, type ReportRoute, csvLine, reportNames, reportTable } from '@spotdeck/reports'
import { json } from '../../answer/answer.ts'
import { ProblemError } from '../../answer/problem.ts'
import { type Call, type Route, allowed, routeWith } from '../call.ts'
import { encryptCursor, pageInMemory } from '../paging.ts'
import { cachedReport } from '../report-cache.ts'
import { type ListName, type RoutedName, type SumsName, listed, questionOf, sumsOf } from '../report-call.ts'
import { accountOf, hidesOf, masked, maskedPage, rejectHiddenTotals, reportsOf, viewOf } from '../seen.ts'
import { rejectPublicEstimate } from '../span.ts'
import { csvHeaders } from './export-routes.ts'
import { stateRoute } from './state-route.ts'

const route = routeWith<'reckoned'>()

/** Description of the route of a report, as the table has it. */
function described<Name extends RoutedName>(name: Name) {
  const { runs, route } = reportTable[name]
  const { path, summary, audiences = allowed.readers.audiences, query, answer }: ReportRoute = route
  return {
    ...allowed.readers,
    audiences,
    path: `/api/v1/accounts/:account/${path}`,
    summary,
    // Reports that run in a worker read much of a ledger, or compute much.
    ...(runs === 'worker' ? { costs: 'report' as const } : {}),
    query: query as (typeof reportTable)[Name]['route']['query'],
    answers: { 200: answer },
  }
}

const equity = route({
  ...described('equity'),
  async handle(call) {
    rejectHiddenTotals(call)
    rejectPublicEstimate(call)
    const { from, to, points: count, estimate } = questionOf(call, reportTable.equity.route)
    const [span, needs] = [{ from, to }, 'samples' as const]
    const range = { ...span, points: count }
    if (call.audience === 'public')
      return json(await cachedReport(call, { to, needs, only: 'index' }, (reports) => reports.equityIndex(range)))
    const found = await cachedReport(call, { to, needs }, (reports) => reports.equity({ ...range, estimate }))
    const { points, ...series } = found
    const view = viewOf(call)
    return json({ ...series, ...span, points: points.map((point) => mask('equityPoint', point, view)) })
  },
})

/** No asset is called this. */
const NEVER_HELD = ''

const history = route({
  ...described('assetHistory'),
  async handle(call) {
    const asset = (call.path['asset'] ?? '').slice(0, 40)
    const isHidden = hidesOf(call)?.('asset', asset) ?? false
    // The same question, and so the same answer in the same time, as of an asset that was never held.
    const asked = { asset: isHidden ? NEVER_HELD : asset, ...questionOf(call, reportTable.assetHistory.route) }
    const found = await reportsOf(call).assetHistory(asked)
    return isHidden ? json({ ...found, asset }) : masked(call, 'assetHistory', found)
  },
})

const shares = route({
  ...described('allocation'),
  async handle(call) {
    const found = await reportsOf(call).allocation()
    if (found === undefined) throw new ProblemError('NOT_READY')
    return masked(call, 'allocation', visibleShares(found, viewOf(call)))
  },
})

const coverage = route({
  ...described('coverage'),
  handle: async (call) => masked(call, 'coverageReport', await reportsOf(call).coverage()),
})

const audits = route({
  ...described('audits'),
  async handle(call) {
    const found = await reportsOf(call).audits(listed(call))
    return masked(call, 'audits', { ...found, nextCursor: encryptCursor(call, found.nextCursor) })
  },
})

const reportFile = route({
  ...described('breakdown'),
  path: '/api/v1/accounts/:account/export/report.csv',
  summary: 'The items of `report` as CSV, one row each; for the group `none` one row, the total.',
  query: breakdownQuery,
  answers: { 200: 'text/csv' },
  async handle(call) {
    const { group, measure } = call.query
    const { total, items } = await sumsOf(call, 'breakdown')
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

const notices = route({
  path: '/api/v1/accounts/:account/notices',
  summary: 'What is announced and touches what the account holds or has open.',
  ...allowed.readers,
  query: pageQuery,
  answers: { 200: page(accountNotice) },
  handle(call) {
    const found = [...keyNotices(call), ...accountOf(call).notices(hidesOf(call))]
    const view = viewOf(call)
    const items = found.map((item) => mask('notice', item, view))
    return json(pageInMemory(call, items, call.query, (item) => String(item?.['id'])))
  },
})

/** Warnings about the key, for the owner alone. */
function keyNotices(call: Call<unknown, unknown>): readonly AccountNotice[] {
  if (call.audience !== 'owner') return []
  return accountOf(call).keyWarnings.map((warning) => ({
    ...warning,
    id: warning.code,
    kind: 'other',
    symbols: [],
    held: [],
    openOrders: 0,
  }))
}

/** Routes of reports that are answered in their own way. */
const OWN: { readonly [Name in ReportName]?: Route } = {
  equity,
  assetHistory: history,
  allocation: shares,
  coverage,
  audits,
}
/** Routes that the documents list after a report. */
const BESIDE: { readonly [Name in ReportName]?: Route } = { equity: stateRoute, breakdown: reportFile }

/** The route of a report, as its kind is answered. */
function routeOf(name: ReportName): readonly Route[] {
  const row = reportTable[name]
  if (!('route' in row)) return []
  const own = OWN[name]
  if (own !== undefined) return [own]
  const { sums, list }: ReportRoute = row.route
  if (sums !== undefined)
    return [
      route({
        ...described(name as SumsName),
        handle: async (call) => masked(call, sums, await sumsOf(call, name as SumsName)),
      }),
    ]
  if (list === undefined) throw new Error(`The report ${name} says neither sums nor list, and has no route of its own.`)
  return [
    route({
      ...described(name as ListName),
      handle: async (call) => maskedPage(call, list, await reportsOf(call)[name as ListName](listed(call) as never)),
    }),
  ]
}

/** Routes of the reports. */
export const reportRoutes: readonly Route[] = [
  ...reportNames.flatMap((name) => [...routeOf(name), ...(BESIDE[name] === undefined ? [] : [BESIDE[name]])]),
  notices,
]
