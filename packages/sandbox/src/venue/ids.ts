/**
 * Ids of MEXC's form. The 18 digits are the venue's time in ms and a five-digit count within it, so they rise, never
 * repeat, and go on after a restart from where they were.
 */

/** The last id given: the only thing to keep over a restart. */
export type IdState = { readonly time: number; readonly count: number }

const PER_MS = 100_000

export class IdSource {
  #time: number
  #count: number
  #quiet = 0

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
    return `C02__${digits}${String((this.#count * 37 + 11) % 1000).padStart(3, '0')}`
  }

  /** Short and rising: for orders that nobody is shown. */
  quietId(): string {
    return `B${++this.#quiet}`
  }

  /** 18 digits and `X0` for the maker's side of a match, `X1` for the taker's. */
  tradeId(time: number, isMaker: boolean): string {
    return `${this.#next(time)}${isMaker ? 'X0' : 'X1'}`
  }

  #next(time: number): string {
    if (time > this.#time) {
      this.#time = time
      this.#count = 0
    } else if (++this.#count >= PER_MS) {
      this.#time++
      this.#count = 0
    }
    return String(this.#time).padStart(13, '0') + String(this.#count).padStart(5, '0')
  }
}
