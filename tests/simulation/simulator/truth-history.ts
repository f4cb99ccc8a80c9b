/** Figures of the account as the exchange had them one after the other: a figure on its way to a reader is old, not wrong. */

import { type Decimal, add, decimal, zero } from '@spotdeck/exact'
import type { VenueEvent } from '@spotdeck/sandbox'

/** An order as the exchange has it. */
export type KnownOrder = {
  readonly orderId: string
  readonly status: string
  readonly executedQuantity: string
  readonly createdAt: number
}

/** Everything of an account that the exchange tells at one moment; orders oldest first. */
export type Reading = {
  readonly balances: Iterable<readonly [asset: string, held: { readonly free: string; readonly locked: string }]>
  readonly orders: readonly KnownOrder[]
  readonly deals: readonly { readonly orderId: string; readonly quantity: string }[]
}

type Held = { readonly value: string; readonly until: number }

/** Values that are kept per figure, at most. */
const MAX_KEPT = 200
/** The value of an order that is not known. */
export const NO_ORDER = 'no order'

/** The value of a balance. */
export const balanceValue = (free: string, locked: string): string => `${free}/${locked}`
/** The value of an order. */
export const orderValue = (status: string, executedQuantity: string): string => `${status} ${executedQuantity}`

/** The figure of an order's deals. */
export const dealsOf = (orderId: string): string => `${DEALS}${orderId}`
/** The order that a figure is of, or the figure itself. */
export const orderOf = (figure: string): string => figure.replace(DEALS, '')
const DEALS = 'deals of '

/** Remembers up to when each value of a figure was true. Times in ms by one clock. */
export class TruthHistory {
  readonly #now = new Map<string, string>()
  /** Orders of the account, oldest first, and the quantity that each has dealt. */
  readonly orders = new Map<string, KnownOrder>()
  readonly dealt = new Map<string, string>()
  readonly #past = new Map<string, readonly Held[]>()

  /** Notes what a command did to the account. */
  note(events: readonly VenueEvent[], account: string, at: number): void {
    for (const event of events) {
      if (event.type === 'balance' && event.account === account) {
        const { free, locked } = event.after
        this.#change(event.asset, balanceValue(free, locked), at)
      }
      if (event.type === 'deal' && event.deal.account === account) {
        const { orderId, quantity } = event.deal
        const sum = add(decimal<'base'>(this.dealt.get(orderId) ?? '0'), quantity)
        this.dealt.set(orderId, sum)
        this.#change(dealsOf(orderId), sum, at, '0')
      }
      if (event.type !== 'order' || event.order.account !== account) continue
      const { orderId, status, executedQuantity } = event.order
      this.orders.set(orderId, event.order)
      this.#change(orderId, orderValue(status, executedQuantity), at)
    }
  }

  /** Notes a reading of everything: what is new in it was true from then on. */
  read({ balances, orders, deals }: Reading, at: number): void {
    for (const [asset, { free, locked }] of balances) this.#change(asset, balanceValue(free, locked), at)
    for (const order of orders) {
      this.orders.set(order.orderId, order)
      this.#change(order.orderId, orderValue(order.status, order.executedQuantity), at)
    }
    const sums = new Map<string, Decimal<'base'>>()
    for (const { orderId, quantity } of deals)
      sums.set(orderId, add(sums.get(orderId) ?? zero<'base'>(), decimal<'base'>(quantity)))
    for (const [orderId, sum] of sums) {
      this.dealt.set(orderId, sum)
      this.#change(dealsOf(orderId), sum, at, '0')
    }
  }

  /** Time up to which a value of a figure was true last; `undefined` if it was not, or too many values ago. */
  trueUntil(figure: string, value: string): number | undefined {
    return this.#past.get(figure)?.findLast((held) => held.value === value)?.until
  }

  #change(figure: string, value: string, at: number, first = NO_ORDER): void {
    const was = this.#now.get(figure) ?? first
    if (was === value) return
    this.#past.set(figure, [...(this.#past.get(figure) ?? []), { value: was, until: at }].slice(-MAX_KEPT))
    this.#now.set(figure, value)
  }
}
