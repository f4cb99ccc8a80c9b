/** REST routes of the reports over one account's ledger: history, flows, costs, profit and coverage. */

import {
  type AccountNotice,
  type Audience,
  accountNotice,
  allocation,
  assetHistory,
  auditsPage,
  coverageReport,
  feesReport,
  flow,
  flowKinds,
  flowsSummary,
  groupings,
  mask,
  movement,
  movementKinds,
  page,
  performance,
  pnlMethods,
  pnlReport,
  visibleShares,
  statusChange,
  volumeGroupings,
  volumeReport,
} from '@spotdeck/api'
import { z } from 'zod'
import type { Reports } from '@spotdeck/reports'
import { json } from '../../answer/answer.ts'
import { breakdownRoutes } from './breakdown-routes.ts'
import { type Call, type Route, routeWith } from '../call.ts'
import { decryptCursor, pageInMemory, encryptCursor } from '../paging.ts'
import { ProblemError } from '../../answer/problem.ts'
import { anyQuery, assetText, checkSpan, countText, pageQuery, symbolText, spanFields } from '../query.ts'
import { cachedReport } from '../report-cache.ts'
import { accountOf, hidesOf, masked, maskedPage, rejectHiddenTotals, reportsOf, viewOf } from '../seen.ts'
import { estimateText, monthOf, rangeQuery, rejectPublicEstimate, zonedMonthOf } from '../span.ts'

const route = routeWith<'reckoned'>()

const READERS: readonly Audience[] = ['owner', 'viewer']
const EVERYONE: readonly Audience[] = ['owner', 'viewer', 'public']
const MAX_POINTS = 5_000
const DEFAULT_POINTS = 300

const historyQuery = pageQuery.extend(spanFields)
/** No asset is called this. */
const NEVER_HELD = ''

const movements = route({
  method: 'GET',
  path: '/api/v1/accounts/:account/movements',
  summary: 'Every change of every balance and why, newest first.',
  audiences: READERS,
  scope: 'account',
  query: historyQuery.extend({
    asset: assetText.optional(),
    kind: z.enum(movementKinds).optional(),
    reason: z.string().max(60).optional(),
  }),
  answers: { 200: page(movement) },
  handle: async (call) => maskedPage(call, 'movement', await reportsOf(call).movements(listed(call))),
})

const history = route({
  method: 'GET',
  path: '/api/v1/accounts/:account/assets/:asset/history',
  summary: 'One balance over time, oldest first; the last 30 days unless said otherwise.',
  audiences: READERS,
  scope: 'account',
  query: rangeQuery.extend({ points: countText(MAX_POINTS, DEFAULT_POINTS) }),
  answers: { 200: assetHistory },
  async handle(call) {
    const asset = (call.path['asset'] ?? '').slice(0, 40)
    const isHidden = hidesOf(call)?.('asset', asset) ?? false
    // The same question, and so the same answer in the same time, as of an asset that was never held.
    const asked = isHidden ? NEVER_HELD : asset
    const found = await reportsOf(call).assetHistory(asked, monthOf(call), call.query.points)
    return isHidden ? json({ ...found, asset }) : masked(call, 'assetHistory', found)
  },
})

const flows = route({
  method: 'GET',
  path: '/api/v1/accounts/:account/flows',
  summary: 'Deposits, withdrawals, transfers, airdrops and what is not understood, newest first.',
  audiences: READERS,
  scope: 'account',
  query: historyQuery.extend({ asset: assetText.optional(), kind: z.enum(flowKinds).optional() }),
  answers: { 200: page(flow) },
  handle: async (call) => maskedPage(call, 'flow', await reportsOf(call).flows(listed(call))),
})

const flowsSum = route({
  method: 'GET',
  path: '/api/v1/accounts/:account/flows/summary',
  summary: 'Sums of the flows of a span by their kind; the last 30 days unless said otherwise.',
  audiences: READERS,
  scope: 'account',
  query: rangeQuery,
  answers: { 200: flowsSummary },
  async handle(call) {
    rejectHiddenTotals(call)
    const span = monthOf(call)
    const report = (reports: Reports) => reports.flowsSummary(span)
    return masked(call, 'flowsSummary', await cachedReport(call, { ...span, needs: 'nothing' }, report))
  },
})

const fees = route({
  method: 'GET',
  path: '/api/v1/accounts/:account/fees',
  summary: 'Fees paid, by asset, symbol or day; the last 30 days unless said otherwise.',
  audiences: READERS,
  scope: 'account',
  query: rangeQuery.extend({ by: z.enum(groupings).default('asset') }),
  answers: { 200: feesReport },
  async handle(call) {
    rejectHiddenTotals(call)
    const span = zonedMonthOf(call)
    const report = (reports: Reports) => reports.fees(call.query.by, span)
    return masked(call, 'fees', await cachedReport(call, { ...span, needs: 'nothing' }, report))
  },
})

