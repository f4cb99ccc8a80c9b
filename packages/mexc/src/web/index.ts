/**
 * `@spotdeck/mexc/web`: all that a page needs for public streams and books, with the ports of a browser. There is no signing here and no
 * private stream: an API secret or a listen key in a page is one that its visitors can take.
 *
 * @example
 * ```ts
 * import { channels, openMarketStreams, readChannel, webWorld } from '@spotdeck/mexc/web'
 *
 * const streams = openMarketStreams({ wsUrl: 'wss://wbs-api.mexc.com/ws', world: webWorld() })
 * for await (const push of readChannel(streams, channels.aggreDeals('MXUSDT'))) {
 *   console.log(push.body.value.deals)
 *   break
 * }
 * await streams.close()
 * ```
 */

import { type Log, silentLog } from '@spotdeck/ports'
import { webClock, webOpenSocket, webRandom, webTimers } from '@spotdeck/ports/web'
import type { MexcHooks } from '../hooks/hooks.ts'
import type { StreamWorld } from '../world.ts'

export * from '../index.ts'
export * from '@spotdeck/exact'
export * from '@spotdeck/wire'
// Both have these names: here they are the endpoints, as in the entry for Node.js.
export { cancelOrder, placeOrder, placeOrders } from '@spotdeck/wire'

/** The real ports of a browser; without `log` and `hooks`, nothing is logged or traced. */
export function webWorld(log: Log = silentLog, hooks?: MexcHooks): StreamWorld {
  return {
    clock: webClock,
    timers: webTimers,
    random: webRandom,
    openSocket: webOpenSocket,
    log,
    hooks,
  }
}
