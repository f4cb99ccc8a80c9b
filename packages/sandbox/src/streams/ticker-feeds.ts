/** The feeds of klines and day tickers: states of the market's memory, pushed on their own clock. */

import { type Fraction, type Price, divide, roundHalfEven, subtract, zero } from '@spotdeck/exact'
import {
  type Channel,
  type PublicMiniTicker,
  buildChannel,
  encodePush,
  restKlineInterval,
  zoneOffsetMinutes,
} from '@spotdeck/wire'
import { hexOf } from '../market/data/hash.ts'
import type { WindowStats } from '../market/data/public-data.ts'
import type { Feed, FeedSources } from './feed.ts'

type KlineChannel = Extract<Channel, { readonly kind: 'kline' }>
type MiniChannel = Extract<Channel, { readonly kind: 'miniTicker' }>
type MinisChannel = Extract<Channel, { readonly kind: 'miniTickers' }>

const KLINE_MS = 1_000
const MINI_TICKER_MS = 3_000
/** MEXC: `rate` is the change on this day whatever zone was asked for. */
const RATE_ZONE = 'UTC+8'

/** MEXC's internal id of a pair: 32 hex characters, always the same for the same symbol. */
function symbolIdOf(symbol: string): string {
  return hexOf(`pair ${symbol}`, 32)
}

/** The candle that is open. MEXC: its window counts in seconds, and the wrapper has createTime but no sendTime. */
export function klineFeed(channel: KlineChannel, sources: FeedSources): Feed {
  const text = buildChannel(channel)
  const symbolId = symbolIdOf(channel.symbol)
  const interval = restKlineInterval(channel.interval)
  return {
    everyMs: KLINE_MS,
    push(now) {
      const kline = sources.data.currentKline(channel.symbol, interval)
      const value = {
        interval: channel.interval,
        windowStart: Math.floor(kline.openTime / 1_000),
        openingPrice: kline.open,
        closingPrice: kline.close,
        highestPrice: kline.high,
        lowestPrice: kline.low,
        volume: kline.volume,
        amount: kline.quoteVolume,
        windowEnd: Math.floor(kline.closeTime / 1_000),
      }
      const body = { kind: 'publicSpotKline', value } as const
      return encodePush({ channel: text, symbol: channel.symbol, symbolId, createTime: now, body })
    },
  }
}

/** Day statistics of one symbol in the requested time zone. */
export function miniTickerFeed(channel: MiniChannel, sources: FeedSources): Feed {
  const text = buildChannel(channel)
  return {
    everyMs: MINI_TICKER_MS,
    push(now) {
      const body = { kind: 'publicMiniTicker', value: miniTicker(channel.symbol, channel.zone, sources) } as const
      return encodePush({ channel: text, symbol: channel.symbol, sendTime: now, body })
    },
  }
}

/** All symbols whose price changed since the last push; the first push has every symbol. */
export function miniTickersFeed(channel: MinisChannel, sources: FeedSources): Feed {
  const text = buildChannel(channel)
  const shown = new Map<string, string>()
  return {
    everyMs: MINI_TICKER_MS,
    push(now) {
      const items: PublicMiniTicker[] = []
      for (const symbol of sources.exchange.rules.keys()) {
        const item = miniTicker(symbol, channel.zone, sources)
        if (shown.get(symbol) !== item.price) items.push(item)
        shown.set(symbol, item.price)
      }
      if (items.length === 0) return undefined
      return encodePush({ channel: text, sendTime: now, body: { kind: 'publicMiniTickers', value: { items } } })
    },
  }
}

function miniTicker(symbol: string, zone: string, sources: FeedSources): PublicMiniTicker {
  const zoned = statsOf(symbol, zone, sources)
  const rate = changeOf(zone === RATE_ZONE ? zoned : statsOf(symbol, RATE_ZONE, sources))
  const zonedRate = changeOf(zoned)
  return {
    symbol,
    price: zoned.last,
    rate,
    zonedRate,
    high: zoned.high,
    low: zoned.low,
    volume: zoned.quoteVolume,
    quantity: zoned.volume,
    lastCloseRate: rate,
    lastCloseZonedRate: zonedRate,
    lastCloseHigh: zoned.high,
    lastCloseLow: zoned.low,
  }
}

function statsOf(symbol: string, zone: string, sources: FeedSources): WindowStats {
  const offset = zoneOffsetMinutes(zone)
  return offset === undefined ? sources.data.stats24h(symbol) : sources.data.statsOfDay(symbol, offset)
}

function changeOf(stats: WindowStats): Fraction {
  const change: Price = subtract(stats.last, stats.open)
  return stats.open === '0' ? zero() : roundHalfEven(divide(change, stats.open), 4)
}
