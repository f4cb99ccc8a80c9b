/**
 * Port between the edge and the service that follows accounts and keeps ledgers, in the API's terms. The edge depends
 * on nothing else of the exchange, the ledger or the database.
 */

import type {
  AccountInfo,
  Audience,
  AccountNotice,
  Allocation,
  AssetData,
  AssetHistory,
  AuditsPage,
  BreakdownGroup,
  BreakdownMeasure,
  BreakdownReport,
  BookData,
  CoverageReport,
  DealRole,
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
  LotMethod,
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
  StatusData,
  TradeList,
  View,
  VolumeGrouping,
  VolumeReport,
} from '@spotdeck/api'
import type { ImportUpload } from './import/read-file.ts'
import type { Vitals } from './metrics/vitals.ts'

/** A position in an account's ledger. */
export type Position = {
  readonly epoch: string
  readonly seq: number
  /** The first 8 hex digits of the chain hash of event `seq`; absent where it is not known. */
  readonly hash?: string | undefined
}
/** The end of an account's ledger: everything up to `seq` of `epoch` is durable. */
export type Head = Position & { readonly hash: string }

/** Events of one commit, ascending by `seq`, or some sampled or market values. Durable events are already stored. */
export type DeskBatch =
  | {
      readonly kind: 'durable'
      readonly account: string
      readonly head: Head
      readonly events: readonly DurableEnvelope[]
    }
  /** The stored ledger lacks events that were given before, of the same epoch: everybody begins anew from its head. */
  | { readonly kind: 'replaced'; readonly account: string; readonly head: Head }
  | { readonly kind: 'sampled'; readonly account: string; readonly event: SampledEnvelope }
  | { readonly kind: 'market'; readonly events: readonly MarketEnvelope[] }

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

/** One market channel that a subscriber watches. */
export type MarketChannel =
  | { readonly topic: 'ticker' | 'book' | 'trades'; readonly symbol: string }
  | { readonly topic: 'klines'; readonly symbol: string; readonly interval: KlineInterval }

/** Caller of market data. Guests, all but the owner, have quotas of their own, counted by credential. */
export type MarketCaller = {
  /** Of the credential; all sessions of a link have that of the link. */
  readonly key: string
  readonly audience: Audience
  /** Aborts when the caller leaves: what only it waits for is then not asked. */
  readonly signal?: AbortSignal | undefined
}

/** Quota of market channels that is used up, and whose it is. */
export type ChannelLimit = { readonly scope: 'credential' | 'audience'; readonly limit: number }

/** Market channels watched by one subscriber. */
export type MarketWatch = {
  /** Channels that its quotas did not admit: they do not flow. */
  readonly refused: readonly (ChannelLimit & { readonly channel: MarketChannel })[]
  /** Ends all of them. Idempotent. */
  readonly stop: () => void
}

/**
 * `unavailable`: the exchange did not answer in time, or refused. `limited`: guests ask for too much, again after `retryAfter`
 * seconds.
 */
export type MarketAnswer<T> =
  | { readonly kind: 'found'; readonly value: T }
  | { readonly kind: 'unavailable' }
  | { readonly kind: 'limited'; readonly retryAfter: number }

/** An order to place, in exact decimal text. */
export type NewOrder = {
  readonly symbol: string
  readonly side: Side
  readonly type: 'LIMIT' | 'LIMIT_MAKER' | 'IMMEDIATE_OR_CANCEL' | 'FILL_OR_KILL' | 'MARKET'
  readonly price?: string | undefined
  readonly quantity?: string | undefined
  readonly quoteQuantity?: string | undefined
  /** Made from the caller's Idempotency-Key, so that a repeat finds the first. */
  readonly clientOrderId: string
}

/** `unknown`: the exchange may or may not have it; it is being looked up by client id. */
export type OrderOutcome =
  | { readonly outcome: 'placed'; readonly orderId: string; readonly clientOrderId: string }
  /** By this desk's own limits, or a rule of the market: nothing was sent. */
  | {
      readonly outcome: 'refused'
      readonly code: 'NOTIONAL_LIMIT' | 'DAILY_LIMIT' | 'NOTIONAL_UNKNOWN' | 'ORDER_RULE_BROKEN'
      readonly params: Params
      /** In English. */
      readonly detail?: string
    }
  | { readonly outcome: 'rejected'; readonly exchangeCode: number | string; readonly detail: string }
  | { readonly outcome: 'unknown'; readonly clientOrderId: string }

/** Outcome of a cancel. `canceled`: the exchange accepted it; the order's final status comes as an event. */
export type CancelOutcome =
  | { readonly outcome: 'canceled'; readonly orderId: string }
  | Extract<OrderOutcome, { readonly outcome: 'rejected' | 'unknown' }>

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

