/** Reads the rows of a time window page by page, by halving it, because MEXC's lists have no cursor. */

import type { RawRow, Rows, Window } from '../exchange.ts'

/** Maximal number of pages of one symbol's window: some 100,000 orders, 10,000 deals. */
export const MAX_PAGES = 200

/** Reads of a window, page by page. */
export type Paging<T> = {
  readonly read: (from: number, to: number) => Promise<Rows<T>>
  readonly from: number
  readonly to: number
  /** True if there may be more rows than a page of this length holds. */
  readonly isFull: (length: number) => boolean
  readonly idOf: (row: T) => string
  /** True if the whole window lies within the exchange's reach. */
  readonly reached: boolean
  /** Grain of the rows' times. */
  readonly grain: 'second' | 'ms'
}

/** Time by which a half ends before the next begins, in ms. */
const END_MS = { second: 1, ms: 0 } as const

/** MEXC: trades have times in whole seconds. */
export const wholeSecond = (time: number): number => Math.floor(time / 1_000) * 1_000

/** Number of rows of a page, readable or not. */
export const lengthOf = ({ rows, unreadable = [] }: Rows<unknown>): number => rows.length + unreadable.length

/**
 * Reads the rows of a window, newest first, by halves where they do not fit a page, down to the grain of the rows'
 * times. Where these are whole seconds, a half ends before the second in which the next begins. Other rows repeat where
 * halves meet: each is kept once.
 */
export async function pages<T>({ read, from, to, isFull, idOf, reached, grain }: Paging<T>): Promise<Window<T>> {
  const rows = new Map<string, T>()
  const raw = new Map<string, RawRow>()
  const windows = [{ from, to }]
  let isCrowded = false
  const answer = (complete: boolean): Window<T> => ({
    rows: [...rows.values()],
    ...(raw.size > 0 ? { unreadable: [...raw.values()] } : {}),
    complete,
    ...(isCrowded && reached ? { isCrowded } : {}),
  })
  for (let count = 0; windows.length > 0; count++) {
    const window = windows.pop()
    if (window === undefined || count >= MAX_PAGES) return { ...answer(reached), from: window?.to }
    const page = await read(window.from, window.to - END_MS[grain])
    for (const row of page.rows) rows.set(idOf(row), row)
    for (const row of page.unreadable ?? []) raw.set(row.raw, row)
    if (!isFull(lengthOf(page))) continue
    const half = (window.from + window.to) / 2
    const middle = grain === 'second' ? wholeSecond(half) : Math.floor(half)
    if (middle > window.from && middle < window.to)
      windows.push({ from: window.from, to: middle }, { from: middle, to: window.to })
    else isCrowded = true
  }
  return answer(reached && !isCrowded)
}
