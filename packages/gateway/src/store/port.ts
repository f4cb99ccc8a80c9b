/**
 * Where one account's ledger is kept. A commit is all or nothing: its events, the rows of the state they changed, and what can
 * be listed of them become durable together, before anyone is told.
 */

import type {
  CostKey,
  Deal,
  EventSource,
  Flow,
  KnownDeal,
  LedgerEvent,
  LedgerState,
  Order,
  OrderStatus,
  PublicEvent,
  Side,
  StateRow,
  ReportedFlow,
} from '@spotdeck/ledger'

/** Whose ledger a file is: it refuses every other. */
export type LedgerIdentity = {
  readonly account: string
  /** The exchange's REST host, such as `api.mexc.com`. */
  readonly host: string
  /** The exchange's user id, or a fingerprint of the API key where it tells none. */
  readonly user: string
}

/** Events as they follow the stored ones, and the rows of the state after them. */
export type Commit = { readonly events: readonly LedgerEvent[]; readonly rows: readonly StateRow[] }

/** What the history knows of an order: its last report and its deals under both names. */
export type OrderHistory = { readonly order?: Order; readonly deals: readonly KnownDeal[] }

/**
 * True for a name whose records a query leaves out, as if the ledger had never held them. Answers the same for the same name
 * while a query runs: a store may ask once per name.
 */
export type Hides = (kind: 'asset' | 'symbol', name: string) => boolean

/** Newest first by (createdAt or time, id). `before` is exclusive; times are `from` inclusive, `to` exclusive. */
export type PageQuery<Key> = {
  readonly before?: Key
  readonly limit: number
  readonly symbol?: string
  readonly side?: Side
  readonly from?: number
  readonly to?: number
  /** Left out before the page is cut, so that neither its length nor what follows it tells of them. */
  readonly hides?: Hides | undefined
}
export type OrderKey = { readonly time: number; readonly id: string }
export type OrderPageQuery = PageQuery<OrderKey> & {
  readonly statuses?: readonly OrderStatus[]
  readonly types?: readonly Order['type'][]
}
export type DealPageQuery = PageQuery<CostKey> & { readonly orderId?: string }

/** Money that came or went, as it is listed. */
export type ListedFlow = Flow & {
  /** The exchange's change type. */
  readonly reason: string
  /** How a list or an export names it, and who told. */
  readonly told?: Pick<ReportedFlow, 'id' | 'fee' | 'txId'> & { readonly source: EventSource }
  /** For what was told without a push: from when on, in ms, balances held it, and when the ledger learnt what it was. */
  readonly held?: { readonly since: number; readonly learntAt: number }
}

/**
 * Lists of events: changes of balances, money that came or went, changes of status, and what audits found. One event may stand
 * in several.
 */
export type HistoryList = 'movements' | 'flows' | 'statuses' | 'audits'
export type HistoryKey = { readonly time: number; readonly n: number }
/** Newest first by (time, n). `before` is exclusive; times are `from` inclusive, `to` exclusive. */
export type HistoryPageQuery = {
  readonly before?: HistoryKey
  readonly limit: number
  readonly from?: number
  readonly to?: number
  readonly asset?: string
  /** Reasons of balance changes and flows: these alone, or all but these. */
  readonly reasons?: { readonly only: readonly string[] } | { readonly but: readonly string[] }
  /** Left out before the page is cut. */
  readonly hides?: Hides | undefined
}
/** A balance over time: the last change of every `stepMs` within `from <= time < to`, and the one before `from`. */
export type BalanceQuery = {
  readonly asset: string
  readonly from: number
  readonly to: number
  readonly stepMs: number
}

/** How dense stored equity is: a point a second, a minute, an hour. */
export type Resolution = 'second' | 'minute' | 'hour'

/**
 * Profit by average cost as it was computed for a sample. `opening`: the value the profit book began with then. A book that began
 * with another one counts profit from another beginning.
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

export type Verification =
  | { readonly ok: true; readonly events: number; readonly head: string }
  /** `n` of the first event whose bytes or place are not what the chain says; `what` in plain words. */
  | { readonly ok: false; readonly n: number; readonly what: string }

export interface LedgerStore {
  readonly identity: LedgerIdentity
  /** Which ledger a `seq` counts in: hex, new for every ledger made anew. */
  readonly epoch: string
  load(): Promise<LedgerState>
  /**
   * Appends and updates in one transaction.
   * @throws when it cannot: then nothing of it is stored
   */
  commit(commit: Commit): Promise<void>

  /** Public events with `seq` greater than `seq`, ascending. */
  publicAfter(seq: number, limit: number): Promise<readonly PublicEvent[]>
  /** Every event with `n` greater than `n`, ascending. */
  eventsAfter(n: number, limit: number): Promise<readonly LedgerEvent[]>

  /** What is known of each of these orders; those never seen are left out. */
  histories(orderIds: readonly string[]): Promise<ReadonlyMap<string, OrderHistory>>
  orders(query: OrderPageQuery): Promise<readonly Order[]>
  deals(query: DealPageQuery): Promise<readonly Deal[]>
  /** Deals with `from <= time < to`, ascending by (time, id), after `after`. */
  dealsAscending(from: number, to: number, limit: number, after?: CostKey): Promise<readonly Deal[]>
  /** All flows, ascending by time. */
  flows(): Promise<readonly ListedFlow[]>

  history(list: HistoryList, query: HistoryPageQuery): Promise<readonly LedgerEvent[]>
  /** Ascending. */
  balances(query: BalanceQuery): Promise<readonly LedgerEvent[]>

  saveEquity(resolution: Resolution, rows: readonly EquityRow[]): Promise<void>
  /** Points with `from <= time < to`, ascending. */
  equity(resolution: Resolution, from: number, to: number): Promise<readonly EquityRow[]>
  pruneEquity(resolution: Resolution, before: number): Promise<void>

  /** Walks the whole chain: every hash, every number, and the state that the events lead to. */
  verify(): Promise<Verification>
  /** Idempotent. */
  close(): Promise<void>
}
