/** Plans deals of an export against the ledger. Reads the ledger and writes nothing. */

import { createHash } from 'node:crypto'
import { type Quantity, add, compare, subtract } from '@spotdeck/exact'
import { type Deal, type KnownDeal, type Order, agreeOnFee, costKey, isInferred, record } from '@spotdeck/ledger'
import {
  OrderFold,
  historiesNeeded,
  contentOf,
  fillOf,
  inSlices,
  placeholderId,
  placeholdersFor,
  openAt,
  stateAt,
} from '@spotdeck/follow'
import { type LedgerStore, type OrderHistory } from '@spotdeck/store'
import { FilledOrders } from './filled-orders.ts'
import { type Pace, UNPACED, uncounted } from './pace.ts'
import { type Ledger, PLAN_PAGE, type Plan, type PlannedDeal, Tally, type Verdict } from './plan.ts'
import type { DealRow } from '../rows/rows.ts'

/** Plans deals in order of time; those of one second in the file's order. */
export async function planDeals(rows: readonly DealRow[], ledger: Ledger, pace: Pace = UNPACED): Promise<Plan> {
  const sorted = [...rows].sort((a, b) => a.time - b.time || a.row - b.row)
  const numbered: Named[] = []
  const nameless: DealRow[] = []
  for (const row of sorted) {
    if (isNamed(row)) numbered.push(row)
    else nameless.push(row)
  }
  const aside = uncounted(pace)
  const named = await namedDeals({ numbered, nameless }, ledger, aside)
  const planner = new DealPlanner(ledger, named, await inferredHosts(ledger, nameless, aside))
  const [first, last] = [sorted[0], sorted.at(-1)]
  if (first !== undefined && last !== undefined)
    await eachDeal(ledger.store, { from: secondOf(first.time), to: secondOf(last.time) + 1_000, pace: aside }, (deal) =>
      planner.hold(deal),
    )
  const tally = new Tally()
  // Deals with ids match first: a deal without ids may be any of the remaining ones.
  await inSlices(numbered, pace, (row) => tally.take(row.row, planner.named(row)))
  await inSlices(nameless, aside, (row) => planner.reserve(row))
  await inSlices(nameless, pace, (row) => tally.take(row.row, planner.nameless(row)))
  return {
    head: ledger.state.n,
    ...tally.counts,
    conflicts: tally.conflicts,
    orders: [],
    deals: planner.deals,
    flows: [],
    absent: planner.absent,
  }
}

const secondOf = (time: number): number => Math.floor(time / 1_000) * 1_000

type Named = DealRow & { readonly orderId: string; readonly tradeId: string }
const isNamed = (row: DealRow): row is Named => row.orderId !== undefined && row.tradeId !== undefined

class DealPlanner {
  readonly deals: PlannedDeal[] = []
  readonly #ledger: Ledger
  readonly #named: NamedDeals
  readonly #hosts: Hosts
  readonly #filled: FilledOrders
  /** Deals of the ledger that no row has matched, by content without the fee. */
  readonly #left = new Map<string, Deal[]>()
  /** Rows without ids that match a deal with their own fee. */
  readonly #reserved = new Set<DealRow>()
  /** Number of deals with the same content, in the ledger and among those added. */
  readonly #alike = new Map<string, number>()
  readonly #inFile = new Map<string, Named>()

  constructor(ledger: Ledger, named: NamedDeals, hosts: Hosts) {
    this.#ledger = ledger
    this.#named = named
    this.#hosts = hosts
    this.#filled = new FilledOrders(named.fold)
  }

  /** Adds a deal of the ledger that rows may match. */
  hold(deal: Deal): void {
    if (isInferred(deal)) return
    const alike = this.#left.get(fillOf(deal))
    if (alike === undefined) this.#left.set(fillOf(deal), [deal])
    else alike.push(deal)
    const content = contentOf(deal)
    this.#alike.set(content, (this.#alike.get(content) ?? 0) + 1)
  }

