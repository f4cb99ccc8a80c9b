/** An order of a bot: the fields that the book needs and the bot's balances. It has no id and no record. */

import type { OrderSide } from '@spotdeck/wire'
import type { BookOrder, Level, Side } from '../matching/order.ts'
import type { BotBalances } from './bot-balances.ts'
import type { Account, BotParty, Party, VenueState } from './model.ts'

/** An order of a bot in the book. */
export class BotOrder implements BookOrder<Party>, BotParty {
  readonly purse: BotBalances
  readonly side: Side
  readonly ticks: number
  lots: number
  level: Level<Party> | undefined = undefined
  previous: BookOrder<Party> | undefined = undefined
  next: BookOrder<Party> | undefined = undefined

  constructor(purse: BotBalances, side: Side, ticks: number, lots: number) {
    this.purse = purse
    this.side = side
    this.ticks = ticks
    this.lots = lots
  }

  get id(): string {
    return 'quiet'
  }

  get owner(): this {
    return this
  }

  get account(): Account {
    return this.purse.account
  }

  /** Pays and books a match of it. */
  fill(state: VenueState, ticks: number, lots: number, isMaker: boolean): void {
    if (this.lots === 0) this.purse.ended++
    this.purse.fill(state, this.orderSide, this.ticks, ticks, lots, isMaker)
  }

  /** Unlocks what the order still holds. */
  release(): void {
    this.purse.release(this.orderSide, this.ticks, this.lots)
  }

  /** Unlocks what the order still holds, where it ended instead of matching. */
  prevent(): void {
    this.purse.ended++
    this.release()
  }

  get orderSide(): OrderSide {
    return this.side === 'bid' ? 'BUY' : 'SELL'
  }
}

/** Returns whether a bot owns the order. */
export function isBotOrder(party: Party): party is BotParty {
  return party instanceof BotOrder
}
