/** The ports that the SDK needs. `@spotdeck/mexc/node` has the real ones for Node.js. */

import type { MexcHooks } from './hooks/hooks.ts'
import type { Clock, Fetch, Log, OpenSocket, Random, Sign, Timers } from '@spotdeck/ports'

/**
 * Parses a large answer away from the event loop, as `parseAnswer` of `@spotdeck/wire` does.
 * Rejects for text that is no JSON, or that is not parsed in time.
 */
export type ParseLarge = (text: string) => Promise<unknown>

/** Clock, timers, randomness, network, signing, log and hooks of the SDK. */
export type MexcWorld = {
  readonly clock: Clock
  readonly timers: Timers
  readonly random: Random
  readonly fetch: Fetch
  readonly openSocket: OpenSocket
  readonly sign: Sign
  readonly log: Log
  /** Parses answers above half a megabyte; they are parsed in place by default. */
  readonly parseLarge?: ParseLarge | undefined
  /** Tracing and protocol drift; none by default. */
  readonly hooks?: MexcHooks | undefined
}

/** The ports that public streams and books need: all exist in a browser, and none can sign. */
export type StreamWorld = Pick<MexcWorld, 'clock' | 'timers' | 'random' | 'openSocket' | 'log' | 'hooks'>

/** An API key. Never logged, never in an error, never in a URL. */
export type Credentials = { readonly apiKey: string; readonly secret: string }
