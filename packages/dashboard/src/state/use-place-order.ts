/** Sending one order: a wish has one key, so that trying again after silence places it once. */

import type { NewOrderRequest, OrderPlaced, OrderUnknown } from '@spotdeck/api'
import { useMutation } from '@tanstack/react-query'
import { useRef } from 'react'
import { ApiError } from '../live/api-client.ts'
import { useServices } from '../settings/services.ts'
import { useAccount } from './use-account-data.ts'

/** The order being sent, and its outcome. */
export type Placing = {
  readonly send: (order: NewOrderRequest) => void
  readonly isSending: boolean
  readonly sent: NewOrderRequest | undefined
  readonly answer: OrderPlaced | OrderUnknown | undefined
  readonly error: Error | null
  /** True if the outcome is final: the order is placed, or nothing of it exists. */
  readonly isSettled: boolean
}

/** Refusals after which nothing stands: the next try is a new wish. */
const NOTHING_SENT: ReadonlySet<string> = new Set([
  'ORDER_REJECTED',
  'ORDER_NEVER_ARRIVED',
  'TRADING_OFF',
  'NOTIONAL_LIMIT',
  'DAILY_LIMIT',
  'NOTIONAL_UNKNOWN',
  'CONFLICT',
])

/** Places orders of the account on screen. */
export function usePlaceOrder(): Placing {
  const { api, world } = useServices()
  const { account } = useAccount()
  const open = useRef<{ readonly wish: string; readonly key: string }>(undefined)
  const { mutate, isPending, variables, data, error } = useMutation({
    mutationFn: (order: NewOrderRequest) => {
      const wish = JSON.stringify(order)
      // Without a clear answer the same wish goes out under the same key, and cannot be placed twice.
      if (open.current?.wish !== wish) open.current = { wish, key: world.newId() }
      return api.placeOrder(account, order, open.current.key)
    },
    onSuccess: ({ outcome }) => {
      if (outcome === 'placed') open.current = undefined
    },
    onError: (failure) => {
      if (failure instanceof ApiError && NOTHING_SENT.has(failure.code)) open.current = undefined
    },
  })
  const isSettled = data?.outcome === 'placed' || (error instanceof ApiError && NOTHING_SENT.has(error.code))
  return { isSettled, send: mutate, isSending: isPending, sent: variables, answer: data, error }
}
