/**
 * Ids of MEXC's form. The 18 digits are the venue's time in ms and a five-digit count within it, so they rise, never
 * repeat, and go on after a restart from where they were.
 */

/** The last id given: the only thing to keep over a restart. */
export type IdState = { readonly time: number; readonly count: number }

const PER_MS = 100_000
const ORDER_PREFIX = 'C02__'

/** Source of rising ids. */
export class IdSource {
  #time: number
  #count: number
  #pairTime = 0
  #pairCount = 0

  constructor(state: IdState = { time: 0, count: 0 }) {
    this.#time = state.time
    this.#count = state.count
  }

  get state(): IdState {
    return { time: this.#time, count: this.#count }
  }

  /** `C02__` and 21 digits. */
  orderId(time: number): string {
    const digits = this.#next(time)
    return `${ORDER_PREFIX}${digits}${String((this.#count * 37 + 11) % 1000).padStart(3, '0')}`
  }

  /** Sets aside two ids for the bots of a match: `pairTime` and `pairCount` say the maker's, the taker's comes after it. */
  reservePair(time: number): void {
    this.#advance(time)
    this.#pairTime = this.#time
    this.#pairCount = this.#count
    this.#advance(time)
  }

  get pairTime(): number {
    return this.#pairTime
  }

  get pairCount(): number {
    return this.#pairCount
  }

  #next(time: number): string {
    this.#advance(time)
    return digitsOf(this.#time, this.#count)
  }

  #advance(time: number): void {
    if (time > this.#time) {
      this.#time = time
      this.#count = 0
    } else if (++this.#count >= PER_MS) {
      this.#time++
      this.#count = 0
    }
  }
}

function digitsOf(time: number, count: number): string {
  return String(time).padStart(13, '0') + String(count).padStart(5, '0')
}

/** Both ids of a match between bots, joined by `_`. */
export function pairIdOf(pairTime: number, pairCount: number): string {
  return `${makerIdOf(pairTime, pairCount)}_${takerIdOf(pairTime, pairCount)}`
}

/**
 * The id of a deal of a person's order. MEXC: the first 18 digits of the order's own id, X, and how many fills it had before.
 */
export function dealIdOf(orderId: string, fill: number): string {
  return `${orderId.slice(ORDER_PREFIX.length, ORDER_PREFIX.length + 18)}X${fill}`
}

/** A bot's id of a match as its maker: 18 digits and `X0`. Bots' orders have no ids; each fill counts as an order's first. */
export function makerIdOf(pairTime: number, pairCount: number): string {
  return `${digitsOf(pairTime, pairCount)}X0`
}

/** The same as its taker: the next 18 digits. */
export function takerIdOf(pairTime: number, pairCount: number): string {
  const rolls = pairCount + 1 >= PER_MS
  return `${rolls ? digitsOf(pairTime + 1, 0) : digitsOf(pairTime, pairCount + 1)}X0`
}
