/** Announcements that say that they will be updated: until when their page is worth reading again. */

import { timesIn } from './moments.ts'
import type { Paragraph } from './page-text.ts'

const DAY_MS = 24 * 60 * 60_000
/** What happened on the last day of a month is written down a little later. */
const GRACE_MS = 3 * DAY_MS
/** For an announcement that names no month. */
const DEFAULT_MS = 31 * DAY_MS
/** MEXC: "Other spot trading pairs with API disabled in February 2025 will be updated in this announcement." */
const PROMISE =
  /\bwill be (?:\w+ )?(?:updated|added|appended)\b.{0,40}\b(?:this|the same) (?:announcement|article|page|notice)\b|(?:本|此)(?:公告|頁面|页面).{0,12}(?:更新|補充|补充)/i

/** In ms since the epoch, by the last month that the promise names; `undefined` for a text that promises no update. */
export function updatedUntil(paragraphs: readonly Paragraph[], postedAt: number): number | undefined {
  const promise = paragraphs.find((paragraph) => PROMISE.test(paragraph))
  if (promise === undefined) return undefined
  const [year, month] = timesIn(promise).months.toSorted().at(-1)?.split('-').map(Number) ?? []
  return year === undefined || month === undefined ? postedAt + DEFAULT_MS : Date.UTC(year, month, 1) + GRACE_MS
}
