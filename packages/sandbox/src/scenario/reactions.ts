/** Reactions to orders: which LIMIT orders are held back from the book, and when they fill or end. */

import type { Timers } from '@spotdeck/ports'
import type { AccountId, OrderRecord } from '../venue/contract/exchange.ts'
import type { Venue } from '../venue/engine/open-venue.ts'
import type { ScenarioStep } from './schema.ts'

type Reaction = Omit<Extract<ScenarioStep, { do: 'react' }>, 'atMs' | 'do'>
type Part = Reaction['then'][number]

type ReactionOptions = {
  /** The exchange's time. */
  readonly time: Timers & { now(): number }
  /** The exchange that is at work now. */
  readonly exchange: () => Pick<Venue, 'fillHeldBack' | 'cancel'>
  /** The account of an API key. */
  readonly accountOf: (apiKey: string) => AccountId | undefined
}

/** Reactions that wait for orders. */
export class Reactions {
  readonly #options: ReactionOptions
  readonly #waiting: { readonly reaction: Reaction; times: number }[] = []

  constructor(options: ReactionOptions) {
    this.#options = options
  }

  /** Waits for orders; of several reactions to one order, the oldest has it. */
  add(reaction: Reaction): void {
    this.#waiting.push({ reaction, times: reaction.times })
  }

  /** Forgets those that wait; orders that are held back already go their way. */
  clear(): void {
    this.#waiting.length = 0
  }

  /** Returns whether the new order is held back, and plans what happens to it. */
  holdsBack(order: OrderRecord): boolean {
    const found = this.#waiting.find(({ reaction }) => this.#matches(reaction, order))
    if (found === undefined) return false
    if (--found.times === 0) this.#waiting.splice(this.#waiting.indexOf(found), 1)
    for (const part of found.reaction.then) {
      this.#options.time.after(part.afterMs, () => this.#act(part, order))
    }
    return true
  }

  #matches({ to: { apiKey, symbol, side } }: Reaction, order: OrderRecord): boolean {
    if (symbol !== undefined && symbol !== order.symbol) return false
    if (side !== undefined && side !== order.side) return false
    return apiKey === undefined || this.#options.accountOf(apiKey) === order.account
  }

  #act(part: Part, { account, symbol, orderId }: OrderRecord): void {
    const { exchange, time } = this.#options
    if ('cancel' in part) exchange().cancel(account, symbol, { orderId }, time.now())
    else exchange().fillHeldBack({ account, symbol, orderId, share: part.fill, time: time.now() })
  }
}
