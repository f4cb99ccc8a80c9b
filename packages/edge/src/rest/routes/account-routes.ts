/** REST routes that read accounts: lists, sums, curves and the snapshot with a stream's first position. */

import {
  accountInfo,
  assetData,
  dealData,
  dealsSummary,
  equityIndex,
  equitySeries,
  type Masked,
  mask,
  orderData,
  page,
  problem,
  snapshot,
  stateAt,
} from '@spotdeck/api'
import { defined } from '@spotdeck/ports'
import { z } from 'zod'
import type { Reports } from '@spotdeck/reports'
import { standingOn } from '@spotdeck/desk'
import { json } from '../../answer/answer.ts'
import { type Call, type Route, routeWith } from '../call.ts'
import { decryptCursor, pageInMemory } from '../paging.ts'
import { ProblemError } from '../../answer/problem.ts'
import { anyQuery, checkSpan, countText, dealsQuery, ordersQuery, pageQuery } from '../query.ts'
import { cachedReport } from '../report-cache.ts'
import { accountOf, hidesOf, masked, maskedPage, rejectHiddenTotals, viewOf } from '../seen.ts'
import { estimateText, rangeOf, rangeQuery, rejectPublicEstimate } from '../span.ts'
import { readStateAt } from '../state.ts'

const route = routeWith<'desk' | 'hub' | 'reckoned' | 'turn'>()

const READERS = ['owner', 'viewer'] as const
const EVERYONE = ['owner', 'viewer', 'public'] as const
const MAX_POINTS = 5_000
const DEFAULT_POINTS = 300

const accounts = route({
  method: 'GET',
  path: '/api/v1/accounts',
  summary: 'The accounts that the caller may see.',
  audiences: READERS,
  scope: 'own',
  query: pageQuery,
  answers: { 200: page(accountInfo) },
  handle(call) {
    const items = call.desk.accounts().flatMap((info): readonly Masked[] => {
      const standing = standingOn(call.principal, info.id)
      if (standing === undefined || standing.audience === 'public') return []
      const trading = info.trading && standing.rights.includes('trade')
      const left = mask('account', { ...info, trading }, call.views.of(info.id, standing.audience))
      return left === undefined ? [] : [left]
    })
    return json(pageInMemory(call, items, call.query, (item) => String(item?.['id'])))
  },
})

const snapshotRoute = route({
  method: 'GET',
  path: '/api/v1/accounts/:account/snapshot',
  summary: 'All that is known now, with the position at which a stream goes on from it.',
  audiences: READERS,
  scope: 'account',
  query: anyQuery,
  answers: { 200: snapshot },
  async handle(call) {
    const account = accountOf(call)
    const found = account.snapshot()
    const { epoch, seq, hash } = found
    const seen = await call.hub.seen.of(account.id, call.audience, { epoch, seq, hash })
    return masked(call, 'snapshot', { ...found, ...seen })
  },
})

const assetRoute = route({
  method: 'GET',
  path: '/api/v1/accounts/:account/assets',
  summary: 'What the account has of each asset now, by name.',
  audiences: READERS,
  scope: 'account',
  query: pageQuery,
  answers: { 200: page(assetData) },
  handle(call) {
    const { assets } = accountOf(call).snapshot()
    const view = viewOf(call)
    const items = assets.map((item) => mask('assets', item, view)).filter((item) => item !== undefined)
    const nameOf = (item: Masked): string => String(item['asset'])
    const sorted = items.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
    return json(pageInMemory(call, sorted, call.query, nameOf))
  },
})

const orders = route({
  method: 'GET',
  path: '/api/v1/accounts/:account/orders',
  summary:
    'Orders, newest first; `status` and `type` take several, separated by commas. `orderId` names one: the list is empty where it is not known.',
  audiences: READERS,
  scope: 'account',
  query: ordersQuery,
  answers: { 200: page(orderData) },
  async handle(call) {
    const { orderId, status, type, cursor, audience: _, ...filter } = call.query
    checkSpan(filter.from, filter.to)
    if (orderId !== undefined) return json({ items: await oneOrder(call, orderId), nextCursor: null })
    const query = {
      ...filter,
      hides: hidesOf(call),
      statuses: status,
      types: type,
      cursor: decryptCursor(call, cursor),
    }
    return maskedPage(call, 'orders', await accountOf(call).orders(query))
  },
})

/** The order of this id as the caller may see it, if it is known and the other filters of the list leave it in. */
async function oneOrder(call: Call<z.infer<typeof ordersQuery>, unknown>, asked: string) {
  const found = await seenOrder(call, asked)
  const { symbol, side, from = -Infinity, to = Infinity, status, type } = call.query
  const isWanted =
    found !== undefined &&
    (symbol ?? found.order.symbol) === found.order.symbol &&
    (side ?? found.order.side) === found.order.side &&
    found.order.createdAt >= from &&
    found.order.createdAt < to &&
    (status?.includes(found.order.status) ?? true) &&
    (type?.includes(found.order.type) ?? true)
  return isWanted ? [found.seen] : []
}

