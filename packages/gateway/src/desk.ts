/**
 * Port between the edge and the service that follows accounts and keeps ledgers, in the API's terms. The edge depends
 * on nothing else of the exchange, the ledger or the database.
 */

import type {
  AccountInfo,
  AccountNotice,
  Allocation,
  AssetHistory,
  AuditsPage,
  BookData,
  CoverageReport,
  DealData,
  DealsSummary,
  DurableEnvelope,
  EquityIndex,
  EquitySeries,
  FeesReport,
  FlowItem,
  FlowKind,
  FlowsSummary,
  Grouping,
  ImportApplied,
  ImportPreview,
  ImportProgress,
  KlineInterval,
  KlineSeries,
  Market,
  MarketEnvelope,
  Message,
  Movement,
  MovementKind,
  NoticeData,
  OrderData,
  OrderStatus,
  OrderType,
  Page,
  Params,
  Performance,
  PnlMethod,
  PnlReport,
  SampledEnvelope,
  Side,
  Snapshot,
  StatusChange,
  TradeList,
  View,
  VolumeGrouping,
  VolumeReport,
} from '@spotdeck/api'
import type { ImportUpload } from './import/read-file.ts'
import type { Vitals } from './metrics/vitals.ts'

/** The end of an account's ledger: everything up to `seq` of `epoch` is durable. */
export type Head = { readonly epoch: string; readonly seq: number }

/** Events of one commit, ascending by `seq`, or some sampled or market values. Durable events are already stored. */
export type DeskBatch =
  | {
      readonly kind: 'durable'
      readonly account: string
      readonly head: Head
      readonly events: readonly DurableEnvelope[]
    }
  | { readonly kind: 'sampled'; readonly account: string; readonly event: SampledEnvelope }
  | { readonly kind: 'market'; readonly events: readonly MarketEnvelope[] }

/** True for the names that an answer leaves out, as if the account had never held or traded them. */
export type Hides = NonNullable<View['leavesOut']>

/** Filters and page of a list; absent filters match everything. Times are ms since the epoch, `from <= time < to`. */
export type ListQuery = {
  readonly hides?: Hides | undefined
  readonly cursor?: string
  /** 1 to 1,000 */
  readonly limit: number
  readonly symbol?: string
  readonly side?: Side
  readonly from?: number
  readonly to?: number
}
/** Filters and page of the list of orders. */
export type OrdersQuery = ListQuery & {
  readonly statuses?: readonly OrderStatus[]
  readonly types?: readonly OrderType[]
}
/** Filters and page of the list of deals. */
export type DealsQuery = ListQuery & { readonly orderId?: string }

/** A page of what happened to balances. Filters that are absent let everything through. */
export type MovementsQuery = Omit<ListQuery, 'symbol' | 'side'> & {
  readonly asset?: string
  readonly reason?: string
  readonly kind?: MovementKind
}
/** Filters and page of the list of flows. */
export type FlowsQuery = Omit<ListQuery, 'symbol' | 'side'> & { readonly asset?: string; readonly kind?: FlowKind }
/** A page of what has no symbol and no side. */
export type HistoryQuery = Omit<ListQuery, 'symbol' | 'side'>

/** `from <= time < to`, ms since the epoch. */
export type Span = { readonly from: number; readonly to: number }
/** Days begin at midnight in `zone`, an IANA name such as Asia/Taipei. */
export type ZonedSpan = Span & { readonly zone: string }

/** One market channel that a subscriber watches. */
export type MarketChannel =
  | { readonly topic: 'ticker' | 'book' | 'trades'; readonly symbol: string }
  | { readonly topic: 'klines'; readonly symbol: string; readonly interval: KlineInterval }

/** `unavailable`: the exchange did not answer in time, or refused. */
export type MarketAnswer<T> = { readonly kind: 'found'; readonly value: T } | { readonly kind: 'unavailable' }

/** An order to place, in exact decimal text. */
export type NewOrder = {
  readonly symbol: string
  readonly side: Side
  readonly type: 'LIMIT' | 'LIMIT_MAKER' | 'IMMEDIATE_OR_CANCEL' | 'FILL_OR_KILL' | 'MARKET'
  readonly price?: string
  readonly quantity?: string
  readonly quoteQuantity?: string
  /** Made from the caller's Idempotency-Key, so that a repeat finds the first. */
  readonly clientOrderId: string
}

/** `unknown`: the exchange may or may not have it; it is being looked up by client id. */
export type OrderOutcome =
  | { readonly outcome: 'placed'; readonly orderId: string; readonly clientOrderId: string }
  /** By this desk's own limits: nothing was sent. */
  | {
      readonly outcome: 'refused'
      readonly code: 'NOTIONAL_LIMIT' | 'DAILY_LIMIT' | 'NOTIONAL_UNKNOWN'
      readonly params: Params
    }
  | { readonly outcome: 'rejected'; readonly exchangeCode: number | string; readonly detail: string }
  | { readonly outcome: 'unknown'; readonly clientOrderId: string }

/** Grouping of turnover, and the one market to count. */
export type VolumeQuery = { readonly by: VolumeGrouping; readonly symbol?: string }

