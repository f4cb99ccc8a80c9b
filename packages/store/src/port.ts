/**
 * Port: storage of one account's ledger. A commit is all or nothing: its events, the changed rows of the state, and its
 * projections become durable together, before they are published.
 */

import type {
  CostKey,
  Deal,
  EventSource,
  Flow,
  GrowthLevels,
  KnownDeal,
  LedgerEvent,
  LedgerState,
  Lot,
  Order,
  OrderStatus,
  PlacedLot,
  PnlMark,
  PnlSum,
  PublicEvent,
  QuarterSums,
  Side,
  StateRow,
  SumGrain,
  TradeRun,
  ReportedFlow,
  UnitPrice,
  Value,
} from '@spotdeck/ledger'
import type { PastQuestion, PastState } from './past-state.ts'

/** Identity of a ledger file: it rejects every other account. */
export type LedgerIdentity = {
  readonly account: string
  /** The exchange's REST host, such as `api.mexc.com`. */
  readonly host: string
  /** The exchange's user id; a name of the API key (`nameOfKey`) while the exchange has not told it. */
  readonly user: string
}

/** Events after the stored ones, and the rows of the state after them. */
export type Commit = { readonly events: readonly LedgerEvent[]; readonly rows: readonly StateRow[] }

/** A public event and its chain hash, 64 hex digits: it covers the event and all events before it. */
export type ChainedEvent = { readonly event: PublicEvent; readonly hash: string }

/** Stored data of an order: its last report and its deals under both names. */
export type OrderHistory = { readonly order?: Order | undefined; readonly deals: readonly KnownDeal[] }

/**
 * True for a name whose records a query excludes, as if the ledger had never contained them. It returns the same for
 * the same name while a query runs: a store may call it once per name.
 */
export type Hides = (kind: 'asset' | 'symbol', name: string) => boolean

/** Newest first by (createdAt or time, id). `before` is exclusive; times are `from` inclusive, `to` exclusive. */
export type PageQuery<Key> = {
  readonly before?: Key | undefined
  readonly limit: number
  readonly symbol?: string | undefined
  readonly side?: Side | undefined
  readonly from?: number | undefined
  readonly to?: number | undefined
  /** Excluded before the page is cut, so that neither its length nor the next page reveals them. */
  readonly hides?: Hides | undefined
}
/** Position in a list of orders: creation time in ms and order id. */
export type OrderKey = { readonly time: number; readonly id: string }
/** Query of orders, with filters. */
export type OrderPageQuery = PageQuery<OrderKey> & {
  readonly statuses?: readonly OrderStatus[] | undefined
  readonly types?: readonly Order['type'][] | undefined
}
/** Query of deals, with filters. */
export type DealPageQuery = PageQuery<CostKey> & { readonly orderId?: string | undefined }

/** A deal or flow whose value needs a price that is not recorded yet. */
export type Unpriced =
  | { readonly kind: 'deal'; readonly deal: Deal }
  | { readonly kind: 'flow'; readonly flow: ListedFlow }

/** A flow in a list. */
export type ListedFlow = Flow & {
  /** Exchange time in ms at which its price was recorded; absent where it was recorded with the flow. */
  readonly pricedAt?: number
  /** The exchange's change type. */
  readonly reason: string
  /** Id of the flow in a list or an export, and its source. */
  readonly told?: Pick<ReportedFlow, 'id' | 'fee' | 'txId'> & { readonly source: EventSource }
  /** For a flow without a push: time in ms since which balances contained it, and time at which it was recorded. */
  readonly held?: { readonly since: number; readonly learntAt: number }
}

