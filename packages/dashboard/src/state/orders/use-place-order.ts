/** Sending one order: a wish has one key, so that trying again after silence places it once. */

import type { NewOrderRequest, OrderPlaced, OrderUnknown } from '@spotdeck/api'
import { useMutation } from '@tanstack/react-query'
import { useMemo, useRef, useState } from 'react'
import { useServices } from '../../settings/services.ts'
import { mayBePlaced } from './order-outcome.ts'
import { useAccount } from '../store/use-account-data.ts'
import { type Unanswered, useOrderLookup } from './use-order-lookup.ts'

/**
 * Outcome of an order. `lookingUp`: no answer, it may have been placed. `refused`: nothing of it exists, by the answer itself;
 * `absent`: by looking it up.
 */
export type Outcome =
  | { readonly kind: 'placed'; readonly orderId: string }
  | { readonly kind: 'lookingUp'; readonly clientOrderId: string | undefined }
  | { readonly kind: 'refused'; readonly error: Error }
  | { readonly kind: 'absent' }

/** The order being sent, and its outcome. */
export type Placing = {
  readonly send: (order: NewOrderRequest) => void
  readonly isSending: boolean
  readonly sent: NewOrderRequest | undefined
  /** `undefined` before and while an order is sent; the same object until it changes. */
  readonly outcome: Outcome | undefined
  /** True if the outcome is final: the order is placed, or nothing of it exists. */
  readonly isSettled: boolean
}

/** Places orders of the account on screen. */
export function usePlaceOrder(): Placing {
  const { api, world } = useServices()
  const { account } = useAccount()
  const open = useRef<{ readonly wish: string; readonly key: string }>(undefined)
  const [unanswered, setUnanswered] = useState<Unanswered>()
  const look = useOrderLookup(unanswered)
  const lost = (order: NewOrderRequest, clientOrderId?: string) => {
    const { key } = open.current ?? { key: '' }
    setUnanswered({ order, key, at: world.now(), clientOrderId })
  }
  const { mutate, isPending, variables, data, error } = useMutation({
    mutationFn: (order: NewOrderRequest) => {
      const wish = JSON.stringify(order)
      // Without a clear answer the same wish goes out under the same key, and cannot be placed twice.
      if (open.current?.wish !== wish) open.current = { wish, key: world.newId() }
      return api.placeOrder(account, order, open.current.key)
    },
    onSuccess: (answer, order) => {
      if (answer.outcome === 'unknown') return lost(order, answer.clientOrderId)
      open.current = undefined
    },
    onError: (failure, order) => {
      if (mayBePlaced(failure)) return lost(order)
      open.current = undefined
    },
  })
  const outcome = useMemo(
    () => (isPending ? undefined : outcomeOf({ answer: data, error, look })),
    [isPending, data, error, look],
  )
  const isSettled = outcome !== undefined && outcome.kind !== 'lookingUp'
  const send = (order: NewOrderRequest) => {
    // Once an order is known to be placed or absent, the next one is a new request.
    if (isSettled) open.current = undefined
    setUnanswered(undefined)
    mutate(order)
  }
  return { isSettled, send, isSending: isPending, sent: variables, outcome }
}

type Found = {
  readonly answer: OrderPlaced | OrderUnknown | undefined
  readonly error: Error | null
  readonly look: ReturnType<typeof useOrderLookup>
}

function outcomeOf({ answer, error, look }: Found): Outcome | undefined {
  if (answer?.outcome === 'placed') return { kind: 'placed', orderId: answer.orderId }
  if (error !== null && !mayBePlaced(error)) return { kind: 'refused', error }
  if (error === null && answer === undefined) return undefined
  if (look?.kind === 'placed') return look
  if (look?.kind === 'absent') return { kind: 'absent' }
  return { kind: 'lookingUp', clientOrderId: answer?.clientOrderId }
}
