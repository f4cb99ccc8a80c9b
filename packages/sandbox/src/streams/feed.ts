/** A feed makes the pushes of one public channel, once for all its subscribers. */

import type { Exchange, VenueEvent } from '../venue/contract/exchange.ts'
import type { MarketData } from '../market/data/public-data.ts'

/** Sources of public feeds. */
export type FeedSources = { readonly exchange: Exchange; readonly data: MarketData }

/** The hub's sources, and the last touch that each frame gets. */
export type HubSources = FeedSources & { readonly finish: (frame: Uint8Array) => Uint8Array }

/** An event that a symbol's public channels show. */
export type PublicEvent = Extract<VenueEvent, { readonly type: 'trade' | 'level' }>

/** Pushes of one public channel. */
export interface Feed {
  /** Pushes fall on multiples of this, in ms. */
  readonly everyMs: number
  /** Symbol whose events it receives; absent: none. */
  readonly symbol?: string
  apply?(event: PublicEvent): void
  /** Called after a subscription: the next push shows the state even if nothing changed. */
  joined?(): void
  /** Returns the frame to send at `now`; `undefined`: nothing to send. */
  push(now: number): Uint8Array | undefined
}
