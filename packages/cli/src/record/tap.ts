/**
 * Copies public market data as it passes between the SDK and the network. What is not on the list is never copied: no signed
 * call, no key, no listen key and no private push can reach a recording.
 */

import type { Fetch, HttpRequest, OpenSocket } from '@spotdeck/ports'
import type { MarketRecord } from '@spotdeck/sandbox'
import { decodePush, depth, exchangeInfo, klines, parseChannel, trades } from '@spotdeck/wire'

/** Calls whose answers are copied. */
const PATHS: ReadonlySet<string> = new Set([exchangeInfo, depth, klines, trades].map(({ path }) => path))
/** Channels whose frames are copied. */
const CHANNELS: ReadonlySet<string> = new Set(['aggreDepth', 'aggreDeals'])
const KEY_HEADER = 'x-mexc-apikey'

/** The network of a world. */
type Network = { readonly fetch: Fetch; readonly openSocket: OpenSocket; readonly clock: { now(): number } }

/** The same world, whose public market data is given to `take` before the SDK has it. */
export function tapped<World extends Network>(world: World, take: (record: MarketRecord) => void): World {
  return {
    ...world,
    async fetch(request: HttpRequest) {
      const answer = await world.fetch(request)
      const { pathname: path, search } = new URL(request.url)
      if (answer.status === 200 && isPublic(request, path))
        take({ at: world.clock.now(), kind: 'answer', path, query: search.slice(1), body: answer.body })
      return answer
    },
    openSocket: (url, handlers) =>
      world.openSocket(url, {
        opened: () => handlers.opened(),
        closed: (code, reason) => handlers.closed(code, reason),
        message(data) {
          if (typeof data !== 'string' && isMarketPush(data))
            take({ at: world.clock.now(), kind: 'frame', bytes: data })
          handlers.message(data)
        },
      }),
  }
}

function isPublic({ method, url, headers = {} }: HttpRequest, path: string): boolean {
  const signed = new URL(url).searchParams.has('signature')
  const keyed = Object.keys(headers).some((name) => name.toLowerCase() === KEY_HEADER)
  return method === 'GET' && PATHS.has(path) && !signed && !keyed
}

function isMarketPush(bytes: Uint8Array): boolean {
  try {
    const channel = parseChannel(decodePush(bytes).channel)
    return channel !== undefined && CHANNELS.has(channel.kind)
  } catch {
    return false
  }
}
