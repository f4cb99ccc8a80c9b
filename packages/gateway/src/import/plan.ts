/** What the rows of an export would change in the ledger. Reads the ledger and writes nothing. */

import { createHash } from 'node:crypto'
import type { RejectedRow } from '@spotdeck/api'
import { type Quantity, add, compare, subtract } from '@spotdeck/exact'
import {
  type Deal,
  type KnownDeal,
  type Learnt,
  type LedgerState,
  type Order,
  costKey,
  isInferred,
  isNews,
  isTerminal,
  joinOrders,
  record,
} from '@spotdeck/ledger'
import { OrderFold, historiesNeeded } from '../ingest/fold.ts'
import { contentOf, standInId, standInsFor } from '../ingest/stand-ins.ts'
import type { LedgerStore, OrderHistory } from '../store/port.ts'
import { openAt, stateAt } from './coverage.ts'
import type { DealRow, OrderRow } from './rows.ts'

export type Ledger = { readonly state: LedgerState; readonly store: LedgerStore }

export type Plan = {
  readonly added: number
  readonly known: number
  readonly ignored: number
  readonly conflicts: readonly RejectedRow[]
  /** What goes through the intake: news, and second names of what is known. */
  readonly orders: readonly Order[]
  readonly deals: readonly Deal[]
  /** What the ledger is told of flows: news, and the numbers of those it has. */
  readonly flows: readonly Learnt[]
  /** The ledger's rows within the file's span that the file does not have: then it is not all there was. */
  readonly absent: boolean
}

type Verdict =
  'added' | 'known' | 'ignored' | { readonly code: RejectedRow['code']; readonly params: RejectedRow['params'] }

class Tally {
  readonly counts = { added: 0, known: 0, ignored: 0 }
  readonly conflicts: RejectedRow[] = []

  take(row: number, verdict: Verdict): void {
    if (typeof verdict === 'string') this.counts[verdict] += 1
    else this.conflicts.push({ row, ...verdict })
  }
}

const PAGE = 1_000

/** Deals in order of time; of one second in the file's order. */
export async function planDeals(rows: readonly DealRow[], ledger: Ledger): Promise<Plan> {
  const sorted = [...rows].sort((a, b) => a.time - b.time || a.row - b.row)
  const held = await dealsWithin(ledger.store, sorted)
  const named = await namedDeals(sorted.filter(isNamed).map(dealOf), ledger)
  const planner = new DealPlanner(ledger, held, named, await inferredHosts(ledger, sorted))
  const tally = new Tally()
  // Named deals claim theirs first: what says no number may be any of those left.
  for (const row of sorted.filter(isNamed)) tally.take(row.row, planner.named(row))
  for (const row of sorted.filter((one) => !isNamed(one))) tally.take(row.row, planner.nameless(row))
  return {
    ...tally.counts,
    conflicts: tally.conflicts,
    orders: [],
    deals: planner.deals,
    flows: [],
    absent: planner.absent,
  }
}

type Named = DealRow & { readonly orderId: string; readonly tradeId: string }
const isNamed = (row: DealRow): row is Named => row.orderId !== undefined && row.tradeId !== undefined

function dealOf({ row: _row, ...deal }: Named): Deal {
  return deal
}

class DealPlanner {
  readonly deals: Deal[] = []
  readonly #ledger: Ledger
  readonly #named: NamedDeals
  readonly #hosts: readonly Host[]
  /** Deals of the ledger that no row has claimed, by what they say. */
  readonly #left = new Map<string, Deal[]>()
  /** How many deals say the same, in the ledger and among those added. */
  readonly #alike = new Map<string, number>()
  readonly #inFile = new Map<string, Named>()

  constructor(ledger: Ledger, held: readonly Deal[], named: NamedDeals, hosts: readonly Host[]) {
    this.#ledger = ledger
    this.#named = named
    this.#hosts = hosts
    for (const deal of held) {
      if (isInferred(deal)) continue
      const content = contentOf(deal)
      this.#left.set(content, [...(this.#left.get(content) ?? []), deal])
      this.#alike.set(content, (this.#alike.get(content) ?? 0) + 1)
    }
  }

