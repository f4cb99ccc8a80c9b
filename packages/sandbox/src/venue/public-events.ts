/** Public events: integers, with decimal texts that are computed when they are read. */

import type { Price, Quantity } from '@spotdeck/exact'
import type { OrderSide } from '@spotdeck/wire'
import type { Side } from '../matching/order.ts'
import type { VenueEvent } from './exchange.ts'
import { makerIdOf, takerIdOf } from './ids.ts'
import { priceOf } from './market-book.ts'
import { textOf } from './units.ts'
import type { Market } from './model.ts'

type Trade = Extract<VenueEvent, { readonly type: 'trade' }>
type Level = Extract<VenueEvent, { readonly type: 'level' }>

/** A trade event whose decimal texts are computed when they are read. */
export class TradeEvent implements Trade {
  readonly #market: Market
  readonly ticks: number
  readonly lots: number
  readonly takerSide: OrderSide
  readonly pairTime: number
  readonly pairCount: number
  readonly time: number

  constructor(market: Market, ticks: number, lots: number, takerSide: OrderSide, pair: Pair, time: number) {
    this.#market = market
    this.ticks = ticks
    this.lots = lots
    this.takerSide = takerSide
    this.pairTime = pair.pairTime
    this.pairCount = pair.pairCount
    this.time = time
  }

  get type(): 'trade' {
    return 'trade'
  }

  get symbol(): string {
    return this.#market.rules.symbol
  }

  get price(): Price {
    return priceOf(this.#market, this.ticks)
  }

  get quantity(): Quantity {
    return textOf(this.lots, this.#market.scale.quantityDigits)
  }

  get tradeId(): string {
    return `${makerIdOf(this.pairTime, this.pairCount)}_${takerIdOf(this.pairTime, this.pairCount)}`
  }

  toJSON(): Trade {
    const { type, symbol, price, quantity, takerSide, tradeId, time } = this
    return { type, symbol, price, quantity, takerSide, tradeId, time }
  }
}

/** Source of the ids of a match. */
type Pair = { readonly pairTime: number; readonly pairCount: number }

/** A level event whose decimal texts are computed when they are read. */
export class LevelEvent implements Level {
  readonly #market: Market
  readonly side: Side
  readonly ticks: number
  readonly lots: number
  readonly version: number
  readonly lastOrderCreateTime: number
  readonly time: number

  /** Of the market as it is now. */
  constructor(market: Market, side: Side, ticks: number, lots: number, time: number) {
    this.#market = market
    this.side = side
    this.ticks = ticks
    this.lots = lots
    this.version = market.version
    this.lastOrderCreateTime = market.lastOrderCreateTime
    this.time = time
  }

  get type(): 'level' {
    return 'level'
  }

  get symbol(): string {
    return this.#market.rules.symbol
  }

  get price(): Price {
    return priceOf(this.#market, this.ticks)
  }

  get quantity(): Quantity {
    return textOf(this.lots, this.#market.scale.quantityDigits)
  }

  toJSON(): Level {
    const { type, symbol, side, price, quantity, version, lastOrderCreateTime, time } = this
    return { type, symbol, side, price, quantity, version, lastOrderCreateTime, time }
  }
}
