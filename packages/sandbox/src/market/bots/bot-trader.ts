/** One bot in one symbol: it computes in ticks and lots and trades through the exchange like any other account. */

import type { Exchange, SeatOrder, SymbolRules } from '../../venue/contract/exchange.ts'
import { mix, wordOf } from '../data/hash.ts'
import type { FairPrice } from '../model/fair-price.ts'

/** Name of a bot. */
export type BotName = 'ladder' | 'deep' | 'inside' | 'taker'

/** The exchange as one bot uses it, in one symbol. */
export type BotTrader = ReturnType<typeof openBotTrader>

type DeskOptions = {
  readonly exchange: Exchange
  /** Shared by the bots of the symbol. */
  readonly price: FairPrice
  readonly seed: number | string
  readonly bot: BotName
  readonly rules: SymbolRules
}

/** Opens the trader of one bot in one symbol. */
export function openBotTrader({ exchange, price, rules, bot, seed }: DeskOptions) {
  const { symbol } = rules
  const { leastLots } = price
  const seat = exchange.seat()
  return {
    /** Source of this bot's decisions in this symbol. */
    word: mix(wordOf(`bot ${seed}`), wordOf(`${bot} ${symbol}`)),
    /** The model's price in ticks. */
    fair: (time: number): number => price.ticks(time),
    /** A usual trade in lots, never below what the exchange accepts. */
    usualLots: (time: number): number => price.usualLots(time),
    /** Best prices in ticks. */
    top: () => seat.best(symbol),
    /** Places a limit order; answers it when it rests. */
    place({ side, type, ticks, lots, time }: Omit<Parameters<typeof seat.place>[0], 'symbol'>): SeatOrder | undefined {
      const size = Math.max(leastLots, Math.round(lots))
      return seat.place({ symbol, side, type, ticks: Math.max(1, ticks), lots: size, time })
    },
    cancel: (order: SeatOrder, time: number): void => seat.cancel(order, time),
    /** Number of matches in the symbol. While it stays the same, no order was filled. */
    matches: (): number => seat.matches(symbol),
    /** Number of this bot's orders that a match ended. */
    ended: (): number => seat.ended(symbol),
    isResting: (order: SeatOrder): boolean => seat.isResting(order),
  }
}
