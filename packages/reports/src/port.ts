/** Port of reports: what is asked of one account's ledger, in the API's terms. */

import type {
  Allocation,
  AssetData,
  AssetHistory,
  AuditsPage,
  BreakdownGroup,
  BreakdownMeasure,
  BreakdownReport,
  CoverageReport,
  DealRole,
  DealsSummary,
  EquityIndex,
  EquitySeries,
  FeesReport,
  FlowItem,
  FlowKind,
  FlowsSummary,
  Grouping,
  LotMethod,
  Movement,
  MovementKind,
  OrderData,
  OrderStatus,
  OrderType,
  Page,
  Performance,
  PnlMethod,
  PnlReport,
  Side,
  StatusChange,
  StatusData,
  View,
  VolumeGrouping,
  VolumeReport,
} from '@spotdeck/api'

/** A position in an account's ledger. */
export type Position = {
  readonly epoch: string
  readonly seq: number
  /** The first 8 hex digits of the chain hash of event `seq`; absent where it is not known. */
  readonly hash?: string | undefined
}

/** True for the names that an answer leaves out, as if the account had never held or traded them. */
export type Hides = NonNullable<View['leavesOut']>

/** Filters and page of a list; absent filters match everything. Times are ms since the epoch, `from <= time < to`. */
export type ListQuery = {
  readonly hides?: Hides | undefined
  readonly cursor?: string | undefined
  /** 1 to 1,000 */
  readonly limit: number
  readonly symbol?: string | undefined
  readonly side?: Side | undefined
  readonly from?: number | undefined
  readonly to?: number | undefined
}
/** Filters and page of the list of orders. */
export type OrdersQuery = ListQuery & {
  readonly statuses?: readonly OrderStatus[] | undefined
  readonly types?: readonly OrderType[] | undefined
}
/** Filters and page of the list of deals. */
export type DealsQuery = ListQuery & { readonly orderId?: string | undefined }

/** Events of a past state: up to `seq`, and of these only those up to `time`, ms since the epoch, where it is given. */
export type PastQuestion = { readonly seq: number; readonly time?: number | undefined }
/**
 * A past state, and the last event of each name that events have had (an asset, a symbol, a symbol with the asset of its fees, or none
 * for statuses), by its number and the newest of its times. `deals`: how many deals of it are known.
 */
export type PastState = {
  readonly assets: readonly AssetData[]
  readonly openOrders: readonly OrderData[]
  readonly status?: StatusData
  readonly seen: readonly {
    readonly asset?: string
    readonly symbol?: string
    readonly seq: number
    readonly time: number
    readonly deals: number
  }[]
}

/** A page of what happened to balances. Filters that are absent let everything through. */
export type MovementsQuery = Omit<ListQuery, 'symbol' | 'side'> & {
  readonly asset?: string | undefined
  readonly reason?: string | undefined
  readonly kind?: MovementKind | undefined
}
/** Filters and page of the list of flows. */
export type FlowsQuery = Omit<ListQuery, 'symbol' | 'side'> & {
  readonly asset?: string | undefined
  readonly kind?: FlowKind | undefined
}
/** Names of the lists that are exported. */
export type ListName = 'orders' | 'deals' | 'movements'
/** Lines of a CSV file with their line ends, and the cursor of those after them. */
export type LinesPage = { readonly text: string; readonly nextCursor: string | null }
/** Filters and page of an exported list, for a caller from whom nothing is hidden. */
export type RowsQuery = Omit<ListQuery, 'hides'>
/** A page of what has no symbol and no side. */
export type HistoryQuery = Omit<ListQuery, 'symbol' | 'side'>

/** `from <= time < to`, ms since the epoch. */
export type Span = { readonly from: number; readonly to: number }
/** Days begin at midnight in `zone`, an IANA name such as Asia/Taipei. */
export type ZonedSpan = Span & { readonly zone: string }

/**
 * Asks for an estimate of the time before the first record too, reconstructed from today's balances. Without it nothing before
 * the first record is told, unless its history is known in full.
 */
export type Estimating = { readonly estimate?: boolean | undefined }

/** Method and grouping of realized profit. */
export type PnlQuery = { readonly method: PnlMethod; readonly by: 'day' | 'symbol' }
/** A calendar year in a time zone, and the cost method of its realized lots. */
export type LotsQuery = { readonly year: number; readonly zone: string; readonly method: LotMethod }
/** Grouping, figures, cost method and filter of a breakdown of results. */
export type BreakdownQuery = {
  readonly group: BreakdownGroup
  readonly measures: readonly BreakdownMeasure[]
  readonly method: LotMethod
  readonly symbols?: readonly string[] | undefined
  readonly asset?: string | undefined
  readonly side?: Side | undefined
  readonly role?: DealRole | undefined
}
/** Span of a curve, and about how many points it has. */
export type Range = Span & { readonly points: number }

/** Grouping of turnover, and the one market to count. */
export type VolumeQuery = { readonly by: VolumeGrouping; readonly symbol?: string | undefined }

/** Reports over one account's ledger. */
export interface Reports {
  /** The same reports, which end when the signal aborts, since nobody waits for them any more. */
  until(signal: AbortSignal): Reports
  /** Every change of a balance, newest first by (time, seq). */
  movements(query: MovementsQuery): Promise<Page<Movement>>
  /** Rows of a list, newest first, read away from the event loop where that is possible. @throws {ReportError} */
  rows(list: ListName, query: RowsQuery): Promise<Page<object>>
  /** Changes of balances as the owner's file has them, written away from the event loop where that is possible. @throws {ReportError} */
  movementLines(query: RowsQuery): Promise<LinesPage>
  /** At most about `points` points, oldest first; empty for an asset never held. */
  assetHistory(asset: string, span: Span, points: number): Promise<AssetHistory>
  flows(query: FlowsQuery): Promise<Page<FlowItem>>
  flowsSummary(span: Span): Promise<FlowsSummary>
  fees(by: Grouping, span: ZonedSpan): Promise<FeesReport>
  volume(query: VolumeQuery, span: ZonedSpan): Promise<VolumeReport>
  /** Sums over the deals of a span. */
  dealsSummary(span: Span): Promise<DealsSummary>
  /** `undefined` while nothing can be valued. */
  allocation(): Promise<Allocation | undefined>
  pnl(how: PnlQuery, span: ZonedSpan & Estimating): Promise<PnlReport>
  /** Results by market, time, holding time or role. */
  breakdown(query: BreakdownQuery, span: ZonedSpan): Promise<BreakdownReport>
  performance(span: ZonedSpan & Estimating): Promise<Performance>
  equity(range: Range & Estimating): Promise<EquitySeries>
  /** The same from 100 and without amounts: at its end the return of the span. */
  equityIndex(range: Range): Promise<EquityIndex>
  /** The next lines of a year's realized lots, oldest first, from the cursor of those before; a page may have none. */
  lotLines(query: LotsQuery, cursor: string | undefined): Promise<LinesPage>
  coverage(): Promise<CoverageReport>
  statusHistory(query: HistoryQuery): Promise<Page<StatusChange>>
  audits(query: HistoryQuery): Promise<AuditsPage>
}
