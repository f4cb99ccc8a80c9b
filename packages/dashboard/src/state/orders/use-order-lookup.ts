/** Looks an unanswered order up by its client id until it is known whether it was placed. */

import type { NewOrderRequest } from '@spotdeck/api'
import { useQuery } from '@tanstack/react-query'
import { useServices } from '../../settings/services.ts'
import { clientOrderIdOf } from '../../live/client-order-id.ts'
import { type Look, judgeLook, lookDelayMs } from './order-outcome.ts'
import { useAccount } from '../store/use-account-data.ts'

const NEWEST_ORDERS = 200

/** An order without a clear answer; `at`: when its answer was lost, by the page's clock. */
export type Unanswered = {
  readonly order: NewOrderRequest
  readonly key: string
  readonly at: number
  readonly clientOrderId?: string | undefined
}

/** Returns the last look-up; `undefined` before the first, and while nothing is unanswered. */
export function useOrderLookup(unanswered: Unanswered | undefined): Look | undefined {
  const { api, world } = useServices()
  const { account, store } = useAccount()
  const { data } = useQuery<Look>({
    queryKey: ['order-outcome', account, unanswered?.key],
    queryFn: async ({ signal }) => {
      if (unanswered === undefined) return { kind: 'open' }
      const { order, key, at } = unanswered
      const clientOrderId = unanswered.clientOrderId ?? (await clientOrderIdOf(account, key))
      const sinceMs = world.now() - at
      const { items } = await api.orders(account, { symbol: order.symbol, limit: NEWEST_ORDERS }, signal)
      const isLive = store.read('status')?.state === 'live' && !store.read('freshness').isOld
      return judgeLook({ clientOrderId, orders: [...store.read('changedOrders'), ...items], isLive, sinceMs })
    },
    enabled: unanswered !== undefined,
    refetchInterval: ({ state: { data: look, dataUpdateCount, errorUpdateCount } }) =>
      look === undefined || look.kind === 'open' ? lookDelayMs(dataUpdateCount + errorUpdateCount) : false,
    staleTime: 0,
    retry: false,
  })
  return unanswered === undefined ? undefined : data
}
