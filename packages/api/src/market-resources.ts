/** REST answers about the market and the exchange's announcements; the same for every account. */

import { z } from 'zod'
import { klineIntervals } from './codes.ts'
import { klineData, noticeData, tradeItem } from './data.ts'
import { message } from './scalars.ts'

/** GET markets/{symbol}/klines?interval&from&to&limit: oldest first, the newest `limit` of the span; the last may be open. */
export const klineSeries = z.object({
  symbol: z.string(),
  interval: z.enum(klineIntervals),
  items: z.array(klineData),
})

/** GET markets/{symbol}/trades?limit: newest first. GET markets/{symbol}/book answers `bookData`. */
export const tradeList = z.object({ symbol: z.string(), items: z.array(tradeItem) })

/** A channel's name with `{symbol}`, and for candles `{interval}`, where those stand. */
const channelName = z.string()

/**
 * GET markets/schema, for the owner's browser: what it needs to read the exchange's public stream itself, and nothing of an
 * account. `url` is null where a page of this gateway cannot reach it: the gateway's own market data is then the way.
 */
export const marketStreamSchema = z.object({
  /** The exchange's public stream, without any key. */
  url: z.string().nullable(),
  /** The message that every binary frame is. */
  message: z.string(),
  /** A protobuf FileDescriptorSet in base64. */
  descriptorSet: z.string(),
  channels: z.object({ ticker: channelName, book: channelName, trades: channelName, klines: channelName }),
  /** Name of each kline interval on the stream. */
  intervals: z.record(z.enum(klineIntervals), z.string()),
  /** The most channels that the exchange takes on one connection. */
  maxChannels: z.number().int(),
  /** The largest frame that is worth reading, in bytes. */
  maxFrameBytes: z.number().int(),
})

/**
 * GET accounts/{id}/notices: what is announced and touches what the account holds or has open. GET notices lists all, without
 * `held` and `openOrders`.
 */
export const accountNotice = z.object({
  ...noticeData.shape,
  /** Assets held that the notice is about. */
  held: z.array(z.string()),
  /** Count of open orders in its symbols. */
  openOrders: z.number().int(),
})

/**
 * Warnings for an account's owner, complete at every change: notices that touch the account, and faults of its API key,
 * which only the owner sees. Texts: `noticeText.<code>` of the catalogue.
 */
export const accountWarnings = z.object({ items: z.array(accountNotice), key: z.array(message) })

/** GET, POST settings: page settings of its user. POST merges; a key set to null is deleted. At most 16 KiB. */
export const settings = z.record(
  z.string().regex(/^[\w.-]{1,60}$/),
  z.union([z.string().max(2_000), z.number(), z.boolean()]),
)
/** Body of POST settings: the keys to change; null deletes one. */
export const settingsChange = z.record(
  z.string().regex(/^[\w.-]{1,60}$/),
  z.union([z.string().max(2_000), z.number(), z.boolean(), z.null()]),
)

/** Klines of one market. */
export type KlineSeries = z.infer<typeof klineSeries>
/** Public channels and schema of the exchange. */
export type MarketStreamSchema = z.infer<typeof marketStreamSchema>
/** Recent public trades of one market. */
export type TradeList = z.infer<typeof tradeList>
/** A notice that touches an account. */
export type AccountNotice = z.infer<typeof accountNotice>
/** Warnings for an account's owner. */
export type AccountWarnings = z.infer<typeof accountWarnings>
/** Page settings of its user. */
export type Settings = z.infer<typeof settings>
/** Changes of page settings. */
export type SettingsChange = z.infer<typeof settingsChange>
