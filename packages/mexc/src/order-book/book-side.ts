/**
 * One side of a book as a grid of ticks, in pages: a level is found by arithmetic and changed in place, however deep
 * the side is. Pages stand in order with the best at the END. One that has lost its last level stays where it is, as
 * room for the next that is wanted there.
 */

/** A side of a book. */
export type BookSideName = 'bids' | 'asks'

const PAGE_TICKS = 16
const FIRST_CAPACITY = 64
/** So many empty pages, if half of all, are swept out: a side never holds on to more than it has levels. */
const MAX_EMPTY = 64
/** Empty pages that are kept for the next new one: at the top they come and go all the time. */
const MAX_SPARE = 16
/** Up to here, moving entries one by one is quicker than asking the runtime to. */
const SHORT_MOVE = 24

/** Quantities of 16 neighbouring ticks; `mask` says which of them are levels. */
type Page = { mask: number; readonly quantities: string[] }

/** One side of a book: levels sorted from the best price, updated in place. */
export class BookSide {
  /** 1 when a higher price is better (bids), -1 when a lower one is (asks). */
  readonly #sign: 1 | -1
  /** Page numbers, ascending. A page number is sign × ticks / 16, rounded down. */
  #numbers = new Float64Array(FIRST_CAPACITY)
  #pages: Page[] = []
  readonly #spare: Page[] = []
  /** Pages without a level; the last page is never one of them. */
  #empty = 0
  #size = 0

  constructor(side: BookSideName) {
    this.#sign = side === 'bids' ? 1 : -1
  }

  /** Number of levels. */
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
    const index = this.#empty === 0 ? 0 : this.#pages.findIndex(({ mask }) => mask !== 0)
    const page = this.#pages[index]
    return page && this.#ticksOf(index, highestBit(page.mask & -page.mask))
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
    const known = index < this.#pages.length && this.#numbers[index] === number
    const page = known ? (this.#pages[index] as Page) : this.#pageFor(index, number)
    const bit = key - number * PAGE_TICKS
    page.quantities[bit] = quantity
    const mask = page.mask | (1 << bit)
    if (mask === page.mask) return
    if (known && page.mask === 0) this.#empty--
    page.mask = mask
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
    if (page.mask === 0) this.#emptied(index)
  }

  /** The same prices on a grid that is `factor` times as fine. */
  rescale(factor: number): void {
    const levels: [number, string][] = []
    this.walk(0, (ticks, quantity) => levels.push([ticks * factor, quantity]) > 0)
    this.#pages = []
    this.#empty = 0
    this.#size = 0
    for (const [ticks, quantity] of levels.reverse()) this.set(ticks, quantity)
  }

  #ticksOf(index: number, bit: number): number {
    return ((this.#numbers[index] as number) * PAGE_TICKS + bit) * this.#sign
  }

  /** Index at which the page is or belongs: the first index whose number is not below it. Looks near the top first. */
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

  /** A page where none is: an empty neighbour is given its number, else room is made. */
  #pageFor(index: number, number: number): Page {
    const at = this.#pages[index - 1]?.mask === 0 ? index - 1 : index
    const neighbour = this.#pages[at]
    if (neighbour?.mask === 0) {
      this.#numbers[at] = number
      this.#empty--
      return neighbour
    }
    const page = this.#spare.pop() ?? { mask: 0, quantities: new Array<string>(PAGE_TICKS).fill('') }
    this.#insert(index, number, page)
    return page
  }

  #insert(index: number, number: number, page: Page): void {
    const pages = this.#pages
    const count = pages.length
    if (count === this.#numbers.length) {
      const larger = new Float64Array(count * 2)
      larger.set(this.#numbers)
      this.#numbers = larger
    }
    const numbers = this.#numbers
    if (count - index > SHORT_MOVE) {
      numbers.copyWithin(index + 1, index, count)
      pages.splice(index, 0, page)
    } else {
      for (let at = count; at > index; at--) {
        numbers[at] = numbers[at - 1] as number
        pages[at] = pages[at - 1] as Page
      }
      pages[index] = page
    }
    numbers[index] = number
  }

  /** The best page goes at once, so that the best level is always in the last. */
  #emptied(index: number): void {
    const pages = this.#pages
    this.#empty++
    if (index === pages.length - 1) {
      for (let last = pages.at(-1); last?.mask === 0; last = pages.at(-1)) {
        pages.pop()
        this.#empty--
        if (this.#spare.length < MAX_SPARE) this.#spare.push(last)
      }
    } else if (this.#empty > MAX_EMPTY && this.#empty * 2 > pages.length) this.#sweep()
  }

  #sweep(): void {
    let kept = 0
    for (const [index, page] of this.#pages.entries()) {
      if (page.mask === 0) continue
      this.#numbers[kept] = this.#numbers[index] as number
      this.#pages[kept++] = page
    }
    this.#pages.length = kept
    this.#empty = 0
  }
}

function highestBit(mask: number): number {
  return 31 - Math.clz32(mask)
}
