/** Trades that happened, in columns of plain numbers: a day of a busy symbol takes a few megabytes instead of a hundred. */

import type { SymbolRules, VenueEvent } from '../venue/exchange.ts'
import { pairIdOf } from '../venue/ids.ts'
import { textOf } from '../venue/units.ts'
import type { Trade } from './public-data.ts'

/** A public trade event of the venue. */
export type PublicTrade = Extract<VenueEvent, { readonly type: 'trade' }>

/** Trades kept of one symbol, whatever their age. */
export const MAX_LIVED = 500_000
const FIRST_CAPACITY = 512

/** Columns of one capacity. A sell of the taker has negative lots. */
type Columns = {
  readonly time: Float64Array
  readonly ticks: Float64Array
  readonly lots: Float64Array
  readonly pairTime: Float64Array
  readonly pairCount: Uint32Array
}

/** Trades of one symbol, oldest first. The oldest quarter goes when it is older than `keptMs`, or when there are too many. */
export class LivedTrades {
  readonly #rules: SymbolRules
  readonly #keptMs: number
  #columns = columnsOf(FIRST_CAPACITY)
  #length = 0
  /** Ids of the trades that a person's order took part in, by their number since the start. */
  readonly #ownIds = new Map<number, string>()
  #dropped = 0

  constructor(rules: SymbolRules, keptMs: number) {
    this.#rules = rules
    this.#keptMs = keptMs
  }

  /** Number of kept trades. */
  get length(): number {
    return this.#length
  }

  /** Adds a trade; its time is not before that of the last one. */
  add(trade: PublicTrade): void {
    const quarter = this.#length >> 2
    const isOld = quarter > 0 && (this.#columns.time[quarter] ?? 0) < trade.time - this.#keptMs
    if (isOld || this.#length === MAX_LIVED) this.#drop(quarter)
    if (this.#length === this.#columns.time.length) this.#grow()
    const { time, ticks, lots, pairTime, pairCount } = this.#columns
    const at = this.#length++
    time[at] = trade.time
    ticks[at] = trade.ticks
    lots[at] = trade.takerSide === 'BUY' ? trade.lots : -trade.lots
    pairTime[at] = trade.pairTime
    pairCount[at] = trade.pairCount
    if (trade.ownId !== undefined) this.#ownIds.set(this.#dropped + at, trade.ownId)
  }

  /** The trade at a place, 0 being the oldest; `undefined` where there is none. */
  at(place: number): Trade | undefined {
    if (place < 0 || place >= this.#length) return undefined
    const { time, ticks, lots, pairTime, pairCount } = this.#columns
    const signed = lots[place] ?? 0
    return {
      price: textOf(ticks[place] ?? 0, this.#rules.priceDigits),
      quantity: textOf(Math.abs(signed), this.#rules.quantityDigits),
      takerSide: signed > 0 ? 'BUY' : 'SELL',
      tradeId: this.#ownIds.get(this.#dropped + place) ?? pairIdOf(pairTime[place] ?? 0, pairCount[place] ?? 0),
      time: time[place] ?? 0,
    }
  }

  /** The place of the first trade later than `time`. */
  firstAfter(time: number): number {
    let low = 0
    let high = this.#length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#columns.time[middle] ?? Infinity) <= time) low = middle + 1
      else high = middle
    }
    return low
  }

  #drop(count: number): void {
    for (const column of Object.values(this.#columns)) column.copyWithin(0, count, this.#length)
    this.#length -= count
    this.#dropped += count
    for (const number of this.#ownIds.keys()) if (number < this.#dropped) this.#ownIds.delete(number)
  }

  #grow(): void {
    const wider = columnsOf(Math.min(MAX_LIVED, 2 * this.#length))
    wider.time.set(this.#columns.time)
    wider.ticks.set(this.#columns.ticks)
    wider.lots.set(this.#columns.lots)
    wider.pairTime.set(this.#columns.pairTime)
    wider.pairCount.set(this.#columns.pairCount)
    this.#columns = wider
  }
}

function columnsOf(capacity: number): Columns {
  return {
    time: new Float64Array(capacity),
    ticks: new Float64Array(capacity),
    lots: new Float64Array(capacity),
    pairTime: new Float64Array(capacity),
    pairCount: new Uint32Array(capacity),
  }
}
