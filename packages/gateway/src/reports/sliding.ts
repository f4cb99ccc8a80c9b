/**
 * Sums over a sliding span of lines: only lines that entered or left the span since the last call are counted. Sums of exact numbers
 * are reversible to the digit.
 */

import { BoundedMap } from '@spotdeck/ports'

/** Lines in order; `version` changes when earlier lines change. */
export type LineSource<Line> = {
  readonly version: number
  readonly lines: readonly Line[]
}

/** Empty sums, and the function that adds a line to sums (1) or removes it (-1). */
export type Counting<Line, Sums> = {
  readonly none: () => Sums
  readonly count: (sums: Sums, line: Line, sign: 1 | -1) => void
}

type Window<Sums> = { readonly version: number; readonly from: number; readonly to: number; readonly sums: Sums }

/** Sums over one sliding span. */
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

  /** Counts at most about `most` lines towards `over`; true if nothing is left to count. */
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

/** Most queries whose sums are cached; the least recently used is dropped. */
const MAX_CACHED = 16

type Shared<Line, Sums> = { readonly sums: Sliding<Line, Sums>; last: Promise<unknown> }

/** Sums by query. */
export class SlidingCache<Line> {
  readonly #kept = new BoundedMap<string, unknown>({ maxSize: MAX_CACHED, order: 'use' })

  /**
   * Runs `use` with the sums of the query `key`; a key always has the same `counting`. Calls for one key run one after another:
   * two spans that are counted in parts at the same time would restart each other for ever.
   */
  inTurn<Sums, Result>(
    key: string,
    counting: Counting<Line, Sums>,
    use: (sums: Sliding<Line, Sums>) => Promise<Result>,
  ): Promise<Result> {
    const make = (): Shared<Line, Sums> => ({ sums: new Sliding(counting), last: Promise.resolve() })
    const shared = this.#kept.getOrSet(key, make) as Shared<Line, Sums>
    const result = shared.last.then(() => use(shared.sums))
    shared.last = result.catch(() => undefined)
    return result
  }
}
