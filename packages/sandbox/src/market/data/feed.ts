/**
 * The market of another exchange as this one takes it: symbols with their rules, what was before, and then books, prints
 * and interruptions in order. A recording and a live host are the two implementations.
 */

import type { KlineInterval, OrderSide } from '@spotdeck/wire'
import type { SandboxSymbol } from '../../venue/listing/symbols.ts'

/** A level as the other exchange wrote it: price in quote per base, quantity in base; 0 removes it. */
export type FeedLevel = { readonly price: string; readonly quantity: string }

/** A print between others; `time` in ms since the epoch, `tradeId` empty where none was sent. */
export type FeedPrint = {
  readonly price: string
  readonly quantity: string
  readonly takerSide: OrderSide
  readonly tradeId: string
  readonly time: number
}

/** A finished candle: window in ms since the epoch, decimal text. */
export type FeedCandle = {
  readonly openTime: number
  readonly closeTime: number
  readonly open: string
  readonly high: string
  readonly low: string
  readonly close: string
  /** Base. */
  readonly volume: string
  /** Quote. */
  readonly quoteVolume: string
}

/** An event of the other exchange. `at`: its time there, in ms since the epoch. */
export type FeedEvent = { readonly symbol: string; readonly at: number } & (
  | {
      /** The whole book, after the start and after an interruption. */
      readonly type: 'book'
      readonly bids: readonly FeedLevel[]
      readonly asks: readonly FeedLevel[]
    }
  | { readonly type: 'levels'; readonly bids: readonly FeedLevel[]; readonly asks: readonly FeedLevel[] }
  | { readonly type: 'print'; readonly print: FeedPrint }
  /** Changes may be missing from now on: nothing may be traded until `live`. */
  | { readonly type: 'lost'; readonly why: string }
  | { readonly type: 'live' }
)

/** Candles from before the beginning, by interval; the shortest that covers a minute counts. */
export type FeedPast = {
  readonly candles: ReadonlyMap<string, ReadonlyMap<PastInterval, readonly FeedCandle[]>>
  /** Prints from before the beginning, by symbol, oldest first. */
  readonly prints: ReadonlyMap<string, readonly FeedPrint[]>
}

/** Intervals of past candles. */
export const PAST_INTERVALS = ['1m', '60m', '1d'] as const satisfies readonly KlineInterval[]
/** Interval of past candles. */
export type PastInterval = (typeof PAST_INTERVALS)[number]

/** Another exchange's market. */
export interface MarketFeed {
  /** `replay`: a recording, on its own time; `mirror`: a live host. */
  readonly kind: 'replay' | 'mirror'
  /** File or address, for people. */
  readonly source: string
  readonly symbols: readonly SandboxSymbol[]
  /** Time at which the market begins, ms since the epoch. */
  readonly startAt: number
  /** Time of a recording's end, ms since the epoch; absent: a live market. */
  readonly endsAt?: number
  /** The other exchange's time now, ms since the epoch; absent: its time begins at `startAt`. */
  now?(): number
  /** Everything before `startAt`. */
  readonly past: FeedPast
  /** Starts reading at a time that is not before `startAt`: first each symbol's book and whether it is live, then what follows. */
  open(from: number): FeedReader
  /** Ends what the feed holds open; called once when the exchange has closed. */
  close?(): void
}

/** One reading of a feed. */
export interface FeedReader {
  /** Events up to `until` that were not taken yet, in order. */
  take(until: number): Iterable<FeedEvent>
  /** Time of the next event, if it is known; `ended`: none will come. */
  readonly next: number | 'unknown' | 'ended'
  /** Calls `wake` when events arrived by themselves. */
  onArrival(wake: () => void): void
  /** Idempotent. */
  close(): void
}
