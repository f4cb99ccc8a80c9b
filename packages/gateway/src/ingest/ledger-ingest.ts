/**
 * Applies pushes and REST reports to the ledger: balance changes in order, orders merged, deals admitted once. Keeps
 * undecided changes and says which of them REST must decide.
 */

import type { Balance, BalanceChange, Deal, EventSource, EventDraft, LedgerState, Order } from '@spotdeck/ledger'
import {
  NO_BALANCE,
  closedMissingOrder,
  executedBy,
  inferDeal,
  isInferred,
  isOver,
  reasonKind,
  reconciledChange,
  record,
  unexplained,
} from '@spotdeck/ledger'
import { absolute, add, compare, subtract } from '@spotdeck/exact'
import type { LedgerStore, OrderHistory } from '../store/port.ts'
import { type DealReport, OrderFold, historiesNeeded, splitAt } from './fold.ts'
import type { Change } from './normalize.ts'
import {
  EMPTY_SEQUENCE,
  type Sequence,
  type PendingChange,
  afterRead,
  markUncertain,
  echoesIn,
  mayLag,
  overdue,
  sameChange,
  applyChange,
  withoutOldEchoes,
} from './sequence.ts'
import {
  CLOCK_MARGIN_MS,
  type ReadSpan,
  type BalanceReadResult,
  type Step,
  isLaidOnTop,
  leftOf,
  resolveBalanceRead,
} from './balance-read.ts'
import { type Drop, dropsFor, withoutDeals } from './placeholders.ts'
import type { Symbols } from './symbols.ts'
import { type PriceAt, valueDeal } from './unit-prices.ts'
import type { Writer } from './writer.ts'

/** A change of a push and its receive time, in ms of exchange time. */
export type ReceivedChange = { readonly change: Change; readonly receivedAt: number }

/** Orders and deals from REST or an import. */
export type Reports = {
  readonly orders?: readonly Order[]
  readonly deals?: readonly Deal[]
  readonly source: EventSource
}

/** A deal that its order does not account for yet. */
type PendingDeal = { readonly report: DealReport; readonly since: number }

/** Wait of a deal for its order's update before REST is asked, in ms. */
export const DEAL_WAIT_MS = 1_000
/** Maximal number of pending deals, and of balance changes during a read; beyond it the account is reconciled. */
const MAX_HELD = 10_000

/** Dependencies of the ingest. */
export type IntakeOptions = { readonly writer: Writer; readonly store: LedgerStore; readonly priceAt: PriceAt }

/** Applies pushes and reports of one account to its ledger. */
export class LedgerIngest {
  readonly #options: IntakeOptions
  #sequence: Sequence = EMPTY_SEQUENCE
  /** Present while balances are being read: changes wait for the read. */
  #buffer: PendingChange[] | undefined
  #held: readonly PendingDeal[] = []

  constructor(options: IntakeOptions) {
    this.#options = options
  }

  get state(): LedgerState {
    return this.#options.writer.state
  }

