/** Live data of the market on screen: ticker, book, prints and the current candle, painted once per frame. */

import type { BookData, KlineData, MarketEnvelope, NoticeData, TickerData, TradesData } from '@spotdeck/api'
import type { DirectStatus, MarketChannel, MarketFeed, MarketTarget } from '../../live/ports.ts'
import type { World } from '../../world.ts'
import { FramePainter } from './frame-painter.ts'
import { FRESH_MARKET, type MarketFreshness, type MarketReceived, doubtedSince, marketFreshness } from './freshness.ts'

/** One print, numbered as it came so that two alike are two. */
export type Print = TradesData['trades'][number] & { readonly number: number }

/** Everything that is known of the market looked at; each section is replaced as a whole. */
export type MarketView = {
  readonly channel?: MarketChannel | undefined
  readonly ticker?: TickerData | undefined
  /** The price of the newest of ticker, print and candle; exact text. */
  readonly last?: string | undefined
  readonly book?: BookData | undefined
  /** Newest first; bounded. */
  readonly prints: readonly Print[]
  readonly kline?: KlineData | undefined
  readonly direct: DirectStatus
  /** The last notice that closed this market, or opened it again. */
  readonly closing?: { readonly notice: NoticeData; readonly isOver: boolean } | undefined
  /** Number of feed changes: data read over REST before one may lack what happened in between. */
  readonly feedChanges: number
  /** Age of what is shown; set anew at most once a second. */
  readonly freshness: MarketFreshness
}
/** The name of one section. */
export type MarketSection = keyof MarketView

/** The most prints kept; the oldest go. */
export const KEPT_PRINTS = 100

const CLOSED: ReadonlySet<string> = new Set(['API_TRADING_OFF', 'ACCOUNT_API_OFF', 'SYMBOL_PAUSED', 'SYMBOL_OFFLINE'])

/** True if a notice says that its markets are closed now. */
export const closesMarkets = ({ code }: NoticeData): boolean => CLOSED.has(code)

type Listener = () => void
const NOTHING: MarketView = { prints: [], direct: 'off', feedChanges: 0, freshness: FRESH_MARKET }
const NOT_RECEIVED: MarketReceived = { shownSince: Infinity, isBookStale: false }

/** Holds one market at a time; looking at another forgets the one before. */
export class MarketStore implements MarketTarget {
  readonly #world: Pick<World, 'frame' | 'now'>
  readonly #painter: FramePainter<MarketSection>
  #next: MarketView = NOTHING
  #painted: MarketView = NOTHING
  #numbered = 0
  #lastAt = -Infinity
  #received: MarketReceived = NOT_RECEIVED
  readonly #onChannel = new Set<Listener>()

  constructor(world: Pick<World, 'frame' | 'now'>) {
    this.#world = world
    this.#painter = new FramePainter(world, () => (this.#painted = this.#next))
  }

  /** The market on screen; current before the next frame is painted. */
  get channel(): MarketChannel | undefined {
    return this.#next.channel
  }

  /** The market to subscribe to at the gateway: `undefined` while the exchange's own stream is shown. */
  get gatewayChannel(): MarketChannel | undefined {
    return this.#next.direct === 'live' ? undefined : this.#next.channel
  }

  /** State of the exchange's own stream; current before the next frame is painted. */
  get direct(): DirectStatus {
    return this.#next.direct
  }

  /** The section as last painted. */
  read<S extends MarketSection>(section: S): MarketView[S] {
    return this.#painted[section]
  }

  /** Calls `listener` after each frame in which `section` changed. Returns a function that stops it. */
  subscribe(section: MarketSection, listener: () => void): () => void {
    return this.#painter.subscribe(section, listener)
  }

  /** Calls `listener` when the market or the feed changes. Returns the function that ends this. */
  onChannel(listener: Listener): () => void {
    this.#onChannel.add(listener)
    return () => this.#onChannel.delete(listener)
  }

  /** Says how the exchange's own stream stands; what is shown follows it. */
  setDirect(direct: DirectStatus): void {
    const before = this.#next.direct
    if (before === direct) return
    this.#next = { ...this.#next, direct }
    this.#painter.mark('direct')
    if ((before === 'live') !== (direct === 'live')) this.#changeFeed()
  }