/** Market data, the same for every account. */
export interface MarketData {
  /**
   * Makes what is wished for flow on the bus (kind `market`) until it is stopped, instead of `before`, which this stops; wishes for
   * the same are shared. Tickers always flow, without a quota.
   */
  watch(wishes: readonly MarketChannel[], by: MarketCaller, before?: MarketWatch): MarketWatch
  /** False for a listed symbol whose name no channel of the exchange can carry: REST alone has its book, prints and klines. */
  hasChannels(symbol: string): boolean
  /**
   * The newest `limit` klines of the span, oldest first. `symbol` is one of `markets`, here and in the next two calls.
   */
  klines(
    symbol: string,
    interval: KlineInterval,
    query: Partial<Span> & { readonly limit: number; readonly by: MarketCaller },
  ): Promise<MarketAnswer<KlineSeries>>
  /** The top 20 levels of each side: of the live book if it is subscribed, else of one read. */
  book(symbol: string, by: MarketCaller): Promise<MarketAnswer<BookData>>
  /** Newest first. */
  trades(symbol: string, query: { readonly limit: number; readonly by: MarketCaller }): Promise<MarketAnswer<TradeList>>
}

/** Imports of the exchange's own exports into one account. @throws {ImportError} with a code that says what to do */
export interface Imports {
  /** Previews an import; nothing is written. */
  preview(upload: ImportUpload): Promise<ImportPreview>
  /** Begins the same and answers at once. */
  start(upload: ImportUpload): ImportProgress
  /** Progress of an import. */
  progress(importId: string): ImportProgress
  /** Ends an import that runs, or forgets one that does not. */
  cancel(importId: string): void
  /** Writes what was previewed under this id. */
  apply(importId: string): Promise<ImportApplied>
  /** Begins the same and answers at once. */
  startApply(importId: string): ImportProgress
}

/** Places and cancels orders of one account, within its limits. */
export interface Trading {
  place(order: NewOrder): Promise<OrderOutcome>
  /** Cancels an order. */
  cancel(symbol: string, orderId: string): Promise<CancelOutcome>
}

/** Events after a position, or the head where that position cannot be resumed. */
export type EventsAnswer =
  | { readonly kind: 'events'; readonly events: readonly DurableEnvelope[] }
  | { readonly kind: 'gone'; readonly head: Head }

/** One account that is served here: its state, its lists, and the narrow parts for reports, imports and trading. */
export interface FollowedAccount {
  readonly id: string
  /** The owner's reports. */
  readonly reports: Reports
  /** The same for viewers and the public, who never hold up the owner's. */
  readonly guestReports: Reports
  /**
   * True while this process writes the ledger. Otherwise another one may: its events are read from the store, and nothing that writes
   * is answered here.
   */
  readonly isFollowedHere: boolean
  /** `undefined` while the account is not followed here. */
  readonly imports: Imports | undefined
  /** `undefined` where trading is off, and while the account is not followed here. */
  readonly trading: Trading | undefined
  /** Warnings about the API key, for the owner alone; constant while the gateway runs. */
  readonly keyWarnings: readonly Message[]
  /**
   * Begins a new epoch where `epoch` is still the current one: somebody was given events of it that this ledger does not
   * have. Subscribers are told. Only while the account is followed here.
   */
  leaveEpoch(epoch: string): Promise<void>
  info(): AccountInfo
  /** Time since when some record is known, in ms since the epoch; `undefined` before the first reading. */
  readonly knownSince: number | undefined
  head(): Head
  /**
   * Number of the newest event since the start that changes reports over spans that end before `time`, in ms since the epoch: as long
   * as it stays, such a report stays the same, but for present prices and new samples of equity.
   */
  reportRevision(time: number): number
  snapshot(): Snapshot
  /**
   * Durable events with `seq` greater than `after`, ascending, at most `limit`.
   * `gone` when that position is of another epoch, beyond the head, or no longer kept: the reader starts anew.
   * @throws {StoreError} when it is beyond what this process knows, and the store cannot be asked
   */
  eventsAfter(after: Position, limit: number): Promise<EventsAnswer>
  /** Reads what another process has committed by now; `undefined` where this process is the one that commits. @throws {StoreError} */
  refresh(): Promise<void> | undefined
  /** `seq` of the last event that is archived: later ones can be read. 0 where none is. */
  readonly archivedSeq: number
  /**
   * The state after the events of a question, of the current epoch. @param turn lets other requests run
   * @throws {EventsArchived} where it follows from archived events whose file cannot be read
   */
  pastState(until: PastQuestion, turn: () => Promise<void>): Promise<PastState>
  orders(query: OrdersQuery): Promise<Page<OrderData>>
  /** `undefined` for an order that the ledger has never heard of. */
  order(orderId: string): Promise<OrderData | undefined>
  deals(query: DealsQuery): Promise<Page<DealData>>
  /** Notices that affect what the account holds or has open, as far as `hides` leaves it. */
  notices(hides?: Hides): readonly AccountNotice[]
}

/** The edge's port to the accounts and the market. */
export interface Desk extends MarketData {
  /** Exchange time, ms since the epoch: what a span ends at unless it says otherwise. */
  now(): number
  accounts(): readonly AccountInfo[]
  /** `undefined` for an account that is not served here. */
  account(id: string): FollowedAccount | undefined
  /** Measurements of the followed accounts. */
  vitals(): Vitals
  /** Calls `listener` with each batch, in order, after it is durable. Answers the way to stop. */
  subscribe(listener: (batch: DeskBatch) => void): () => void
  markets(): readonly Market[]
  /** Announcements of the exchange, and notices that follow from its lists of symbols, newest first. */
  notices(): readonly NoticeData[]
}
