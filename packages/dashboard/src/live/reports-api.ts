/** Typed calls that read reports of a ledger. */

import type {
  Allocation,
  AssetHistory,
  AuditsPage,
  BreakdownGroup,
  BreakdownReport,
  CoverageReport,
  DealRole,
  FeesReport,
  FlowItem,
  FlowKind,
  FlowsSummary,
  LotMethod,
  Movement,
  Page,
  Performance,
  PnlMethod,
  PnlReport,
  RangeName,
  Side,
  StatusChange,
  VolumeReport,
} from '@spotdeck/api'
import { type Send, of, query } from './call.ts'

/** A named range up to now; its days, month and year are those of `zone`, an IANA name. The gateway says what span it is. */
export type RangeSpan = { readonly range: RangeName; readonly zone: string }
/** `from <= time < to` in ms since the epoch, up to now without `to`; days begin at midnight in `zone`, an IANA name. */
export type DaysSpan = { readonly from: number; readonly to?: number | undefined; readonly zone: string }
/** The span of a report: a named range or chosen days. */
export type ReportSpan = RangeSpan | DaysSpan
/** `true` adds an estimate of the time before tracking began. */
export type Estimating = { readonly estimate?: 'true' | undefined }
/** `from <= time < to` in ms since the epoch; days begin at midnight in `zone`, an IANA name. */
export type ZonedSpan = { readonly from: number; readonly to: number; readonly zone: string }
/** Filters and place in a history. */
export type HistoryFilter = {
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly asset?: string | undefined
  readonly kind?: FlowKind | Movement['kind'] | undefined
  readonly cursor?: string | undefined
  readonly limit?: number | undefined
}

/** Grouping, cost method and filter of a breakdown; absent filters count everything. */
export type BreakdownQuery = {
  readonly group: BreakdownGroup
  readonly method: LotMethod
  readonly symbol?: string | undefined
  readonly side?: Side | undefined
  readonly role?: DealRole | undefined
}

/** Calls that read reports and lists of a ledger. */
export interface ReportsApi {
  movements(account: string, filter: HistoryFilter, signal?: AbortSignal): Promise<Page<Movement>>
  assetHistory(
    account: string,
    asset: string,
    span: RangeSpan & { readonly points: number },
    signal?: AbortSignal,
  ): Promise<AssetHistory>
  flows(account: string, filter: HistoryFilter, signal?: AbortSignal): Promise<Page<FlowItem>>
  flowsSummary(
    account: string,
    span: { readonly from: number; readonly to: number },
    signal?: AbortSignal,
  ): Promise<FlowsSummary>
  fees(account: string, by: FeesReport['by'], span: ReportSpan, signal?: AbortSignal): Promise<FeesReport>
  volume(
    account: string,
    what: { readonly by: VolumeReport['by']; readonly symbol?: string | undefined },
    span: ReportSpan,
    signal?: AbortSignal,
  ): Promise<VolumeReport>
  pnl(
    account: string,
    how: { readonly method: PnlMethod; readonly by: PnlReport['by'] },
    span: ReportSpan & Estimating,
    signal?: AbortSignal,
  ): Promise<PnlReport>
  breakdown(account: string, asked: BreakdownQuery & ReportSpan, signal?: AbortSignal): Promise<BreakdownReport>
  performance(account: string, span: ReportSpan & Estimating, signal?: AbortSignal): Promise<Performance>
  /** The address from which the browser downloads the realized lots of a year as CSV. */
  lotsAddress(
    account: string,
    lots: { readonly year: number; readonly zone: string; readonly method: LotMethod },
  ): string
  allocation(account: string, signal?: AbortSignal): Promise<Allocation>
  coverage(account: string, signal?: AbortSignal): Promise<CoverageReport>
  statusHistory(account: string, filter: HistoryFilter, signal?: AbortSignal): Promise<Page<StatusChange>>
  audits(account: string, filter: HistoryFilter, signal?: AbortSignal): Promise<AuditsPage>
}

/** The calls through `send`. */
export function reportsApi(send: Send): ReportsApi {
  return {
    movements: (account, filter, signal) => send(`${of(account)}/movements${query(filter)}`, { signal }),
    assetHistory: (account, asset, span, signal) =>
      send(`${of(account)}/assets/${encodeURIComponent(asset)}/history${query(span)}`, { signal }),
    flows: (account, filter, signal) => send(`${of(account)}/flows${query(filter)}`, { signal }),
    flowsSummary: (account, span, signal) => send(`${of(account)}/flows/summary${query(span)}`, { signal }),
    fees: (account, by, span, signal) => send(`${of(account)}/fees${query({ by, ...span })}`, { signal }),
    volume: (account, what, span, signal) => send(`${of(account)}/volume${query({ ...what, ...span })}`, { signal }),
    pnl: (account, how, span, signal) => send(`${of(account)}/pnl${query({ ...how, ...span })}`, { signal }),
    breakdown: (account, asked, signal) => send(`${of(account)}/report${query(asked)}`, { signal }),
    lotsAddress: (account, lots) => `/api/v1${of(account)}/export/lots.csv${query(lots)}`,
    performance: (account, span, signal) => send(`${of(account)}/performance${query(span)}`, { signal }),
    allocation: (account, signal) => send(`${of(account)}/allocation`, { signal }),
    coverage: (account, signal) => send(`${of(account)}/coverage`, { signal }),
    statusHistory: (account, filter, signal) => send(`${of(account)}/status/history${query(filter)}`, { signal }),
    audits: (account, filter, signal) => send(`${of(account)}/audits${query(filter)}`, { signal }),
  }
}