/** Reports over one account's ledger. Accounts are those of `Desk.accounts`. */
export interface Reports {
  /** Every change of a balance, newest first by (time, seq). */
  movements(account: string, query: MovementsQuery): Promise<Page<Movement>>
  /** At most about `points` points, oldest first; empty for an asset never held. */
  assetHistory(account: string, asset: string, span: Span, points: number): Promise<AssetHistory>
  flows(account: string, query: FlowsQuery): Promise<Page<FlowItem>>
  flowsSummary(account: string, span: Span): Promise<FlowsSummary>
  fees(account: string, by: Grouping, span: ZonedSpan): Promise<FeesReport>
  volume(account: string, query: VolumeQuery, span: ZonedSpan): Promise<VolumeReport>
  /** `undefined` while nothing can be valued. */
  allocation(account: string): Promise<Allocation | undefined>
  pnl(
    account: string,
    how: { readonly method: PnlMethod; readonly by: 'day' | 'symbol' },
    span: ZonedSpan,
  ): Promise<PnlReport>
  performance(account: string, span: ZonedSpan): Promise<Performance>
  coverage(account: string): Promise<CoverageReport>
  statusHistory(account: string, query: HistoryQuery): Promise<Page<StatusChange>>
  audits(account: string, query: HistoryQuery): Promise<AuditsPage>
}

/** Market data, the same for every account. */
export interface MarketData {
  /**
   * Makes what is wished for flow on the bus (kind `market`) until the answer is called; wishes for the same are shared, and
   * there are bounds: what is beyond them does not flow. Tickers always flow.
   */
  watch(wishes: readonly MarketChannel[]): () => void
  /** The newest `limit` klines of the span, oldest first. `symbol` is one of `markets`; so for the two below. */
  klines(
    symbol: string,
    interval: KlineInterval,
    query: Partial<Span> & { readonly limit: number },
  ): Promise<MarketAnswer<KlineSeries>>
  /** The top 20 a side: the live book where somebody watches it, else read once. */
  book(symbol: string): Promise<MarketAnswer<BookData>>
  /** Newest first. */
  trades(symbol: string, limit: number): Promise<MarketAnswer<TradeList>>
}

/** Announcements of the exchange, and notices that follow from its lists of symbols. */
export interface Notices {
  /** Every notice, newest first. */
  notices(): readonly NoticeData[]
  /** Those that touch what the account holds or has open, as far as `hides` leaves it. */
  accountNotices(account: string, hides?: Hides): Promise<readonly AccountNotice[]>
  /** Warnings about the account's API key, for its owner alone. */
  keyWarnings(account: string): readonly Message[]
}

/** The exchange's own exports. @throws {ImportError} with a code that says what to do */
export interface Imports {
  /** Previews an import; nothing is written. */
  previewImport(account: string, upload: ImportUpload): Promise<ImportPreview>
  /** Begins the same and answers at once. */
  startImport(account: string, upload: ImportUpload): ImportProgress
  /** Progress of an import. */
  importProgress(account: string, importId: string): ImportProgress
  /** Ends an import that runs, or forgets one that does not. */
  cancelImport(account: string, importId: string): void
  /** Writes what was previewed under this id. */
  applyImport(account: string, importId: string): Promise<ImportApplied>
  /** Begins the same and answers at once. */
  startApplyImport(account: string, importId: string): ImportProgress
}

/** Everything that the edge may ask of the accounts, their ledgers and the market. */
export interface Desk extends Reports, MarketData, Notices, Imports {
  /** Exchange time, ms since the epoch: what a span ends at unless it says otherwise. */
  now(): number
  accounts(): readonly AccountInfo[]
  /** Measurements of the followed accounts. */
  vitals(): Vitals
  /** `undefined` for an account that is not served here; so for every call below that names one. */
  head(account: string): Head | undefined
  snapshot(account: string): Promise<Snapshot | undefined>
  /**
   * Durable events with `seq` greater than `after`, ascending, at most `limit`.
   * `gone` when that position is of another epoch, beyond the head, or no longer kept: the reader starts anew.
   */
  eventsAfter(
    account: string,
    after: Head,
    limit: number,
  ): Promise<
    | { readonly kind: 'events'; readonly events: readonly DurableEnvelope[] }
    | { readonly kind: 'gone'; readonly head: Head }
  >
  /** Calls `listener` with each batch, in order, after it is durable. Answers the way to stop. */
  subscribe(listener: (batch: DeskBatch) => void): () => void

  orders(account: string, query: OrdersQuery): Promise<Page<OrderData>>
  /** `undefined` for an order that the ledger has never heard of. */
  order(account: string, orderId: string): Promise<OrderData | undefined>
  deals(account: string, query: DealsQuery): Promise<Page<DealData>>
  dealsSummary(account: string, from: number, to: number): Promise<DealsSummary>
  equity(account: string, from: number, to: number, points: number): Promise<EquitySeries>
  /** The same from 100 and without amounts: at its end the return of the span. */
  equityIndex(account: string, from: number, to: number, points: number): Promise<EquityIndex>
  markets(): readonly Market[]

  /** `undefined` where trading is off for the account. */
  place(account: string, order: NewOrder): Promise<OrderOutcome> | undefined
  cancel(account: string, symbol: string, orderId: string): Promise<OrderOutcome> | undefined
}
