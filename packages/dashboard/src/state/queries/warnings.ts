/** Warnings about the key, about the account's assets and orders, and about the exchange as a whole. */

import type { AccountNotice, AccountWarnings, Message, NoticeData } from '@spotdeck/api'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { DAY_MS, MINUTE_MS } from '../../durations.ts'
import { useSettled } from './after-first-paint.tsx'
import { useAccountData, useAccountServices } from '../store/use-account-data.ts'
const NONE: readonly NoticeData[] = []
/** Said by REST among the notices, under their code as id. */
const KEY_CODE = /^KEY_/
/** Time for which an announcement that was not understood is shown, in ms. */
const NOT_UNDERSTOOD_MS = 30 * DAY_MS
/** A key with this right can lose everything: it is said on every page. */
export const CAN_WITHDRAW = 'KEY_CAN_WITHDRAW'

/** Warnings read over REST, in the form that is pushed to the owner. */
export function warningsOf(notices: readonly AccountNotice[]): AccountWarnings {
  const isOfKey = ({ code }: AccountNotice) => KEY_CODE.test(code)
  return {
    items: notices.filter((notice) => !isOfKey(notice)),
    key: notices.filter(isOfKey).map(({ code, params }): Message => ({ code, params })),
  }
}

/** The account's warnings: as pushed, else as read; `undefined` until either is there. */
export function useWarnings(): { readonly warnings: AccountWarnings | undefined; readonly error: Error | null } {
  const { api, account } = useAccountServices()
  const pushed = useAccountData('warnings')
  const settled = useSettled()
  const { data, error } = useQuery({
    queryKey: ['notices', account],
    queryFn: async ({ signal }) => warningsOf((await api.accountNotices(account, signal)).items),
    staleTime: MINUTE_MS,
    refetchInterval: 5 * MINUTE_MS,
    enabled: pushed === undefined && settled,
  })
  return { warnings: pushed ?? data, error: pushed === undefined && data === undefined ? error : null }
}

/** True if the account's key may withdraw. */
export function useKeyCanWithdraw(): boolean {
  return useWarnings().warnings?.key.some(({ code }) => code === CAN_WITHDRAW) ?? false
}

/** True if a notice concerns every account and has not ended at `now`, in ms, or is new and not understood. */
export function concernsEverybody({ kind, code, endsAt, postedAt }: NoticeData, now: number): boolean {
  if (code === 'NOT_UNDERSTOOD') return now - (postedAt ?? now) < NOT_UNDERSTOOD_MS
  return (kind === 'maintenance' || kind === 'endpoint-retired') && (endsAt === undefined || endsAt > now)
}

/** The exchange's announcements for everybody; `undefined` until they are read, empty if they cannot be read. */
export function useAnnouncements(): readonly NoticeData[] | undefined {
  const { api, store } = useAccountServices()
  const { data, isError } = useQuery({
    queryKey: ['announcements'],
    queryFn: async ({ signal }) => (await api.notices(signal)).items,
    staleTime: MINUTE_MS,
    refetchInterval: 10 * MINUTE_MS,
  })
  const items = isError ? (data ?? NONE) : data
  return useMemo(() => items?.filter((notice) => concernsEverybody(notice, store.read('now'))), [items, store])
}