/** An order by the id that the caller writes, and what they may see of it. */
async function seenOrder(call: Call<unknown, unknown>, asked: string) {
  const orderId = await realOrderId(call, asked)
  const order = orderId === undefined ? undefined : await accountOf(call).order(orderId)
  const seen = order === undefined ? undefined : mask('orders', order, viewOf(call))
  return order === undefined || seen === undefined ? undefined : { order, seen }
}

const order = route({
  method: 'GET',
  path: '/api/v1/accounts/:account/orders/:orderId',
  summary: 'One order as it was last known; its fills are `deals?orderId=`.',
  audiences: READERS,
  scope: 'account',
  query: anyQuery,
  answers: { 200: orderData, 404: problem },
  async handle(call) {
    const asked = call.path['orderId'] ?? ''
    const found = await seenOrder(call, asked)
    if (found === undefined) throw new ProblemError('UNKNOWN_ORDER', { orderId: asked.slice(0, 64) })
    return json(found.seen)
  },
})

const deals = route({
  method: 'GET',
  path: '/api/v1/accounts/:account/deals',
  summary: 'Fills, newest first.',
  audiences: READERS,
  scope: 'account',
  query: dealsQuery,
  answers: { 200: page(dealData) },
  async handle(call) {
    const { cursor, orderId, audience: _, ...filter } = call.query
    checkSpan(filter.from, filter.to)
    const wanted = orderId === undefined ? undefined : await realOrderId(call, orderId)
    if (orderId !== undefined && wanted === undefined) return json({ items: [], nextCursor: null })
    const query = { ...filter, orderId: wanted, hides: hidesOf(call), cursor: decryptCursor(call, cursor) }
    return maskedPage(call, 'deals', await accountOf(call).deals(query))
  },
})

const summary = route({
  method: 'GET',
  path: '/api/v1/accounts/:account/deals/summary',
  summary: 'Sums over the fills of a span; the last 24 hours unless said otherwise.',
  audiences: READERS,
  scope: 'account',
  query: rangeQuery,
  answers: { 200: dealsSummary },
  async handle(call) {
    rejectHiddenTotals(call)
    const span = rangeOf(call)
    const report = (reports: Reports) => reports.dealsSummary(span)
    return masked(call, 'dealsSummary', await cachedReport(call, { ...span, needs: 'nothing' }, report))
  },
})

const equity = route({
  method: 'GET',
  path: '/api/v1/accounts/:account/equity',
  summary: 'The curve of what the account is worth, oldest first; the public gets an index from 100.',
  audiences: EVERYONE,
  scope: 'account',
  query: rangeQuery.extend({ points: countText(MAX_POINTS, DEFAULT_POINTS), estimate: estimateText }),
  answers: { 200: z.union([equitySeries, equityIndex]) },
  async handle(call) {
    rejectHiddenTotals(call)
    rejectPublicEstimate(call)
    const { points: count, estimate } = call.query
    const span = rangeOf(call)
    const range = { ...span, points: count }
    if (call.audience === 'public') {
      const index = (reports: Reports) => reports.equityIndex(range)
      return json(await cachedReport(call, { ...span, needs: 'samples', only: 'index' }, index))
    }
    const report = (reports: Reports) => reports.equity({ ...range, estimate })
    const { points, ...series } = await cachedReport(call, { ...span, needs: 'samples' }, report)
    const view = viewOf(call)
    return json({ ...series, ...span, points: points.map((point) => mask('equityPoint', point, view)) })
  },
})

const state = route({
  method: 'GET',
  path: '/api/v1/accounts/:account/state',
  summary: 'What was known after an event (`at=seq:N`), or what the ledger had at a time (`at=` ms).',
  audiences: READERS,
  scope: 'account',
  query: anyQuery.extend({ at: z.string().max(40) }),
  answers: { 200: stateAt },
  async handle(call) {
    const account = accountOf(call)
    const seen = await call.hub.seen.of(account.id, call.audience, account.head())
    const { turn, query } = call
    const found = await readStateAt(account, { at: query.at, view: viewOf(call), head: seen, turn })
    const { deals: count, time, ...rest } = found
    const left = mask('snapshot', rest, viewOf(call))
    return json({ ...left, ...defined({ time }), status: left?.['status'] ?? null, deals: count })
  },
})

/** Routes that read accounts. */
export const accountRoutes: readonly Route[] = [
  accounts,
  snapshotRoute,
  assetRoute,
  orders,
  order,
  deals,
  summary,
  equity,
  state,
]

/** The real order id behind what the caller wrote: viewers write the masked one. */
export async function realOrderId(call: Call<unknown, unknown>, orderId: string): Promise<string | undefined> {
  if (call.audience === 'owner') return orderId
  return call.knownIds.unmask(accountOf(call).id, orderId)
}
