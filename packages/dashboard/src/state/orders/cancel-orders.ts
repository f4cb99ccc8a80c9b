/** Canceling several orders: a few at a time, and the outcome of each. */

import type { OrderData } from '@spotdeck/api'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiError } from '../../live/api-client.ts'
import { useServices } from '../../settings/services.ts'
import { useAccount } from '../store/use-account-data.ts'
import { mayBePlaced } from './order-outcome.ts'

/** Cancels that are under way at a time. */
const AT_ONCE = 4

/**
 * Outcome of one cancel. `ended`: the order was filled or canceled before; `unknown`: no answer, it may be canceled;
 * `refused`: the order is still open.
 */
export type CancelOutcome =
  | { readonly kind: 'canceled' }
  | { readonly kind: 'ended' | 'unknown' }
  | { readonly kind: 'refused'; readonly error: Error }

/** The order to cancel is unknown or closed: by MEXC, and by a look-up after the answer was lost. */
const CLOSED: ReadonlySet<unknown> = new Set(['-2011', '-2013', 'UNKNOWN_ORDER'])

/** Judges the failure of a cancel. */
export function cancelFailure(error: Error): CancelOutcome {
  if (error instanceof ApiError && CLOSED.has(String(error.params['exchangeCode']))) return { kind: 'ended' }
  return mayBePlaced(error) ? { kind: 'unknown' } : { kind: 'refused', error }
}

/** Sends the cancel of one order; never rejects. */
export function useCancelOrder(): (order: OrderData) => Promise<CancelOutcome> {
  const { api } = useServices()
  const { account } = useAccount()
  return (order) =>
    api.cancelOrder(account, order).then(
      ({ outcome }) => ({ kind: outcome }),
      (error: Error) => cancelFailure(error),
    )
}

/** Outcomes by order, as they come. `send` starts; the promise answers true if every order was canceled. */
export function useCancelOrders() {
  const cancel = useCancelOrder()
  const [outcomes, setOutcomes] = useState<ReadonlyMap<string, CancelOutcome>>(new Map())
  const { mutateAsync, isPending } = useMutation({
    mutationFn: async (orders: readonly OrderData[]) => {
      const left = [...orders]
      let areAllCanceled = true
      const work = async () => {
        for (let order = left.shift(); order !== undefined; order = left.shift()) {
          const { orderId } = order
          const outcome = await cancel(order)
          areAllCanceled &&= outcome.kind === 'canceled'
          setOutcomes((now) => new Map(now).set(orderId, outcome))
        }
      }
      await Promise.all(Array.from({ length: AT_ONCE }, work))
      return areAllCanceled
    },
  })
  return { outcomes, send: mutateAsync, isSending: isPending }
}
