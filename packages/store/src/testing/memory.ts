/**
 * In-memory store with the semantics of a crash: the disk outlives its handles and contains exactly what was committed.
 * Simulation kills a handle at any await and opens the disk again.
 */

import {
  type CostKey,
  type Deal,
  EMPTY_STATE,
  type LedgerEvent,
  type Naming,
  type Order,
  type StateRow,
  compareKeys,
  costKey,
  isPublic,
  stateFromRows,
} from '@spotdeck/ledger'
import { archiveEvents } from '../archive/archive-events.ts'
import { ArchiveChain } from '../archive/archive-chain.ts'
import { verifyArchived } from '../archive/verify-archived.ts'
import { ArchivedOnDisk, memorySource, pastOf } from './memory-archive.ts'
import { FIRST_HASH, type Link, chained, link } from '../chain.ts'
import type {
  BalanceQuery,
  Commit,
  DealPageQuery,
  HistoryKey,
  HistoryList,
  HistoryPageQuery,
  LedgerIdentity,
  LedgerLists,
  LedgerStore,
  ListedFlow,
  OrderHistory,
  OrderPageQuery,
  Unpriced,
} from '../port.ts'
import {
  flowId,
  historyOf,
  isHidden,
  isHiddenDeal,
  knownDeal,
  listed,
  moneyOf,
  pnlChange,
  unpricedKey,
} from '../projection.ts'
import { EquityDisk, memoryEquity } from './memory-equity.ts'
import { PnlDisk, memoryPnl } from './memory-pnl.ts'
import type { ListsAnew } from '../verify.ts'

type DealRow = { readonly deal: Deal; readonly namedBy: Naming; readonly alias?: string }

/** Data that survives a crash. Values are kept as JSON text, so that nothing is shared with a handle. */
export class MemoryDisk {
  readonly identity: LedgerIdentity
  epoch: string
  /** Events that are stored, and before them those that were kept of archived ones. */
  readonly links: Link[] = []
  readonly archived = new ArchivedOnDisk()
  readonly rows = new Map<string, string>()
  readonly orders = new Map<string, Order>()
  readonly deals = new Map<string, DealRow>()
  readonly flows: ListedFlow[] = []
  readonly equity = new EquityDisk()
  readonly pnl = new PnlDisk()
  head = FIRST_HASH

  constructor(identity: LedgerIdentity, epoch: string) {
    this.identity = identity
    this.epoch = epoch
  }
}

/** Opens a disk. `crashed` is called before every commit: when it returns true, the commit fails and stores nothing. */
export function openMemoryStore(disk: MemoryDisk, crashed: () => boolean = () => false): LedgerStore {
  return {
    identity: disk.identity,
    get epoch() {
      return disk.epoch
    },
    async beginEpoch(epoch) {
      disk.epoch = epoch
    },
    async load() {
      const rows = stateRows(disk)
      return rows.length === 0 ? EMPTY_STATE : stateFromRows(rows)
    },
    async commit(commit) {
      if (crashed()) throw new Error('The process died before this commit.')
      return write(disk, commit)
    },
    async publicAfter(seq, limit) {
      if (seq < disk.archived.end.seq) return []
      const links = disk.links.filter(({ event }) => isPublic(event) && event.seq > seq).slice(0, limit)
      return links.flatMap(({ body, hash }) => chained(body, hash))
    },
    async eventsAfter(n, limit) {
      return eventsOf(linksAfter(disk, n, limit))
    },
    async pastState(until) {
      return pastOf(disk.archived, eventsOf(disk.links), until)
    },
    get archived() {
      return disk.archived.end
    },
    async archives() {
      return [...disk.archived.files]
    },
    async archive(request) {
      return archiveEvents(memorySource(disk.archived, disk.links, ledgerOf(disk)), request)
    },
    ...memoryLists(disk),
    ...memoryEquity(disk.equity),
    ...memoryPnl(disk.pnl, () => lastOf(disk)),
    async verify() {
      const { folder, files, end: archived } = disk.archived
      const read = (n: number, limit: number) => linksAfter(disk, n, limit)
      const hashAt = (n: number) => disk.links.find(({ event }) => event.n === n)?.hash
      const chain = new ArchiveChain({ folder, files, ledger: ledgerOf(disk), hashAt })
      const stored = { archived, read, head: disk.head, rows: stateRows(disk) }
      return verifyArchived(stored, chain, rebuildProjections(disk))
    },
    async close() {},
  }
}

const ledgerOf = ({ identity: { account, host }, epoch }: MemoryDisk) => ({ account, exchange: host, epoch })

const lastOf = ({ links }: MemoryDisk): number => links.at(-1)?.event.n ?? 0

/** Stored links after event `n`. */
function linksAfter({ links, archived }: MemoryDisk, n: number, limit: number): readonly Link[] {
  const from = archived.files.length === 0 ? n : links.findIndex(({ event }) => event.n > n)
  return from < 0 ? [] : links.slice(from, from + limit)
}

