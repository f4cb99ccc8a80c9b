/** Figures of the account as the exchange had them one after the other: a figure on its way to a reader is old, not wrong. */

import { add, decimal } from '@spotdeck/exact'
import type { OrderRecord, VenueEvent } from '@spotdeck/sandbox'

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
  readonly orders = new Map<string, OrderRecord>()
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

  /** Time up to which a value of a figure was true last; `undefined` if it was not, or too many values ago. */
  trueUntil(figure: string, value: string): number | undefined {
    return this.#past.get(figure)?.findLast((held) => held.value === value)?.until
  }

  #change(figure: string, value: string, at: number, first = NO_ORDER): void {
    const was = this.#now.get(figure) ?? first
    this.#past.set(figure, [...(this.#past.get(figure) ?? []), { value: was, until: at }].slice(-MAX_KEPT))
    this.#now.set(figure, value)
  }
}
