/** What REST answers of the market and of what the exchange announces; the same for every account. */

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
  /** How the stream spells each candle interval. */
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
  /** How many orders are open in its symbols. */
  openOrders: z.number().int(),
})

/**
 * What an account's owner should look at, whole whenever it changes: notices that touch the account, and what is wrong with its
 * API key, which the owner alone is told. Said by `noticeText.<code>` of the catalogue.
 */
export const accountWarnings = z.object({ items: z.array(accountNotice), key: z.array(message) })

/** GET, POST settings: what the page remembers for its user. POST merges; a key set to null is forgotten. At most 16 KiB. */
export const settings = z.record(
  z.string().regex(/^[\w.-]{1,60}$/),
  z.union([z.string().max(2_000), z.number(), z.boolean()]),
)
export const settingsChange = z.record(
  z.string().regex(/^[\w.-]{1,60}$/),
  z.union([z.string().max(2_000), z.number(), z.boolean(), z.null()]),
)

export type KlineSeries = z.infer<typeof klineSeries>
export type MarketStreamSchema = z.infer<typeof marketStreamSchema>
export type TradeList = z.infer<typeof tradeList>
export type AccountNotice = z.infer<typeof accountNotice>
export type AccountWarnings = z.infer<typeof accountWarnings>
export type Settings = z.infer<typeof settings>
export type SettingsChange = z.infer<typeof settingsChange>