const volume = route({
  method: 'GET',
  path: '/api/v1/accounts/:account/volume',
  summary:
    'Turnover bought and sold, by symbol, day, week or month, of one market or all; the last 30 days unless said otherwise.',
  audiences: READERS,
  scope: 'account',
  query: rangeQuery.extend({
    by: z.enum(volumeGroupings).default('symbol'),
    symbol: symbolText.optional(),
  }),
  answers: { 200: volumeReport },
  async handle(call) {
    rejectHiddenTotals(call)
    const { by, symbol } = call.query
    const span = zonedMonthOf(call)
    const report = (reports: Reports) => reports.volume({ by, symbol }, span)
    return masked(call, 'volume', await cachedReport(call, { ...span, needs: 'nothing' }, report))
  },
})

const shares = route({
  method: 'GET',
  path: '/api/v1/accounts/:account/allocation',
  summary: 'What the account consists of now, the largest first; the public gets assets and shares alone.',
  audiences: EVERYONE,
  scope: 'account',
  query: anyQuery,
  answers: { 200: allocation },
  async handle(call) {
    const found = await reportsOf(call).allocation()
    if (found === undefined) throw new ProblemError('NOT_READY')
    return masked(call, 'allocation', visibleShares(found, viewOf(call)))
  },
})

const pnl = route({
  method: 'GET',
  path: '/api/v1/accounts/:account/pnl',
  summary: 'Realized profit by day or symbol, and what is held at which cost; the last 30 days unless said otherwise.',
  audiences: READERS,
  scope: 'account',
  query: rangeQuery.extend({
    method: z.enum(pnlMethods).default('average'),
    by: z.enum(['day', 'symbol']).default('day'),
    estimate: estimateText,
  }),
  answers: { 200: pnlReport },
  async handle(call) {
    rejectHiddenTotals(call)
    const { method, by, estimate } = call.query
    const span = zonedMonthOf(call)
    const report = (reports: Reports) => reports.pnl({ method, by }, { ...span, estimate })
    return masked(call, 'pnl', await cachedReport(call, { ...span, needs: 'prices' }, report))
  },
})

const returns = route({
  method: 'GET',
  path: '/api/v1/accounts/:account/performance',
  summary:
    'Time-weighted return, drawdown, win rate and days; money paid in or out is never profit. The public gets fractions alone.',
  audiences: EVERYONE,
  scope: 'account',
  query: rangeQuery.extend({ estimate: estimateText }),
  answers: { 200: performance },
  async handle(call) {
    rejectHiddenTotals(call)
    rejectPublicEstimate(call)
    const { estimate } = call.query
    const span = zonedMonthOf(call)
    const report = (reports: Reports) => reports.performance({ ...span, estimate })
    return masked(call, 'performance', await cachedReport(call, { ...span, needs: 'samples' }, report))
  },
})

const coverage = route({
  method: 'GET',
  path: '/api/v1/accounts/:account/coverage',
  summary: 'How far each kind of record can be trusted, window by window.',
  audiences: READERS,
  scope: 'account',
  query: anyQuery,
  answers: { 200: coverageReport },
  handle: async (call) => masked(call, 'coverageReport', await reportsOf(call).coverage()),
})

const statuses = route({
  method: 'GET',
  path: '/api/v1/accounts/:account/status/history',
  summary: 'How the account was followed, newest first.',
  audiences: READERS,
  scope: 'account',
  query: historyQuery,
  answers: { 200: page(statusChange) },
  handle: async (call) => maskedPage(call, 'statusChange', await reportsOf(call).statusHistory(listed(call))),
})

const audits = route({
  method: 'GET',
  path: '/api/v1/accounts/:account/audits',
  summary: 'What audits against the exchange found and healed, newest first.',
  audiences: READERS,
  scope: 'account',
  query: historyQuery,
  answers: { 200: auditsPage },
  async handle(call) {
    const found = await reportsOf(call).audits(listed(call))
    return masked(call, 'audits', { ...found, nextCursor: encryptCursor(call, found.nextCursor) })
  },
})

const notices = route({
  method: 'GET',
  path: '/api/v1/accounts/:account/notices',
  summary: 'What is announced and touches what the account holds or has open.',
  audiences: READERS,
  scope: 'account',
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

/** Routes of the reports. */
export const reportRoutes: readonly Route[] = [
  movements,
  history,
  flows,
  flowsSum,
  fees,
  volume,
  shares,
  pnl,
  ...breakdownRoutes,
  returns,
  coverage,
  statuses,
  audits,
  notices,
]

type Listing = z.output<typeof historyQuery>

/** A list's query as the account takes it, the cursor decrypted. */
function listed<Query extends Listing>(call: Call<Query, unknown>) {
  const { audience: _, cursor, limit, ...filter } = call.query
  checkSpan(filter.from, filter.to)
  return { ...filter, limit, hides: hidesOf(call), cursor: decryptCursor(call, cursor) }
}
