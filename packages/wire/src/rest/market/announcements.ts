/** Endpoints of announcements and of leveraged tokens' net values. */

import { type Endpoint, PUBLIC_READ } from '../endpoint.ts'
import { ANNOUNCEMENT_POOL } from '../limits.ts'
import { optional } from '../parameters.ts'

/** Language and page of the announcements to list. */
export type AnnouncementsQuery = { readonly language?: string; readonly page?: number; readonly limit?: number }

/** One announcement; `postTime` in ms since the epoch. */
export type Announcement = {
  readonly title: string
  readonly url: string
  readonly language: string
  readonly postTime: number
}
/** MEXC: `data` is a list of one page; `totalPage` comes as a number or as text. */
export type AnnouncementsAnswer = {
  readonly code: number
  readonly msg: string
  readonly data: readonly { readonly details: readonly Announcement[]; readonly totalPage: number | string }[]
}

/** `limit` is a multiple of 5: 20 by default, 100 at most. */
export const announcements: Endpoint<AnnouncementsQuery, AnnouncementsAnswer> = {
  ...PUBLIC_READ,
  name: 'announcements',
  path: '/api/v3/announcements',
  does: 'The exchange’s announcements, newest first.',
  extraLimits: [ANNOUNCEMENT_POOL],
  parameters: { language: optional.text, page: optional.integer, limit: optional.integer },
  source: 'docs 2026-04',
}

/** Leverage and basket are numbers in the examples and text in the tables. */
export type EtfInfoAnswer = {
  readonly symbol: string
  readonly netValue: string
  readonly feeRate: string
  readonly timestamp: number
  readonly lastMergedTime: number
  readonly leverage: number | string
  readonly mergedTimes: number | string
  readonly realLeverage: number | string
  readonly basket: number | string
}

/** MEXC: hidden in the docs. Whether a call without symbol answers a list is not known. */
export const etfInfo: Endpoint<{ readonly symbol?: string }, EtfInfoAnswer | readonly EtfInfoAnswer[]> = {
  ...PUBLIC_READ,
  name: 'etfInfo',
  path: '/api/v3/etf/info',
  does: 'Net value and leverage of leveraged tokens.',
  parameters: { symbol: optional.text },
  source: 'docs 2025-08, hidden',
}
