/** Port of reports: what is asked of one account's ledger, in the API's terms. */

import type {
  AssetData,
  BreakdownGroup,
  BreakdownMeasure,
  DealRole,
  FlowKind,
  LotMethod,
  MovementKind,
  OrderData,
  OrderStatus,
  OrderType,
  Side,
  StatusData,
  View,
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
 * A past state, and the last event of each name that events have had (an asset, a symbol, a symbol with the asset of
 * its fees, or none for statuses), by its number and the newest of its times. `deals`: how many deals of it are known.
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
 * Asks for an estimate of the time before the first record too, reconstructed from today's balances. Without it nothing
 * before the first record is told, unless its history is known in full.
 */
export type Estimating = { readonly estimate?: boolean | undefined }

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
