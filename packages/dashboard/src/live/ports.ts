/** Ports of the live connections: what they require of the stores of one account and of one market. */

import type { Envelope, KlineInterval, MarketEnvelope, Snapshot } from '@spotdeck/api'

/**
 * State of the page's connection to the gateway, apart from the gateway's connection to the exchange.
 * `opening`: the first connection. `open`: events arrive. `waiting`: lost, tried again at `retryAt`; `isCrowded` where
 * the gateway closed it because this credential has too many open connections.
 * `signed-out`: the gateway rejects the session. Times are ms on the page's clock.
 */
export type Connection =
  | { readonly phase: 'opening' }
  | { readonly phase: 'open'; readonly since: number; readonly roundTripMs: number | undefined }
  | {
      readonly phase: 'waiting'
      readonly lostAt: number
      readonly retryAt: number
      readonly attempt: number
      readonly isCrowded?: boolean
    }
  | { readonly phase: 'signed-out' }

/** Destination of one account's live data. */
export interface AccountTarget {
  /** Replaces everything by a snapshot. */
  install(snapshot: Snapshot): void
  /** Applies events of the account's ledger; each comes once, in order of `seq`. */
  apply(events: readonly Envelope[]): void
  /** Replaces the state of the page's connection. */
  setConnection(connection: Connection): void
}

/** The market on screen: its symbol and the interval of its candles. */
export type MarketChannel = { readonly symbol: string; readonly interval: KlineInterval }

/**
 * State of the exchange's own stream. `off`: not chosen. Its data is shown only while it is `live`, else the gateway's.
 * `refused`: the exchange rejects the subscription. `unavailable`: this page cannot reach it.
 */
export type DirectStatus = 'off' | 'connecting' | 'live' | 'silent' | 'lost' | 'refused' | 'unavailable'

/** Source of a market event. */
export type MarketFeed = 'gateway' | 'direct'

/** Destination of one market's live data; it also decides which market is subscribed to. */
export interface MarketTarget {
  /** The market on screen, `undefined` if there is none; current before the next frame is painted. */
  readonly channel: MarketChannel | undefined
  /** The market to subscribe to at the gateway: `undefined` while the exchange's own stream is shown. */
  readonly gatewayChannel: MarketChannel | undefined
  /** State of the exchange's own stream; current before the next frame is painted. */
  readonly direct: DirectStatus
  /** Calls `listener` when the market or the feed changes. Returns the function that ends this. */
  onChannel(listener: () => void): () => void
  /** Replaces the state of the exchange's own stream. */
  setDirect(direct: DirectStatus): void
  /** Applies one event of a feed, `gateway` by default. */
  apply(event: MarketEnvelope, feed?: MarketFeed): void
}
