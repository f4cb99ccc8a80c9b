/** Blocks and timing of an event stream that do not depend on its events. */

import type { Params } from '@spotdeck/api'

/** Time until an EventSource reconnects unless the stream names another, in ms. */
export const RETRY_MS = 2_000

/** The last block of a stream: why it ends. */
export const endBlock = (code: string, params: Params = {}): string =>
  `event: end\ndata: ${JSON.stringify({ code, params })}\n\n`
