/** Address, channels and schema of the exchange's public stream, for the page. Contains no key. */

import { type KlineInterval, type MarketStreamSchema, klineIntervals } from '@spotdeck/api'
import {
  type Channel,
  MAX_FRAME_BYTES,
  PUSH_DESCRIPTOR_SET,
  PUSH_MESSAGE,
  STREAM_LIMITS,
  buildChannel,
  channels,
  streamKlineInterval,
} from '@spotdeck/wire'

const SYMBOL = 'SYMBOL'
const withPlace = (channel: Channel): string => buildChannel(channel).replace(SYMBOL, '{symbol}')

/** The book as the whole top 20: exact as it comes, with no snapshot to be joined to. */
const CHANNELS = {
  ticker: withPlace(channels.miniTicker(SYMBOL, '24H')),
  book: withPlace(channels.limitDepth(SYMBOL, 20)),
  trades: withPlace(channels.aggreDeals(SYMBOL, '100ms')),
  klines: withPlace(channels.kline(SYMBOL, 'Min1')).replace('Min1', '{interval}'),
}

/** @param url where the stream is, `undefined` where a page cannot reach it */
export function streamSchema(url: string | undefined): MarketStreamSchema {
  const spelt = klineIntervals.map((interval) => [interval, streamKlineInterval(interval)] as const)
  return {
    url: url ?? null,
    message: PUSH_MESSAGE,
    descriptorSet: PUSH_DESCRIPTOR_SET,
    channels: CHANNELS,
    intervals: Object.fromEntries(spelt) as Record<KlineInterval, string>,
    maxChannels: STREAM_LIMITS.channelsPerConnection,
    maxFrameBytes: MAX_FRAME_BYTES,
  }
}
