/**
 * One side of a book: prices as whole ticks in one sorted array, quantities beside them, the best at the END. Nearly
 * all changes are near the best price, where a level is found and moved within a few neighbouring entries.
 */

/** A side of a book. */
export type BookSideName = 'bids' | 'asks'

const FIRST_CAPACITY = 128
/** Up to here, moving entries one by one is quicker than asking the runtime to. */
const SHORT_MOVE = 24

/** One side of a book: levels sorted from the best price, updated in place. */
export class BookSide {
  /** 1 when a higher price is better (bids), -1 when a lower one is (asks). */
  readonly #sign: 1 | -1
  /** Sign × ticks of the levels, ascending. */
  #keys = new Float64Array(FIRST_CAPACITY)
  readonly #quantities: string[] = []

  constructor(side: BookSideName) {
    this.#sign = side === 'bids' ? 1 : -1
  }

  /** Number of levels. */
  get size(): number {
    return this.#quantities.length
  }

  /** Ticks of the best level; `undefined` on an empty side. */
  get bestTicks(): number | undefined {
    const { size } = this
    return size === 0 ? undefined : (this.#keys[size - 1] as number) * this.#sign
  }

  /** Ticks of the worst level; `undefined` on an empty side. */
  get worstTicks(): number | undefined {
    return this.size === 0 ? undefined : (this.#keys[0] as number) * this.#sign
  }

  /** Visits the levels from `rank` on, 0 the best, until `visit` answers false. Quantities are as MEXC wrote them. */
  walk(rank: number, visit: (ticks: number, quantity: string) => boolean): void {
    for (let index = this.size - 1 - rank; index >= 0; index--) {
      if (!visit((this.#keys[index] as number) * this.#sign, this.#quantities[index] as string)) return
    }
  }

  set(ticks: number, quantity: string): void {
    const key = ticks * this.#sign
    const index = this.#indexOf(key)
    if (this.#keys[index] !== key || index === this.size) this.#makeRoom(index)
    this.#keys[index] = key
    this.#quantities[index] = quantity
  }

  /** Removing a level that is not there is normal: it lay beyond the snapshot. */
  remove(ticks: number): void {
    const key = ticks * this.#sign
    const index = this.#indexOf(key)
    if (index < this.size && this.#keys[index] === key) this.#close(index)
  }

  /** The same prices on a grid that is `factor` times as fine. */
  rescale(factor: number): void {
    for (let index = 0; index < this.size; index++) this.#keys[index] = (this.#keys[index] as number) * factor
  }

  /** Index at which the key is or belongs: the first index whose key is not below it. Looks near the best first. */
  #indexOf(key: number): number {
    const keys = this.#keys
    let high = this.size
    let step = 1
    while (high - step >= 0 && (keys[high - step] as number) >= key) {
      high -= step
      step *= 2
    }
    let low = Math.max(0, high - step)
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((keys[middle] as number) < key) low = middle + 1
      else high = middle
    }
    return low
  }

  #makeRoom(index: number): void {
    const quantities = this.#quantities
    const count = quantities.length
    if (count === this.#keys.length) {
      const larger = new Float64Array(count * 2)
      larger.set(this.#keys)
      this.#keys = larger
    }
    const keys = this.#keys
    if (count - index > SHORT_MOVE) {
      keys.copyWithin(index + 1, index, count)
      quantities.splice(index, 0, '')
      return
    }
    for (let at = count; at > index; at--) {
      keys[at] = keys[at - 1] as number
      quantities[at] = quantities[at - 1] as string
    }
  }

  #close(index: number): void {
    const [keys, quantities] = [this.#keys, this.#quantities]
    const count = quantities.length
    if (count - index > SHORT_MOVE) {
      keys.copyWithin(index, index + 1, count)
      quantities.splice(index, 1)
      return
    }
    for (let at = index + 1; at < count; at++) {
      keys[at - 1] = keys[at] as number
      quantities[at - 1] = quantities[at] as string
    }
    quantities.pop()
  }
}
