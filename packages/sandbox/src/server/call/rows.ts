/** Lists as MEXC cuts them: into pages, and into windows of time. */

import { DAY_MS } from '@spotdeck/ports'
import type { PagedAnswer } from '@spotdeck/wire'
import { type Call, type Sizes, integer, limit } from './route.ts'

/** MEXC: several lists reach back half a year; 183 days, in ms. */
export const HALF_YEAR_MS = 183 * DAY_MS

/** One page of the rows, counted from 1; of so many rows. */
export function pageOf<Row>(
  call: Call,
  rows: readonly Row[],
  sizes: Sizes,
): { readonly rows: readonly Row[]; readonly page: number; readonly size: number; readonly pages: number } {
  const count = limit(call, sizes)
  const page = Math.max(1, integer(call, 'page') ?? 1)
  const start = (page - 1) * count
  return { rows: rows.slice(start, start + count), page, size: count, pages: Math.ceil(rows.length / count) }
}

/** Returns one page of the rows as MEXC's paged answer. */
export function paged<Row>(call: Call, rows: readonly Row[], sizes: Sizes): PagedAnswer<Row> {
  const { rows: data, page, pages } = pageOf(call, rows, sizes)
  return { data, totalRecords: rows.length, page, totalPageNum: pages }
}

/** The window of a call: what it asks for, the last `byDefaultMs` where it does not, and never before `reachMs` ago. */
export function windowOf(
  call: Call,
  { byDefaultMs, reachMs = Infinity }: { readonly byDefaultMs: number; readonly reachMs?: number },
): { readonly from: number; readonly until: number } {
  const until = integer(call, 'endTime') ?? call.now
  const from = integer(call, 'startTime') ?? until - byDefaultMs
  return { from: Math.max(from, call.now - reachMs), until }
}

/** Returns whether the time lies in the window, both ends included. */
export function within({ from, until }: { readonly from: number; readonly until: number }, time: number): boolean {
  return time >= from && time <= until
}

/** MEXC: some times come, and are compared, on whole seconds. */
export function wholeSecond(time: number): number {
  return Math.floor(time / 1_000) * 1_000
}
