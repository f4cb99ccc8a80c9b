/** Figures of the account as the exchange had them one after the other: a figure on its way to a reader is old, not wrong. */

import type { VenueEvent } from '@spotdeck/sandbox'

type Held = { readonly value: string; readonly until: number }

/** Values that are kept per figure, at most. */
const MAX_KEPT = 200
/** The value of an order that is not open. */
export const NOT_OPEN = 'not open'

/** The value of a balance. */
export const balanceValue = (free: string, locked: string): string => `${free}/${locked}`
/** The value of an open order. */
export const orderValue = (status: string, executedQuantity: string): string => `${status} ${executedQuantity}`

const OPEN: ReadonlySet<string> = new Set(['NEW', 'PARTIALLY_FILLED'])

/** Remembers up to when each value of a figure was true. Times in ms by one clock. */
export class TruthHistory {
  readonly #now = new Map<string, string>()
  readonly #past = new Map<string, readonly Held[]>()

  /** Notes what a command did to the account. */
  note(events: readonly VenueEvent[], account: string, at: number): void {
    for (const event of events) {
      if (event.type === 'balance' && event.account === account) {
        const { free, locked } = event.after
        this.#change(event.asset, balanceValue(free, locked), at)
      }
      if (event.type !== 'order' || event.order.account !== account) continue
      const { orderId, status, executedQuantity } = event.order
      this.#change(orderId, OPEN.has(status) ? orderValue(status, executedQuantity) : NOT_OPEN, at)
    }
  }

  /** Time up to which a value of a figure was true last; `undefined` if it was not, or too many values ago. */
  trueUntil(figure: string, value: string): number | undefined {
    return this.#past.get(figure)?.findLast((held) => held.value === value)?.until
  }

  #change(figure: string, value: string, at: number): void {
    const was = this.#now.get(figure) ?? NOT_OPEN
    this.#past.set(figure, [...(this.#past.get(figure) ?? []), { value: was, until: at }].slice(-MAX_KEPT))
    this.#now.set(figure, value)
  }
}
