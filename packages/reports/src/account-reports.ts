/** The reports of one account: pages are read from the ledger here, what scans it is asked of `ScanReports`. */

import {
  type Allocation,
  type AssetHistory,
  type AuditsPage,
  type BreakdownReport,
  type CoverageReport,
  type DealsSummary,
  type EquityIndex,
  type EquitySeries,
  type FeesReport,
  type FlowItem,
  type FlowsSummary,
  type Grouping,
  type Movement,
  type Page,
  type Performance,
  type PnlReport,
  type StatusChange,
  type VolumeReport,
  coverageKinds,
} from '@spotdeck/api'
import { isZero } from '@spotdeck/exact'
import {
  type LedgerEvent,
  type LedgerState,
  type PriceOf,
  type UnitPrice,
  equityOf,
  trustedFrom,
  valuedBy,
} from '@spotdeck/ledger'
import { defined } from '@spotdeck/ports'
import type {
  BreakdownQuery,
  Estimating,
  FlowsQuery,
  HistoryQuery,
  LinesPage,
  ListName,
  LotsQuery,
  MovementsQuery,
  PnlQuery,
  Range,
  Reports,
  RowsQuery,
  Span,
  VolumeQuery,
  ZonedSpan,
} from './port.ts'
import { toCoverage } from './envelope.ts'
import type { EquityRow, HistoryList, LedgerStore } from '@spotdeck/store'
import { type FlowFacts, reasonsOfFlows, toFinding, toFlow, toStatusChange } from './history.ts'
import { type PageOfHistory, historyPage, movementsPage } from './list-pages.ts'
import type { NamingStore } from './movements.ts'
import type { PricesAt } from './price-port.ts'
import type { Restated } from './restate.ts'
import { allocationOf } from './results.ts'
import type { Present, ScanReports } from './scans.ts'
import { withdrawalsAmong } from './withdrawals.ts'

/** Equity samples as far as reports need them. */
export type SampledEquity = {
  /** The newest sample, which may not be stored. */
  readonly lastRow: Restated<EquityRow> | undefined
  /** The price that it used; `undefined` where it used none. */
  priceOf(asset: string): UnitPrice | undefined
  /** Stores the samples that wait. */
  flush(): Promise<void>
}

/** Parts of an account's reports. */
export type AccountReportsOptions = {
  readonly store: NamingStore & Pick<LedgerStore, 'flowPrices' | 'archived'>
  readonly state: () => LedgerState
  readonly prices: { readonly priceOf: PriceOf }
  readonly past: PricesAt
  readonly equity: SampledEquity
  /** Exchange time. */
  readonly now: () => number
  readonly scans: ScanReports
  /** Lets other work run. */
  readonly turn: () => Promise<void>
}

/** Reports over one account's ledger. */
export class AccountReports implements Reports {
  readonly #options: AccountReportsOptions

  constructor(options: AccountReportsOptions) {
    this.#options = options
  }

