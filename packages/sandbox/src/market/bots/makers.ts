/**
 * The makers: a ladder that gives the book its depth on fixed rungs around the fair price, and an inside maker that keeps
 * the touch tight and in motion. Their decisions depend on the time alone, never on dice that have to be remembered.
 */

import type { OrderSide } from '@spotdeck/wire'
import type { SeatOrder } from '../../venue/contract/exchange.ts'
import type { BotTrader } from './bot-trader.ts'
import { chance, mix } from '../data/hash.ts'

/** Rungs a side. */
export const LADDER_RUNGS = 22
/** Orders a ladder touches at most in one turn, so that a jump of the price is spread over some turns. */
const TOUCHES_PER_TURN = 8
/** A fair price this far from the center of the ladder places the ladder again. */
const RELAY_SHARE = 0.25

/** Rungs a side of the deep book, which begins where the ladder ends. */
export const DEEP_RUNGS = 320
/** Number of ladder steps between two deep orders: the whole ladder reaches about as far as prices are accepted. */
const DEEP_STEPS = 2
/** It follows a price that has moved by so many of its rungs. */
const DEEP_SLACK = 3

/** One turn of a bot that keeps orders in the book. The first fills its whole side of it. */
export type Maker = (time: number) => void

type Rung = { readonly index: number; readonly order: SeatOrder; readonly side: OrderSide }

/**
 * The ladder of one symbol. `levelStep` is the distance of rungs as a share of the price; `rungs` are those a side, none of
 * them nearer to the fair price than half of `spread`, a share of the price.
 */
export function openLadder(
  desk: BotTrader,
  levelStep: number,
  { rungs = LADDER_RUNGS, spread = 0 }: { readonly rungs?: number; readonly spread?: number | undefined } = {},
): Maker {
  const ladder = new Ladder(desk, levelStep, { rungs, spread })
  return (time) => ladder.act(time)
}

class Ladder {
  readonly #desk: BotTrader
  readonly #levelStep: number
  /** Rungs a side. */
  readonly #size: number
  /** Least distance of a rung from the fair price, as a share of it. */
  readonly #gap: number
  readonly #rungs = new Map<number, Rung>()
  #laidAt = 0
  #step = 1
  #filled = false
  #wholeAt: number | undefined
  #ended = -1

  constructor(
    desk: BotTrader,
    levelStep: number,
    { rungs, spread }: { readonly rungs: number; readonly spread: number },
  ) {
    this.#desk = desk
    this.#levelStep = levelStep
    this.#size = rungs
    this.#gap = spread / 2
  }

  act(time: number): void {
    const desk = this.#desk
    const fair = desk.fair(time)
    this.#layOut(fair, time)
    const middle = this.#lastAtOrBelow(fair)
    // No rung was filled and the middle stayed: every rung is where it was left.
    if (!this.#filled || middle !== this.#wholeAt || this.#ended !== this.#countEnded()) {
      const { isWhole, touches } = this.#mend(middle, time, this.#filled ? TOUCHES_PER_TURN : 4 * this.#size)
      this.#filled = true
      this.#wholeAt = isWhole ? middle : undefined
      this.#ended = this.#countEnded()
      if (touches <= 0) return
    }
    const index = middle - (this.#size >> 1) + Math.floor(chance(desk.word + 1, time) * (this.#size + 2))
    const rung = this.#rungs.get(index)
    if (rung !== undefined) this.#drop(rung, time)
    this.#place(index, middle, time)
    if (!this.#rungs.has(index)) this.#wholeAt = undefined
  }

  /** With a gap, the rungs near the fair price are looked at after each match. */
  #countEnded(): number {
    return this.#gap > 0 ? this.#desk.matches() : this.#desk.ended()
  }

  #priceAt(index: number): number {
    return index * this.#step + Math.floor(chance(this.#desk.word, index) * this.#step * 0.8)
  }

