/** What is read over REST, with how long each answer stands. Lists carry the store's generation and are read anew with it. */

import type { DealData, EquitySeries, OrderData, Page } from '@spotdeck/api'
import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useSyncExternalStore } from 'react'
import { ApiError, type ListFilter } from '../live/api-client.ts'
import { useServices } from '../settings/services.ts'
import { type Digits, digitsOf } from './markets.ts'
import { type EquityRange, spanOf } from './range.ts'
import { useAccount, useDesk } from './use-desk.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
/** How many rows one page of a list holds. */
const PAGE_ROWS = 200
/** New deals within this time lead to one new reading of the sums. */
const SUMMARY_DELAY_MS = 1_200

/** Whether asking again may help: not after an answer that says no. */
export function mayRetry(failures: number, error: Error): boolean {
  if (error instanceof ApiError && error.status >= 400 && error.status < 500) return false
  return failures < 2
}

/** Who this browser is to the gateway. */
export function useSession() {
  const { api } = useServices()
  return useQuery({ queryKey: ['session'], queryFn: ({ signal }) => api.session(signal), staleTime: 10 * MINUTE_MS })
}

/** The accounts that this session may see. */
export function useAccounts(enabled: boolean) {
  const { api } = useServices()
  return useQuery({
    queryKey: ['accounts'],
    queryFn: ({ signal }) => api.accounts(signal),
    staleTime: 5 * MINUTE_MS,
    // The gateway may still be meeting its accounts when the page opens.
    refetchInterval: (query) => (query.state.data?.items.length === 0 ? 2_000 : false),
    enabled,
  })
}

/** How many digits markets and assets show; empty until the markets have been read. */
export function useDigits(): Digits {
  const { data } = useMarkets()
  return useMemo(() => digitsOf(data ?? []), [data])
}

/** Every market the exchange lists. */
export function useMarkets() {
  const { api } = useServices()
  return useQuery({
    queryKey: ['markets'],
    queryFn: async ({ signal }) => (await api.markets(signal)).items,
    staleTime: HOUR_MS,
  })
}

/** The equity curve over a range up to now. The last curve stays while another range is read. */
export function useEquitySeries(range: EquityRange) {
  const { api } = useServices()
  const { account, store } = useAccount()
  const generation = useDesk('generation')
  const ready = useDesk('assets') !== undefined
  return useQuery<EquitySeries>({
    queryKey: ['equity', account, range, generation],
    queryFn: ({ signal }) => {
      const { lengthMs, points } = spanOf(range, store.read('coverage') ?? [], store.read('now'))
      // On whole steps, so that the axis reads 14:00 and not 14:01; the live sample draws the rest.
      const stepMs = Math.ceil(lengthMs / points)
      const to = Math.floor(store.read('now') / stepMs) * stepMs
      return api.equity(account, { from: to - stepMs * points, to, points }, signal)
    },
    enabled: ready,
    placeholderData: keepPreviousData,
    staleTime: MINUTE_MS,
    refetchInterval: range === '1H' ? MINUTE_MS : 5 * MINUTE_MS,
  })
}

/** Sums over the deals since `from`, read again soon after new deals. */
export function useDealsSummary(from: number | undefined) {
  const { api, world } = useServices()
  const { account, store } = useAccount()
  const client = useQueryClient()
  const generation = useDesk('generation')
  const deals = useDesk('newDeals')
  useEffect(() => {
    if (deals.length === 0) return undefined
    return world.after(SUMMARY_DELAY_MS, () => void client.invalidateQueries({ queryKey: ['summary', account] }))
  }, [client, world, account, deals])
  return useQuery({
    queryKey: ['summary', account, from, generation],
    queryFn: ({ signal }) => {
      const now = store.read('now')
      return api.dealsSummary(account, { from: from ?? 0, to: now + MINUTE_MS }, signal)
    },
    enabled: from !== undefined,
    placeholderData: keepPreviousData,
  })
}

/** The first millisecond of today in a zone, changing only at midnight. */
export function useStartOfToday(startOfDay: (time: number) => number): number {
  const { store } = useAccount()
  return useSyncExternalStore(
    (listener) => store.subscribe('now', listener),
    () => startOfDay(store.read('now')),
  )
}

type Pages<T> = {
  /** `undefined` until the first page is there. */
  readonly rows: readonly T[] | undefined
  readonly error: Error | null
  readonly hasMore: boolean
  readonly readingMore: boolean
  readonly readMore: () => void
  readonly retry: () => void
}

/** Orders over REST, page by page. */
export function useOrderPages(filter: ListFilter, enabled = true): Pages<OrderData> {
  const { api } = useServices()
  return usePages('orders', filter, enabled, (account, page, signal) => api.orders(account, page, signal))
}

/** Deals over REST, page by page. */
export function useDealPages(filter: ListFilter, enabled = true): Pages<DealData> {
  const { api } = useServices()
  return usePages('deals', filter, enabled, (account, page, signal) => api.deals(account, page, signal))
}

function usePages<T>(
  kind: string,
  filter: ListFilter,
  enabled: boolean,
  read: (account: string, filter: ListFilter, signal: AbortSignal) => Promise<Page<T>>,
): Pages<T> {
  const { account } = useAccount()
  const generation = useDesk('generation')
  const query = useInfiniteQuery({
    queryKey: [kind, account, filter, generation],
    queryFn: ({ pageParam, signal }) => read(account, { limit: PAGE_ROWS, ...filter, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    enabled,
    // New rows come over the socket; what was read stays true.
    staleTime: Infinity,
  })
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.items), [query.data])
  return {
    rows,
    error: query.error,
    hasMore: query.hasNextPage,
    readingMore: query.isFetchingNextPage,
    readMore: () => {
      if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage()
    },
    retry: () => void query.refetch(),
  }
}