  /** True if the ledger has deals that no row matched. */
  get absent(): boolean {
    for (const deals of this.#left.values()) if (deals.length > 0) return true
    return false
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
    const admission = this.#named.fold.deal({ deal: row, namedBy: 'rest', source: 'import' })
    if (admission === 'exceeds') return overfills(row.orderId)
    this.deals.push(row)
    return this.#claim(row) === undefined ? 'added' : 'known'
  }

  /** Matches a row without ids to a deal with the same fee, before others may take it. */
  reserve(row: DealRow): void {
    if (this.#claim(row, [isSameFee]) !== undefined) this.#reserved.add(row)
  }

  nameless(row: DealRow): Verdict {
    if (this.#reserved.has(row)) return 'known'
    const known = this.#claim(row)
    if (known !== undefined) return feeDifference(known, row) ?? 'known'
    const filled = this.#filled.verdictOf(row)
    if (filled === 'known' || filled === 'whole') return 'known'
    if (filled === 'exceeds') return overfills(row.orderId)
    const claimed = stateAt(this.#ledger.state.coverage, 'deals', row.time)
    if (claimed === 'complete' || claimed === 'repaired') return { code: 'MISSING_IN_LEDGER', params: {} }
    // Deals in a window that is being searched or is open up to now: REST can still return them, with their ids.
    if (claimed === 'repairing' || openAt(this.#ledger.state.coverage, 'deals', row.time)) return 'ignored'
    const content = contentOf(row)
    const alike = this.#alike.get(content) ?? 0
    this.#alike.set(content, alike + 1)
    const tradeId = placeholderId(digestOf(`${content} ${alike}`))
    const host = this.#hosts.of(row).find((one) => hosts(one, row))
    if (host !== undefined) host.room = subtract(host.room, row.quantity)
    const deal = { ...row, tradeId, orderId: row.orderId ?? host?.orderId ?? tradeId }
    if (row.orderId !== undefined && !this.#filled.add(deal)) return overfills(row.orderId)
    this.deals.push(deal)
    return 'added'
  }

  /** Takes the deal that a row is, by the first of the rules that finds one. */
  #claim(row: DealRow, rules: readonly FeeRule[] = [isSameFee, agreeOnFee, () => true]): Deal | undefined {
    const alike = this.#left.get(fillOf(row)) ?? []
    const at = rules.map((rule) => alike.findIndex((deal) => rule(deal, row))).find((found) => found >= 0)
    const [claimed] = at === undefined ? [] : alike.splice(at, 1)
    if (claimed !== undefined) this.#filled.take(claimed)
    return claimed
  }
}

const overfills = (orderId = ''): Verdict => ({ code: 'OVERFILLS_ORDER', params: { orderId } })

type FeeRule = (a: Pick<Deal, 'fee' | 'feeAsset'>, b: Pick<Deal, 'fee' | 'feeAsset'>) => boolean

const isSameFee: FeeRule = (a, b) => a.fee === b.fee && a.feeAsset === b.feeAsset

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 24)

/** An order of the ledger with unknown deals, and the quantity that is missing. */
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

/** Orders with missing deals, by the order of a row: by its id, else by symbol and side. */
class Hosts {
  readonly #byName = new Map<string, Host[]>()

  constructor(hosts: readonly Host[]) {
    for (const host of hosts)
      for (const name of [host.orderId, nameOf(host)]) this.#byName.set(name, [...(this.#byName.get(name) ?? []), host])
  }

  of(row: DealRow): readonly Host[] {
    return this.#byName.get(row.orderId ?? nameOf(row)) ?? []
  }
}

const nameOf = ({ symbol, side }: { readonly symbol: string; readonly side: string }): string => `${side} ${symbol}`

/** Orders with missing or inferred deals: a deal without an id matches one of these first. */
async function inferredHosts({ state, store }: Ledger, nameless: readonly DealRow[], pace: Pace): Promise<Hosts> {
  if (nameless.length === 0) return new Hosts([])
  const room = new Map<string, { readonly order: Order; readonly room: Quantity }>()
  await inSlices([...state.orders], pace, ([id, { order, deals, dealt }]) => {
    if (order === undefined) return
    const inferred = deals.filter(isInferred).reduce((total, deal) => add(total, deal.quantity), ZERO)
    room.set(id, { order, room: add(subtract(order.executedQuantity, dealt), inferred) })
  })
  const unplaced: Deal[] = []
  await eachDeal(store, { from: 0, to: Number.MAX_SAFE_INTEGER, pace }, (deal) => {
    if (isInferred(deal) && !room.has(deal.orderId)) unplaced.push(deal)
  })
  for (const deal of unplaced) {
    const order = (await store.histories([deal.orderId])).get(deal.orderId)?.order
    if (order !== undefined) room.set(deal.orderId, { order, room: deal.quantity })
    await pace.done(1)
  }
  const open = [...room.values()]
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
  return new Hosts(open)
}

const ZERO = '0' as Quantity

/** Fees that cannot be of one deal: an export may show fewer digits, and no fee at all. */
function feeDifference(known: KnownDeal | Deal, row: DealRow): Verdict | undefined {
  if (agreeOnFee(known, row)) return undefined
  return contradiction(known.feeAsset === row.feeAsset ? 'fee' : 'feeAsset', known, row)
}

function contradiction(field: ComparedField, known: Pick<Deal, ComparedField>, row: DealRow): Verdict {
  return { code: 'CONTRADICTS_LEDGER', params: { field, known: known[field], value: row[field] } }
}

type ComparedField = 'symbol' | 'price' | 'quantity' | 'fee' | 'feeAsset'

function differenceOf(known: KnownDeal, row: DealRow): Verdict | undefined {
  for (const field of ['symbol', 'price', 'quantity'] as const) {
    if (known[field] !== row[field]) return contradiction(field, known, row)
  }
  const fee = feeDifference(known, row)
  if (fee !== undefined) return fee
  if (Math.floor(known.time / 1_000) === Math.floor(row.time / 1_000)) return undefined
  return {
    code: 'CONTRADICTS_LEDGER',
    params: { field: 'time', known: new Date(known.time).toISOString(), value: new Date(row.time).toISOString() },
  }
}

type Rows = { readonly numbered: readonly Named[]; readonly nameless: readonly DealRow[] }

/** Ledger data of the orders whose ids the rows have, after placeholders were dropped. */
type NamedDeals = { readonly fold: OrderFold; readonly find: (row: Named) => KnownDeal | undefined }

async function namedDeals(
  { numbered: rows, nameless }: Rows,
  { state, store }: Ledger,
  pace: Pace,
): Promise<NamedDeals> {
  const standIns = await placeholdersFor(store, rows, pace)
  let after = state
  for (let at = 0; at < standIns.length; at += PLAN_PAGE) {
    const gone = standIns
      .slice(at, at + PLAN_PAGE)
      .map((deal) => ({ type: 'deal.dropped', deal, time: deal.time, source: 'import' }) as const)
    after = record(after, gone, 0).state
    await pace.done(gone.length)
  }
  const reported = new Set<string>()
  await inSlices(rows, pace, ({ orderId }) => reported.add(orderId))
  await inSlices(nameless, pace, ({ orderId }) => {
    if (orderId !== undefined) reported.add(orderId)
  })
  const ids = [...reported]
  const dropped = new Set(standIns.map(({ tradeId }) => tradeId))
  const histories = new Map<string, OrderHistory>()
  for (let at = 0; at < ids.length; at += PLAN_PAGE) {
    const found = await store.histories(historiesNeeded(after, ids.slice(at, at + PLAN_PAGE)))
    for (const [id, history] of found)
      histories.set(id, { ...history, deals: history.deals.filter(({ tradeId }) => !dropped.has(tradeId)) })
    await pace.done(PLAN_PAGE)
  }
  const knownOf = (id: string): readonly KnownDeal[] => after.orders.get(id)?.deals ?? histories.get(id)?.deals ?? []
  const inferred = new Map<string, Deal>()
  const withInferred: string[] = []
  await inSlices(ids, pace, (id) => {
    if (knownOf(id).some(isInferred)) withInferred.push(id)
  })
  for (const id of withInferred) {
    for (const deal of await store.deals({ orderId: id, limit: PLAN_PAGE }))
      if (isInferred(deal)) inferred.set(id, deal)
    await pace.done(1)
  }
  return {
    fold: new OrderFold(after, histories, inferred),
    find: ({ orderId, tradeId, side }) =>
      knownOf(orderId).find((known) => known.side === side && (known.tradeId === tradeId || known.alias === tradeId)),
  }
}

type Span = { readonly from: number; readonly to: number; readonly pace: Pace }

/** Visits every deal of the ledger in `from <= time < to`, page by page. */
async function eachDeal(store: LedgerStore, { from, to, pace }: Span, work: (deal: Deal) => void): Promise<void> {
  let page = await store.dealsAscending({ from, to }, PLAN_PAGE)
  while (page.length > 0) {
    for (const deal of page) work(deal)
    await pace.done(page.length)
    const last = page.at(-1)
    if (last === undefined || page.length < PLAN_PAGE) return
    page = await store.dealsAscending({ from, to }, PLAN_PAGE, costKey({ kind: 'deal', deal: last }))
  }
}