  #lastAtOrBelow(ticks: number): number {
    const index = Math.floor(ticks / this.#step)
    return this.#priceAt(index) <= ticks ? index : index - 1
  }

  #layOut(fair: number, time: number): void {
    if (this.#laidAt > 0 && Math.abs(fair - this.#laidAt) < this.#laidAt * RELAY_SHARE) return
    for (const rung of this.#rungs.values()) this.#desk.cancel(rung.order, time)
    this.#rungs.clear()
    this.#laidAt = fair
    this.#step = Math.max(1, Math.round(fair * this.#levelStep))
    this.#filled = false
  }

  #place(index: number, middle: number, time: number): void {
    const desk = this.#desk
    const distance = index <= middle ? middle - index : index - middle - 1
    const luck = chance(mix(desk.word, index), time)
    const lots = desk.usualLots(time) * (0.4 + 1.6 * luck) * (1 + 0.3 * distance)
    const side = index <= middle ? 'BUY' : 'SELL'
    const ticks = this.#priceAt(index)
    if (ticks < 1 || this.#isNear(ticks, time)) return
    const order = desk.place({ side, type: 'LIMIT_MAKER', ticks, lots, time })
    if (order !== undefined) this.#rungs.set(index, { index, order, side })
  }

  #isNear(ticks: number, time: number): boolean {
    if (this.#gap === 0) return false
    const fair = this.#desk.fair(time)
    return Math.abs(ticks - fair) < fair * this.#gap
  }

  #isRungNear(index: number, time: number): boolean {
    return this.#gap > 0 && this.#isNear(this.#priceAt(index), time)
  }