  /** Whether the ledger has deals that no row told of. */
  get absent(): boolean {
    return [...this.#left.values()].some((deals) => deals.length > 0)
  }

  named(row: Named): Verdict {
    const name = `${row.orderId} ${row.tradeId} ${row.side}`
    const twin = this.#inFile.get(name)
    if (twin !== undefined)
      return contentOf(twin) === contentOf(row) ? 'known' : { code: 'CONTRADICTS_FILE', params: { other: twin.row } }
    this.#inFile.set(name, row)
    const known = this.#named.find(row)
    if (known !== undefined) {
      this.#claim(row)
      return differenceOf(known, row) ?? 'known'
    }
    const admission = this.#named.fold.deal({ deal: dealOf(row), namedBy: 'rest', source: 'import' })
    if (admission === 'exceeds') return { code: 'OVERFILLS_ORDER', params: { orderId: row.orderId } }
    this.deals.push(dealOf(row))
    return this.#claim(row) === undefined ? 'added' : 'known'
  }

  nameless(row: DealRow): Verdict {
    if (this.#claim(row) !== undefined) return 'known'
    const claimed = stateAt(this.#ledger.state.coverage, 'deals', row.time)
    if (claimed === 'complete' || claimed === 'repaired') return { code: 'MISSING_IN_LEDGER', params: {} }
    // What is being searched, or is open up to now, the exchange itself can still tell, with its number.
    if (claimed === 'repairing' || openAt(this.#ledger.state.coverage, 'deals', row.time)) return 'ignored'
    const content = contentOf(row)
    const alike = this.#alike.get(content) ?? 0
    this.#alike.set(content, alike + 1)
    const tradeId = standInId(digestOf(`${content} ${alike}`))
    const host = this.#hosts.find((one) => hosts(one, row))
    if (host !== undefined) host.room = subtract(host.room, row.quantity)
    this.deals.push(dealOf({ ...row, tradeId, orderId: row.orderId ?? host?.orderId ?? tradeId }))
    return 'added'
  }

  #claim(row: DealRow): Deal | undefined {
    return this.#left.get(contentOf(row))?.shift()
  }
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 24)

/** An order of the ledger whose deals are not all known, and how much of it they leave. */
type Host = {
  readonly orderId: string
  readonly symbol: string
  readonly side: Deal['side']
  readonly from: number
  readonly to: number
  room: Quantity
}

function hosts(host: Host, row: DealRow): boolean {
  if (row.orderId !== undefined) return row.orderId === host.orderId
  const isWithin = host.from <= row.time + 1_000 && row.time <= host.to + 1_000
  return host.symbol === row.symbol && host.side === row.side && isWithin && compare(row.quantity, host.room) <= 0
}

/** Orders that lack deals, or whose deals were inferred from their sum: a deal without a number is one of theirs first. */
async function inferredHosts({ state, store }: Ledger, rows: readonly DealRow[]): Promise<readonly Host[]> {
  if (rows.every(isNamed)) return []
  const room = new Map<string, { readonly order: Order; readonly room: Quantity }>()
  for (const [id, { order, deals, dealt }] of state.orders) {
    if (order === undefined) continue
    const inferred = deals.filter(isInferred).reduce((total, deal) => add(total, deal.quantity), ZERO)
    room.set(id, { order, room: add(subtract(order.executedQuantity, dealt), inferred) })
  }
  for (const deal of await everyDeal(store, 0, Number.MAX_SAFE_INTEGER)) {
    if (!isInferred(deal) || room.has(deal.orderId)) continue
    const order = (await store.histories([deal.orderId])).get(deal.orderId)?.order
    if (order !== undefined) room.set(deal.orderId, { order, room: deal.quantity })
  }
  return [...room.values()]
    .filter(({ room: left }) => compare(left, ZERO) > 0)
    .map(({ order, room: left }) => ({
      orderId: order.orderId,
      symbol: order.symbol,
      side: order.side,
      from: order.createdAt,
      to: order.updatedAt,
      room: left,
    }))
    .sort((a, b) => a.from - b.from)
}

const ZERO = '0' as Quantity

function differenceOf(known: KnownDeal, row: DealRow): Verdict | undefined {
  for (const field of ['symbol', 'price', 'quantity', 'fee', 'feeAsset'] as const) {
    if (known[field] !== row[field])
      return { code: 'CONTRADICTS_LEDGER', params: { field, known: known[field], value: row[field] } }
  }
  if (Math.floor(known.time / 1_000) === Math.floor(row.time / 1_000)) return undefined
  return {
    code: 'CONTRADICTS_LEDGER',
    params: { field: 'time', known: new Date(known.time).toISOString(), value: new Date(row.time).toISOString() },
  }
}

/** What the ledger knows of the orders whose deals come with their numbers, after stand-ins gave way to them. */
type NamedDeals = { readonly fold: OrderFold; readonly find: (row: Named) => KnownDeal | undefined }

async function namedDeals(deals: readonly Deal[], { state, store }: Ledger): Promise<NamedDeals> {
  const gone = (await standInsFor(store, deals)).map(
    (deal) => ({ type: 'deal.dropped', deal, time: deal.time, source: 'import' }) as const,
  )
  const after = record(state, gone, 0).state
  const ids = [...new Set(deals.map(({ orderId }) => orderId))]
  const dropped = new Set(gone.map(({ deal }) => deal.tradeId))
  const histories = new Map<string, OrderHistory>()
  for (let at = 0; at < ids.length; at += PAGE) {
    const found = await store.histories(historiesNeeded(after, ids.slice(at, at + PAGE)))
    for (const [id, history] of found)
      histories.set(id, { ...history, deals: history.deals.filter(({ tradeId }) => !dropped.has(tradeId)) })
  }
  const knownOf = (id: string): readonly KnownDeal[] => after.orders.get(id)?.deals ?? histories.get(id)?.deals ?? []
  const inferred = new Map<string, Deal>()
  for (const id of ids.filter((one) => knownOf(one).some(isInferred))) {
    for (const deal of await store.deals({ orderId: id, limit: PAGE })) if (isInferred(deal)) inferred.set(id, deal)
  }
  return {
    fold: new OrderFold(after, histories, inferred),
    find: ({ orderId, tradeId, side }) =>
      knownOf(orderId).find((known) => known.side === side && (known.tradeId === tradeId || known.alias === tradeId)),
  }
}

function dealsWithin(store: LedgerStore, sorted: readonly DealRow[]): Promise<readonly Deal[]> {
  const [first, last] = [sorted[0], sorted.at(-1)]
  if (first === undefined || last === undefined) return Promise.resolve([])
  return everyDeal(store, Math.floor(first.time / 1_000) * 1_000, Math.floor(last.time / 1_000) * 1_000 + 1_000)
}

async function everyDeal(store: LedgerStore, from: number, to: number): Promise<readonly Deal[]> {
  const found: Deal[] = []
  let page = await store.dealsAscending(from, to, PAGE)
  while (page.length > 0) {
    found.push(...page)
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE) return found
    page = await store.dealsAscending(from, to, PAGE, costKey({ kind: 'deal', deal: last }))
  }
  return found
}

/** Orders by their numbers; one without a number is known where the ledger has the same, and says nothing where it has not. */
export async function planOrders(rows: readonly OrderRow[], { state, store }: Ledger): Promise<Plan> {
  const tally = new Tally()
  const held = await ordersWithin(store, rows)
  const byId = new Map(held.map((order) => [order.orderId, order]))
  for (const { orderId } of rows) {
    const known =
      orderId === undefined || byId.has(orderId) ? undefined : (await store.histories([orderId])).get(orderId)?.order
    if (known !== undefined) byId.set(known.orderId, known)
  }
  const left = new Map<string, Order[]>()
  for (const order of held) left.set(shapeOf(order), [...(left.get(shapeOf(order)) ?? []), order])
  const orders: Order[] = []
  const inFile = new Map<string, OrderRow>()
  for (const row of rows) {
    const alike = left.get(shapeOf(row))?.shift()
    if (row.orderId === undefined) {
      const claimed = stateAt(state.coverage, 'orders', row.createdAt)
      const isMissing =
        alike === undefined && isTerminal(row.status) && (claimed === 'complete' || claimed === 'repaired')
      tally.take(
        row.row,
        alike !== undefined ? 'known' : isMissing ? { code: 'MISSING_IN_LEDGER', params: {} } : 'ignored',
      )
      continue
    }
    const twin = inFile.get(row.orderId)
    inFile.set(row.orderId, row)
    const { verdict, order } = judged(row, row.orderId, byId.get(row.orderId), twin)
    tally.take(row.row, verdict)
    if (order !== undefined) orders.push(order)
  }
  const absent = held.some(({ orderId }) => !inFile.has(orderId))
  return { ...tally.counts, conflicts: tally.conflicts, orders, deals: [], flows: [], absent }
}

function judged(
  { row: _row, ...told }: OrderRow,
  orderId: string,
  known: Order | undefined,
  twin: OrderRow | undefined,
): { readonly verdict: Verdict; readonly order?: Order } {
  if (twin !== undefined)
    return {
      verdict:
        shapeOf(twin) === shapeOf(told) && twin.status === told.status
          ? 'known'
          : { code: 'CONTRADICTS_FILE', params: { other: twin.row } },
    }
  if (known === undefined)
    return isTerminal(told.status) ? { verdict: 'added', order: { ...told, orderId } } : { verdict: 'ignored' }
  for (const field of ['symbol', 'side'] as const) {
    if (known[field] !== told[field]) return { verdict: contradicts(field, known[field], told[field]) }
  }
  const isMore = compare(told.executedQuantity, known.executedQuantity) > 0
  if (isTerminal(known.status)) {
    if (!isTerminal(told.status) || known.executedQuantity === told.executedQuantity) return { verdict: 'known' }
    return { verdict: contradicts('executedQuantity', known.executedQuantity, told.executedQuantity) }
  }
  if (!isTerminal(told.status) && !isMore) return { verdict: 'known' }
  const sums = isMore
    ? { executedQuantity: told.executedQuantity, executedQuoteQuantity: told.executedQuoteQuantity }
    : {}
  const order = joinOrders(known, {
    ...known,
    ...sums,
    status: told.status,
    updatedAt: Math.max(known.updatedAt, told.updatedAt),
  })
  return isNews(known, order) ? { verdict: 'added', order } : { verdict: 'known' }
}

const contradicts = (field: string, known: string, value: string): Verdict => ({
  code: 'CONTRADICTS_LEDGER',
  params: { field, known, value },
})

/** What an order says without its number. */
function shapeOf(order: Pick<Order, 'symbol' | 'side' | 'quantity' | 'executedQuantity' | 'createdAt'>): string {
  return [order.symbol, order.side, order.quantity, order.executedQuantity, Math.floor(order.createdAt / 1_000)].join(
    ' ',
  )
}

async function ordersWithin(store: LedgerStore, rows: readonly OrderRow[]): Promise<readonly Order[]> {
  const times = rows.map(({ createdAt }) => createdAt)
  const from = Math.floor(times.reduce((a, b) => Math.min(a, b), Infinity) / 1_000) * 1_000
  const to = Math.floor(times.reduce((a, b) => Math.max(a, b), 0) / 1_000) * 1_000 + 1_000
  const found: Order[] = []
  if (rows.length === 0) return found
  let page = await store.orders({ from, to, limit: PAGE })
  while (page.length > 0) {
    found.push(...page)
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE) return found
    page = await store.orders({ from, to, limit: PAGE, before: { time: last.createdAt, id: last.orderId } })
  }
  return found
}
