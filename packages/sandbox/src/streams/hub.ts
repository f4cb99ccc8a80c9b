/**
 * The hub of public channels: one feed per subscribed channel, one encoded frame per feed and tick for all subscribers.
 */

import type { Channel } from '@spotdeck/wire'
import type { Clock, Timer, Timers } from '@spotdeck/ports'
import type { VenueEvent } from '../venue/contract/exchange.ts'
import {
  aggreBookTickerFeed,
  aggreDealsFeed,
  aggreDepthFeed,
  bookTickerBatchFeed,
  limitDepthFeed,
} from './book-feeds.ts'
import type { Feed, FeedSources, HubSources } from './feed.ts'
import { klineFeed, miniTickerFeed, miniTickersFeed } from './ticker-feeds.ts'

/** A channel of public market data. */
export type PublicChannel = Exclude<Channel, { readonly kind: 'privateAccount' | 'privateDeals' | 'privateOrders' }>

/** Takes a frame; the bytes are shared and never written to. */
export type Receiver = (frame: Uint8Array) => void

/** Public channels and their subscribers. */
export type PublicHub = ReturnType<typeof openPublicHub>

type Live = { readonly feed: Feed; readonly receivers: Set<Receiver> }

/** Opens a hub without subscribers. */
export function openPublicHub(sources: HubSources, clock: Clock, timers: Timers) {
  const live = new Map<string, Live>()
  const bySymbol = new Map<string, Set<Feed>>()
  const ticking = new Map<number, Timer>()

  const schedule = (everyMs: number): void => {
    const now = clock.now()
    const wait = everyMs - (now % everyMs)
    ticking.set(
      everyMs,
      timers.after(wait, () => tick(everyMs)),
    )
  }
  const tick = (everyMs: number): void => {
    const now = clock.now()
    let any = false
    for (const { feed, receivers } of live.values()) {
      if (feed.everyMs !== everyMs) continue
      any = true
      const made = feed.push(now)
      if (made === undefined) continue
      const frame = sources.finish(made)
      for (const receiver of [...receivers]) receiver(frame)
    }
    if (any) schedule(everyMs)
    else ticking.delete(everyMs)
  }
  const start = (name: string, channel: PublicChannel): Live => {
    const feed = feedOf(channel, sources)
    const made = { feed, receivers: new Set<Receiver>() }
    live.set(name, made)
    if (feed.symbol !== undefined && feed.apply !== undefined) {
      const feeds = bySymbol.get(feed.symbol) ?? new Set()
      bySymbol.set(feed.symbol, feeds.add(feed))
    }
    if (!ticking.has(feed.everyMs)) schedule(feed.everyMs)
    return made
  }

  return {
    join(name: string, channel: PublicChannel, receiver: Receiver): void {
      const { feed, receivers } = live.get(name) ?? start(name, channel)
      receivers.add(receiver)
      feed.joined?.()
    },
    leave(name: string, receiver: Receiver): void {
      const known = live.get(name)
      if (known === undefined || !known.receivers.delete(receiver) || known.receivers.size > 0) return
      live.delete(name)
      if (known.feed.symbol !== undefined) bySymbol.get(known.feed.symbol)?.delete(known.feed)
    },
    /** Returns whether a channel of the symbol has a subscriber. */
    wantsLevels: (symbol: string): boolean => (bySymbol.get(symbol)?.size ?? 0) > 0,
    apply(events: readonly VenueEvent[]): void {
      for (const event of events) {
        if (event.type !== 'trade' && event.type !== 'level') continue
        const feeds = bySymbol.get(event.symbol)
        if (feeds !== undefined) for (const feed of feeds) feed.apply?.(event)
      }
    },
    close(): void {
      for (const timer of ticking.values()) timer.cancel()
      ticking.clear()
      live.clear()
      bySymbol.clear()
    },
  }
}

function feedOf(channel: PublicChannel, sources: FeedSources): Feed {
  switch (channel.kind) {
    case 'aggreDeals':
      return aggreDealsFeed(channel)
    case 'aggreDepth':
      return aggreDepthFeed(channel)
    case 'aggreBookTicker':
      return aggreBookTickerFeed(channel, sources)
    case 'bookTickerBatch':
      return bookTickerBatchFeed(channel, sources)
    case 'limitDepth':
      return limitDepthFeed(channel, sources)
    case 'kline':
      return klineFeed(channel, sources)
    case 'miniTicker':
      return miniTickerFeed(channel, sources)
    case 'miniTickers':
      return miniTickersFeed(channel, sources)
  }
}
