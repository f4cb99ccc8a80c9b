/** The sandbox's state and the ways to change it, while its drawer is open. */

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import type { SandboxAccount, SandboxState } from '../../live/sandbox-api.ts'
import { useServices } from '../../settings/services.ts'
import { followedAccount } from '../../state/queries/sandbox-truth.ts'
import { useAccount } from '../../state/store/use-account-data.ts'
import { useSettled } from '../../state/queries/after-first-paint.tsx'

const LOOK_MS = 2_000
/** Interval at which the page checks whether the clock is paused while the drawer is closed. */
const GLANCE_MS = 15_000
const KEY = ['sandbox']

/** Clock, faults, accounts; looked at again every two seconds. */
export function useSandboxState() {
  const { api } = useServices()
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => api.sandboxState(signal),
    refetchInterval: LOOK_MS,
    staleTime: 0,
  })
}

/** State of the sandbox's clock, and the function that resumes it; requested only if `mayAsk`. */
export function useSandboxPaused(mayAsk: boolean): { readonly isPaused: boolean; readonly resume: () => void } {
  const { api } = useServices()
  const settled = useSettled()
  const { data } = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => api.sandboxState(signal),
    refetchInterval: GLANCE_MS,
    enabled: mayAsk && settled,
  })
  const { mutate } = useSandboxChange(() => api.sandboxClock({ paused: false }))
  return { isPaused: mayAsk && data?.clock.paused === true, resume: () => mutate(undefined) }
}

/** One change of the sandbox; what it is like afterwards is read at once. */
export function useSandboxChange<Wish, Answer>(change: (wish: Wish) => Promise<Answer>) {
  const client = useQueryClient()
  return useMutation({ mutationFn: change, onSettled: () => client.invalidateQueries({ queryKey: KEY }) })
}

/** The sandbox's account that the desk shows; once found it stays. */
export function useFollowed(state: SandboxState | undefined): SandboxAccount | undefined {
  const { store } = useAccount()
  const found = useRef<string>(undefined)
  if (state === undefined) return undefined
  const known = state.accounts.find(({ apiKey }) => apiKey === found.current)
  const account = known ?? followedAccount(state.accounts, store.read('assets') ?? [])
  found.current = account?.apiKey
  return account
}
