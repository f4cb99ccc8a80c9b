/** Queries of one asset's page: its balance over time, and its market's last day. */

import type { AssetHistory } from '@spotdeck/api'
import { useQuery } from '@tanstack/react-query'
import { MINUTE_MS } from '../../durations.ts'
import { useServices } from '../../settings/services.ts'
import { useRangeSpan } from './queries.ts'
import { useAccountData, useAccountServices } from '../store/use-account-data.ts'
const HISTORY_MS = 15_000
const SPARK_MS = 10 * MINUTE_MS
/** Steps of the balance's chart. */
export const BALANCE_STEPS = 180
/** Spans of the balance chart. */
export const balanceRanges = ['1D', '7D', '30D', '90D'] as const
/** A span of the balance chart. */
export type BalanceRange = (typeof balanceRanges)[number]

/** Free and locked over a range up to now. */
export function useAssetHistory(asset: string, range: BalanceRange) {
  const { api, account } = useAccountServices()
  const span = useRangeSpan(range)
  const generation = useAccountData('generation')
  return useQuery<AssetHistory>({
    queryKey: ['asset-history', account, asset, span, generation],
    queryFn: ({ signal }) => api.assetHistory(account, { asset, ...span, points: BALANCE_STEPS }, signal),
    refetchInterval: HISTORY_MS,
    placeholderData: (before, query) => staysFor(asset, before, query?.queryKey),
  })
}

/** The answer `before` under `key` if it belongs to `asset`: a balance never appears under another asset's name. */
export function staysFor<T>(asset: string, before: T | undefined, key: readonly unknown[] | undefined): T | undefined {
  return key?.[2] === asset ? before : undefined
}

/** Closing prices of the last 24 hours, from the price before them; `undefined` without a market against USDT. */
export function useDayCloses(symbol: string | undefined): readonly string[] | undefined {
  const { api } = useServices()
  const { data } = useQuery({
    queryKey: ['day-closes', symbol],
    queryFn: async ({ signal }) => {
      const { items } = await api.klines(symbol ?? '', { interval: '60m', limit: 24 }, signal)
      return items.flatMap(({ open, close }, index) => (index === 0 ? [open, close] : [close]))
    },
    enabled: symbol !== undefined,
    staleTime: SPARK_MS,
    refetchInterval: SPARK_MS,
  })
  return data
}
