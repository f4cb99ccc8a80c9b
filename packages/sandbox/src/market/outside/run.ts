/** The running market of a feed: the other exchange's books and prints at their times, and its charts from before. */

import { type Clock, type Log, type Timer, type Timers, unreachable } from '@spotdeck/ports'
import type { VenueEvent } from '../../venue/contract/exchange.ts'
import type { Venue } from '../../venue/engine/open-venue.ts'
import type { FeedEvent, FeedReader, MarketFeed } from '../data/feed.ts'
import { createMemory } from '../memory/memory.ts'
import type { FeedStatus, Market } from '../data/market.ts'
import type { MarketStore } from '../data/store.ts'
import { OutsideLane } from './lane.ts'
import { pastSource } from './past.ts'

/** Charts are brought up to the time at least this often, ms. */
const IDLE_MS = 1_000

/** Parts of a fed market. */
export type FedMarketOptions = {
  readonly exchange: Venue
  readonly clock: Clock
  readonly timers: Timers
  readonly store: MarketStore
  readonly log: Log
  readonly feed: MarketFeed
}

/** A market that follows another exchange: its books are as they are there from the start, or their symbols are halted. */
export class FedMarket implements Market {
  readonly data: Market['data']
  readonly model: Market['model']
  readonly #options: FedMarketOptions
  readonly #memory: ReturnType<typeof createMemory>
  readonly #reader: FeedReader
  readonly #lanes: ReadonlyMap<string, OutsideLane>
  readonly #halted = new Map<string, string>()
  readonly #stopListening: () => void
  #timer: Timer | undefined
  #stepping = false
  #stopped = false
  #ended = false

  constructor(options: FedMarketOptions) {
    this.#options = options
    const { exchange, clock, feed } = options
    const { rules } = exchange
    const lastTicks = new Map<string, number>()
    const past = pastSource(feed.past, {
      rules,
      startAt: feed.startAt,
      lastTicks: (symbol) => lastTicks.get(symbol) ?? 1,
    })
    const onPrice = (symbol: string, ticks: number): void => {
      lastTicks.set(symbol, ticks)
      exchange.setLastPrice(symbol, ticks)
    }
    this.model = past
    this.#memory = createMemory({ ...options, rules, model: past, chartsFrom: past.firstAt, onPrice })
    this.data = this.#memory
    this.#lanes = new Map([...rules].map(([symbol, one]) => [symbol, new OutsideLane(exchange, one)]))
    this.#stopListening = exchange.subscribe((events) => {
      for (const event of events) if (event.type === 'trade') lastTicks.set(event.symbol, event.ticks)
      this.#receive(events)
    }, false)
    for (const symbol of rules.keys()) this.#halt(symbol, 'its book is not known yet')
    this.#reader = feed.open(clock.now())
    this.step(clock.now())
    this.#joinOpenOrders(clock.now())
    this.#reader.onArrival(() => this.#wake())
    this.#arm()
  }

  get feed(): FeedStatus {
    const { kind, source, startAt, endsAt } = this.#options.feed
    return { kind, source, startAt, endsAt, ended: this.#ended, halted: Object.fromEntries(this.#halted) }
  }

  step(now: number): void {
    if (this.#stepping || this.#stopped) return
    this.#stepping = true
    try {
      for (const event of this.#reader.take(now)) this.#apply(event)
      this.#memory.roll(now)
    } finally {
      this.#stepping = false
    }
    if (this.#reader.next !== 'ended' || this.#ended) return
    this.#ended = true
    this.#options.log.warn({ source: this.#options.feed.source }, 'recording ended, its market stands still')
  }

  move(): undefined {
    return undefined
  }

  straighten(): void {}

  stop(): void {
    if (this.#stopped) return
    this.#stopped = true
    this.#timer?.cancel()
    this.#stopListening()
    this.#reader.close()
    this.#memory.flush()
  }

  #apply(event: FeedEvent): void {
    const { symbol, at } = event
    const lane = this.#lanes.get(symbol)
    if (lane === undefined) return
    switch (event.type) {
      case 'book':
        return lane.book(event, at)
      case 'levels':
        return lane.levels(event, at)
      case 'print':
        return this.#halted.has(symbol) ? undefined : lane.print(event.print)
      case 'lost':
        return this.#halt(symbol, event.why)
      case 'live':
        return this.#resume(symbol)
      default:
        return unreachable(event)
    }
  }

  /** MEXC: a symbol that is paused is listed with status 2 and refuses orders; open ones stay and may be canceled. */
  #halt(symbol: string, why: string): void {
    if (this.#halted.has(symbol)) return
    this.#halted.set(symbol, why)
    this.#options.exchange.changeRules(symbol, { status: 'paused' })
    this.#options.log.info({ symbol, why }, 'symbol halted, its market elsewhere is not known')
  }

  #resume(symbol: string): void {
    if (!this.#halted.delete(symbol)) return
    const status = this.#options.feed.symbols.find(({ rules }) => rules.symbol === symbol)?.rules.status
    this.#options.exchange.changeRules(symbol, { status: status ?? 'online' })
    this.#options.log.info({ symbol }, 'symbol resumed')
  }

  #receive(events: readonly VenueEvent[]): void {
    for (const event of events) {
      if (event.type === 'trade') {
        this.#memory.print(event)
        this.#lanes.get(event.symbol)?.traded(event.time)
      } else if (event.type === 'order' && events.findLast(isOf(event.order.orderId)) === event) {
        this.#lanes.get(event.order.symbol)?.ordered(event.order, event.time)
      }
    }
  }

  /** Orders from before the start wait behind all that others have at their prices now. */
  #joinOpenOrders(now: number): void {
    const { exchange } = this.#options
    const open = [...exchange.accounts].flatMap((account) => exchange.openOrders(account))
    for (const order of open.sort((a, b) => a.createdAt - b.createdAt || (a.orderId < b.orderId ? -1 : 1)))
      this.#lanes.get(order.symbol)?.ordered(order, now)
  }

  #wake(): void {
    if (this.#stopped) return
    this.step(this.#options.clock.now())
    this.#arm()
  }

  #arm(): void {
    this.#timer?.cancel()
    const { clock, timers } = this.#options
    const { next } = this.#reader
    const now = clock.now()
    const waitMs = typeof next === 'number' ? Math.min(IDLE_MS, Math.max(0, next - now)) : IDLE_MS
    this.#timer = timers.after(waitMs, () => this.#wake())
  }
}

function isOf(orderId: string): (event: VenueEvent) => boolean {
  return (event) => event.type === 'order' && event.order.orderId === orderId
}