function eventsOf(links: readonly Link[]): LedgerEvent[] {
  return links.map(({ body }) => JSON.parse(body) as LedgerEvent)
}

function stateRows(disk: MemoryDisk): readonly StateRow[] {
  return [...disk.rows].map(([key, value]) => [key, JSON.parse(value)])
}

/** The lists of a disk. */
function memoryLists(disk: MemoryDisk): LedgerLists {
  return {
    async histories(orderIds) {
      return new Map(
        orderIds
          .map((id): [string, OrderHistory] => [id, history(disk, id)])
          .filter(([, known]) => known.order !== undefined || known.deals.length > 0),
      )
    },
    async orders(query) {
      return page(
        [...disk.orders.values()].filter((order) => matchesOrder(order, query)),
        (order) => ({ time: order.createdAt, id: order.orderId }),
        query,
      )
    },
    async deals(query) {
      const matching = [...disk.deals.values()].map(({ deal }) => deal).filter((deal) => matchesDeal(deal, query))
      return page(matching, (deal) => costKey({ kind: 'deal', deal }), query)
    },
    async dealsAscending({ from, to }, limit, after) {
      return [...disk.deals.values()]
        .map(({ deal }) => ({ deal, key: costKey({ kind: 'deal', deal }) }))
        .filter(
          ({ deal, key }) =>
            deal.time >= from && deal.time < to && (after === undefined || compareKeys(key, after) > 0),
        )
        .sort((a, b) => compareKeys(a.key, b.key))
        .slice(0, limit)
        .map(({ deal }) => deal)
    },
    async flows() {
      return [...disk.flows].sort((a, b) => a.time - b.time)
    },
    async flowsAscending(limit, after) {
      return disk.flows
        .filter((flow) => after === undefined || compareKeys(flow, after) > 0)
        .sort(compareKeys)
        .slice(0, limit)
    },
    async flowPrices(ns) {
      const prices = new Map(disk.flows.map(({ id, unitPrice }) => [id, unitPrice]))
      return new Map(
        ns.flatMap((n) => {
          const price = prices.get(flowId(n))
          return price === undefined ? [] : [[n, price] as const]
        }),
      )
    },
    async unpriced(limit, after) {
      return unpricedOf(disk)
        .filter(({ key }) => after === undefined || compareKeys(key, after) > 0)
        .slice(0, limit)
        .map(({ one }) => one)
    },
    async history(list, query) {
      return eventsOf(historyPage(disk.links, list, query))
    },
    async balances(query) {
      return eventsOf(balanceSteps(disk.links, query))
    },
  }
}

function rebuildProjections(disk: MemoryDisk): ListsAnew {
  const anew = new MemoryDisk(disk.identity, disk.epoch)
  const lists = ['orders', 'deals', 'flows'] as const
  return {
    take: (events) => events.forEach((event) => list(anew, event)),
    difference: () => lists.find((name) => JSON.stringify([...disk[name]]) !== JSON.stringify([...anew[name]])),
  }
}

function write(disk: MemoryDisk, commit: Commit): readonly string[] {
  const { links, head } = link(disk.head, commit.events)
  const last = lastOf(disk)
  if (commit.events[0] !== undefined && commit.events[0].n !== last + 1)
    throw new Error(`The last event of the ledger is ${last}: record the commit after it.`)
  refuseDoubles(disk, commit.events)
  disk.links.push(...links)
  disk.head = head
  for (const [key, value] of commit.rows) {
    if (value === undefined) disk.rows.delete(key)
    else disk.rows.set(key, JSON.stringify(value))
  }
  for (const event of commit.events) {
    list(disk, event)
    disk.pnl.remove(pnlChange(event))
  }
  return links.map(({ hash }) => hash)
}

/** Rejects a commit with a deal that is stored already; nothing of it is written. */
function refuseDoubles(disk: MemoryDisk, events: readonly LedgerEvent[]): void {
  const there = new Map<string, boolean>()
  for (const event of events) {
    const entry = listed(event)
    if (entry?.kind !== 'deal' && entry?.kind !== 'dropped') continue
    const id = dealId(entry.deal)
    if (entry.kind === 'deal' && (there.get(id) ?? disk.deals.has(id)))
      throw Object.assign(new Error(`The deal ${id} is listed already.`), { code: 'SQLITE_CONSTRAINT_PRIMARYKEY' })
    there.set(id, entry.kind === 'deal')
  }
}

