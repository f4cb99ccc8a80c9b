/** An order of a bot: the fields that the book needs. It has no account, no id and no record, and is always covered. */

import type { BookOrder, Level, Side } from '../../matching/order.ts'
import type { BotParty, Market, Party } from './model.ts'

/** A bot in one symbol. `ended`: number of its orders that ended otherwise than by a cancel. */
export type BotPlace = { readonly market: Market; ended: number }

/** An order of a bot in the book. */
export class BotOrder implements BookOrder<Party>, BotParty {
  readonly place: BotPlace
  readonly side: Side
  readonly ticks: number
  lots: number
  level: Level<Party> | undefined = undefined
  previous: BookOrder<Party> | undefined = undefined
  next: BookOrder<Party> | undefined = undefined

  constructor(place: BotPlace, { side, ticks, lots }: Pick<BookOrder<Party>, 'side' | 'ticks' | 'lots'>) {
    this.place = place
    this.side = side
    this.ticks = ticks
    this.lots = lots
  }

  get id(): string {
    return 'bot'
  }

  get owner(): this {
    return this
  }

  get account(): undefined {
    return undefined
  }

  end(): void {
    this.place.ended++
  }
}
