/** The open order sheet is part of the address: it can be linked, reloaded and left by going back. */

import type { OrderData } from '@spotdeck/api'
import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useRef } from 'react'
import { useLocation, useNavigate, useSearchParams } from 'react-router'
import { repeated } from '../../state/orders/ticket-edit.ts'
import type { Draft } from '../../state/orders/ticket.ts'
import { orderKey } from '../../state/queries/order-query.ts'
import { useAccount } from '../../state/store/use-account-data.ts'
import { usePath } from '../parts/use-path.ts'

/** Its name in the address. */
const ORDER = 'order'
/** History state of a sheet that was opened from a page, to which going back leads. */
const FROM_PAGE = { fromPage: true }

/** The id of the order that the address names, if any. */
export function useOpenedOrderId(): string | undefined {
  const [search] = useSearchParams()
  const orderId = search.get(ORDER)
  return orderId === null || orderId === '' ? undefined : orderId
}

/** Opens an order's sheet over the page; what is known of the order is shown at once. */
export function useOpenOrder(): (order: OrderData) => void {
  const client = useQueryClient()
  const { account, store } = useAccount()
  const [, setSearch] = useSearchParams()
  return useCallback(
    (order) => {
      client.setQueryData(orderKey(account, order.orderId, store.read('generation')), order)
      setSearch((now) => naming(now, order.orderId), { state: FROM_PAGE, preventScrollReset: true })
    },
    [client, account, store, setSearch],
  )
}

/** Opens the sheet of an order of which only the id is known, as of a fill: the sheet reads the rest. */
export function useOpenOrderOf(): (row: { readonly orderId: string }) => void {
  const [, setSearch] = useSearchParams()
  return useCallback(
    ({ orderId }) => setSearch((now) => naming(now, orderId), { state: FROM_PAGE, preventScrollReset: true }),
    [setSearch],
  )
}

/** The address of an order's sheet over the page, as the properties of a link. */
export function useOrderLink(): (orderId: string) => {
  readonly to: { readonly search: string }
  readonly state: object
} {
  const [search] = useSearchParams()
  return (orderId) => ({ to: { search: naming(search, orderId).toString() }, state: FROM_PAGE })
}

/** History state that carries a draft to its market's ticket. */
export type Drafted = { readonly draft: Draft }

/** Opens the market of an order, in its account, with the same order in the ticket, which is not sent. */
export function useRepeatOrder(): (order: OrderData) => void {
  const navigate = useNavigate()
  const to = usePath()
  return (order) =>
    void navigate(to(`/market/${order.symbol}`), { state: { draft: repeated(order) } satisfies Drafted })
}

/** Closes the sheet as going back does; where the address was opened as it is, the page under it stays. */
export function useCloseOrder(): () => void {
  const navigate = useNavigate()
  const { state } = useLocation() as { readonly state: unknown }
  const [, setSearch] = useSearchParams()
  // Going back takes a moment: a second press must not go back twice.
  const isClosing = useRef(false)
  return () => {
    if (isClosing.current) return
    isClosing.current = true
    if (isFromPage(state)) void navigate(-1)
    else setSearch((now) => naming(now, undefined), { replace: true, preventScrollReset: true })
  }
}

function isFromPage(state: unknown): boolean {
  return typeof state === 'object' && state !== null && 'fromPage' in state
}

function naming(search: URLSearchParams, orderId: string | undefined): URLSearchParams {
  const next = new URLSearchParams(search)
  if (orderId === undefined) next.delete(ORDER)
  else next.set(ORDER, orderId)
  return next
}
