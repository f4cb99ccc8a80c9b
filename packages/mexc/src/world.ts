/** What the SDK is given. `@spotdeck/mexc/node` brings the real one for Node.js. */

import type { MexcHooks } from './hooks/hooks.ts'
import type { Clock, Fetch, Log, OpenSocket, Random, Sign, Timers } from '@spotdeck/ports'

export type MexcWorld = {
  readonly clock: Clock
  readonly timers: Timers
  readonly random: Random
  readonly fetch: Fetch
  readonly openSocket: OpenSocket
  readonly sign: Sign
  readonly log: Log
  /** Tracing and news of the exchange; none by default. */
  readonly hooks?: MexcHooks
}

/** What public streams and books need of it: all that a browser has, and nothing that could sign. */
export type StreamWorld = Pick<MexcWorld, 'clock' | 'timers' | 'random' | 'openSocket' | 'log' | 'hooks'>

/** An API key. Never logged, never in an error, never in a URL. */
export type Credentials = { readonly apiKey: string; readonly secret: string }
