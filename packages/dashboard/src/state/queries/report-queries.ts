/** The reports, read over REST for a span of days and again while they are looked at. */

import type { Performance, PnlMethod, PnlReport } from '@spotdeck/api'
import { type UseQueryResult, keepPreviousData, useIsFetching, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { ReportSpan } from '../../live/account-api.ts'
import type { GatewayApi } from '../../live/api-client.ts'
import { useServices } from '../../settings/services.ts'
import { type GriddedSeries, onGrid, useEstimate, useRereadAfterDeals } from './queries.ts'
import { DAYS_POINTS, POINTS } from '../range/range.ts'
import { performanceAt, pnlAt } from './live-reports.ts'
import { useAccount, useAccountData, useAccountServices } from '../store/use-account-data.ts'

/** A report on screen is read again at this interval, in ms; that of another span stays until it is there. */
const ON_SCREEN = { refetchInterval: 20_000, placeholderData: keepPreviousData } as const
/** New deals within this time lead to one new reading of profit and loss, in ms. */
const PNL_DELAY_MS = 2_500

type Reports = Pick<GatewayApi, 'breakdown' | 'fees' | 'performance' | 'pnl' | 'volume'>
type Asked<Name extends keyof Reports> = Parameters<Reports[Name]>[1]
type Answer<Name extends keyof Reports> = Awaited<ReturnType<Reports[Name]>>
type Calls = {
  readonly [Name in keyof Reports]: (account: string, asked: Asked<Name>, signal?: AbortSignal) => Promise<Answer<Name>>
}

/** The report that the call `name` answers. */
export function useReport<Name extends keyof Reports>(
  name: Name,
  asked: Asked<Name>,
  enabled = true,
): UseQueryResult<Answer<Name>> {
  const calls: Calls = useServices().api
  const { account } = useAccount()
  return useQuery<Answer<Name>>({
    queryKey: ['report', account, name, asked],
    queryFn: ({ signal }) => calls[name](account, asked, signal),
    enabled,
    ...ON_SCREEN,
  })
}

/** True while reports of a new choice are loading; those of the previous choice are shown until then. */
export function useReportsPending(): boolean {
  const { account } = useAccount()
  return useIsFetching({ queryKey: ['report', account], predicate: ({ state }) => state.status === 'pending' }) > 0
}

/** Profit and loss by a method, by day or symbol. */
export function usePnl(method: PnlMethod, by: PnlReport['by'], span: ReportSpan): UseQueryResult<PnlReport> {
  useRereadAfterDeals('report', PNL_DELAY_MS, 'pnl')
  return useReport('pnl', { method, by, ...span, estimate: useEstimate() })
}

/** The same at the moment of the newest equity sample. */
export function useLivePnl(method: PnlMethod, span: ReportSpan) {
  const query = usePnl(method, 'symbol', span)
  const equity = useAccountData('equity')
  return { ...query, data: useMemo(() => query.data && pnlAt(query.data, equity), [query.data, equity]) }
}

/** The equity over a span, with profit at each point. */
export function useSpanEquity(span: ReportSpan, enabled = true) {
  const { api, account } = useAccountServices()
  const points = 'range' in span ? POINTS[span.range] : DAYS_POINTS
  const asked = { ...span, points, estimate: useEstimate() }
  return useQuery({
    queryKey: ['report', account, 'equity', asked],
    queryFn: async ({ signal }): Promise<Pick<GriddedSeries, 'grid' | 'points'>> => {
      const read = onGrid(await api.equity(account, asked, signal), points)
      return { ...read, grid: { ...read.grid, isOver: 'to' in span && span.to !== undefined } }
    },
    ...ON_SCREEN,
    enabled,
  })
}

/** Return, change, drawdown and wins: every figure of a range that the page shows is from this one report. */
export function usePerformance(span: ReportSpan, enabled = true): UseQueryResult<Performance> {
  return useReport('performance', { ...span, estimate: useEstimate() }, enabled)
}

/** The same at the moment of the newest equity sample. */
export function useLivePerformance(span: ReportSpan, enabled = true) {
  const query = usePerformance(span, enabled)
  const equity = useAccountData('equity')
  return { ...query, data: useMemo(() => query.data && performanceAt(query.data, equity), [query.data, equity]) }
}
