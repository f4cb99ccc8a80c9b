/** One bot in one symbol: it computes in ticks and lots and trades through the exchange like any other account. */

import type { OrderSide, OrderType } from '@spotdeck/wire'
import type { Exchange, SeatOrder, SymbolRules } from '../../venue/contract/exchange.ts'
import { mix, wordOf } from '../data/hash.ts'
import type { FairPrice } from '../model/fair-price.ts'

/** Name of a bot. */
export type BotName = 'ladder' | 'deep' | 'inside' | 'taker'

/** Best prices in ticks; `undefined` for an empty side. */
export type Top = { readonly bid: number | undefined; readonly ask: number | undefined }

/** The exchange as one bot uses it, in one symbol. */
export interface BotTrader {
  readonly symbol: string
  /** Source of this bot's decisions in this symbol. */
  readonly word: number
  /** The model's price in ticks. */
  fair(time: number): number
  /** A usual trade in lots, never below what the exchange accepts. */
  usualLots(time: number): number
  /** Best prices in ticks. */
  top(): Top
  /** Places a limit order; answers it when it rests. */
  place(order: { side: OrderSide; type: OrderType; ticks: number; lots: number; time: number }): SeatOrder | undefined
  cancel(order: SeatOrder, time: number): void
  /** Returns whether an order of this bot still rests. */
  isResting(order: SeatOrder): boolean
  /** Number of matches in the symbol. While it stays the same, no order was filled. */
  matches(): number
  /** Number of this bot's orders that a match ended. */
  ended(): number
}

/** Parts and settings of a bot trader. */
export type DeskOptions = {
  readonly exchange: Exchange
  /** Shared by the bots of the symbol. */
  readonly price: FairPrice
  readonly seed: number | string
  readonly bot: BotName
  readonly rules: SymbolRules
}

/** Opens the trader of one bot in one symbol. */
export function openBotTrader(options: DeskOptions): BotTrader {
  const { exchange, price, rules, bot } = options
  const { symbol } = rules
  const { leastLots } = price
  const seat = exchange.seat()
  return {
    symbol,
    word: mix(wordOf(`bot ${options.seed}`), wordOf(`${bot} ${symbol}`)),
    fair: (time) => price.ticks(time),
    usualLots: (time) => price.usualLots(time),
    top: () => seat.best(symbol),
    place({ side, type, ticks, lots, time }) {
      const size = Math.max(leastLots, Math.round(lots))
      return seat.place({ symbol, side, type, ticks: Math.max(1, ticks), lots: size, time })
    },
    cancel: (order, time) => seat.cancel(order, time),
    matches: () => seat.matches(symbol),
    ended: () => seat.ended(symbol),
    isResting: (order) => seat.isResting(order),
  }
}