/** Lists of events: balance changes, flows, status changes, and audit findings. One event may be in several. */
export type HistoryList = 'movements' | 'flows' | 'statuses' | 'audits'
/** Position in a history list: time in ms and event number. */
export type HistoryKey = { readonly time: number; readonly n: number }
/** Newest first by (time, n). `before` is exclusive; times are `from` inclusive, `to` exclusive. */
export type HistoryPageQuery = {
  readonly before?: HistoryKey | undefined
  readonly limit: number
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly asset?: string | undefined
  /** Reasons of balance changes and flows: only these, or all except these. */
  readonly reasons?: { readonly only: readonly string[] } | { readonly but: readonly string[] } | undefined
  /** Excluded before the page is cut. */
  readonly hides?: Hides | undefined
}
/** A balance over time: the last change of every `stepMs` within `from <= time < to`, and the one before `from`. */
export type BalanceQuery = {
  readonly asset: string
  readonly from: number
  readonly to: number
  readonly stepMs: number
}

/** Interval between stored equity points: a second, a minute, an hour. */
export type Resolution = 'second' | 'minute' | 'hour'

/**
 * Profit by average cost at a sample. `opening`: the value at the start of its cost book. Books with different openings
 * are not comparable.
 */
export type EquityRowPnl = { readonly realized: string; readonly unrealized: string; readonly opening: string }

/** One stored equity point; all amounts decimal text in USDT. `backfilled` points were computed from history. */
export type EquityRow = {
  readonly time: number
  readonly total: string
  readonly free: string | null
  readonly locked: string | null
  readonly netDeposits: string | null
  readonly pnl?: EquityRowPnl
  readonly backfilled?: true
}

/** Resolutions whose points are also stored as stretches. */
export type StretchResolution = Exclude<Resolution, 'second'>
/** Length of a stretch of points in ms, by their resolution. It begins at a multiple of it. */
export const STRETCH_MS: Readonly<Record<StretchResolution, number>> = { minute: 900_000, hour: 28_800_000 }

/** Points of one stretch of time that follow the point at `since` without a gap: the last of them, and the growth through all. */
export type EquityStretch = {
  /** Beginning of the stretch; `since`: time of the point before its first one, `first`; ms since the epoch. */
  readonly begin: number
  readonly since: number
  readonly first: number
  readonly last: EquityRow
  /** From the point at `since` to the last one. */
  readonly grown: GrowthLevels
}

/** An archive file that is not as the ledger records it, or is not the ledger's; and its events, by its name. */
export type ArchiveFinding = {
  readonly name: string
  readonly first: number
  readonly last: number
  readonly what: 'missing' | 'damaged' | 'foreign' | 'overlapping'
}

/** Result of verifying a stored chain. */
export type Verification =
  | { readonly ok: true; readonly events: number; readonly head: string }
  /** `n` of the first event whose bytes or position do not match the chain; `what` describes it in plain words. */
  | {
      readonly ok: false
      readonly n: number
      readonly what: string
      /** Archive files because of which the chain is not whole. */
      readonly archives?: readonly ArchiveFinding[]
      /** Present where all other events are whole: the number and the hash of the last. */
      readonly rest?: { readonly events: number; readonly head: string }
    }

/**
 * Called now and then with the number of events that are verified, of `total`. It is awaited, so that it may let other work run; what
 * it throws ends the verification.
 */
export type VerifyProgress = (progress: { readonly done: number; readonly total: number }) => void | Promise<void>

/** The last archived event: its number, the `seq` of the last public event up to it, its chain hash; zeros where none is archived. */
export type ArchivedEnd = { readonly n: number; readonly seq: number; readonly hash: string }

/** A file of archived events, as the ledger records it. */
export type ArchivedFile = {
  readonly name: string
  /** Numbers of its events. */
  readonly first: number
  readonly last: number
  /** `seq` of the last public event up to `last`. */
  readonly lastSeq: number
  /** Chain hash before the first event and after the last, 64 hex digits. */
  readonly before: string
  readonly after: string
  /** Earliest and latest exchange time, in ms since the epoch. */
  readonly from: number
  readonly to: number
  readonly bytes: number
  /** Of everything after the first line, hex. */
  readonly sha256: string
}

/** Request to archive. `before`: only events of an earlier time, that were learned earlier, too; ms. `turn` lets other work run. */
export type ArchiveRequest = { readonly before: number; readonly turn: () => Promise<void> }