  until(signal: AbortSignal): Reports {
    const { scans } = this.#options
    return scans.until === undefined ? this : new AccountReports({ ...this.#options, scans: scans.until(signal) })
  }

  movements(query: MovementsQuery): Promise<Page<Movement>> {
    return movementsPage(this.#options, query)
  }

  rows(list: ListName, query: RowsQuery): Promise<Page<object>> {
    return this.#options.scans.rows(list, query)
  }

  movementLines(query: RowsQuery): Promise<LinesPage> {
    return this.#options.scans.movementLines(query)
  }

  assetHistory(asset: string, span: Span, points: number): Promise<AssetHistory> {
    return this.#options.scans.assetHistory(asset, span, points)
  }

  async flows({ kind, ...query }: FlowsQuery): Promise<Page<FlowItem>> {
    const { store } = this.#options
    const reasons = kind === undefined ? undefined : reasonsOfFlows(kind)
    const { events, nextCursor } = await historyPage(store, 'flows', { ...query, reasons })
    const [prices, withdrawals] = [
      await store.flowPrices(events.map(({ n }) => n)),
      await withdrawalsAmong(events, store),
    ]
    const facts = (n: number): FlowFacts => ({ unitPrice: prices.get(n), withdrawal: withdrawals.get(n) })
    return { items: events.flatMap((event) => toFlow(event, facts(event.n))), nextCursor }
  }

  flowsSummary(span: Span): Promise<FlowsSummary> {
    return this.#options.scans.flowsSummary(span)
  }

  fees(by: Grouping, span: ZonedSpan): Promise<FeesReport> {
    return this.#options.scans.fees(by, span)
  }

  /** Of all deals in a span together. */
  dealsSummary(span: Span): Promise<DealsSummary> {
    return this.#options.scans.dealsSummary(span)
  }

  volume(query: VolumeQuery, span: ZonedSpan): Promise<VolumeReport> {
    return this.#options.scans.volume(query, span)
  }

  lotLines(query: LotsQuery, cursor: string | undefined): Promise<LinesPage> {
    return this.#options.scans.lotLines(query, cursor)
  }

  async allocation(): Promise<Allocation | undefined> {
    const { state, prices, now } = this.#options
    const known = state()
    const { birth, assets } = known
    if (birth === undefined && assets.size === 0) return undefined
    // Prices that are missing are told as missing: what is held is known all the same.
    return allocationOf(equityOf(assets, valuedBy(known, prices.priceOf)), now())
  }

  async pnl(how: PnlQuery, { estimate, ...span }: ZonedSpan & Estimating): Promise<PnlReport> {
    const firstPrices = estimate === true ? await this.#firstPrices() : undefined
    await this.#options.equity.flush()
    // One moment for the total and for what its coins add up to.
    const present = this.#present()
    const { since, profit } = await this.#options.scans.performance({ ...span, ...defined({ estimate }) }, present)
    const begins = Math.max(span.from, since ?? span.from)
    const opening = await this.#pricesAt(present.prices.keys(), begins - 1)
    const isNow = span.to > (present.last?.time ?? present.now)
    const closing = isNow ? undefined : await this.#pricesAt(present.prices.keys(), span.to - 1)
    const ends = { since: begins, opening, ...defined({ closing, profit }) }
    return this.#options.scans.pnl(how, span, { ...present, ends, ...defined({ firstPrices }) })
  }

  breakdown(query: BreakdownQuery, span: ZonedSpan): Promise<BreakdownReport> {
    return this.#options.scans.breakdown(query, span)
  }

  async performance(span: ZonedSpan & Estimating): Promise<Performance> {
    await this.#options.equity.flush()
    return this.#options.scans.performance(span, this.#present())
  }

  async equity(range: Range & Estimating): Promise<EquitySeries> {
    await this.#options.equity.flush()
    return this.#options.scans.equity(range, this.#present())
  }

  async equityIndex(range: Range): Promise<EquityIndex> {
    await this.#options.equity.flush()
    return this.#options.scans.equityIndex(range)
  }

  async coverage(): Promise<CoverageReport> {
    const { coverage } = this.#options.state()
    const { seq } = this.#options.store.archived
    return {
      items: toCoverage(coverage),
      completeSince: coverageKinds.map((kind) => ({ kind, since: trustedFrom(coverage, kind) ?? null })),
      ...(seq > 0 ? { archivedSeq: seq } : {}),
    }
  }

  async statusHistory(query: HistoryQuery): Promise<Page<StatusChange>> {
    return this.#page('statuses', query, toStatusChange)
  }

  async audits(query: HistoryQuery): Promise<AuditsPage> {
    const page = await this.#page('audits', query, toFinding)
    return { items: [...page.items], nextCursor: page.nextCursor, checkedAt: this.#options.state().checkedAt ?? null }
  }

  /** Prices at the first record of what was held then and nothing explains. */
  async #firstPrices(): Promise<ReadonlyMap<string, UnitPrice>> {
    const { birth, books } = this.#options.state()
    if (birth === undefined) return new Map()
    const held = [...books].flatMap(([asset, { opening }]) => (isZero(opening) ? [] : [asset]))
    return this.#pricesAt(held, birth)
  }

  async #pricesAt(assets: Iterable<string>, time: number): Promise<ReadonlyMap<string, UnitPrice>> {
    const prices = new Map<string, UnitPrice>()
    for (const asset of assets) {
      const answer = await this.#options.past.at(asset, time)
      if (answer.kind === 'found') prices.set(asset, answer.price)
    }
    return prices
  }

  #present(): Present {
    const { state, prices, equity, now } = this.#options
    const { assets, books } = state()
    const priced = [...new Set([...assets.keys(), ...books.keys()])].flatMap((asset) => {
      const price = equity.priceOf(asset) ?? prices.priceOf(asset)
      return price === undefined ? [] : [[asset, price] as const]
    })
    return { now: now(), prices: new Map(priced), last: equity.lastRow }
  }

  async #page<Item>(
    list: HistoryList,
    query: PageOfHistory,
    read: (event: LedgerEvent) => readonly Item[],
  ): Promise<Page<Item>> {
    const { events, nextCursor } = await historyPage(this.#options.store, list, query)
    return { items: events.flatMap((event) => read(event)), nextCursor }
  }
}
