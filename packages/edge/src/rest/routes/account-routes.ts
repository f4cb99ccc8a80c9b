/** REST routes that read accounts: their lists, and the snapshot with a stream's first position. */

import {
  type Masked,
  accountInfo,
  assetData,
  dealData,
  dealsQuery,
  mask,
  orderData,
  ordersQuery,
  page,
  pageQuery,
  problem,
  snapshot,
} from '@spotdeck/api'
import type { z } from 'zod'
import { standingOn } from '@spotdeck/desk'
import { json } from '../../answer/answer.ts'
import { type Call, type Route, allowed, routeWith } from '../call.ts'
import { checkSpan, decryptCursor, pageInMemory } from '../paging.ts'
import { ProblemError } from '../../answer/problem.ts'
import { accountOf, hidesOf, masked, maskedPage, viewOf } from '../seen.ts'

const route = routeWith<'desk' | 'hub'>()

const READERS = ['owner', 'viewer'] as const

const accounts = route({
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
  path: '/api/v1/accounts/:account/snapshot',
  summary: 'All that is known now, with the position at which a stream goes on from it.',
  ...allowed.readers,
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
  path: '/api/v1/accounts/:account/assets',
  summary: 'What the account has of each asset now, by name.',
  ...allowed.readers,
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
  path: '/api/v1/accounts/:account/orders',
  summary:
    'Orders, newest first; `status` and `type` take several, separated by commas. `orderId` names one: the list is empty where it is not known.',
  ...allowed.readers,
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
  path: '/api/v1/accounts/:account/orders/:orderId',
  summary: 'One order as it was last known; its fills are `deals?orderId=`.',
  ...allowed.readers,
  answers: { 200: orderData, 404: problem },
  async handle(call) {
    const asked = call.path['orderId'] ?? ''
    const found = await seenOrder(call, asked)
    if (found === undefined) throw new ProblemError('UNKNOWN_ORDER', { orderId: asked.slice(0, 64) })
    return json(found.seen)
  },
})

const deals = route({
  path: '/api/v1/accounts/:account/deals',
  summary: 'Fills, newest first.',
  ...allowed.readers,
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

/** Routes that read accounts. */
export const accountRoutes: readonly Route[] = [accounts, snapshotRoute, assetRoute, orders, order, deals]

/** The real order id behind what the caller wrote: viewers write the masked one. */
export async function realOrderId(call: Call<unknown, unknown>, orderId: string): Promise<string | undefined> {
  if (call.audience === 'owner') return orderId
  return call.knownIds.unmask(accountOf(call).id, orderId)
}
