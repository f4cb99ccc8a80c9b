/** Queries on the account's histories: sums of its flows, the last audit, and how far all can be trusted. */

import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { isBeingRead } from '../range/complete-since.ts'
import type { ListSpan } from './queries.ts'
import { useSettled } from './after-first-paint.tsx'
import { useAccountData, useAccountServices } from '../store/use-account-data.ts'

const SOON_MS = 15_000
/** While an account is met for the first time somebody watches its past arrive. */
const READING_MS = 2_000
/** Time that the gateway may take to compute past equity from new records. */
const WORKED_OUT_MS = 6_000
const EMPTY = {}

/** Sums of what came and went over a span. */
export function useFlowsSummary({ from = 0, to }: ListSpan = EMPTY) {
  const { api, account, store } = useAccountServices()
  return useQuery({
    queryKey: ['flows-summary', account, from, to],
    queryFn: ({ signal }) => api.flowsSummary(account, { from, to: to ?? store.read('now') + SOON_MS }, signal),
    refetchInterval: SOON_MS,
    placeholderData: keepPreviousData,
  })
}

/** Up to when the ledger was compared with the exchange. */
export function useCheckedAt() {
  const { api, account } = useAccountServices()
  return useQuery({
    queryKey: ['checked-at', account],
    queryFn: async ({ signal }) => (await api.audits(account, { limit: 1 }, signal)).checkedAt,
    refetchInterval: SOON_MS,
  })
}

/** Coverage of each kind of record; read again when the status changes, and often while records are being read. */
export function useCoverageReport(enabled = true) {
  const { api, account } = useAccountServices()
  const since = useAccountData('status')?.since
  return useQuery({
    queryKey: ['coverage', account, since],
    queryFn: ({ signal }) => api.coverage(account, signal),
    enabled,
    refetchInterval: ({ state: { data } }) => (data === undefined || isBeingRead(data.items) ? READING_MS : SOON_MS),
    placeholderData: keepPreviousData,
  })
}

/**
 * Keeps the store's coverage up to date after its snapshot. The curve and the reports follow it, and are read once more
 * when the gateway has valued the new records.
 */
export function useFollowCoverage(): void {
  const { world, account, store } = useAccountServices()
  const client = useQueryClient()
  // Until then the snapshot's stands.
  const { data } = useCoverageReport(useSettled())
  useEffect(() => {
    if (data === undefined || JSON.stringify(data.items) === JSON.stringify(store.read('coverage'))) return undefined
    store.setCoverage(data.items)
    return world.after(WORKED_OUT_MS, () => {
      for (const of of ['equity', 'report']) void client.invalidateQueries({ queryKey: [of, account] })
    })
  }, [client, world, store, account, data])
}
