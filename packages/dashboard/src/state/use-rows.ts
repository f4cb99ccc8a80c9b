/** A list on screen: what was read over REST with what came live, brought up to date by the difference alone. */

import { useMemo, useState } from 'react'
import { RowList, type RowRules } from './row-list.ts'

/**
 * The rows, `undefined` until something was read. `rules` has to be the same object while it means the same. `live`
 * has its newest change first; `base` are rows that may be newer than what was read, in any order.
 */
export function useRows<T extends object>(
  read: readonly T[] | undefined,
  live: readonly T[],
  rules: RowRules<T>,
  base: readonly T[] = NONE,
): readonly T[] | undefined {
  const [growing] = useState(() => new GrowingList<T>())
  const list = useMemo(() => growing.of(read, rules), [growing, read, rules])
  // Safe to repeat: a row that was seen is passed over. Live comes first, since base may hold rows of it.
  return useMemo(() => {
    list?.rows.take(live)
    return list?.rows.add(base)
  }, [list, live, base])
}

/** One list for a reading that grows page by page: what is read further is added, and the rest is not sorted again. */
export class GrowingList<T extends object> {
  #read: readonly T[] = []
  #rules: RowRules<T> | undefined
  #rows: RowList<T> | undefined

  /** The list of `read`: a new answer for each reading, over the same rows while one continues the other. */
  of(read: readonly T[] | undefined, rules: RowRules<T>): { readonly rows: RowList<T> } | undefined {
    if (read === undefined) return undefined
    if (this.#rows === undefined || this.#rules !== rules || !continues(read, this.#read)) {
      this.#rows = new RowList(read, rules)
    } else if (read.length > this.#read.length) {
      this.#rows.add(read.slice(this.#read.length))
    }
    this.#read = read
    this.#rules = rules
    return { rows: this.#rows }
  }
}

/** Whether `longer` begins with all of `shorter`: pages are kept as they were read, so its ends tell. */
function continues<T>(longer: readonly T[], shorter: readonly T[]): boolean {
  const last = shorter.length - 1
  return last >= 0 && longer.length > last && longer[0] === shorter[0] && longer[last] === shorter[last]
}

const NONE: readonly never[] = []
