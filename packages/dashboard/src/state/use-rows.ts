/** A list on screen: rows read over REST merged with rows that arrive live, brought up to date by the difference alone. */

import { useState } from 'react'
import { RowList, type RowRules } from './row-list.ts'

/**
 * The rows in order, `undefined` until something was read. `rules` has to be the same object while it means the same. `live`
 * has its newest change first; `base` are rows that may be newer than what was read, in any order.
 */
export function useRows<T extends object>(
  read: readonly T[] | undefined,
  live: readonly T[],
  rules: RowRules<T>,
  base: readonly T[] = NONE,
): readonly T[] | undefined {
  const [store] = useState(() => new RowStore<T>())
  return store.rowsOf({ read, rules, live, base })
}

/** Sources of a list; the array of a source has to be the same while its content is. */
export type RowSources<T> = {
  /** Rows read over REST so far, `undefined` before the first answer. */
  readonly read: readonly T[] | undefined
  readonly rules: RowRules<T>
  /** Newest change first. */
  readonly live: readonly T[]
  /** Further current rows, in any order. */
  readonly base?: readonly T[]
}

/**
 * Rows of one list that grows page by page: a further page and further live rows are added, and the rest is not sorted again.
 * The same sources give the same array, so a render that is repeated or discarded changes nothing.
 */
export class RowStore<T extends object> {
  #sources: RowSources<T> | undefined
  #list: RowList<T> | undefined
  #rows: readonly T[] | undefined

  /** The rows of `sources` in order, `undefined` while nothing was read. */
  rowsOf(sources: RowSources<T>): readonly T[] | undefined {
    const before = this.#sources
    if (before !== undefined && isSame(before, sources)) return this.#rows
    this.#sources = sources
    const { read, rules, live, base = NONE } = sources
    if (read === undefined) {
      this.#list = undefined
      this.#rows = undefined
      return undefined
    }
    if (this.#list === undefined || before?.read === undefined || !continues(sources, before)) {
      this.#list = new RowList(read, rules)
    } else if (read.length > before.read.length) {
      this.#list.add(read.slice(before.read.length))
    }
    // Live comes first, since base may hold rows of it; a row that was added before is skipped.
    this.#list.take(live)
    this.#rows = this.#list.add(base)
    return this.#rows
  }
}

function isSame<T>(a: RowSources<T>, b: RowSources<T>): boolean {
  return a.read === b.read && a.rules === b.rules && a.live === b.live && a.base === b.base
}

/** True if `next` begins with all rows of `before`: pages are kept as they were read, so comparing both ends is enough. */
function continues<T>(next: RowSources<T>, before: RowSources<T>): boolean {
  const longer = next.read ?? NONE
  const shorter = before.read ?? NONE
  const last = shorter.length - 1
  const isLonger = last >= 0 && longer.length > last
  return next.rules === before.rules && isLonger && longer[0] === shorter[0] && longer[last] === shorter[last]
}

const NONE: readonly never[] = []