  /** Looks at a market, or at none. */
  look(channel: MarketChannel | undefined): void {
    const before = this.#next.channel
    if (before?.symbol === channel?.symbol && before?.interval === channel?.interval) return
    const { direct, feedChanges } = this.#next
    const same = before !== undefined && before.symbol === channel?.symbol
    this.#next = same ? { ...this.#next, channel, kline: undefined } : { ...NOTHING, direct, feedChanges, channel }
    if (!same) {
      this.#lastAt = -Infinity
      this.#received = { ...NOT_RECEIVED, shownSince: channel === undefined ? Infinity : this.#world.now() }
      this.#painter.mark('freshness')
    }
    this.#painter.mark('channel', 'closing', 'ticker', 'last', 'book', 'prints', 'kline')
    for (const listener of this.#onChannel) listener()
  }

  /** Prints read over REST, newest first: they stand below those that came live. */
  addPast(symbol: string, trades: TradesData['trades']): void {
    const { channel, prints } = this.#next
    if (channel?.symbol !== symbol) return
    this.#price(trades[0])
    const oldest = prints.at(-1)?.time ?? Infinity
    const past = trades.filter((trade) => trade.time < oldest)
    this.#next = { ...this.#next, prints: [...prints, ...this.#number(past)].slice(0, KEPT_PRINTS) }
    this.#painter.mark('prints')
  }

  /** Moves the ages on; `lineAt`: time of the last frame of the gateway, by the page's clock. */
  tick(lineAt: number | undefined): void {
    const { direct, freshness } = this.#next
    // The exchange's own stream repeats itself: nobody has to vouch for it.
    const next = marketFreshness(this.#received, direct === 'live' ? undefined : lineAt, this.#world.now())
    if (JSON.stringify(next) === JSON.stringify(freshness)) return
    this.#next = { ...this.#next, freshness: next }
    this.#painter.mark('freshness')
  }

  /** Applies what the market did; events of another market, or of the feed that is not shown, are left out. */
  apply(event: MarketEnvelope, feed: MarketFeed = 'gateway'): void {
    const { channel, direct } = this.#next
    if (event.topic === 'notices') return this.#receiveNotice(event)
    if ((feed === 'direct') !== (direct === 'live')) return
    if (channel === undefined || event.data.symbol !== channel.symbol) return
    this.#receive(event)
    switch (event.topic) {
      case 'ticker':
        this.#next = { ...this.#next, ticker: event.data }
        this.#price({ price: event.data.lastPrice, time: event.time })
        return this.#painter.mark('ticker')
      case 'book':
        this.#next = { ...this.#next, book: event.data }
        return this.#painter.mark('book')
      case 'trades':
        return this.#addPrints(event.data)
      case 'klines':
        if (event.data.interval !== channel.interval) return
        this.#next = { ...this.#next, kline: event.data }
        this.#price({ price: event.data.close, time: Math.min(event.time, event.data.closeTime) })
        return this.#painter.mark('kline')
      default:
        return
    }
  }

  #receiveNotice({ type, data: notice }: Extract<MarketEnvelope, { topic: 'notices' }>): void {
    const symbol = this.#next.channel?.symbol
    if (symbol === undefined || !notice.symbols.includes(symbol) || !closesMarkets(notice)) return
    this.#next = { ...this.#next, closing: { notice, isOver: type === 'notice.ended' } }
    this.#painter.mark('closing')
  }

  #receive(event: MarketEnvelope): void {
    const now = this.#world.now()
    const { bookAt } = this.#received
    if (event.topic !== 'book') this.#received = { ...this.#received, eventAt: now }
    else if (event.data.stale !== true)
      this.#received = { ...this.#received, bookAt: now, eventAt: now, isBookStale: false }
    else this.#received = { ...this.#received, bookAt: doubtedSince(bookAt, now), isBookStale: true }
  }

  /** Starts a new tape and marks the book as stale until the next one: events between two feeds may be missing. */
  #changeFeed(): void {
    const { book, feedChanges } = this.#next
    if (book !== undefined) {
      const bookAt = doubtedSince(this.#received.bookAt, this.#world.now())
      this.#received = { ...this.#received, bookAt, isBookStale: true }
    }
    this.#next = {
      ...this.#next,
      prints: [],
      feedChanges: feedChanges + 1,
      book: book === undefined ? undefined : { ...book, stale: true },
    }
    this.#painter.mark('prints', 'book', 'feedChanges')
    for (const listener of this.#onChannel) listener()
  }

  #addPrints({ trades }: TradesData): void {
    // They come newest last; where the time is the same, the last to come is the newest.
    const newestFirst = [...trades].reverse().sort((a, b) => b.time - a.time)
    this.#price(newestFirst[0])
    this.#next = { ...this.#next, prints: [...this.#number(newestFirst), ...this.#next.prints].slice(0, KEPT_PRINTS) }
    this.#painter.mark('prints')
  }

  /** Each source comes at its own pace: the newest price counts. */
  #price(named: { readonly price: string; readonly time: number } | undefined): void {
    if (named === undefined || named.time < this.#lastAt) return
    this.#lastAt = named.time
    this.#next = { ...this.#next, last: named.price }
    this.#painter.mark('last')
  }

  #number(trades: TradesData['trades']): readonly Print[] {
    return trades.map((trade) => ({ ...trade, number: ++this.#numbered }))
  }
}
