/**
 * One side of a book: ticks in a typed array with the best at the END, quantities beside them. Books change near their
 * top, so an insertion or a removal moves few entries however deep the side is.
 */

const FIRST_CAPACITY = 256

export class BookSide {
  /** 1 when a higher price is better (bids), -1 when a lower one is (asks). */
  readonly #sign: 1 | -1
  /** Sign × ticks, ascending: the best is the last. */
  #keys = new Float64Array(FIRST_CAPACITY)
  #quantities: string[] = []
  #size = 0

  constructor(side: 'bids' | 'asks') {
    this.#sign = side === 'bids' ? 1 : -1
  }

  get size(): number {
    return this.#size
  }

  /** Ticks of the level at `rank`, 0 the best; `undefined` beyond the last. */
  ticksAt(rank: number): number | undefined {
    const key = rank >= 0 && rank < this.#size ? this.#keys[this.#size - 1 - rank] : undefined
    return key === undefined ? undefined : key * this.#sign
  }

  /** Quantity of the level at `rank` as MEXC wrote it. */
  quantityAt(rank: number): string | undefined {
    return rank >= 0 ? this.#quantities[this.#size - 1 - rank] : undefined
  }

  set(ticks: number, quantity: string): void {
    const key = ticks * this.#sign
    const index = this.#indexOf(key)
    if (index < this.#size && this.#keys[index] === key) {
      this.#quantities[index] = quantity
      return
    }
    if (this.#size === this.#keys.length) this.#grow()
    this.#keys.copyWithin(index + 1, index, this.#size)
    this.#keys[index] = key
    if (index === this.#size) this.#quantities.push(quantity)
    else this.#quantities.splice(index, 0, quantity)
    this.#size++
  }

  /** Removing a level that is not there is normal: it lay beyond the snapshot. */
  remove(ticks: number): void {
    const key = ticks * this.#sign
    const index = this.#indexOf(key)
    if (index >= this.#size || this.#keys[index] !== key) return
    this.#keys.copyWithin(index, index + 1, this.#size)
    if (index === this.#size - 1) this.#quantities.pop()
    else this.#quantities.splice(index, 1)
    this.#size--
  }

  /** Multiplies every price by `factor`: the same prices on a finer grid. */
  rescale(factor: number): void {
    for (let i = 0; i < this.#size; i++) this.#keys[i] = (this.#keys[i] ?? 0) * factor
  }

  /** Where the key is or belongs: the first index whose key is not below it. Looks near the top first. */
  #indexOf(key: number): number {
    let high = this.#size
    let step = 8
    while (high - step >= 0 && (this.#keys[high - step] ?? 0) >= key) {
      high -= step
      step *= 2
    }
    let low = Math.max(0, high - step)
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#keys[middle] ?? 0) < key) low = middle + 1
      else high = middle
    }
    return low
  }

  #grow(): void {
    const larger = new Float64Array(this.#keys.length * 2)
    larger.set(this.#keys)
    this.#keys = larger
  }
}
