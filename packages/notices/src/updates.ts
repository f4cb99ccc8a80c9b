/** Announcements that promise updates: the time until which their page is read again. */

import { DAY_MS } from './durations.ts'
import { timesIn } from './moments.ts'
import type { Block } from './page-text.ts'

/** Margin after the end of the month, in ms: its last entries are added a little later. */
const GRACE_MS = 3 * DAY_MS
/** Time for an announcement without a month, in ms. */
const DEFAULT_MS = 31 * DAY_MS
/** MEXC: "Other spot trading pairs with API disabled in February 2025 will be updated in this announcement." */
const PROMISE =
  /\bwill be (?:\w+ )?(?:updated|added|appended)\b.{0,40}\b(?:this|the same) (?:announcement|article|page|notice)\b|(?:本|此)(?:公告|頁面|页面).{0,12}(?:更新|補充|补充)/i

/**
 * Time in ms until which updates are promised, by the last month in the promise; `undefined` for a text without a
 * promise.
 */
export function updatedUntil(blocks: readonly Block[], postedAt: number): number | undefined {
  const promise = blocks.map(({ text }) => text).find((text) => PROMISE.test(text))
  if (promise === undefined) return undefined
  const [year, month] = timesIn(promise).months.toSorted().at(-1)?.split('-').map(Number) ?? []
  return year === undefined || month === undefined ? postedAt + DEFAULT_MS : Date.UTC(year, month, 1) + GRACE_MS
}
