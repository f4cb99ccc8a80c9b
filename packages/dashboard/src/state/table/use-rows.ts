/** A list on screen: rows read over REST merged with rows that arrive live, brought up to date by the difference alone. */

import { useState } from 'react'
import { type RowRules, mergeRows, sortedRows } from '../store/row-list.ts'

/**
 * The rows in order, `undefined` until something was read. Each source has to be the same object while its content is:
 * `live` has its newest change first; `base` are rows that may be newer than what was read, in any order.
 */
export function useRows<T extends object>(
  read: readonly T[] | undefined,
  live: readonly T[],
  rules: RowRules<T>,
  base: readonly T[] = NONE,
): readonly T[] | undefined {
  const [before, setBefore] = useState<MergedRows<T>>()
  const merged = mergeSources(before, { read, rules, live, base })
  // React renders again at once, before children and effects; a discarded render leaves `before` as it was.
  if (merged !== before) setBefore(merged)
  return merged.rows
}

/** Sources of a list; the array of a source has to be the same while its content is. */
export type RowSources<T> = {
  /** Rows read over REST so far, `undefined` before the first answer. */
  readonly read: readonly T[] | undefined
  readonly rules: RowRules<T>
  /** Newest change first. */
  readonly live: readonly T[]
  /** Further current rows, in any order. */
  readonly base: readonly T[]
}

/** Rows and the sources that they were merged from. */
export type MergedRows<T> = { readonly sources: RowSources<T>; readonly rows: readonly T[] | undefined }

/**
 * Merges the sources of a list. Where they continue those of `before`, only further pages, changes and rows are merged in;
 * the same sources give `before` itself.
 */
export function mergeSources<T extends object>(
  before: MergedRows<T> | undefined,
  sources: RowSources<T>,
): MergedRows<T> {
  if (before !== undefined && isSame(before.sources, sources)) return before
  const { read, rules, live, base } = sources
  if (read === undefined) return { sources, rows: undefined }
  const known = before !== undefined && continues(sources, before.sources) ? before : undefined
  const paged =
    known?.rows === undefined
      ? sortedRows(read, rules)
      : mergeRows(known.rows, read.slice(known.sources.read?.length), rules)
  // Live comes first: base may hold older copies of its rows.
  const changed = mergeRows(paged, newestOf(live, known?.sources.live), rules)
  return { sources, rows: mergeRows(changed, without(base, known?.sources.base), rules) }
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

/** Changes above the first one that was there before. */
function newestOf<T>(live: readonly T[], before: readonly T[] = NONE): readonly T[] {
  if (live === before) return NONE
  const known = new Set(before)
  const at = live.findIndex((row) => known.has(row))
  return at < 0 ? live : live.slice(0, at)
}

function without<T>(rows: readonly T[], before: readonly T[] = NONE): readonly T[] {
  if (rows === before) return NONE
  const known = new Set(before)
  return rows.filter((row) => !known.has(row))
}

const NONE: readonly never[] = []
