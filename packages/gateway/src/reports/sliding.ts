/**
 * Sums over a span of lines that is asked for again and again while lines are added at its end and its start moves on: only what
 * came and what went is counted. Sums of exact numbers can be taken back to the digit.
 */

/** Lines in order; `version` changes when those that were there are no longer the same. */
export type LineSource<Line> = {
  readonly version: number
  readonly lines: readonly Line[]
}

/** How sums begin, and how a line is counted into them (1) or out of them (-1). */
export type Counting<Line, Sums> = {
  readonly none: () => Sums
  readonly count: (sums: Sums, line: Line, sign: 1 | -1) => void
}

type Window<Sums> = { readonly version: number; readonly from: number; readonly to: number; readonly sums: Sums }

export class Sliding<Line, Sums> {
  readonly #counting: Counting<Line, Sums>
  #window: Window<Sums> | undefined

  constructor(counting: Counting<Line, Sums>) {
    this.#counting = counting
  }

  /** The sums of `lines[from..to)`; they belong to this object and hold until the next call. */
  over(source: LineSource<Line>, from: number, to: number): Sums {
    return this.#count(source, from, to, Infinity).sums
  }

  /** Counts at most about `most` lines on the way to `over`; answers whether nothing is left to count. */
  nearer(source: LineSource<Line>, from: number, to: number, most: number): boolean {
    const window = this.#count(source, from, to, most)
    return window.from === from && window.to === to
  }

  #count({ version, lines }: LineSource<Line>, from: number, to: number, most: number): Window<Sums> {
    const known = this.#window
    const isNear =
      known !== undefined && known.version === version && from >= known.from && from <= known.to && to >= known.to
    const { sums, ...at } = isNear ? known : { from, to: from, sums: this.#counting.none() }
    const gone = Math.min(from, at.from + most)
    for (const line of lines.slice(at.from, gone)) this.#counting.count(sums, line, -1)
    const come = gone < from ? at.to : Math.min(to, at.to + most)
    for (const line of lines.slice(at.to, come)) this.#counting.count(sums, line, 1)
    return (this.#window = { version, from: gone, to: come, sums })
  }
}

/** Most questions whose sums are kept: the least recently asked is forgotten. */
const MAX_CACHED = 16

/** Sums by question. */
export class SlidingCache<Line> {
  readonly #kept = new Map<string, unknown>()

  /** The sums of the question `key`; a key always goes with the same way of counting. */
  sums<Sums>(key: string, counting: Counting<Line, Sums>): Sliding<Line, Sums> {
    const known = this.#kept.get(key) as Sliding<Line, Sums> | undefined
    const sliding = known ?? new Sliding(counting)
    this.#kept.delete(key)
    this.#kept.set(key, sliding)
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > MAX_CACHED && oldest !== undefined) this.#kept.delete(oldest)
    return sliding
  }
}
