/** The account's histories, page by page: money that came and went, the stream, audits; and how far all can be trusted. */

import type { AuditFinding, FlowItem, FlowKind, StatusChange } from '@spotdeck/api'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useServices } from '../settings/services.ts'
import { type Pages, usePages } from './queries.ts'
import { useAccount, useDesk } from './use-desk.ts'

const SOON_MS = 15_000
const EMPTY = {}

/** Money that came or went; `filter` has to be the same object while it means the same. */
export function useFlows(filter: { readonly kind?: FlowKind | undefined }): Pages<FlowItem> {
  const { api } = useServices()
  return usePages('flows', filter, true, (account, page, signal) => api.flows(account, page, signal))
}

/** Sums of what came and went over all time. */
export function useFlowsSummary() {
  const { api } = useServices()
  const { account, store } = useAccount()
  return useQuery({
    queryKey: ['flows-summary', account],
    queryFn: ({ signal }) => api.flowsSummary(account, { from: 0, to: store.read('now') + SOON_MS }, signal),
    refetchInterval: SOON_MS,
    placeholderData: keepPreviousData,
  })
}

/** Changes of the stream's state, newest first; read anew when it changes. */
export function useStatusHistory(): Pages<StatusChange> {
  const { api } = useServices()
  const since = useDesk('status')?.since
  return usePages(`status ${since ?? ''}`, EMPTY, true, (account, page, signal) =>
    api.statusHistory(account, page, signal),
  )
}

/** What audits found. */
export function useAudits(): Pages<AuditFinding> {
  const { api } = useServices()
  return usePages('audits', EMPTY, true, (account, page, signal) => api.audits(account, page, signal))
}

/** Up to when the ledger was compared with the exchange. */
export function useCheckedAt() {
  const { api } = useServices()
  const { account } = useAccount()
  return useQuery({
    queryKey: ['checked-at', account],
    queryFn: async ({ signal }) => (await api.audits(account, { limit: 1 }, signal)).checkedAt,
    refetchInterval: SOON_MS,
  })
}

/** How far each kind of record can be trusted. */
export function useCoverageReport() {
  const { api } = useServices()
  const { account } = useAccount()
  return useQuery({
    queryKey: ['coverage', account],
    queryFn: ({ signal }) => api.coverage(account, signal),
    refetchInterval: SOON_MS,
    placeholderData: keepPreviousData,
  })
}
