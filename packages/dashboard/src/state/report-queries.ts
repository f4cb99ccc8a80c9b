/** The reports, read over REST for a span of days and again while they are looked at. */

import type { FeesReport, PnlMethod, PnlReport, VolumeReport } from '@spotdeck/api'
import { type UseQueryResult, keepPreviousData, useIsFetching, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { DAY_MS, MINUTE_MS } from '../durations.ts'
import { zoneName } from '../format/time.ts'
import type { BreakdownQuery, ZonedSpan } from '../live/reports-api.ts'
import { usePreferences, useServices } from '../settings/services.ts'
import { useTimeFormat } from '../format/use-time-format.ts'
import type { DrawdownPoint } from './drawdown-point.ts'
import { type GriddedSeries, useStartOfToday } from './queries.ts'
import { gridSince } from './range.ts'
import { LENGTHS, type ReportRange } from './report-ranges.ts'
import { useAccount, useAccountData } from './use-account-data.ts'
/** Ahead of now, so that the newest sample is counted. */
const SOON_MS = MINUTE_MS
/** Interval at which a report on screen is read again. */
const REPORT_MS = 20_000

/** Whole days of the user's zone up to the end of today; `All` from where anything is known. */
export function useReportSpan(range: ReportRange): ZonedSpan {
  const format = useTimeFormat()
  const [{ zone }] = usePreferences()
  const coverage = useAccountData('coverage')
  const today = useStartOfToday(format.startOfDay)
  const known = coverage?.filter((window) => window.state !== 'unknown').map((window) => window.from) ?? []
  const start = known.length === 0 ? today - 89 * DAY_MS : format.startOfDay(Math.min(...known))
  const from = range === 'All' ? Math.min(start, today) : today - (LENGTHS[range] - 1) * DAY_MS
  return useMemo(() => ({ from, to: today + DAY_MS, zone: zoneName(zone) }), [from, today, zone])
}

function useReport<T>(
  name: readonly string[],
  span: ZonedSpan,
  read: (account: string, signal: AbortSignal) => Promise<T>,
): UseQueryResult<T> {
  const { account } = useAccount()
  return useQuery({
    queryKey: ['report', account, ...name, span],
    queryFn: ({ signal }) => read(account, signal),
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
export function usePnl(method: PnlMethod, by: PnlReport['by'], span: ZonedSpan) {
  const { api } = useServices()
  return useReport(['pnl', method, by], span, (account, signal) => api.pnl(account, { method, by }, span, signal))
}

/** Fees. */
export function useFees(by: FeesReport['by'], span: ZonedSpan) {
  const { api } = useServices()
  return useReport(['fees', by], span, (account, signal) => api.fees(account, by, span, signal))
}

/** Turnover; of one market where `symbol` names it. */
export function useVolume(by: VolumeReport['by'], span: ZonedSpan, symbol?: string) {
  const { api } = useServices()
  return useReport(['volume', by, symbol ?? ''], span, (account, signal) =>
    api.volume(account, { by, symbol }, span, signal),
  )
}

/** Results by market, time, holding time or role. */
export function useBreakdown(what: BreakdownQuery, span: ZonedSpan) {
  const { api } = useServices()
  const { group, method, symbol = '', side = '', role = '' } = what
  return useReport(['breakdown', group, method, symbol, side, role], span, (account, signal) =>
    api.breakdown(account, { ...what, ...span }, signal),
  )
}

/** The equity over a span up to now, with profit at each point. */
export function useSpanEquity(span: ZonedSpan) {
  const { api } = useServices()
  const { store } = useAccount()
  const coverage = useAccountData('coverage')
  return useReport<Pick<GriddedSeries, 'grid' | 'points'>>(['equity'], span, async (account, signal) => {
    const now = Math.min(span.to, store.read('now'))
    const grid = gridSince(span.from, coverage ?? [], now)
    const { points } = await api.equity(account, { from: grid.from, to: now, points: grid.points }, signal)
    return { grid, points }
  })
}

/** Returns, drawdown, wins. */
export function usePerformance(span: ZonedSpan) {
  const { api } = useServices()
  return useReport(['performance'], span, (account, signal) => api.performance(account, span, signal))
}

/**
 * Current drawdown within a range, by every stored sample: read with each curve of the range. `below` is absent if it is
 * unknown; `pending` until a first answer.
 */
export function useBelow({ range, grid }: Pick<GriddedSeries, 'range' | 'grid'>): {
  readonly below: DrawdownPoint | undefined
  readonly pending: boolean
} {
  const { api } = useServices()
  const { account, store } = useAccount()
  const { data, isPending } = useQuery({
    queryKey: ['below', account, range, grid],
    queryFn: async ({ signal }) => {
      // A drawdown is of samples, not of days: any zone will do, and the reader's is dear to find out.
      const span = { from: grid.from, to: store.read('now') + SOON_MS, zone: 'UTC' }
      const { drawdown } = await api.performance(account, span, signal)
      const worth = store.read('equity')
      return drawdown === null || worth === undefined ? null : { drawdown, worth }
    },
    staleTime: Infinity,
    gcTime: REPORT_MS,
    placeholderData: (before, query) => (query?.queryKey[2] === range ? before : undefined),
  })
  return { below: data ?? undefined, pending: isPending }
}
