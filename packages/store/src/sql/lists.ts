/** Lists of a ledger and their filters, the same in SQLite and PostgreSQL; `ListRows` has what differs. */

import { setImmediate as nextTurn } from 'node:timers/promises'
import {
  type CostKey,
  type Deal,
  type KnownDeal,
  type LedgerEvent,
  type Naming,
  type Order,
  compareKeys,
  costKey,
} from '@spotdeck/ledger'
import type {
  BalanceQuery,
  DealPageQuery,
  HistoryList,
  HistoryPageQuery,
  LedgerLists,
  ListedFlow,
  OrderHistory,
  OrderPageQuery,
  Unpriced,
} from '../port.ts'
import { flowId, isHidden, knownDeal } from '../projection.ts'

/** Numbers of the lists whose rows have a kind: the set of names that filters ask about. */
export const LISTS = { movements: 1, flows: 2, statuses: 3, audits: 4, orders: 5, deals: 6 } as const satisfies Record<
  HistoryList | 'orders' | 'deals',
  number
>
/** Name of a list whose rows have a kind. */
export type ListName = keyof typeof LISTS

/** A page, newest first by (time, id): `before` is exclusive, `from` inclusive, `to` exclusive. */
export type ListPage = {
  readonly before?: { readonly time: number; readonly id: string | number } | undefined
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly limit: number
  /** Numbers of the kinds that it includes; all without it. */
  readonly kinds?: readonly number[] | undefined
  /** Only deals of this order. */
  readonly orderId?: string | undefined
}

/** A kind of rows: its number, and its names in the order of the list's columns. */
export type Kind = { readonly kind: number; readonly names: readonly string[] }
/** A deal with the names of it that reports used. */
export type StoredDeal = { readonly deal: Deal; readonly namedBy: Naming; readonly alias: string | undefined }

/** Port: reads the rows of one ledger's lists. */
export interface ListRows {
  kinds(list: ListName): Promise<readonly Kind[]>
  orders(page: ListPage): Promise<readonly Order[]>
  deals(page: ListPage): Promise<readonly Deal[]>
  events(list: HistoryList, page: ListPage): Promise<readonly LedgerEvent[]>
  ordersOf(orderIds: readonly string[]): Promise<readonly Order[]>
  /** Deals of these orders, in any order. */
  dealsOf(orderIds: readonly string[]): Promise<readonly StoredDeal[]>
  flowsOf(ids: readonly string[]): Promise<readonly ListedFlow[]>
  /** Deals ascending by (time, id) after `after`, of a time before `to`. */
  dealsAfter(after: CostKey, to: number, limit: number): Promise<readonly Deal[]>
  /** Flows ascending by (time, id) after `after`. */
  flowsAfter(after: CostKey, limit: number): Promise<readonly ListedFlow[]>
  unpriced(limit: number, after: CostKey): Promise<readonly Unpriced[]>
  /** Events of the last row of each step in these kinds of balance changes, ascending by number. */
  balances(kinds: readonly number[], query: BalanceQuery): Promise<readonly LedgerEvent[]>
}

/** Flows per read: some milliseconds. */
const FLOWS_PAGE = 500
const BEFORE_ALL: CostKey = { time: -1, id: '' }

/** The lists of a ledger whose rows are read by `rows`. */
export function storedLists(rows: ListRows): LedgerLists {
  return {
    histories: (ids) => histories(rows, ids),
    async orders(query) {
      return rows.orders({ ...query, kinds: await kindsWhere(rows, 'orders', ofOrders(query)) })
    },
    async deals(query) {
      return rows.deals({ ...query, kinds: await kindsWhere(rows, 'deals', ofDeals(query)) })
    },
    async dealsAscending({ from, to }, limit, after) {
      const start = after === undefined || after.time < from ? { time: from, id: '' } : after
      return rows.dealsAfter(start, to, limit)
    },
    async flows() {
      const flows: ListedFlow[] = []
      for (let after = BEFORE_ALL; ;) {
        const page = await rows.flowsAfter(after, FLOWS_PAGE)
        flows.push(...page)
        const last = page.at(-1)
        if (last === undefined || page.length < FLOWS_PAGE) return flows
        after = last
        await nextTurn()
      }
    },
    flowsAscending: (limit, after = BEFORE_ALL) => rows.flowsAfter(after, limit),
    async flowPrices(ns) {
      const prices = new Map((await rows.flowsOf(ns.map(flowId))).map(({ id, unitPrice }) => [id, unitPrice]))
      return new Map(
        ns.flatMap((n) => {
          const price = prices.get(flowId(n))
          return price === undefined ? [] : [[n, price] as const]
        }),
      )
    },
    unpriced: (limit, after = BEFORE_ALL) => rows.unpriced(limit, after),
    history: (list, query) => history(rows, list, query),
    async balances(query) {
      const kinds = await kindsWhere(rows, 'movements', ([asset]) => asset === query.asset)
      return rows.balances(kinds ?? [], query)
    },
  }
}

