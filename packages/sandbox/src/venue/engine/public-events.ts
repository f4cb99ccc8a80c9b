/** Public events: integers, with decimal texts that are computed when they are read. */

import type { Price, Quantity } from '@spotdeck/exact'
import type { OrderSide } from '@spotdeck/wire'
import type { Side } from '../../matching/order.ts'
import type { VenueEvent } from '../contract/exchange.ts'
import { pairIdOf } from '../contract/ids.ts'
import { priceOf } from './market-book.ts'
import { textOf } from '../contract/units.ts'
import type { Market } from './model.ts'

type Trade = Extract<VenueEvent, { readonly type: 'trade' }>
/** The same in whole steps. */
type Steps = Pick<Trade, 'ticks' | 'lots' | 'pairTime' | 'pairCount' | 'ownId'>
type Level = Extract<VenueEvent, { readonly type: 'level' }>

/** A price and a quantity of one market in ticks and lots; their decimal texts are computed when they are read. */
class MarketEvent {
  readonly #market: Market
  readonly ticks: number
  readonly lots: number
  readonly time: number

  constructor(market: Market, { ticks, lots, time }: Pick<Trade, 'ticks' | 'lots' | 'time'>) {
    this.#market = market
    this.ticks = ticks
    this.lots = lots
    this.time = time
  }

  get symbol(): string {
    return this.#market.rules.symbol
  }

  get price(): Price {
    return priceOf(this.#market, this.ticks)
  }

  get quantity(): Quantity {
    return this.quantityOf(this.lots)
  }

  protected quantityOf(lots: number): Quantity {
    return textOf(lots, this.#market.scale.quantityDigits)
  }
}

/** A public trade. */
export class TradeEvent extends MarketEvent implements Trade {
  readonly takerSide: OrderSide
  readonly pairTime: number
  readonly pairCount: number
  readonly ownId: string | undefined

  constructor(market: Market, match: Steps & Pick<Trade, 'takerSide' | 'time'>) {
    super(market, match)
    this.takerSide = match.takerSide
    this.pairTime = match.pairTime
    this.pairCount = match.pairCount
    this.ownId = match.ownId
  }

  get type(): 'trade' {
    return 'trade'
  }

  get tradeId(): string {
    return this.ownId ?? pairIdOf(this.pairTime, this.pairCount)
  }

  /** The trade in decimal text. */
  toJSON(): Omit<Trade, keyof Steps> {
    const { type, symbol, price, quantity, takerSide, tradeId, time } = this
    return { type, symbol, price, quantity, takerSide, tradeId, time }
  }
}

/** The new quantity of one price level; 0 lots: the level is gone. */
export class LevelEvent extends MarketEvent implements Level {
  readonly side: Side
  readonly #before: number
  readonly version: number
  readonly lastOrderCreateTime: number

  /** Takes version and order time from the market's current state. */
  constructor(
    market: Market,
    side: Side,
    change: Pick<Level, 'ticks' | 'time'> & { readonly lots: number; readonly before: number },
  ) {
    super(market, change)
    this.side = side
    this.#before = change.before
    this.version = market.version
    this.lastOrderCreateTime = market.lastOrderCreateTime
  }

  get type(): 'level' {
    return 'level'
  }

  get before(): Quantity {
    return this.quantityOf(this.#before)
  }

  /** The change in decimal text. */
  toJSON(): Omit<Level, 'before' | 'ticks'> {
    const { type, symbol, side, price, quantity, version, lastOrderCreateTime, time } = this
    return { type, symbol, side, price, quantity, version, lastOrderCreateTime, time }
  }
}