/** The log's old events in files. */
export interface EventArchive {
  /** Beginning of the log. */
  readonly archived: ArchivedEnd
  /** Files that the ledger records, ascending. */
  archives(): Promise<readonly ArchivedFile[]>
  /**
   * Moves the oldest events to one file, where enough of them are due; resolves with it, or with `undefined`.
   * @throws {DataFolderError} `ARCHIVE_BAD`, `ARCHIVE_UNWRITABLE`, `LEDGER_CORRUPT`: then no event has left the ledger
   */
  archive(request: ArchiveRequest): Promise<ArchivedFile | undefined>
}

/** A span of time, `from <= time < to`, in ms since the epoch. */
export type TimeSpan = { readonly from: number; readonly to: number }

/** Orders, deals, flows and history of a ledger, as lists that follow from its events. */
export interface LedgerLists {
  /** Stored data of each of these orders, without unknown ones. */
  histories(orderIds: readonly string[]): Promise<ReadonlyMap<string, OrderHistory>>
  orders(query: OrderPageQuery): Promise<readonly Order[]>
  deals(query: DealPageQuery): Promise<readonly Deal[]>
  /** Deals of the span, ascending by (time, id), after `after`. */
  dealsAscending(span: TimeSpan, limit: number, after?: CostKey): Promise<readonly Deal[]>
  /** All flows, ascending by time. */
  flows(): Promise<readonly ListedFlow[]>
  /** Flows ascending by (time, id), after `after`. */
  flowsAscending(limit: number, after?: CostKey): Promise<readonly ListedFlow[]>
  /** Prices of the flows that these events brought, by `n`, as far as they are recorded. */
  flowPrices(ns: readonly number[]): Promise<ReadonlyMap<number, UnitPrice>>
  /** Deals and flows without a price that they need, ascending by (time, id), after `after`. */
  unpriced(limit: number, after?: CostKey): Promise<readonly Unpriced[]>

  history(list: HistoryList, query: HistoryPageQuery): Promise<readonly LedgerEvent[]>
  /** Ascending. */
  balances(query: BalanceQuery): Promise<readonly LedgerEvent[]>
}

/** Equity points of a ledger, by resolution. A stretch is stored as long as it says what its points say. */
export interface EquityPoints {
  /** Stores points, and removes the stretches that they change. */
  saveEquity(resolution: Resolution, rows: readonly EquityRow[]): Promise<void>
  /** Points with `from <= time < to`, ascending. */
  equity(resolution: Resolution, from: number, to: number): Promise<readonly EquityRow[]>
  /** Points of several spans, ascending. @param spans ascending, none of which meets another */
  equityWithin(resolution: Resolution, spans: readonly TimeSpan[]): Promise<readonly EquityRow[]>
  /** Removes points of an earlier time, and the stretches that begin before it. */
  pruneEquity(resolution: Resolution, before: number): Promise<void>
  saveStretches(resolution: StretchResolution, stretches: readonly EquityStretch[]): Promise<void>
  /** Stored stretches with `from <= begin < to`, ascending. */
  stretches(resolution: StretchResolution, from: number, to: number): Promise<readonly EquityStretch[]>
  /** End of the newest stored stretch; 0 where there is none. */
  stretchesEnd(resolution: StretchResolution): Promise<number>
}

/** Realized profit by average cost up to and including a time, in ms since the epoch. */
export type PnlTotal = { readonly time: number; readonly realized: Value }

/** A stored mark: the profit of all entries up to and including `last`. `n`: the last event when it was stored. */
export type StoredMark = { readonly last: CostKey; readonly n: number; readonly mark: PnlMark }

/** A step from the mark `after` to the mark at `last`, with everything in between: it is stored together. */
export type PnlStep = StoredMark & {
  /** Beginning of the books, by `pnlBasis`; marks of another one are removed. */
  readonly basis: string
  readonly after: CostKey | undefined
  /** Of the quarter hours that are over: those of the mark itself are in the mark. Ascending. */
  readonly quarters: readonly QuarterSums[]
  readonly totals: readonly PnlTotal[]
  readonly lots: readonly PlacedLot[]
}

