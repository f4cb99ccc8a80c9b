/** Typed calls of an account: its lists, its reports, the owner's notes, and placing and canceling orders. */

import type * as Api from '@spotdeck/api'
import { type Send, callsThrough, of, query } from './call.ts'

/** A named range up to now; its days, month and year are those of `zone`, an IANA name. */
export type RangeSpan = { readonly range: Api.RangeName; readonly zone: string }
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
  /** Of movements: the exchange's word for the change. */
  readonly reason?: string | undefined
  readonly kind?: Api.FlowKind | Api.Movement['kind'] | undefined
}
/** Grouping, cost method and filter of a breakdown; absent filters count everything. */
type BreakdownQuery = {
  readonly group: Api.BreakdownGroup
  readonly method: Api.LotMethod
  readonly symbol?: string | undefined
  readonly side?: Api.Side | undefined
  readonly role?: Api.DealRole | undefined
}

/** The calls through `send`. */
export function accountApi(send: Send) {
  const { read, ask } = callsThrough(send)
  const noteAt = (account: string, orderId: string) => `${of(account)}/journal/orders/${encodeURIComponent(orderId)}`
  /** As a list: what is not there is an answer, and no error in the browser's console. */
  const first = <T>(list: Promise<Api.Page<T>>) => list.then(({ items }) => items[0] ?? null)
  const orders = ask<Api.Page<Api.OrderData>, ListFilter>('orders')
  const notes = ask<
    Api.Page<Api.JournalEntry>,
    { cursor?: string | undefined; limit?: number; kind?: 'order'; id?: string }
  >('journal')
  return {
    snapshot: read<Api.Snapshot>('snapshot'),
    allocation: read<Api.Allocation>('allocation'),
    coverage: read<Api.CoverageReport>('coverage'),
    /** Those that touch the account; its owner is told of the key too. */
    accountNotices: read<Api.Page<Api.AccountNotice>>('notices'),
    orders,
    /** One order as it was last known; `null` where it is not. */
    order: (account: string, orderId: string, signal?: AbortSignal) => first(orders(account, { orderId }, signal)),
    deals: ask<Api.Page<Api.DealData>, ListFilter>('deals'),
    dealsSummary: ask<Api.DealsSummary, RangeSpan | TimeSpan>('deals/summary'),
    movements: ask<Api.Page<Api.Movement>, ListFilter>('movements'),
    flows: ask<Api.Page<Api.FlowItem>, ListFilter>('flows'),
    flowsSummary: ask<Api.FlowsSummary, TimeSpan>('flows/summary'),
    statusHistory: ask<Api.Page<Api.StatusChange>, ListFilter>('status/history'),
    audits: ask<Api.AuditsPage, ListFilter>('audits'),
    equity: ask<Api.EquitySeries, ReportSpan & Curve & Estimating>('equity'),
    /** Equity index of a public link, starting at 100, in place of the equity. */
    equityIndex: ask<Api.EquityIndex, ReportSpan & Curve>('equity'),
    fees: ask<Api.FeesReport, Pick<Api.FeesReport, 'by'> & ReportSpan>('fees'),
    volume: ask<Api.VolumeReport, Pick<Api.VolumeReport, 'by'> & { readonly symbol?: string | undefined } & ReportSpan>(
      'volume',
    ),
    pnl: ask<Api.PnlReport, { readonly method: Api.PnlMethod } & Pick<Api.PnlReport, 'by'> & ReportSpan & Estimating>(
      'pnl',
    ),
    breakdown: ask<Api.BreakdownReport, BreakdownQuery & ReportSpan>('report'),
    performance: ask<Api.Performance, ReportSpan & Estimating>('performance'),
    assetHistory: (account: string, { asset, ...span }: RangeSpan & Curve & { asset: string }, signal?: AbortSignal) =>
      ask<Api.AssetHistory, RangeSpan & Curve>(`assets/${encodeURIComponent(asset)}/history`)(account, span, signal),
    /** The address from which the browser downloads the realized lots of a year as CSV. */
    lotsAddress: (account: string, lots: { year: number; zone: string; method: Api.LotMethod }) =>
      `/api/v1${of(account)}/export/lots.csv${query(lots)}`,
    /** One page of all notes of the owner, the newest change first. */
    notes,
    /** The note on an order; `null` where there is none. */
    orderNote: (account: string, orderId: string, signal?: AbortSignal) =>
      first(notes(account, { kind: 'order', id: orderId }, signal)),
    /** Writes a note in place of the one before. */
    writeOrderNote: (account: string, orderId: string, note: Api.JournalChange) =>
      send<Api.JournalEntry>(noteAt(account, orderId), { method: 'PUT', body: note }),
    deleteOrderNote: (account: string, orderId: string) => send<void>(noteAt(account, orderId), { method: 'DELETE' }),
    /** `key` names this wish: the same key sent twice places one order. */
    placeOrder: (account: string, order: Api.NewOrderRequest, key: string) =>
      send<Api.OrderPlaced | Api.OrderUnknown>(`${of(account)}/orders`, {
        method: 'POST',
        body: order,
        headers: { 'idempotency-key': key },
      }),
    cancelOrder: (account: string, { orderId, symbol }: { orderId: string; symbol: string }) =>
      send<{ readonly outcome: 'canceled' } | Api.OrderUnknown>(
        `${of(account)}/orders/${encodeURIComponent(orderId)}${query({ symbol })}`,
        {
          method: 'DELETE',
        },
      ),
  }
}
