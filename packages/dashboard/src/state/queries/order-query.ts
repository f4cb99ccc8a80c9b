/** One order by its id: as it was read, or as it changed since. */

import type { OrderData } from '@spotdeck/api'
import { useQuery } from '@tanstack/react-query'
import { useAccountData, useAccountServices } from '../store/use-account-data.ts'

/** Under which name an order is kept; read anew with each generation of the store. */
export function orderKey(account: string, orderId: string, generation: number) {
  return ['order', account, orderId, generation] as const
}

/** The order, `undefined` until it is known; `isUnknown` once the gateway has said that it does not know it. */
export function useOrder(orderId: string): {
  readonly order: OrderData | undefined
  readonly isUnknown: boolean
  readonly error: Error | null
  readonly retry: () => void
} {
  const { api, account } = useAccountServices()
  const generation = useAccountData('generation')
  const changed = useAccountData('changedOrders')
  const open = useAccountData('openOrders')
  const { data, error, refetch } = useQuery({
    queryKey: orderKey(account, orderId, generation),
    queryFn: ({ signal }) => api.order(account, orderId, signal),
    // Of the same order alone, while it is read anew.
    placeholderData: (before) => (before?.orderId === orderId ? before : undefined),
  })
  const isIt = (order: OrderData) => order.orderId === orderId
  const order = latest([data ?? undefined, changed.find(isIt), open?.find(isIt)])
  return { order, isUnknown: order === undefined && data === null, error, retry: () => void refetch() }
}

/** The copy that changed last; of equals the last. A new snapshot clears live copies, so the read one may be newer. */
export function latest(copies: readonly (OrderData | undefined)[]): OrderData | undefined {
  let found: OrderData | undefined
  for (const copy of copies) {
    if (copy !== undefined && (found === undefined || copy.updatedAt >= found.updatedAt)) found = copy
  }
  return found
}
