/** The reports, read over REST for a span of days and again while they are looked at. */

import type { FeesReport, PnlMethod, PnlReport, VolumeReport } from '@spotdeck/api'
import { type UseQueryResult, keepPreviousData, useIsFetching, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { BreakdownQuery, ReportSpan } from '../../live/reports-api.ts'
import { useServices } from '../../settings/services.ts'
import { type GriddedSeries, onGrid, useEstimate, useRereadAfterDeals } from './queries.ts'
import { DAYS_POINTS, POINTS } from '../range/range.ts'
import { performanceAt, pnlAt } from './live-reports.ts'
import { useAccount, useAccountData } from '../store/use-account-data.ts'

/** Interval at which a report on screen is read again. */
const REPORT_MS = 20_000
/** New deals within this time lead to one new reading of profit and loss, in ms. */
const PNL_DELAY_MS = 2_500

function useReport<T>(
  name: readonly string[],
  span: ReportSpan,
  read: (account: string, signal: AbortSignal) => Promise<T>,
  enabled = true,
): UseQueryResult<T> {
  const { account } = useAccount()
  return useQuery({
    queryKey: ['report', account, ...name, span],
    queryFn: ({ signal }) => read(account, signal),
    enabled,
    refetchInterval: REPORT_MS,
    placeholderData: keepPreviousData,
  })
}

/** True while reports of a new choice are loading; those of the previous choice are shown until then. */
export function useReportsPending(): boolean {
  const { account } = useAccount()
  return useIsFetching({ queryKey: ['report', account], predicate: ({ state }) => state.status === 'pending' }) > 0
}

/** Profit and loss by a method, by day or symbol. */
export function usePnl(method: PnlMethod, by: PnlReport['by'], span: ReportSpan) {
  const { api } = useServices()
  const estimate = useEstimate()
  useRereadAfterDeals('report', PNL_DELAY_MS, 'pnl')
  return useReport(['pnl', method, by, estimate ?? ''], span, (account, signal) =>
    api.pnl(account, { method, by }, { ...span, estimate }, signal),
  )
}

/** The same at the moment of the newest equity sample. */
export function useLivePnl(method: PnlMethod, span: ReportSpan) {
  const query = usePnl(method, 'symbol', span)
  const equity = useAccountData('equity')
  return { ...query, data: useMemo(() => query.data && pnlAt(query.data, equity), [query.data, equity]) }
}

/** Fees. */
export function useFees(by: FeesReport['by'], span: ReportSpan) {
  const { api } = useServices()
  return useReport(['fees', by], span, (account, signal) => api.fees(account, by, span, signal))
}

/** Turnover; of one market where `symbol` names it. */
export function useVolume(by: VolumeReport['by'], span: ReportSpan, symbol?: string) {
  const { api } = useServices()
  return useReport(['volume', by, symbol ?? ''], span, (account, signal) =>
    api.volume(account, { by, symbol }, span, signal),
  )
}

/** Results by market, time, holding time or role. */
export function useBreakdown(what: BreakdownQuery, span: ReportSpan) {
  const { api } = useServices()
  const { group, method, symbol = '', side = '', role = '' } = what
  return useReport(['breakdown', group, method, symbol, side, role], span, (account, signal) =>
    api.breakdown(account, { ...what, ...span }, signal),
  )
}

/** The equity over a span, with profit at each point. */
export function useSpanEquity(span: ReportSpan) {
  const { api } = useServices()
  const estimate = useEstimate()
  const points = 'range' in span ? POINTS[span.range] : DAYS_POINTS
  const isOver = 'to' in span && span.to !== undefined
  return useReport<Pick<GriddedSeries, 'grid' | 'points'>>(
    ['equity', estimate ?? ''],
    span,
    async (account, signal) => {
      const read = onGrid(await api.equity(account, { ...span, points, estimate }, signal), points)
      return { ...read, grid: { ...read.grid, isOver } }
    },
  )
}

/** Return, change, drawdown and wins: every figure of a range that the page shows is from this one report. */
export function usePerformance(span: ReportSpan, enabled = true) {
  const { api } = useServices()
  const estimate = useEstimate()
  return useReport(
    ['performance', estimate ?? ''],
    span,
    (account, signal) => api.performance(account, { ...span, estimate }, signal),
    enabled,
  )
}

/** The same at the moment of the newest equity sample. */
export function useLivePerformance(span: ReportSpan, enabled = true) {
  const query = usePerformance(span, enabled)
  const equity = useAccountData('equity')
  return { ...query, data: useMemo(() => query.data && performanceAt(query.data, equity), [query.data, equity]) }
}
