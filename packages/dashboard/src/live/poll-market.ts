/** A market that no channel of the exchange carries, read over REST while it is looked at. */

import type { World } from '../world.ts'
import type { GatewayApi } from './api-client.ts'
import type { MarketChannel, MarketTarget } from './ports.ts'

/** Pause between two readings, in ms. */
export const POLL_MS = 3_000

type Parts = {
  readonly world: Pick<World, 'now' | 'after'>
  readonly api: Pick<GatewayApi, 'book' | 'klines'>
  readonly market: Pick<MarketTarget, 'apply'>
}

/** Applies the book and the last candle of `channel` at once and every `POLL_MS`. Returns the way to stop. */
export function pollMarket({ world, api, market }: Parts, { symbol, interval }: MarketChannel): () => void {
  const stopped = new AbortController()
  const { signal } = stopped
  let cancel = (): void => undefined
  const read = async (): Promise<void> => {
    // What cannot be read stays as it is: its age is shown.
    const [book, klines] = await Promise.allSettled([
      api.book(symbol, signal),
      api.klines(symbol, { interval, limit: 1 }, signal),
    ])
    if (signal.aborted) return
    const time = world.now()
    if (book.status === 'fulfilled') market.apply({ time, topic: 'book', type: 'book.updated', data: book.value })
    const candle = klines.status === 'fulfilled' ? klines.value.items.at(-1) : undefined
    if (candle !== undefined) market.apply({ time, topic: 'klines', type: 'kline.updated', data: candle })
    cancel = world.after(POLL_MS, () => void read())
  }
  void read()
  return () => {
    stopped.abort()
    cancel()
  }
}
