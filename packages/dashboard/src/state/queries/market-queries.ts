/** Queries of the market page: past candles page by page, past prints, and the account's positions. */

import type { KlineData, KlineInterval, PnlMethod, PnlReport } from '@spotdeck/api'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useServices } from '../../settings/services.ts'
import { useAccountData, useAccountServices, useMarket } from '../store/use-account-data.ts'

const PAGE_CANDLES = 500
const PAST_PRINTS = 60
/** Interval at which positions are valued again. */
const POSITIONS_MS = 15_000

/** Candles of a market, ascending; read anew whenever the page's line has been away or another feed is shown. */
export function useKlines(symbol: string, interval: KlineInterval) {
  const { api } = useServices()
  const connection = useAccountData('connection')
  const feedChanges = useMarket('feedChanges')
  // While the line is down the candles last read stay: they are read anew once it is back.
  const [since, setSince] = useState(0)
  if (connection.phase === 'open' && connection.since !== since) setSince(connection.since)
  const query = useInfiniteQuery({
    queryKey: ['klines', symbol, interval, `${since} ${feedChanges}`],
    queryFn: async ({ pageParam, signal }) =>
      (await api.klines(symbol, { interval, limit: PAGE_CANDLES, to: pageParam }, signal)).items,
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (page) => (page.length < PAGE_CANDLES / 2 ? undefined : page[0]?.openTime),
    staleTime: Infinity,
    placeholderData: (before, last) =>
      last?.queryKey[1] === symbol && last.queryKey[2] === interval ? before : undefined,
  })
  const klines = useMemo(() => (query.data === undefined ? undefined : joinKlines(query.data.pages)), [query.data])
  const readMore = () => {
    if (query.hasNextPage && !query.isFetching) void query.fetchNextPage()
  }
  return { klines, error: query.error, readMore, retry: () => void query.refetch() }
}

/** Klines of all pages, ascending by `openTime`, one per time; a later copy of a candle replaces the earlier one. */
export function joinKlines(pages: readonly (readonly KlineData[])[]): readonly KlineData[] {
  const byOpen = new Map<number, KlineData>()
  for (const page of pages) for (const kline of page) byOpen.set(kline.openTime, kline)
  return [...byOpen.values()].sort((a, b) => a.openTime - b.openTime)
}

/** The last prints before the page looked. */
export function usePastPrints(symbol: string) {
  const { api } = useServices()
  const feedChanges = useMarket('feedChanges')
  return useQuery({
    queryKey: ['prints', symbol, feedChanges],
    queryFn: ({ signal }) => api.trades(symbol, PAST_PRINTS, signal),
    staleTime: 0,
    gcTime: 0,
  })
}

/** Positions with their cost, results since the first record and differences from the balances, by asset. */
export type Results = {
  readonly positions: ReadonlyMap<string, PnlReport['positions'][number]>
  readonly coins: ReadonlyMap<string, NonNullable<PnlReport['assets']>[number]>
  readonly differences: ReadonlyMap<string, NonNullable<PnlReport['differences']>[number]>
}

/** Positions with their cost, by asset; empty until they are known. */
export function usePositions(method: PnlMethod = 'average'): Results['positions'] {
  return useResults(method).positions
}

/** Results of every asset; empty until they are known. */
export function useResults(method: PnlMethod = 'average'): Results {
  const { api, account } = useAccountServices()
  const { data } = useQuery({
    queryKey: ['positions', account, method],
    queryFn: ({ signal }) => api.pnl(account, { method, by: 'symbol', range: 'All', zone: 'UTC' }, signal),
    refetchInterval: POSITIONS_MS,
    placeholderData: (before) => before,
  })
  return useMemo(
    () => ({
      positions: byAsset(data?.positions),
      coins: byAsset(data?.assets),
      differences: byAsset(data?.differences),
    }),
    [data],
  )
}

const byAsset = <Row extends { readonly asset: string }>(rows: readonly Row[] = []): ReadonlyMap<string, Row> =>
  new Map(rows.map((row) => [row.asset, row]))
