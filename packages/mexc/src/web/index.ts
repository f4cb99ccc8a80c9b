/**
 * `@spotdeck/mexc/web`: the ports of a browser for public streams and books. There is no signing here and no private stream:
 * an API secret or a listen key in a page is one that its visitors can take.
 *
 * @example With openMarketStreams and readChannel of @spotdeck/mexc and webWorld of this entry:
 * ```ts
 * import { channels } from '@spotdeck/wire'
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
