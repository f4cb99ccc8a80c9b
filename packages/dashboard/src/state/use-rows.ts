/** A list on screen: what was read over REST with what came live, brought up to date by the difference alone. */

import { useMemo } from 'react'
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
  const list = useMemo(() => (read === undefined ? undefined : new RowList(read, rules)), [read, rules])
  // Safe to repeat: a row that was seen is passed over. Live comes first, since base may hold rows of it.
  return useMemo(() => {
    list?.take(live)
    return list?.add(base)
  }, [list, live, base])
}

const NONE: readonly never[] = []
