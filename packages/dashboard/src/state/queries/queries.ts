/** Queries over REST with the lifetime of each answer. Lists are read again with each generation of the store. */

import type * as Api from '@spotdeck/api'
import { spanOfRange } from '@spotdeck/api'
import {
  type QueryClient,
  keepPreviousData,
  queryOptions,
  useInfiniteQuery,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react'
import { HOUR_MS, MINUTE_MS } from '../../durations.ts'
import { PAGE_MOST, readAllPages } from '../../live/all-pages.ts'
import type { ListFilter, RangeSpan, ReportSpan } from '../../live/account-api.ts'
import { ApiError, type GatewayApi } from '../../live/api-client.ts'
import { chosenAccount } from '../../live/chosen-account.ts'
import { zoneName } from '../../format/time.ts'
import { useTimeFormat } from '../../format/use-time-format.ts'
import { usePreferences, useServices } from '../../settings/services.ts'
import type { World } from '../../world.ts'
import { dayAfter } from '../range/days.ts'
import { sumDeals } from './deal-sums.ts'
import { type Digits, digitsOf } from './markets.ts'
import { CUSTOM, type Grid, POINTS, type RangeChoice, asReportChoice, gridOver } from '../range/range.ts'
import { useAccount, useAccountData, useAccountServices } from '../store/use-account-data.ts'
/** Tries where the gateway asks for time: with the pauses between them about half a minute. */
const MAX_PATIENCE = 5
/** Number of rows on one page of a list. */
const PAGE_ROWS = 200
/** The pages after the first, which nobody waits for at an empty screen. */
const NEXT_ROWS = PAGE_MOST
/** New deals within this time lead to one new reading of the sums. */
const SUMMARY_DELAY_MS = 1_200

/** Time for which answers of an earlier generation are cached, in ms: many events mean many generations. */
const GENERATION_KEPT_MS = 20_000

/** Points of the equity with the range and the grid they were asked for; the points may stand anywhere in it. */
export type GriddedSeries = {
  readonly range: Api.RangeName
  readonly grid: Grid
  readonly points: readonly Api.EquityPoint[]
}

/** True if a call was rejected because the viewer's link does not include it. */
export function isForbidden(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'AUDIENCE_FORBIDDEN'
}

/** Codes of what is answered later. */
const LATER: ReadonlySet<string> = new Set(['RATE_LIMITED', 'PNL_COMPUTING'])

/** True if a retry may help: not after a definite rejection. A rejection that names a later time is retried slowly. */
export function mayRetry(failures: number, error: Error): boolean {
  if (error instanceof ApiError && LATER.has(error.code)) return failures < MAX_PATIENCE
  if (error instanceof ApiError && error.status >= 400 && error.status < 500) return false
  return failures < 2
}

/** Refused once, it is not asked again by who draws the answer: signing in resets it. */
export const sessionQuery = (api: Pick<GatewayApi, 'session'>) =>
  queryOptions({
    queryKey: ['session'],
    queryFn: ({ signal }) => api.session(signal),
    staleTime: 10 * MINUTE_MS,
    retryOnMount: false,
  })

const accountsQuery = (api: GatewayApi) =>
  queryOptions({ queryKey: ['accounts'], queryFn: ({ signal }) => api.accounts(signal), staleTime: 5 * MINUTE_MS })

/** Snapshot of an account at the page's start; its consumer removes it, since it becomes outdated. */
export const firstSnapshot = (api: GatewayApi, account: string) =>
  queryOptions({
    queryKey: ['first-snapshot', account],
    queryFn: ({ signal }) => api.snapshot(account, signal),
    retry: false,
  })

/** The page is drawn without its figures where they are longer in coming than this after everything else. */
const FIRST_FIGURES_MS = 300

/**
 * Reads the session, its accounts, and the snapshot of the account in the address; resolves when they are there or
 * refused.
 */
export async function readFirst(client: QueryClient, api: GatewayApi, world: World, search: string): Promise<void> {
  await client.prefetchQuery(sessionQuery(api))
  const audience = client.getQueryData(sessionQuery(api).queryKey)?.audience ?? 'public'
  if (audience === 'public') return
  await client.prefetchQuery(accountsQuery(api))
  const accounts = client.getQueryData(accountsQuery(api).queryKey)?.items ?? []
  const account = chosenAccount(accounts, new URLSearchParams(search))
  if (account === undefined) return
  const patience = new Promise<void>((resolve) => void world.after(FIRST_FIGURES_MS, resolve))
  await Promise.race([client.prefetchQuery(firstSnapshot(api, account.id)), patience])
}

/** The browser's session at the gateway. */
export function useSession() {
  const { api } = useServices()
  return useQuery(sessionQuery(api))
}

/** The accounts that this session may see. */
export function useAccounts(enabled: boolean) {
  const { api } = useServices()
  return useQuery({
    ...accountsQuery(api),
    // The gateway may still be meeting its accounts when the page opens.
    refetchInterval: (query) => (query.state.data?.items.length === 0 ? 2_000 : false),
    enabled,
  })
}

/** Number of digits that markets and assets show; empty until the markets have been read. */
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

/** Interval at which the curve is read again, in its steps: the live sample draws the edge; short while it is empty. */
const CURVE_STEPS = 20
const EMPTY_CURVE_MS = 5_000

/**
 * The equity over a range up to now, on its grid. The last curve stays while another range is read. Not read before
 * `enabled`.
 */
export function useEquitySeries(range: Api.RangeName, enabled = true) {
  const { api, account } = useAccountServices()
  const span = useRangeSpan(range)
  const estimate = useEstimate()
  const generation = useAccountData('generation')
  const coverage = useAccountData('coverage')
  const ready = useAccountData('assets') !== undefined
  return useQuery<GriddedSeries>({
    queryKey: ['equity', account, span, estimate, generation, coverage],
    queryFn: async ({ signal }) => ({
      range,
      ...onGrid(await api.equity(account, { ...span, points: POINTS[range], estimate }, signal), POINTS[range]),
    }),
    enabled: ready && enabled,
    placeholderData: keepPreviousData,
    staleTime: EMPTY_CURVE_MS,
    gcTime: GENERATION_KEPT_MS,
    refetchInterval: ({ state: { data, error } }) => {
      if (isForbidden(error)) return false
      if (data === undefined || data.points.every((point) => point.total === null)) return EMPTY_CURVE_MS
      return Math.min(5 * MINUTE_MS, Math.max(15_000, CURVE_STEPS * data.grid.stepMs))
    },
  })
}

/** A curve on the grid of its span; of a gateway that does not say the span, over its points. */
export function onGrid({ points, from, to }: Api.EquitySeries, count: number): Omit<GriddedSeries, 'range'> {
  const [first, last] = [from ?? points[0]?.time ?? 0, to ?? points.at(-1)?.time ?? 0]
  return { grid: gridOver({ from: first, to: last, points }, count), points }
}

/** A range whose days are those of the user's zone. */
export function useRangeSpan(range: Api.RangeName): RangeSpan {
  const [{ zone }] = usePreferences()
  return useMemo(() => ({ range, zone: zoneName(zone) }), [range, zone])
}

/** Today as reports name it, by the browser's clock. */
export function useToday(): string {
  const { world } = useServices()
  return useTimeFormat().date(world.now())
}

/** The span of a range of the reports. Chosen days up to today end now. */
export function useReportSpan(choice: RangeChoice): ReportSpan {
  const format = useTimeFormat()
  const today = useToday()
  const range = asReportChoice(choice, today)
  const named = useRangeSpan(range === CUSTOM ? '30D' : range)
  const { from, to } = choice
  return useMemo(() => {
    if (range !== CUSTOM) return named
    const end = to === today ? undefined : format.startOfDate(dayAfter(to))
    return { from: format.startOfDate(from), to: end, zone: named.zone }
  }, [range, named, from, to, today, format])
}

/** The span of a range over a list, the same days as those of the reports; open at an absent end, or at now. */
export type ListSpan = { readonly from?: number | undefined; readonly to?: number | undefined }

/** The span of a range of the reports over a list. */
export function useListSpan(choice: RangeChoice): ListSpan {
  const format = useTimeFormat()
  const span = useReportSpan(choice)
  const now = useStartOfToday(format.startOfDay)
  return useMemo(() => {
    if (!('range' in span)) return { from: span.from, to: span.to }
    if (span.range === 'All') return {}
    const { from, to } = spanOfRange(span.range, { now, calendar: format })
    return { from, to: to > now ? undefined : to }
  }, [span, now, format])
}

/** `true` where the user wants an estimate of the time before tracking began. */
export function useEstimate(): 'true' | undefined {
  const [{ estimate }] = usePreferences()
  return estimate ? 'true' : undefined
}

/** True if totals are hidden from this viewer because some assets are; false until that is known. */
export function useSumsHidden(): boolean {
  return isForbidden(useEquitySeries('1D').error)
}

/**
 * Reads the queries of `kind` (and `name`) again `delayMs` after the first of new deals: later ones do not postpone it,
 * and a reading under way is not begun anew.
 */
export function useRereadAfterDeals(kind: string, delayMs: number, name?: string): void {
  const { world, account } = useAccountServices()
  const client = useQueryClient()
  const deals = useAccountData('newDeals')
  const planned = useRef<() => void>(undefined)
  useEffect(() => {
    if (deals.length === 0) return
    planned.current ??= world.after(delayMs, () => {
      planned.current = undefined
      void client.invalidateQueries(
        { queryKey: name === undefined ? [kind, account] : [kind, account, name] },
        { cancelRefetch: false },
      )
    })
  }, [client, world, account, kind, name, delayMs, deals])
  useEffect(
    () => () => {
      planned.current?.()
      planned.current = undefined
    },
    [account],
  )
}

/** Sums over the deals of a range or a span, read again soon after new deals. */
export function useDealsSummary(asked: Api.RangeName | ListSpan) {
  const { api, account, store } = useAccountServices()
  const named = useRangeSpan(typeof asked === 'string' ? asked : 'All')
  const generation = useAccountData('generation')
  useRereadAfterDeals('summary', SUMMARY_DELAY_MS)
  return useQuery({
    queryKey: ['summary', account, asked, named.zone, generation],
    queryFn: ({ signal }) => {
      const { from = 0, to = store.read('now') + MINUTE_MS } = typeof asked === 'string' ? {} : asked
      const span = typeof asked === 'string' ? named : { from, to }
      return api.dealsSummary(account, span, signal)
    },
    gcTime: GENERATION_KEPT_MS,
    placeholderData: keepPreviousData,
  })
}

/** Number of pages that are added up before the sum says that there is more. */
const SUM_PAGES = 20
const SUMS_DELAY_MS = 5_000

/** Sums over the deals of any filter, read again soon after new deals. */
export function useDealSums(filter: ListFilter) {
  const { api, account } = useAccountServices()
  const generation = useAccountData('generation')
  const digits = useDigits()
  const hasMarkets = useMarkets().data !== undefined
  useRereadAfterDeals('deal-sums', SUMS_DELAY_MS)
  return useQuery({
    queryKey: ['deal-sums', account, filter, generation],
    queryFn: async ({ signal }) => {
      const read = (cursor: string | undefined) => api.deals(account, { ...filter, cursor, limit: PAGE_MOST }, signal)
      const { items, complete } = await readAllPages(read, SUM_PAGES)
      return { ...sumDeals(items, (symbol) => digits.market(symbol)?.quoteAsset), complete }
    },
    enabled: hasMarkets,
    gcTime: GENERATION_KEPT_MS,
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

/** A list read page by page. */
export type Pages<T> = {
  /** `undefined` until the first page is there. */
  readonly rows: readonly T[] | undefined
  readonly error: Error | null
  readonly hasMore: boolean
  readonly readingMore: boolean
  /** Why the next page did not come; it is asked for again by `retry` alone. */
  readonly moreError: Error | null
  readonly readMore: () => void
  readonly retry: () => void
}

/** Rows of the account's lists, by the name of the call that reads a page. */
type ListRows = {
  readonly orders: Api.OrderData
  readonly deals: Api.DealData
  readonly movements: Api.Movement
  readonly flows: Api.FlowItem
  readonly statusHistory: Api.StatusChange
  readonly audits: Api.AuditFinding
}

type Lists = {
  readonly [Name in keyof ListRows]: (
    account: string,
    filter: ListFilter,
    signal?: AbortSignal,
  ) => Promise<Api.Page<ListRows[Name]>>
}

/** A list of the account. `filter` has to stay the same object; another `version` reads the list again. */
export function usePages<Name extends keyof ListRows>(
  name: Name,
  filter: ListFilter,
  { enabled = true, version }: { readonly enabled?: boolean; readonly version?: number | undefined } = {},
): Pages<ListRows[Name]> {
  const lists: Lists = useServices().api
  const { account } = useAccount()
  const generation = useAccountData('generation')
  const list = [name, account, filter]
  const query = useInfiniteQuery({
    queryKey: [...list, generation, version],
    queryFn: ({ pageParam, signal }) =>
      lists[name](
        account,
        { limit: pageParam === undefined ? PAGE_ROWS : NEXT_ROWS, ...filter, cursor: pageParam },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    enabled,
    // New rows come over the socket; what was read stays true.
    staleTime: Infinity,
    gcTime: GENERATION_KEPT_MS,
    // Read anew, the same list stays on screen until it is there; another filter's list never stands in.
    placeholderData: (before, last) => (list.every((part, at) => last?.queryKey[at] === part) ? before : undefined),
  })
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.items), [query.data])
  return {
    rows,
    error: query.error,
    hasMore: query.hasNextPage,
    readingMore: query.isFetchingNextPage,
    moreError: query.isFetchNextPageError ? query.error : null,
    readMore: () => {
      const mayRead = !query.isPlaceholderData && !query.isFetchNextPageError
      if (mayRead && query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage()
    },
    retry: () => void (query.isFetchNextPageError ? query.fetchNextPage() : query.refetch()),
  }
}

/** Orders over REST, page by page. */
export const useOrderPages = (filter: ListFilter, enabled = true): Pages<Api.OrderData> =>
  usePages('orders', filter, { enabled })

/** Deals over REST, page by page. */
export const useDealPages = (filter: ListFilter, enabled = true): Pages<Api.DealData> =>
  usePages('deals', filter, { enabled })
