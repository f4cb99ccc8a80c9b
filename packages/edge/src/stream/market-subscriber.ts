/** One reader of market data: the newest value of everything it follows, at its own pace; prints are gathered. */

import type { KlineInterval, MarketEnvelope, MarketTopic } from '@spotdeck/api'
import type { Timer } from '@spotdeck/ports'
import type { MarketChannel, MarketCaller, MarketWatch } from '../desk.ts'
import { type Hub, type MarketListener, channelKey, marketKey } from './hub.ts'
import type { SubscriberWorld } from './subscriber-output.ts'

/** Output of a market subscriber. */
export type MarketOutlet = {
  /** JSON of one envelope each, never empty. */
  market(texts: readonly string[]): void
  failed(): void
  readonly bufferedBytes: number
}

/** Subscription to market topics. */
export type MarketSubscription = {
  readonly topics: ReadonlySet<MarketTopic>
  readonly symbols: ReadonlySet<string>
  /** Klines of this interval only. */
  readonly kline: KlineInterval
  readonly intervalMs: number
  /** Caller whose quotas the channels count towards. */
  readonly by: MarketCaller
}

/** Buffered bytes above which values are held back: a slow client gets fewer values, never stale ones. */
const HIGH_WATER_BYTES = 512 * 1024
const POLL_INTERVAL_MS = 50
/** Prints of one symbol in one batch; older ones are counted as dropped. */
const MAX_TRADES = 200

/** One subscriber to market topics: keeps the newest value per key between batches. */
export class MarketSubscriber implements MarketListener {
  readonly #hub: Hub
  readonly #world: SubscriberWorld
  readonly #following: MarketSubscription
  readonly #outlet: MarketOutlet
  readonly #pending = new Map<string, MarketEnvelope>()
  #timer: Timer | undefined
  #lastAt = Number.NEGATIVE_INFINITY
  #leave: () => void = () => {}
  #watch: MarketWatch | undefined
  /** Channels that quotas refused: what flows in them for others is not for this one. */
  #refused: ReadonlySet<string> = new Set()

  constructor(hub: Hub, world: SubscriberWorld, following: MarketSubscription, outlet: MarketOutlet) {
    this.#hub = hub
    this.#world = world
    this.#following = following
    this.#outlet = outlet
  }

  /** Begins in the place of `before`, which ends: what both follow goes on. Returns the channels that quotas refused. */
  start(before?: MarketSubscriber): MarketWatch['refused'] {
    this.#leave = this.#hub.joinMarket(this)
    const watch = this.#hub.watch(
      channelsOf(this.#following),
      this.#following.by,
      before === undefined ? undefined : before.#watch,
    )
    before?.close()
    this.#watch = watch
    this.#refused = new Set(watch.refused.map(({ channel }) => channelKey(channel)))
    this.market([...this.#hub.latestMarket()])
    return watch.refused
  }

  close(): void {
    this.#leave()
    this.#watch?.stop()
    this.#timer?.cancel()
    this.#pending.clear()
  }

  failed(): void {
    this.close()
    this.#outlet.failed()
  }

  market(events: readonly MarketEnvelope[]): void {
    for (const event of events) {
      if (!this.#wants(event)) continue
      const key = pendingKey(event)
      this.#pending.set(key, gathered(this.#pending.get(key), event))
    }
    if (this.#pending.size > 0) this.#schedule()
  }

  #wants(event: MarketEnvelope): boolean {
    const { topics, symbols, kline } = this.#following
    if (!topics.has(event.topic)) return false
    if (event.topic === 'notices') return true
    if (!symbols.has(event.data.symbol) || this.#refused.has(marketKey(event))) return false
    return event.topic !== 'klines' || event.data.interval === kline
  }

  #schedule(): void {
    if (this.#timer !== undefined) return
    const waitMs = this.#lastAt + this.#following.intervalMs - this.#world.clock.now()
    if (waitMs <= 0 && this.#outlet.bufferedBytes <= HIGH_WATER_BYTES) return this.#handOver()
    this.#timer = this.#world.timers.after(Math.max(waitMs, POLL_INTERVAL_MS), () => {
      this.#timer = undefined
      if (this.#pending.size > 0) this.#schedule()
    })
  }

  #handOver(): void {
    const texts = [...this.#pending.values()].map((event) => JSON.stringify(event))
    this.#pending.clear()
    this.#lastAt = this.#world.clock.now()
    this.#outlet.market(texts)
  }
}

/** Market channels that a subscription needs from the desk. */
export function channelsOf({ topics, symbols, kline }: MarketSubscription): MarketChannel[] {
  return [...symbols].flatMap((symbol) =>
    [...topics].flatMap((topic): MarketChannel[] => {
      if (topic === 'notices') return []
      return topic === 'klines' ? [{ topic, symbol, interval: kline }] : [{ topic, symbol }]
    }),
  )
}

/** A kline that has closed is not replaced by the next one. */
function pendingKey(event: MarketEnvelope): string {
  return event.topic === 'klines' ? `${marketKey(event)} ${event.data.openTime}` : marketKey(event)
}

/** The newest value replaces the one before it, except prints, which add up until there are too many. */
function gathered(before: MarketEnvelope | undefined, event: MarketEnvelope): MarketEnvelope {
  if (before?.topic !== 'trades' || event.topic !== 'trades') return event
  const all = [...before.data.trades, ...event.data.trades]
  const trades = all.slice(-MAX_TRADES)
  const dropped = before.data.dropped + event.data.dropped + all.length - trades.length
  return { ...event, data: { ...event.data, trades, dropped } }
}