/** True for the names of a kind that a query includes. */
type IsWanted = (names: readonly string[]) => boolean

/** Numbers of the kinds that a query includes; `undefined` where it has no filter. */
async function kindsWhere(
  rows: ListRows,
  list: ListName,
  isWanted: IsWanted | undefined,
): Promise<readonly number[] | undefined> {
  if (isWanted === undefined) return undefined
  return (await rows.kinds(list)).filter(({ names }) => isWanted(names)).map(({ kind }) => kind)
}

function ofOrders({ symbol, side, statuses, types, hides }: OrderPageQuery): IsWanted | undefined {
  if ([symbol, side, statuses, types, hides].every((filter) => filter === undefined)) return undefined
  return ([name = '', its, type, status]) =>
    (symbol ?? name) === name &&
    (side ?? its) === its &&
    hides?.('symbol', name) !== true &&
    (types?.some((one) => one === type) ?? true) &&
    (statuses?.some((one) => one === status) ?? true)
}

function ofDeals({ symbol, side, hides }: DealPageQuery): IsWanted | undefined {
  if ([symbol, side, hides].every((filter) => filter === undefined)) return undefined
  return ([name = '', its, feeAsset = '']) =>
    (symbol ?? name) === name &&
    (side ?? its) === its &&
    hides?.('symbol', name) !== true &&
    hides?.('asset', feeAsset) !== true
}

function ofHistory({ asset, reasons, hides }: HistoryPageQuery): IsWanted | undefined {
  if ([asset, reasons, hides].every((filter) => filter === undefined)) return undefined
  return ([name = '', reason = '']) => {
    if ((asset !== undefined && asset !== name) || hides?.('asset', name) === true) return false
    if (reasons === undefined) return true
    return reason !== '' && ('only' in reasons ? reasons.only.includes(reason) : !reasons.but.includes(reason))
  }
}

/** Events of a history list, newest first. Hidden audit findings are known by their event only: there are few. */
async function history(rows: ListRows, list: HistoryList, query: HistoryPageQuery): Promise<readonly LedgerEvent[]> {
  const { hides, ...rest } = query
  const page = async (its: HistoryPageQuery): Promise<readonly LedgerEvent[]> => {
    const before = its.before && { time: its.before.time, id: its.before.n }
    return rows.events(list, { ...its, before, kinds: await kindsWhere(rows, list, ofHistory(its)) })
  }
  if (hides === undefined || list === 'statuses') return page(rest)
  if (list !== 'audits') return page(query)
  const found: LedgerEvent[] = []
  for (let before = query.before; ;) {
    const events = await page({ ...rest, before })
    found.push(...events.filter((event) => !isHidden(event, hides)))
    before = events.at(-1)
    if (before === undefined || events.length < query.limit || found.length >= query.limit)
      return found.slice(0, query.limit)
  }
}

/** Stored data of each of these orders, without unknown ones. */
async function histories(rows: ListRows, ids: readonly string[]): Promise<ReadonlyMap<string, OrderHistory>> {
  const [orders, deals] = await Promise.all([rows.ordersOf(ids), rows.dealsOf(ids)])
  const byId = new Map(orders.map((order) => [order.orderId, order]))
  const known = new Map<string, KnownDeal[]>()
  for (const { deal, namedBy, alias } of inTime(deals)) {
    const ofOrder = known.get(deal.orderId)
    if (ofOrder === undefined) known.set(deal.orderId, [knownDeal(deal, namedBy, alias)])
    else ofOrder.push(knownDeal(deal, namedBy, alias))
  }
  const found = new Map<string, OrderHistory>()
  for (const id of ids) {
    const [order, some] = [byId.get(id), known.get(id) ?? []]
    if (order !== undefined || some.length > 0) found.set(id, { order, deals: some })
  }
  return found
}

/** Sorts deals by time, then by id. */
const inTime = (deals: readonly StoredDeal[]): readonly StoredDeal[] =>
  deals
    .map((one) => ({ one, key: costKey({ kind: 'deal', deal: one.deal }) }))
    .sort((a, b) => compareKeys(a.key, b.key))
    .map(({ one }) => one)