  /** Folds pushes that arrived together. Call inside `writer.serial`. Returns whether something overflowed. */
  async applyPushes(arrivals: readonly ReceivedChange[]): Promise<{ readonly overflow: boolean }> {
    const pushed = arrivals.map(({ change }) => change)
    const orders = pushed.flatMap((change) => (change.kind === 'order' ? [change.order] : []))
    const reports = arrivals.flatMap(({ change, receivedAt }): PendingDeal[] =>
      change.kind === 'deal' ? [{ report: this.#report(change.deal, 'stream'), since: receivedAt }] : [],
    )
    const fold = await this.#foldOrders(orders, [...this.#held, ...reports], 'stream')
    const { happenings, contained } = this.#sequenceChanges(arrivals)
    const [first, rest] = splitAt(fold.happenings, (event) => event.type === 'deal.added')
    await this.#options.writer.write([...first, ...happenings, ...rest])
    await this.#explain(contained)
    const overflow = this.#held.length > MAX_HELD || (this.#buffer?.length ?? 0) > MAX_HELD
    if (overflow) this.#drop()
    return { overflow }
  }

  /** Folds orders and deals from REST or an import. Call inside `writer.serial`. Returns the number of changes. */
  async applyReports({ orders = [], deals = [], source }: Reports): Promise<number> {
    const now = this.#now()
    const reports = deals.map((deal): PendingDeal => ({
      report: { ...this.#report(deal, 'rest'), source },
      since: now,
    }))
    const dropped = await dropsFor(this.#options.store, deals)
    const fold = await this.#foldOrders(orders, [...this.#held, ...reports], source, dropped)
    await this.#options.writer.write([...dropped, ...fold.happenings])
    return fold.happenings.length
  }

  /**
   * Adds one inferred deal for the executions of an order beyond its known deals. Call inside `writer.serial`, and only
   * when the exchange returned all the deals it has. Returns the number of changes.
   */
  async infer(orderId: string, symbols: Symbols): Promise<number> {
    const tracked = this.state.orders.get(orderId)
    const { order, deals = [] } = tracked ?? {}
    const deal = order === undefined ? undefined : inferDeal(order, deals, symbols.pairOf(order.symbol), this.state.n)
    return deal === undefined ? 0 : this.applyReports({ deals: [deal], source: 'inferred' })
  }

  /**
   * Closes an order that REST no longer returns, from the deals that REST returns. `isWhole`: with the known ones they
   * are all its deals. Call inside `writer.serial`. Returns the number of changes.
   */
  async closeMissingOrder(orderId: string, deals: readonly Deal[], isWhole: boolean): Promise<number> {
    const { order, deals: known = [] } = this.state.orders.get(orderId) ?? {}
    if (order === undefined || isOver(order)) return this.applyReports({ deals, source: 'rest' })
    const ended = closedMissingOrder(order, executedBy(known, deals), isWhole)
    const news = await this.applyReports({ orders: [ended], source: 'inferred' })
    return news + (await this.applyReports({ deals, source: 'rest' }))
  }

  /** Starts a balance read: balance changes wait for it, together with those that already wait for a predecessor. */
  beginRead(): void {
    this.#buffer ??= [...this.#sequence.waiting.values()].flat()
    this.#sequence = { ...this.#sequence, waiting: new Map() }
  }

  /** Ends a balance read without an answer: waiting changes are applied as they came. Call inside `writer.serial`. */
  async abandonRead(): Promise<void> {
    const buffer = this.#buffer ?? []
    this.#buffer = undefined
    const arrivals = buffer.map(({ change, madeAt, receivedAt }): ReceivedChange => ({
      change: { kind: 'asset', change, madeAt },
      receivedAt,
    }))
    await this.applyPushes(arrivals)
  }

  /**
   * Folds a read of all balances and the changes around it. Call inside `writer.serial`. Returns the assets whose read
   * is unclear: then nothing was folded and the balances must be read again. With `force` the read wins where the
   * changes do not fit it: those that it need not contain keep waiting, and their assets are `doubtful`.
   */
  async finishRead(
    read: ReadonlyMap<string, Balance>,
    span: ReadSpan,
    options: { readonly force: boolean; readonly source: EventSource },
  ): Promise<{
    readonly unclear: readonly string[]
    readonly doubtful: readonly string[]
    readonly changed: readonly string[]
  }> {
    const buffer = (this.#buffer ?? []).map((push) => ({
      ...push,
      madeAt: Math.min(push.madeAt, span.t1 + CLOCK_MARGIN_MS),
    }))
    const assets = [
      ...new Set([...this.state.assets.keys(), ...read.keys(), ...buffer.map(({ change }) => change.asset)]),
    ]
    const settled = assets.map((asset) => ({ asset, result: this.#current(asset, read, span, buffer) }))
    const unclear = settled.filter(({ result }) => result.kind === 'unclear').map(({ asset }) => asset)
    if (unclear.length > 0 && !options.force) return { unclear, doubtful: [], changed: [] }
    const steps = settled.flatMap(({ asset, result }) =>
      result.kind === 'settled'
        ? result.steps
        : this.isBehind(asset, read.get(asset) ?? NO_BALANCE, span.t0)
          ? []
          : this.#forced(asset, read, span),
    )
    const contained = settled.flatMap(({ result }) => (result.kind === 'settled' ? result.contained : []))
    this.#buffer = undefined
    await this.#options.writer.write(steps.map((step) => this.#assetHappening(step, options.source)))
    const pushed = steps.filter(({ learnt }) => learnt === 'push')
    const sentTwice = (change: BalanceChange): boolean => pushed.some((step) => sameChange(step.change, change))
    const found = this.#notTaken(contained.map(({ change }) => change).filter((change) => !sentTwice(change)))
    await this.#explain(found)
    const jumps = steps.filter(({ learnt }) => learnt === 'read').map(({ change }) => change)
    this.#sequence = afterRead(this.#sequence, span, pushed, leftOf(buffer, unclear, span), [...found, ...jumps])
    for (const { asset, result } of settled)
      if (isLaidOnTop(asset, result, read, span, buffer)) this.#sequence = markUncertain(this.#sequence, asset, span.t1)
    return { unclear: [], doubtful: unclear, changed: [...new Set(jumps.map(({ asset }) => asset))] }
  }

  /** True if a read of an asset may be older than its last push. */
  isBehind(asset: string, read: Balance, now: number): boolean {
    return mayLag(this.#sequence, asset, read, now)
  }

  /** Assets whose changes do not chain and have waited long enough; none while balances are being read. */
  overdueAssets(now: number): readonly string[] {
    if (this.#buffer !== undefined) return []
    this.#sequence = withoutOldEchoes(this.#sequence, now)
    return overdue(this.#sequence, now)
  }

  /** Deals that their orders have not accounted for in time. */
  overdueDeals(now: number): readonly Deal[] {
    return this.#held.filter(({ since }) => since + DEAL_WAIT_MS <= now).map(({ report }) => report.deal)
  }

  /** True if anything waits for a predecessor, an order or a REST read. */
  get waits(): boolean {
    return this.#held.length > 0 || this.#sequence.waiting.size > 0 || this.#sequence.doubts.size > 0
  }

  /** True while balances are being read, so that changes wait for the answer. */
  get isReading(): boolean {
    return this.#buffer !== undefined
  }

  /** Drops pending deals that REST could not match. */
  dropHeld(deals: readonly Deal[]): void {
    const gone = new Set(deals)
    this.#held = this.#held.filter(({ report }) => !gone.has(report.deal))
  }

  #drop(): void {
    this.#held = this.#held.slice(-MAX_HELD)
    if (this.#buffer !== undefined) this.#buffer = []
  }

  /** @param dropped placeholders that the reported deals replace: the fold runs after their removal */
  async #foldOrders(
    orders: readonly Order[],
    reports: readonly PendingDeal[],
    source: EventSource,
    dropped: readonly Drop[] = [],
  ): Promise<OrderFold> {
    const ids = [...orders.map((order) => order.orderId), ...reports.map(({ report }) => report.deal.orderId)]
    const state = dropped.length === 0 ? this.state : record(this.state, dropped, this.#now()).state
    const histories = withoutDeals(await this.#options.store.histories(historiesNeeded(state, ids)), dropped)
    const fold = new OrderFold(state, histories, await this.#inferredAmong(ids, histories))
    for (const order of orders) fold.order(order, source)
    const inTime = [...reports].sort((a, b) => a.report.deal.time - b.report.deal.time)
    const held = inTime.filter(({ report }) => fold.deal(report) === 'exceeds')
    this.#held = [...new Map(held.reverse().map((one) => [identityOf(one), one])).values()].reverse()
    return fold
  }

  /** Changes without repeats and without those that were applied before. */
  #notTaken(changes: readonly BalanceChange[]): readonly BalanceChange[] {
    const fresh: BalanceChange[] = []
    for (const change of changes) {
      const taken = this.#sequence.taken.get(change.asset) ?? []
      if (![...taken, ...fresh].some((other) => sameChange(other, change))) fresh.push(change)
    }
    return fresh
  }

  async #inferredAmong(
    orderIds: readonly string[],
    histories: ReadonlyMap<string, OrderHistory>,
  ): Promise<ReadonlyMap<string, Deal>> {
    const inferred = new Map<string, Deal>()
    for (const id of new Set(orderIds)) {
      const known = histories.get(id)?.deals ?? this.state.orders.get(id)?.deals ?? []
      if (!known.some(isInferred)) continue
      const deals = await this.#options.store.deals({ orderId: id, limit: known.length })
      for (const deal of deals.filter(isInferred)) inferred.set(id, deal)
    }
    return inferred
  }

  /**
   * Replaces a RECONCILED change with the flow that caused it when its push arrives late. A flow from before
   * `trackedSince` is part of the opening balance: of flows near that time, only those that reduce an unexplained
   * amount are booked.
   */
  async #explain(contained: readonly BalanceChange[]): Promise<void> {
    const { writer } = this.#options
    for (const change of contained) {
      const kind = reasonKind(change.reason)
      const held = writer.state.assets.get(change.asset)
      if ((kind !== 'flow' && kind !== 'unknown') || held === undefined) continue
      const open = unexplained(writer.state, change.asset)
      const step = add(change.freeChange, change.lockedChange)
      const mayBeOpening = change.time <= (writer.state.birth ?? Infinity) + CLOCK_MARGIN_MS
      if (mayBeOpening && compare(absolute(subtract(open, step)), absolute(open)) >= 0) continue
      const without = {
        free: subtract(held.free, change.freeChange),
        locked: subtract(held.locked, change.lockedChange),
      }
      const back = reconciledChange(change.asset, held, without, this.#now())
      const booked = { ...change, free: held.free, locked: held.locked }
      await writer.write([
        this.#assetHappening({ change: back, learnt: 'read' }, 'rest'),
        this.#assetHappening({ change: booked, learnt: 'push' }, 'stream'),
      ])
    }
  }

  #sequenceChanges(arrivals: readonly ReceivedChange[]): {
    readonly happenings: readonly EventDraft[]
    readonly contained: readonly BalanceChange[]
  } {
    const happenings: EventDraft[] = []
    const contained: BalanceChange[] = []
    const current = new Map<string, Balance>()
    for (const { change: pushed, receivedAt } of arrivals) {
      if (pushed.kind !== 'asset') continue
      const push: PendingChange = { change: pushed.change, madeAt: pushed.madeAt, receivedAt }
      if (this.#buffer !== undefined) {
        this.#buffer.push(push)
        continue
      }
      const { asset } = pushed.change
      const balance = current.get(asset) ?? this.state.assets.get(asset)
      const taken = applyChange(this.#sequence, balance, push)
      this.#sequence = taken.sequence
      if (taken.contained !== undefined) contained.push(taken.contained)
      for (const change of taken.accepted) {
        current.set(asset, change)
        happenings.push(this.#assetHappening({ change, learnt: 'push' }, 'stream'))
      }
    }
    return { happenings, contained }
  }

  /** Marks a read that would revert a recent push as unclear. */
  #current(
    asset: string,
    read: ReadonlyMap<string, Balance>,
    span: ReadSpan,
    buffer: readonly PendingChange[],
  ): BalanceReadResult {
    const result = this.#resolveBalanceRead(asset, read, span, buffer)
    const jumps = result.kind === 'settled' && result.steps.some(({ learnt }) => learnt === 'read')
    return jumps && this.isBehind(asset, read.get(asset) ?? NO_BALANCE, span.t0) ? { kind: 'unclear' } : result
  }

  #resolveBalanceRead(
    asset: string,
    read: ReadonlyMap<string, Balance>,
    span: ReadSpan,
    buffer: readonly PendingChange[],
  ): BalanceReadResult {
    const pushes = buffer.filter(({ change }) => change.asset === asset)
    const echoes = echoesIn(this.#sequence.taken.get(asset) ?? [], pushes)
    const newest = this.#sequence.newest.get(asset)
    return resolveBalanceRead({
      asset,
      ...(newest === undefined ? {} : { newest }),
      known: this.state.assets.get(asset) ?? NO_BALANCE,
      read: read.get(asset) ?? NO_BALANCE,
      span,
      pushes,
      isDuplicate: (push) => echoes.has(push),
    })
  }

  #forced(asset: string, read: ReadonlyMap<string, Balance>, span: ReadSpan): readonly Step[] {
    const known = this.state.assets.get(asset) ?? NO_BALANCE
    const result = resolveBalanceRead({ asset, known, read: read.get(asset) ?? NO_BALANCE, span, pushes: [] })
    return result.kind === 'settled' ? result.steps : []
  }

  #assetHappening({ change, learnt }: Pick<Step, 'change' | 'learnt'>, source: EventSource): EventDraft {
    const flows = reasonKind(change.reason) === 'flow'
    const unitPrice = flows ? this.#options.priceAt(change.asset, change.time) : undefined
    return {
      type: 'asset.changed',
      change,
      time: change.time,
      source: learnt === 'push' ? 'stream' : source,
      ...(unitPrice === undefined ? {} : { unitPrice }),
    }
  }

  #report(deal: Deal, namedBy: 'stream' | 'rest'): DealReport {
    return { deal: valueDeal(deal, this.#options.priceAt), namedBy, source: namedBy }
  }

  #now(): number {
    return this.#options.writer.now()
  }
}

/** Identity of a pending deal: one that is reported again stays one, and waits since its first report. */
function identityOf({ report: { deal, namedBy } }: PendingDeal): string {
  return `${namedBy} ${deal.orderId} ${deal.tradeId} ${deal.side}`
}
