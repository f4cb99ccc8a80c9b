/** Rows in one total order, each key once: what was read is sorted once, changes are merged in without sorting the rest. */

/** Order and identity of a list's rows. `before` is total and never changes for a row, even if the row does. */
export type RowRules<T> = {
  readonly key: (row: T) => string
  /** Negative when `a` stands above `b`; 0 only for two versions of one row. */
  readonly before: (a: T, b: T) => number
  readonly matches: (row: T) => boolean
  /** True if a live copy replaces the one that is shown. */
  readonly replaces: (live: T, shown: T) => boolean
}

/** The rows in order; of several rows with one key, the last. */
export function sortedRows<T extends object>(rows: readonly T[], rules: RowRules<T>): readonly T[] {
  return [...new Map(rows.map((row) => [rules.key(row), row])).values()].sort(rules.before)
}

/**
 * Merges `changes`, one after the other, into ordered rows: a change replaces the row of its key where the rules allow it, and
 * removes it where it does not match. Returns `rows` itself if nothing changes.
 */
export function mergeRows<T extends object>(
  rows: readonly T[],
  changes: readonly T[],
  rules: RowRules<T>,
): readonly T[] {
  const gone = new Set<T>()
  const added = new Map<string, T>()
  const shownOf = (row: T, key: string): T | undefined => {
    const shown = added.get(key) ?? find(rows, row, rules)
    return shown !== undefined && gone.has(shown) ? undefined : shown
  }
  for (const row of changes) {
    const key = rules.key(row)
    const shown = shownOf(row, key)
    if (shown !== undefined && (shown === row || !rules.replaces(row, shown))) continue
    if (shown !== undefined && !added.delete(key)) gone.add(shown)
    if (rules.matches(row)) added.set(key, row)
  }
  if (gone.size === 0 && added.size === 0) return rows
  return merge(rows, { gone, added: [...added.values()].sort(rules.before) }, rules)
}

/** Binary search for the version of `row` in ordered rows. */
function find<T>(rows: readonly T[], row: T, { before }: RowRules<T>): T | undefined {
  let [from, to] = [0, rows.length]
  while (from < to) {
    const middle = (from + to) >> 1
    const other = rows[middle]
    if (other === undefined) return undefined
    const order = before(row, other)
    if (order === 0) return other
    if (order < 0) to = middle
    else from = middle + 1
  }
  return undefined
}

/** Both lists are in order. Below the last row that changes, the rest is copied as it is. */
function merge<T extends object>(
  rows: readonly T[],
  { gone, added }: { readonly gone: ReadonlySet<T>; readonly added: readonly T[] },
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
