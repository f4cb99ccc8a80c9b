/** Typed calls that read an account: its lists, its reports and the owner's notes; and those that place and cancel orders. */

import type {
  AccountNotice,
  Allocation,
  AssetHistory,
  AuditsPage,
  BreakdownGroup,
  BreakdownReport,
  CoverageReport,
  DealData,
  DealRole,
  DealsSummary,
  EquityIndex,
  EquitySeries,
  FeesReport,
  FlowItem,
  FlowKind,
  FlowsSummary,
  JournalChange,
  JournalEntry,
  LotMethod,
  Movement,
  NewOrderRequest,
  OrderCanceled,
  OrderData,
  OrderPlaced,
  OrderUnknown,
  Page,
  Performance,
  PnlMethod,
  PnlReport,
  RangeName,
  Side,
  Snapshot,
  StatusChange,
  VolumeReport,
} from '@spotdeck/api'
import { type Send, callsThrough, of, query } from './call.ts'

/** A named range up to now; its days, month and year are those of `zone`, an IANA name. The gateway says what span it is. */
export type RangeSpan = { readonly range: RangeName; readonly zone: string }
/** `from <= time < to` in ms since the epoch. */
export type TimeSpan = { readonly from: number; readonly to: number }
/** The same, up to now without `to`; days begin at midnight in `zone`, an IANA name. */
export type DaysSpan = { readonly from: number; readonly to?: number | undefined; readonly zone: string }
/** The span of a report: a named range or chosen days. */
export type ReportSpan = RangeSpan | DaysSpan
/** `true` adds an estimate of the time before tracking began. */
type Estimating = { readonly estimate?: 'true' | undefined }
/** About how many points a curve is to have. */
type Curve = { readonly points: number }

/** Filters and place of a list; absent fields do not filter. Times are ms since the epoch. */
export type ListFilter = {
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly cursor?: string | undefined
  readonly limit?: number | undefined
  readonly symbol?: string | undefined
  readonly side?: string | undefined
  /** Of orders: one type, or several with commas between. */
  readonly type?: string | undefined
  readonly status?: string | undefined
  readonly orderId?: string | undefined
  readonly asset?: string | undefined
  readonly kind?: FlowKind | Movement['kind'] | undefined
}
/** Grouping, cost method and filter of a breakdown; absent filters count everything. */
type BreakdownQuery = {
  readonly group: BreakdownGroup
  readonly method: LotMethod
  readonly symbol?: string | undefined
  readonly side?: Side | undefined
  readonly role?: DealRole | undefined
}

/** The calls through `send`. */
export function accountApi(send: Send) {
  const { read, ask } = callsThrough(send)
  const noteAt = (account: string, orderId: string) => `${of(account)}/journal/orders/${encodeURIComponent(orderId)}`
  /** As a list: what is not there is an answer, and no error in the browser's console. */
  const first = <T>(list: Promise<Page<T>>) => list.then(({ items }) => items[0] ?? null)
  const orders = ask<Page<OrderData>, ListFilter>('orders')
  const notes = ask<Page<JournalEntry>, { cursor?: string | undefined; limit?: number; kind?: 'order'; id?: string }>(
    'journal',
  )
  return {
    snapshot: read<Snapshot>('snapshot'),
    allocation: read<Allocation>('allocation'),
    coverage: read<CoverageReport>('coverage'),
    /** Those that touch the account; its owner is told of the key too. */
    accountNotices: read<Page<AccountNotice>>('notices'),
    orders,
    /** One order as it was last known; `null` where it is not. */
    order: (account: string, orderId: string, signal?: AbortSignal) => first(orders(account, { orderId }, signal)),
    deals: ask<Page<DealData>, ListFilter>('deals'),
    dealsSummary: ask<DealsSummary, RangeSpan | TimeSpan>('deals/summary'),
    movements: ask<Page<Movement>, ListFilter>('movements'),
    flows: ask<Page<FlowItem>, ListFilter>('flows'),
    flowsSummary: ask<FlowsSummary, TimeSpan>('flows/summary'),
    statusHistory: ask<Page<StatusChange>, ListFilter>('status/history'),
    audits: ask<AuditsPage, ListFilter>('audits'),
    equity: ask<EquitySeries, ReportSpan & Curve & Estimating>('equity'),
    /** Equity index of a public link, starting at 100, in place of the equity. */
    equityIndex: ask<EquityIndex, ReportSpan & Curve>('equity'),
    fees: ask<FeesReport, Pick<FeesReport, 'by'> & ReportSpan>('fees'),
    volume: ask<VolumeReport, Pick<VolumeReport, 'by'> & { readonly symbol?: string | undefined } & ReportSpan>(
      'volume',
    ),
    pnl: ask<PnlReport, { readonly method: PnlMethod } & Pick<PnlReport, 'by'> & ReportSpan & Estimating>('pnl'),
    breakdown: ask<BreakdownReport, BreakdownQuery & ReportSpan>('report'),
    performance: ask<Performance, ReportSpan & Estimating>('performance'),
    assetHistory: (account: string, { asset, ...span }: RangeSpan & Curve & { asset: string }, signal?: AbortSignal) =>
      ask<AssetHistory, RangeSpan & Curve>(`assets/${encodeURIComponent(asset)}/history`)(account, span, signal),
    /** The address from which the browser downloads the realized lots of a year as CSV. */
    lotsAddress: (account: string, lots: { year: number; zone: string; method: LotMethod }) =>
      `/api/v1${of(account)}/export/lots.csv${query(lots)}`,
    /** One page of all notes of the owner, the newest change first. */
    notes,
    /** The note on an order; `null` where there is none. */
    orderNote: (account: string, orderId: string, signal?: AbortSignal) =>
      first(notes(account, { kind: 'order', id: orderId }, signal)),
    /** Writes a note in place of the one before. */
    writeOrderNote: (account: string, orderId: string, note: JournalChange) =>
      send<JournalEntry>(noteAt(account, orderId), { method: 'PUT', body: note }),
    deleteOrderNote: (account: string, orderId: string) => send<void>(noteAt(account, orderId), { method: 'DELETE' }),
    /** `key` names this wish: the same key sent twice places one order. */
    placeOrder: (account: string, order: NewOrderRequest, key: string) =>
      send<OrderPlaced | OrderUnknown>(`${of(account)}/orders`, {
        method: 'POST',
        body: order,
        headers: { 'idempotency-key': key },
      }),
    cancelOrder: (account: string, { orderId, symbol }: { orderId: string; symbol: string }) =>
      send<OrderCanceled | OrderUnknown>(`${of(account)}/orders/${encodeURIComponent(orderId)}${query({ symbol })}`, {
        method: 'DELETE',
      }),
  }
}
