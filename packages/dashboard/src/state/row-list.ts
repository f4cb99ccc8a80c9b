/** Rows in their one order, each once: what was read is sorted once, what comes live is merged in without touching the rest. */

/** Order and identity of a list's rows. `before` is total and never changes for a row, even if the row does. */
export type RowRules<T> = {
  readonly key: (row: T) => string
  /** Negative when `a` stands above `b`. */
  readonly before: (a: T, b: T) => number
  readonly matches: (row: T) => boolean
  /** True if a live copy replaces the one that is shown. */
  readonly replaces: (live: T, shown: T) => boolean
}

/** A list of rows that grows by small batches. Each answer is a new array; arrays answered before stay as they were. */
export class RowList<T extends object> {
  readonly #rules: RowRules<T>
  readonly #seen = new WeakSet<T>()
  #byKey: Map<string, T>
  #rows: readonly T[]

  constructor(read: readonly T[], rules: RowRules<T>) {
    this.#rules = rules
    this.#byKey = new Map(read.map((row) => [rules.key(row), row]))
    this.#rows = [...this.#byKey.values()].sort(rules.before)
  }

  /** The rows as they are. */
  get rows(): readonly T[] {
    return this.#rows
  }

  /** Takes in what is new of `live`, whose newest change stands first. */
  take(live: readonly T[]): readonly T[] {
    const fresh: T[] = []
    for (const row of live) {
      // Everything behind a row that was seen has been seen before it.
      if (this.#seen.has(row)) break
      this.#seen.add(row)
      fresh.push(row)
    }
    if (fresh.length > 0) this.#put(fresh)
    return this.#rows
  }

  /** Takes in what is new of `rows`, in whatever order they stand. */
  add(rows: readonly T[]): readonly T[] {
    const fresh = rows.filter((row) => !this.#seen.has(row))
    for (const row of fresh) this.#seen.add(row)
    if (fresh.length > 0) this.#put(fresh)
    return this.#rows
  }

  #put(fresh: readonly T[]): void {
    const gone = new Set<T>()
    const added: T[] = []
    for (const row of fresh) {
      const key = this.#rules.key(row)
      const shown = this.#byKey.get(key)
      if (shown !== undefined && (shown === row || !this.#rules.replaces(row, shown))) continue
      if (shown !== undefined) gone.add(shown)
      if (this.#rules.matches(row)) {
        this.#byKey.set(key, row)
        added.push(row)
      } else this.#byKey.delete(key)
    }
    if (gone.size === 0 && added.length === 0) return
    this.#rows = merge(this.#rows, gone, added.filter((row) => !gone.has(row)).sort(this.#rules.before), this.#rules)
  }
}

/** Both lists are in order. Below the last row that changes, the rest is copied as it is. */
function merge<T extends object>(
  rows: readonly T[],
  gone: ReadonlySet<T>,
  added: readonly T[],
  { before }: RowRules<T>,
): readonly T[] {
  const merged: T[] = []
  let left = gone.size
  let next = 0
  let at = 0
  for (; at < rows.length && (left > 0 || next < added.length); at++) {
    const row = rows[at]
    if (row === undefined) continue
    for (let add = added[next]; add !== undefined && before(add, row) <= 0; add = added[next]) {
      merged.push(add)
      next += 1
    }
    if (gone.has(row)) left -= 1
    else merged.push(row)
  }
  for (; next < added.length; next++) {
    const add = added[next]
    if (add !== undefined) merged.push(add)
  }
  return at < rows.length ? merged.concat(rows.slice(at)) : merged
}