function list(disk: MemoryDisk, event: LedgerEvent): void {
  const entry = listed(event)
  switch (entry?.kind) {
    case 'order':
      return void disk.orders.set(entry.order.orderId, entry.order)
    case 'deal':
      return void disk.deals.set(dealId(entry.deal), { deal: entry.deal, namedBy: entry.namedBy })
    case 'name': {
      const row = disk.deals.get(dealId(entry))
      if (row !== undefined) disk.deals.set(dealId(entry), { ...row, alias: entry.alias })
      return
    }
    case 'dropped':
      return void disk.deals.delete(dealId(entry.deal))
    case 'flow':
      return void disk.flows.push(entry.flow)
    case 'told': {
      const at = disk.flows.findIndex(({ id }) => id === entry.id)
      const flow = disk.flows[at]
      if (flow !== undefined) disk.flows[at] = { ...flow, told: entry.told }
      return
    }
    case 'deal-prices': {
      const row = disk.deals.get(dealId(entry.deal))
      if (row !== undefined) disk.deals.set(dealId(entry.deal), { ...row, deal: { ...row.deal, ...entry.prices } })
      return
    }
    case 'flow-price': {
      const at = disk.flows.findIndex(({ id }) => id === entry.id)
      const flow = disk.flows[at]
      if (flow !== undefined) disk.flows[at] = { ...flow, ...entry.price }
      return
    }
    case undefined:
  }
}

function unpricedOf(disk: MemoryDisk): readonly { readonly key: CostKey; readonly one: Unpriced }[] {
  const all: Unpriced[] = [
    ...[...disk.deals.values()].map(({ deal }): Unpriced => ({ kind: 'deal', deal })),
    ...disk.flows.map((flow): Unpriced => ({ kind: 'flow', flow })),
  ]
  return all
    .flatMap((one) => {
      const key = unpricedKey(one)
      return key === undefined ? [] : [{ key, one }]
    })
    .sort((a, b) => compareKeys(a.key, b.key))
}

const dealId = (deal: Pick<Deal, 'orderId' | 'tradeId' | 'side'>): string =>
  `${deal.orderId} ${deal.tradeId} ${deal.side}`

/** Deals in the order of (time, id), as the other stores have them. */
function history(disk: MemoryDisk, orderId: string): OrderHistory {
  const deals = [...disk.deals.values()]
    .filter(({ deal }) => deal.orderId === orderId)
    .sort((a, b) => compareKeys(costKey({ kind: 'deal', deal: a.deal }), costKey({ kind: 'deal', deal: b.deal })))
  const known = deals.map(({ deal, namedBy, alias }) => knownDeal(deal, namedBy, alias))
  return { order: disk.orders.get(orderId), deals: known }
}

function matchesOrder(order: Order, query: OrderPageQuery): boolean {
  const { statuses, types, hides } = query
  return (
    hides?.('symbol', order.symbol) !== true &&
    matches(order, order.createdAt, query) &&
    (statuses?.includes(order.status) ?? true) &&
    (types?.includes(order.type) ?? true)
  )
}

function matchesDeal(deal: Deal, query: DealPageQuery): boolean {
  if (query.hides !== undefined && isHiddenDeal(deal, query.hides)) return false
  return matches(deal, deal.time, query) && (query.orderId === undefined || query.orderId === deal.orderId)
}

function matches(row: { symbol: string; side: string }, time: number, query: OrderPageQuery | DealPageQuery): boolean {
  if (query.symbol !== undefined && query.symbol !== row.symbol) return false
  if (query.side !== undefined && query.side !== row.side) return false
  return time >= (query.from ?? -Infinity) && time < (query.to ?? Infinity)
}

function page<T>(
  rows: readonly T[],
  keyOf: (row: T) => CostKey,
  query: { before?: CostKey | undefined; limit: number },
): readonly T[] {
  const { before, limit } = query
  return rows
    .map((row) => ({ row, key: keyOf(row) }))
    .filter(({ key }) => before === undefined || compareKeys(key, before) < 0)
    .sort((a, b) => compareKeys(b.key, a.key))
    .slice(0, limit)
    .map(({ row }) => row)
}

function historyPage(
  links: readonly Link[],
  list: HistoryList,
  { before, limit, from = -Infinity, to = Infinity, asset, reasons, hides }: HistoryPageQuery,
): readonly Link[] {
  const wanted = links.filter(({ event }) => {
    if (!historyOf(event).includes(list) || event.time < from || event.time >= to) return false
    if (before !== undefined && compareHistory(event, before) >= 0) return false
    if (hides !== undefined && isHidden(event, hides)) return false
    const money = moneyOf(event)
    if (asset !== undefined && money?.asset !== asset) return false
    if (reasons === undefined) return true
    if (money === undefined) return false
    return 'only' in reasons ? reasons.only.includes(money.reason) : !reasons.but.includes(money.reason)
  })
  return wanted.sort((a, b) => compareHistory(b.event, a.event)).slice(0, limit)
}

const compareHistory = (a: HistoryKey, b: HistoryKey): number => a.time - b.time || a.n - b.n

function balanceSteps(links: readonly Link[], { asset, from, to, stepMs }: BalanceQuery): readonly Link[] {
  const steps = new Map<number, Link>()
  for (const one of links) {
    const { event } = one
    if (event.type !== 'asset.changed' || event.change.asset !== asset || event.time >= to) continue
    steps.set(event.time < from ? -1 : Math.floor((event.time - from) / stepMs), one)
  }
  return [...steps.values()].sort((a, b) => a.event.n - b.event.n)
}
