/** The takers: they print trades at the pace of the model, and trade away quotes that the fair price has left behind. */

import type { OrderSide } from '@spotdeck/wire'
import type { BotTrader } from './bot-trader.ts'
import { chance, mix } from '../data/hash.ts'

/** Share of the turns in which a taker takes a quote on the wrong side of the fair price. */
export const HUNT_SHARE = 0.3

/** Takes a quote on the wrong side of the fair price; where there is none, and it is to trade, any. */
export type Taker = (time: number, trades: boolean) => void

/** The taker of one symbol. `levelStep` is the distance of the book's levels as a share of the price. */
export function openTaker(desk: BotTrader, levelStep: number): Taker {
  return (time, trades) => {
    const trade = (side: OrderSide, ticks: number, lots: number): void =>
      void desk.place({ side, type: 'IMMEDIATE_OR_CANCEL', ticks, lots, time })
    const source = mix(desk.word, time)
    const fair = desk.fair(time)
    const { bid, ask } = desk.top()
    const reach = Math.max(1, Math.round(fair * levelStep))
    const lotsNow = (): number => desk.usualLots(time) * sizeOf(chance(source, 3))
    if (ask !== undefined && ask < fair - reach / 2) return trade('BUY', fair, lotsNow() * 2)
    if (bid !== undefined && bid > fair + reach / 2) return trade('SELL', fair, lotsNow() * 2)
    if (!trades) return
    const lots = lotsNow()
    if (chance(source, 4) < 0.5 && ask !== undefined) trade('BUY', ask + 3 * reach, lots)
    else if (bid !== undefined) trade('SELL', Math.max(1, bid - 3 * reach), lots)
  }
}

/** Many small trades and a few large ones; 1 on average. */
function sizeOf(luck: number): number {
  return 0.12 + 0.5 * luck + 3.8 * luck ** 6 + 1.1 * luck ** 20
}
