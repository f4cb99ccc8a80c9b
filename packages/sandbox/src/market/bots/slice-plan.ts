/** Turns of the bots, planned for one slice of market time after another, each at a ms of its own. */

import { SharedValue, chance } from '../data/hash.ts'
import type { MarketSource } from '../data/source.ts'
import { HUNT_SHARE } from './takers.ts'

/** Turns of bots are planned for this long at a time; the market's loop runs as often. */
export const SLICE_MS = 50
const SLICES_PER_MINUTE = 60_000 / SLICE_MS
const LADDER_SHARE = (3 * SLICE_MS) / 1_000
const INSIDE_SHARE = (5 * SLICE_MS) / 1_000

type Act = (time: number) => void

/** The bots of one symbol as their turns are planned. */
export type PlannedLane = {
  readonly symbol: string
  /** Source of the times of their turns. */
  readonly word: number
  /** Source of the taker's decisions. */
  readonly takerWord: number
  readonly ladderTurn: Act
  readonly insideTurn: Act
  readonly trade: Act
  readonly hunt: Act
}

/** The turns of a slice by time; those of one ms in the order in which they were planned. */
export class SlicePlan {
  readonly #lanes: readonly PlannedLane[]
  readonly #model: MarketSource
  readonly #demoTurn: Act | undefined
  readonly #end = new SharedValue()
  /** Trades of each lane expected of a slice of the minute `#paceOf`. */
  readonly #paces: number[] = []
  #paceOf = -1
  readonly #times: number[] = []
  readonly #acts: Act[] = []
  #next = 0

  constructor(lanes: readonly PlannedLane[], model: MarketSource, demoTurn: Act | undefined) {
    this.#lanes = lanes
    this.#model = model
    this.#demoTurn = demoTurn
  }

  /** Forgets the turns that were not taken. */
  clear(): void {
    this.#times.length = this.#acts.length = this.#next = 0
  }

  /** Takes the turns up to `now`, and answers whether none is left. */
  run(now: number): boolean {
    for (let at = this.#times[this.#next]; at !== undefined && at <= now; at = this.#times[++this.#next]) {
      this.#acts[this.#next]?.(at)
    }
    return this.#next >= this.#times.length
  }

  /** Plans the turns of the slice that ends at `end`. */
  plan(end: number): void {
    this.clear()
    this.#setPaces(end)
    this.#end.set(end)
    for (let n = 0; n < this.#lanes.length; n++) {
      const lane = this.#lanes[n]
      if (lane !== undefined) this.#planLane(lane, this.#paces[n] ?? 0, end)
    }
    if (this.#demoTurn !== undefined) this.#add(end, this.#demoTurn)
  }

  #setPaces(end: number): void {
    const minute = Math.floor((end - 1) / 60_000) * 60_000
    if (minute === this.#paceOf) return
    this.#paceOf = minute
    this.#lanes.forEach(({ symbol }, n) => {
      this.#paces[n] = this.#model.tradesOf(symbol, minute) / SLICES_PER_MINUTE
    })
  }

  #planLane({ word, takerWord, ladderTurn, insideTurn, trade, hunt }: PlannedLane, pace: number, end: number): void {
    const shared = this.#end
    // Deep orders that are too near the price make room first.
    if (shared.chance(word) < LADDER_SHARE) this.#add(end - this.#within(word + 2), ladderTurn)
    if (shared.chance(word + 1) < INSIDE_SHARE) this.#add(end - this.#within(word + 3), insideTurn)
    const taker = shared.mix(takerWord)
    if (chance(taker, 1) < pace) this.#add(end - this.#within(word + 4), trade)
    else if (chance(taker, 2) < HUNT_SHARE) this.#add(end - this.#within(word + 4), hunt)
  }

  #within(word: number): number {
    return Math.floor(this.#end.chance(word) * SLICE_MS)
  }

  /** Inserts a turn behind those of its ms. */
  #add(time: number, act: Act): void {
    const times = this.#times
    const acts = this.#acts
    let place = times.length
    times.push(time)
    acts.push(act)
    for (; place > 0; place--) {
      const before = times[place - 1]
      const beforeAct = acts[place - 1]
      if (before === undefined || beforeAct === undefined || before <= time) break
      times[place] = before
      acts[place] = beforeAct
    }
    times[place] = time
    acts[place] = act
  }
}
