/** The model's price of one symbol as its bots read it: they ask for one ms again and again, and for the next one later. */

import { toApproximate, toUnits } from '@spotdeck/exact'
import type { SymbolRules } from '../../venue/contract/exchange.ts'
import type { SymbolPrices } from './symbol-prices.ts'

/** Price and usual size of a trade, kept for the ms that was asked for last. */
export class FairPrice {
  /** The smallest order that the exchange accepts, by quantity. */
  readonly leastLots: number
  readonly #prices: SymbolPrices
  readonly #leastQuote: number
  readonly #lotScale: number
  #ticksAt = Number.NaN
  #ticks = 0
  #lotsAt = Number.NaN
  #lots = 0

  constructor(prices: SymbolPrices, rules: SymbolRules) {
    this.#prices = prices
    this.#leastQuote = Math.max(toApproximate(rules.minNotional), 10 ** -8) * 1.5
    this.leastLots = Math.max(1, Number(toUnits(rules.minQuantity, rules.quantityDigits)))
    this.#lotScale = 10 ** rules.quantityDigits
  }

  /** The model's price in ticks. */
  ticks(time: number): number {
    if (time !== this.#ticksAt) {
      this.#ticks = this.#prices.ticks(time)
      this.#ticksAt = time
    }
    return this.#ticks
  }

  /** A usual trade in lots, never below what the exchange accepts. */
  usualLots(time: number): number {
    if (time !== this.#lotsAt) {
      const notionalLots = Math.ceil((this.#leastQuote / this.#prices.price(time)) * this.#lotScale)
      this.#lots = Math.max(this.leastLots, notionalLots, this.#prices.tradeLots(time))
      this.#lotsAt = time
    }
    return this.#lots
  }

  /** Forgets what was kept: the model's answers have changed. */
  forget(): void {
    this.#ticksAt = this.#lotsAt = Number.NaN
  }
}
