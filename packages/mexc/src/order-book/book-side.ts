/**
 * One side of a book as a grid of ticks, in pages: a level is found by arithmetic and changed in place, however deep the
 * side is. Pages stand in order with the best at the END; one is made or dropped seldom, and then mostly near that end.
 */

const PAGE_TICKS = 16
const FIRST_CAPACITY = 64

/** Quantities of 16 neighbouring ticks; `mask` says which of them are levels. */
type Page = { mask: number; readonly quantities: string[] }

export class BookSide {
  /** 1 when a higher price is better (bids), -1 when a lower one is (asks). */
  readonly #sign: 1 | -1
  /** Page numbers, ascending. A page number is sign × ticks / 16, rounded down. */
  #numbers = new Float64Array(FIRST_CAPACITY)
  #pages: Page[] = []
  #size = 0

  constructor(side: 'bids' | 'asks') {
    this.#sign = side === 'bids' ? 1 : -1
  }

  /** How many levels there are. */
  get size(): number {
    return this.#size
  }

  /** Ticks of the best level; `undefined` on an empty side. */
  get bestTicks(): number | undefined {
    const last = this.#pages.length - 1
    const page = this.#pages[last]
    return page && this.#ticksOf(last, highestBit(page.mask))
  }

  /** Ticks of the worst level; `undefined` on an empty side. */
  get worstTicks(): number | undefined {
    const page = this.#pages[0]
    return page && this.#ticksOf(0, highestBit(page.mask & -page.mask))
  }

  /** Visits the levels from `rank` on, 0 the best, until `visit` answers false. Quantities are as MEXC wrote them. */
  walk(rank: number, visit: (ticks: number, quantity: string) => boolean): void {
    let skip = rank
    for (let index = this.#pages.length - 1; index >= 0; index--) {
      const { mask, quantities } = this.#pages[index] as Page
      for (let left = mask; left !== 0;) {
        const bit = highestBit(left)
        left &= ~(1 << bit)
        if (skip-- > 0) continue
        if (!visit(this.#ticksOf(index, bit), quantities[bit] as string)) return
      }
    }
  }

  set(ticks: number, quantity: string): void {
    const key = ticks * this.#sign
    const number = Math.floor(key / PAGE_TICKS)
    const index = this.#indexOf(number)
    const page = this.#numbers[index] === number && index < this.#pages.length ? this.#pages[index] : undefined
    const { mask, quantities } = page ?? this.#addPage(index, number)
    const bit = key - number * PAGE_TICKS
    quantities[bit] = quantity
    if ((mask & (1 << bit)) !== 0) return
    ;(this.#pages[index] as Page).mask = mask | (1 << bit)
    this.#size++
  }

  /** Removing a level that is not there is normal: it lay beyond the snapshot. */
  remove(ticks: number): void {
    const key = ticks * this.#sign
    const number = Math.floor(key / PAGE_TICKS)
    const index = this.#indexOf(number)
    const page = this.#pages[index]
    const bit = key - number * PAGE_TICKS
    if (page === undefined || this.#numbers[index] !== number || (page.mask & (1 << bit)) === 0) return
    page.mask &= ~(1 << bit)
    page.quantities[bit] = ''
    this.#size--
    if (page.mask === 0) this.#dropPage(index)
  }

  /** The same prices on a grid that is `factor` times as fine. */
  rescale(factor: number): void {
    const levels: [number, string][] = []
    this.walk(0, (ticks, quantity) => levels.push([ticks * factor, quantity]) > 0)
    this.#pages = []
    this.#size = 0
    for (const [ticks, quantity] of levels.reverse()) this.set(ticks, quantity)
  }

  #ticksOf(index: number, bit: number): number {
    return ((this.#numbers[index] as number) * PAGE_TICKS + bit) * this.#sign
  }

  /** Where the page is or belongs: the first index whose number is not below it. Looks near the top first. */
  #indexOf(number: number): number {
    const numbers = this.#numbers
    let high = this.#pages.length
    let step = 1
    while (high - step >= 0 && (numbers[high - step] as number) >= number) {
      high -= step
      step *= 2
    }
    let low = Math.max(0, high - step)
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((numbers[middle] as number) < number) low = middle + 1
      else high = middle
    }
    return low
  }

  #addPage(index: number, number: number): Page {
    const count = this.#pages.length
    if (count === this.#numbers.length) {
      const larger = new Float64Array(count * 2)
      larger.set(this.#numbers)
      this.#numbers = larger
    }
    const page: Page = { mask: 0, quantities: new Array<string>(PAGE_TICKS).fill('') }
    this.#numbers.copyWithin(index + 1, index, count)
    this.#numbers[index] = number
    this.#pages.splice(index, 0, page)
    return page
  }

  #dropPage(index: number): void {
    this.#numbers.copyWithin(index, index + 1, this.#pages.length)
    this.#pages.splice(index, 1)
  }
}

function highestBit(mask: number): number {
  return 31 - Math.clz32(mask)
}
