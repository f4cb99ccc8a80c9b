/** The feeds of a symbol's trades and order book. All book channels read one book and one version counter. */

import { pad } from '@spotdeck/exact'
import {
  type Channel,
  type Level,
  type PublicAggreDealsItem,
  type PublicBookTicker,
  buildChannel,
  encodePush,
} from '@spotdeck/wire'
import type { BookSide, BookView } from '../venue/contract/exchange.ts'
import type { Feed, FeedSources, PublicEvent } from './feed.ts'

type AggreChannel = Extract<Channel, { readonly kind: 'aggreDeals' | 'aggreDepth' | 'aggreBookTicker' }>
type LimitChannel = Extract<Channel, { readonly kind: 'limitDepth' }>
type LevelEvent = Extract<PublicEvent, { readonly type: 'level' }>
type BatchChannel = Extract<Channel, { readonly kind: 'bookTickerBatch' }>

const INTERVAL_MS = { '10ms': 10, '100ms': 100 } as const
/** MEXC: the cadence of limit.depth and bookTicker.batch is not documented; both push changes alone. */
const LIMIT_DEPTH_MS = 100
const BATCH_MS = 50

/** Every trade of the interval, oldest first; silent when there was none. */
export function aggreDealsFeed(channel: AggreChannel): Feed {
  const text = buildChannel(channel)
  let deals: PublicAggreDealsItem[] = []
  return {
    everyMs: INTERVAL_MS[channel.interval],
    symbol: channel.symbol,
    apply(event) {
      if (event.type !== 'trade') return
      const { price, quantity, tradeId, time } = event
      deals.push({ price, quantity, tradeType: event.takerSide === 'BUY' ? 1 : 2, time, tradeId })
    },
    push(now) {
      if (deals.length === 0) return undefined
      const body = { kind: 'publicAggreDeals', value: { deals, eventType: eventType(text, channel.symbol) } } as const
      deals = []
      return encodePush({ channel: text, symbol: channel.symbol, sendTime: now, body })
    },
  }
}

/** Levels that changed in the interval, as of its end, with the range of versions they cover. */
export function aggreDepthFeed(channel: AggreChannel): Feed {
  const text = buildChannel(channel)
  const bids = new Map<number, LevelEvent>()
  const asks = new Map<number, LevelEvent>()
  let from = 0
  let to = 0
  let lastOrderCreateTime = 0
  return {
    everyMs: INTERVAL_MS[channel.interval],
    symbol: channel.symbol,
    apply(event) {
      if (event.type !== 'level') return
      const side = event.side === 'bid' ? bids : asks
      side.set(event.ticks, event)
      // Versions that stepped back start a new range: one never runs from a higher one to a lower.
      if (from === 0 || event.version < to) from = event.version
      to = event.version
      lastOrderCreateTime = event.lastOrderCreateTime
    },
    push(now) {
      if (from === 0) return undefined
      const value = {
        asks: levelsOf(asks),
        bids: levelsOf(bids),
        eventType: eventType(text, channel.symbol),
        fromVersion: String(from),
        toVersion: String(to),
        lastOrderCreateTime,
      }
      bids.clear()
      asks.clear()
      from = 0
      const body = { kind: 'publicAggreDepths', value } as const
      return encodePush({ channel: text, symbol: channel.symbol, sendTime: now, body })
    },
  }
}

/** The best bid and ask at every tick. MEXC: repeats itself unchanged, and so serves as a heartbeat. */
export function aggreBookTickerFeed(channel: AggreChannel, sources: FeedSources): Feed {
  const text = buildChannel(channel)
  const book = watchBook(sources, channel.symbol, 1)
  return {
    everyMs: INTERVAL_MS[channel.interval],
    symbol: channel.symbol,
    apply: book.apply,
    push(now) {
      const view = book.view()
      const value = { ...tickerOf(view), version: String(view.version), lastOrderCreateTime: view.lastOrderCreateTime }
      const body = { kind: 'publicAggreBookTicker', value } as const
      return encodePush({ channel: text, symbol: channel.symbol, sendTime: now, body })
    },
  }
}

/** The best bid and ask when they changed: always exactly one item. */
export function bookTickerBatchFeed(channel: BatchChannel, sources: FeedSources): Feed {
  const text = buildChannel(channel)
  const book = watchBook(sources, channel.symbol, 1)
  let shown = ''
  return {
    everyMs: BATCH_MS,
    symbol: channel.symbol,
    apply: book.apply,
    joined: () => void (shown = ''),
    push(now) {
      const view = book.view()
      const item = tickerOf(view)
      const key = Object.values(item).join(' ')
      if (key === shown) return undefined
      shown = key
      const { lastOrderCreateTime } = view
      const value = { items: [item], version: String(view.version), lastOrderCreateTime }
      const body = { kind: 'publicBookTickerBatch', value } as const
      return encodePush({ channel: text, symbol: channel.symbol, sendTime: now, body })
    },
  }
}

/** The whole top of the book when it changed. MEXC: this channel pads decimals to the symbol's digits. */
export function limitDepthFeed(channel: LimitChannel, sources: FeedSources): Feed {
  const text = buildChannel(channel)
  const book = watchBook(sources, channel.symbol, channel.levels)
  const rules = sources.exchange.rules.get(channel.symbol)
  const padded = (side: BookSide): Level[] =>
    side.map(({ price, quantity }) => ({
      price: pad(price, rules?.priceDigits ?? 0),
      quantity: pad(quantity, rules?.quantityDigits ?? 0),
    }))
  let shown = -1
  return {
    everyMs: LIMIT_DEPTH_MS,
    symbol: channel.symbol,
    apply: book.apply,
    joined: () => void (shown = -1),
    push(now) {
      const view = book.view()
      if (view.version === shown) return undefined
      shown = view.version
      const value = {
        asks: padded(view.asks),
        bids: padded(view.bids),
        eventType: 'spot@public.limit.depth.v3.api.pb',
        version: String(view.version),
        lastOrderCreateTime: view.lastOrderCreateTime,
      }
      const body = { kind: 'publicLimitDepths', value } as const
      return encodePush({ channel: text, symbol: channel.symbol, sendTime: now, body })
    },
  }
}

/** Reads the book again only after it changed. */
function watchBook(sources: FeedSources, symbol: string, depth: number) {
  let kept: BookView | undefined
  return {
    apply: (event: PublicEvent): void => {
      if (event.type === 'level') kept = undefined
    },
    view: (): BookView => (kept ??= sources.exchange.book(symbol, depth)),
  }
}

function tickerOf(view: BookView): PublicBookTicker {
  const [bid] = view.bids
  const [ask] = view.asks
  return {
    bidPrice: bid?.price ?? '',
    bidQuantity: bid?.quantity ?? '',
    askPrice: ask?.price ?? '',
    askQuantity: ask?.quantity ?? '',
  }
}

/** Texts are made here: most levels change several times in an interval. */
function levelsOf(side: ReadonlyMap<number, LevelEvent>): Level[] {
  return Array.from(side.values(), ({ price, quantity }) => ({ price, quantity }))
}

/** The channel without its symbol. */
function eventType(channel: string, symbol: string): string {
  return channel.slice(0, -symbol.length - 1)
}