/** Stretches of time of one length of `SUM_LENGTHS` that begin within `from <= time < to`. */
export type SumSpan = TimeSpan & { readonly lengthMs: number }
/** Sums that a reader needs; some others may be read as well. Flows have neither symbol, side nor role. */
export type SumFilter = {
  readonly symbols?: readonly string[] | undefined
  /** Base asset of a market, or asset of a flow. */
  readonly asset?: string | undefined
  readonly side?: string | undefined
  readonly role?: string | undefined
}
/** Sums of stretches, told apart as the grain says; with `only`, those that the filter includes. */
export type SumQuery = SumSpan & { readonly grain: SumGrain; readonly only?: SumFilter | undefined }
/** Sums of one stretch, which begins at `time`. */
export type StoredSums = { readonly time: number; readonly sums: readonly PnlSum[] }
/** Trades of one stretch, which begins at `time`: a run for each quarter hour, or more, in order. */
export type StoredTrades = { readonly time: number; readonly trades: readonly TradeRun[] }

/**
 * Profit, stored as far as it is computed. It follows from the events and can be removed at any time. A commit removes the marks
 * that it contradicts: a stored mark holds. Sums and totals hold up to the newest mark.
 */
export interface PnlMarks {
  /** The newest mark of `basis`, of those whose last entry is before `before`. */
  pnlMark(basis: string, before?: number): Promise<StoredMark | undefined>
  /** True while the mark is stored as it was read. */
  holdsPnl(mark: Pick<StoredMark, 'last' | 'n'>): Promise<boolean>
  /** Stores a step in one transaction, unless the ledger has events after `n`: then it does nothing and resolves with false. */
  savePnl(step: PnlStep): Promise<boolean>
  /** Sums of the stretches that begin in the span, ascending; those without an entry are left out. */
  pnlSums(query: SumQuery, limit: number): Promise<readonly StoredSums[]>
  /** Trades of the stretches that begin in the span, ascending: a day's or a quarter hour's. @param limit of stretches */
  pnlTrades(span: SumSpan, limit: number): Promise<readonly StoredTrades[]>
  /** Lots of an asset in order of their places, `from <= place < to`. */
  pnlLots(asset: string, from: number, to: number): Promise<readonly Lot[]>
  /** Realized up to and including each time; zero before the first entry. */
  pnlTotals(times: readonly number[]): Promise<readonly Value[]>
}

/** Storage of one account's ledger. Implementations pass the suite `storeContract`. */
export interface LedgerStore extends LedgerLists, EquityPoints, PnlMarks, EventArchive {
  readonly identity: LedgerIdentity
  /** Identifies the incarnation in which a `seq` counts: hex, new for every new ledger. `beginEpoch` changes it. */
  readonly epoch: string
  /** Begins a new incarnation over the same events: positions of the old one can no longer be resumed. */
  beginEpoch(epoch: string): Promise<void>
  load(): Promise<LedgerState>
  /**
   * Appends and updates in one transaction. Resolves with the chain hash of each event, in order.
   * @throws when it cannot: then nothing of it is stored. After `STORE_UNREACHABLE` that is unknown: the same commit may be
   * repeated, and is stored once
   */
  commit(commit: Commit): Promise<readonly string[]>

  /** Public events with `seq` greater than `seq`, ascending; none where the first of them is archived. */
  publicAfter(seq: number, limit: number): Promise<readonly ChainedEvent[]>
  /** Every event with `n` greater than `n`, ascending. Of archived ones, those that lists and names read. */
  eventsAfter(n: number, limit: number): Promise<readonly LedgerEvent[]>

  /**
   * The state after the events of a question. @param turn called between steps, to let other work run
   * @throws {EventsArchived} where it follows from archived events whose file cannot be read
   */
  pastState(until: PastQuestion, turn: () => Promise<void>): Promise<PastState>

  /** Verifies the whole chain: every hash, every number, and the resulting state. */
  verify(progress?: VerifyProgress): Promise<Verification>
  /** Idempotent. */
  close(): Promise<void>
}
