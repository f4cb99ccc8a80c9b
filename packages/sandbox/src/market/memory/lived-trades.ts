/** Trades that happened, in columns of plain numbers: a day of a busy symbol takes a few megabytes instead of a hundred. */

import type { SymbolRules, VenueEvent } from '../../venue/contract/exchange.ts'
import { pairIdOf } from '../../venue/contract/ids.ts'
import { textOf } from '../../venue/contract/units.ts'
import type { Trade } from '../data/public-data.ts'

/** A public trade event of the venue. */
export type PublicTrade = Extract<VenueEvent, { readonly type: 'trade' }>

/** Trades kept of one symbol, whatever their age. */
export const MAX_LIVED = 500_000
const FIRST_CAPACITY = 64
/** Trades of a block; and how many blocks the time for which trades are kept has at least. */
const MAX_BLOCK = 4_096
const BLOCKS_KEPT = 8

/** Columns of one capacity. A sell of the taker has negative lots. */
type Columns = {
  /** Since the block's first trade, in ms. */
  readonly after: Uint32Array
  readonly ticks: Float64Array
  readonly lots: Float64Array
  readonly pairCount: Uint32Array
}

/** Trades that follow each other, of an eighth of the kept time at most. */
class Block {
  readonly #base: number
  #columns = columnsOf(FIRST_CAPACITY)
  /** Times of ids, where a trade has an id of another time than its own. */
  #pairTimes: Float64Array | undefined
  /** Ids of the trades that a person's order took part in, by their place. */
  readonly #ownIds = new Map<number, string>()
  length = 0

  constructor(base: number) {
    this.#base = base
  }

  get first(): number {
    return this.#base
  }

  get last(): number {
    return this.timeAt(this.length - 1)
  }

  timeAt(place: number): number {
    return this.#base + (this.#columns.after[place] ?? 0)
  }

  add({ time, ticks, lots, takerSide, pairTime, pairCount, ownId }: PublicTrade): void {
    if (this.length === this.#columns.ticks.length) this.#grow()
    const at = this.length++
    this.#columns.after[at] = time - this.#base
    this.#columns.ticks[at] = ticks
    this.#columns.lots[at] = takerSide === 'BUY' ? lots : -lots
    this.#columns.pairCount[at] = pairCount
    if (pairTime !== time && this.#pairTimes === undefined) {
      this.#pairTimes = new Float64Array(this.#columns.ticks.length)
      for (let place = 0; place < at; place++) this.#pairTimes[place] = this.timeAt(place)
    }
    if (this.#pairTimes !== undefined) this.#pairTimes[at] = pairTime
    if (ownId !== undefined) this.#ownIds.set(at, ownId)
  }

  read(place: number, rules: SymbolRules): Trade {
    const { ticks, lots, pairCount } = this.#columns
    const signed = lots[place] ?? 0
    const time = this.timeAt(place)
    return {
      price: textOf(ticks[place] ?? 0, rules.priceDigits),
      quantity: textOf(Math.abs(signed), rules.quantityDigits),
      takerSide: signed > 0 ? 'BUY' : 'SELL',
      tradeId: this.#ownIds.get(place) ?? pairIdOf(this.#pairTimes?.[place] ?? time, pairCount[place] ?? 0),
      time,
    }
  }

  #grow(): void {
    const wider = columnsOf(Math.min(MAX_BLOCK, 2 * this.length))
    wider.after.set(this.#columns.after)
    wider.ticks.set(this.#columns.ticks)
    wider.lots.set(this.#columns.lots)
    wider.pairCount.set(this.#columns.pairCount)
    this.#columns = wider
    if (this.#pairTimes === undefined) return
    const times = new Float64Array(wider.ticks.length)
    times.set(this.#pairTimes)
    this.#pairTimes = times
  }
}

/** Trades of one symbol, oldest first. A block goes when all of it is older than `keptMs`, or when there are too many. */
export class LivedTrades {
  readonly #rules: SymbolRules
  readonly #keptMs: number
  readonly #blocks: Block[] = []
  #length = 0

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
    const [oldest] = this.#blocks
    if (oldest !== undefined && (oldest.last < trade.time - this.#keptMs || this.#length === MAX_LIVED)) {
      this.#blocks.shift()
      this.#length -= oldest.length
    }
    let block = this.#blocks.at(-1)
    if (
      block === undefined ||
      block.length === MAX_BLOCK ||
      trade.time < block.first ||
      trade.time - block.first >= this.#keptMs / BLOCKS_KEPT
    ) {
      block = new Block(trade.time)
      this.#blocks.push(block)
    }
    block.add(trade)
    this.#length++
  }

  /** The trade at a place, 0 being the oldest; `undefined` where there is none. */
  at(place: number): Trade | undefined {
    if (place < 0 || place >= this.#length) return undefined
    // Most readings begin with the newest.
    let from = this.#length
    for (let n = this.#blocks.length - 1; n >= 0; n--) {
      const block = this.#blocks[n]
      if (block === undefined) return undefined
      from -= block.length
      if (place >= from) return block.read(place - from, this.#rules)
    }
    return undefined
  }

  /** The place of the first trade later than `time`. */
  firstAfter(time: number): number {
    let from = this.#length
    for (let n = this.#blocks.length - 1; n >= 0; n--) {
      const block = this.#blocks[n]
      if (block === undefined) break
      from -= block.length
      if (block.first <= time) return from + firstIn(block, time)
    }
    return 0
  }
}

function firstIn(block: Block, time: number): number {
  let low = 0
  let high = block.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (block.timeAt(middle) <= time) low = middle + 1
    else high = middle
  }
  return low
}

function columnsOf(capacity: number): Columns {
  return {
    after: new Uint32Array(capacity),
    ticks: new Float64Array(capacity),
    lots: new Float64Array(capacity),
    pairCount: new Uint32Array(capacity),
  }
}