  #drop({ index, order }: Rung, time: number): void {
    this.#desk.cancel(order, time)
    this.#rungs.delete(index)
  }

  /** Cancels orders at wrong prices and adds missing ones; `isWhole` when every order is in its place. */
  #mend(middle: number, time: number, most: number): { readonly isWhole: boolean; readonly touches: number } {
    const rungs = this.#rungs
    let touches = most
    let inPlace = 0
    for (const rung of rungs.values()) {
      const { index } = rung
      if (!this.#desk.isResting(rung.order)) {
        rungs.delete(index)
        continue
      }
      const wrong = rung.side === 'BUY' ? index > middle : index <= middle
      const far = Math.abs(index - middle) > this.#size + 2
      if ((wrong || far || this.#isRungNear(index, time)) && touches-- > 0) this.#drop(rung, time)
      else if (index > middle - this.#size && index <= middle + this.#size) inPlace++
    }
    if (inPlace === 2 * this.#size) return { isWhole: touches > 0, touches }
    let isWhole = true
    const fill = (index: number): void => {
      if (rungs.has(index)) return
      if (touches-- > 0) this.#place(index, middle, time)
      isWhole &&= rungs.has(index)
    }
    for (let distance = 0; distance < this.#size && touches > 0; distance++) {
      fill(middle - distance)
      fill(middle + 1 + distance)
    }
    return { isWhole: isWhole && touches > 0, touches }
  }
}

type Missing = Pick<Rung, 'index' | 'side'> & { readonly distance: number }

/**
 * The deep book of one symbol: what rests too far away to be traded on most days. It stays where it was put while the price
 * stays, and moves along rung by rung at its two ends.
 */
export function openDeep(desk: BotTrader, levelStep: number, size = DEEP_RUNGS): Maker {
  const rungs = new Map<number, Rung>()
  let step = 0
  let at: number | undefined

  const drop = ({ index, order }: Rung, time: number): void => {
    rungs.delete(index)
    if (desk.isResting(order)) desk.cancel(order, time)
  }
  const place = ({ index, side, distance }: Missing, time: number): void => {
    const ticks = index * step + Math.floor(chance(desk.word, index) * step * 0.9)
    if (ticks < 1) return
    const lots = desk.usualLots(time) * (0.5 + 3 * chance(desk.word + 1, index)) * (2 + 0.05 * distance)
    const order = desk.place({ side, type: 'LIMIT_MAKER', ticks, lots, time })
    if (order !== undefined) rungs.set(index, { index, order, side })
  }
  return (time) => {
    const fair = desk.fair(time)
    if (step === 0) step = Math.max(1, Math.round(fair * levelStep * DEEP_STEPS))
    const middle = Math.floor(fair / step)
    if (at !== undefined && Math.abs(middle - at) < DEEP_SLACK) return
    at = middle
    const gap = Math.ceil(LADDER_RUNGS / DEEP_STEPS) + 1
    for (const rung of rungs.values()) {
      const distance = rung.side === 'BUY' ? middle - rung.index : rung.index - middle
      if (distance < gap || distance >= gap + size) drop(rung, time)
    }
    for (let n = 0; n < size; n++) {
      if (!rungs.has(middle - gap - n)) place({ index: middle - gap - n, side: 'BUY', distance: n }, time)
      if (!rungs.has(middle + gap + n)) place({ index: middle + gap + n, side: 'SELL', distance: n }, time)
    }
  }
}

/** A symbol's spread is its levels' distance times the square of their share of this: liquid pairs are a tick wide. */
const WIDEST_STEP = 0.0012

/**
 * The inside maker of one symbol: one bid and one ask between the ladder's, moved along with the fair price. `spread` is
 * the distance of the two as a share of the price; absent: it follows from the distance of the levels.
 */
export function openInside(desk: BotTrader, levelStep: number, spread?: number): Maker {
  const usual = levelStep * (levelStep / WIDEST_STEP) ** 2
  const buy = openQuote(desk, 'BUY')
  const sell = openQuote(desk, 'SELL')
  return (time) => {
    const wide = spread === undefined ? usual * (0.1 + 0.35 * chance(desk.word + 3, time)) : spread / 2
    const fair = desk.fair(time)
    const half = Math.max(0.5, fair * wide)
    const middle = fair + (chance(desk.word + 4, time) < 0.5 ? 0.5 : -0.5)
    const bid = Math.max(1, Math.floor(middle - half))
    const ask = Math.max(2, Math.ceil(middle + half))
    // Both leave before either comes back, so that a moving price does not leave one of them behind.
    leave(buy, bid, time)
    leave(sell, ask, time)
    put(buy, bid, time)
    put(sell, ask, time)
  }
}

/** A quote of an inside maker. `stays`, `size`: sources of its decisions. */
type Quote = {
  readonly desk: BotTrader
  readonly side: OrderSide
  readonly stays: number
  readonly size: number
  /** Absent while there is none. */
  order: SeatOrder | undefined
  /** The price that it should have; it rests there or behind. */
  ticks: number
}

function openQuote(desk: BotTrader, side: OrderSide): Quote {
  const [stays, size] = side === 'BUY' ? [1, 5] : [2, 6]
  return { desk, side, stays: mix(desk.word, stays), size: mix(desk.word, size), order: undefined, ticks: 0 }
}

/** Cancels a quote that is not where it should be, and now and then one that is. */
function leave(quote: Quote, ticks: number, time: number): void {
  const { desk, order } = quote
  if (order === undefined) return
  if (desk.isResting(order)) {
    if (quote.ticks === ticks && chance(quote.stays, time) > 0.35) return
    desk.cancel(order, time)
  }
  quote.order = undefined
}

function put(quote: Quote, ticks: number, time: number): void {
  if (quote.order !== undefined) return
  const { desk, side } = quote
  const { bid, ask } = desk.top()
  const passive = side === 'BUY' ? Math.min(ticks, (ask ?? Infinity) - 1) : Math.max(ticks, (bid ?? 0) + 1)
  const lots = desk.usualLots(time) * (1 + 2 * chance(quote.size, time))
  quote.order = desk.place({ side, type: 'LIMIT_MAKER', ticks: passive, lots, time })
  quote.ticks = ticks
}
