/// <reference lib="esnext.disposable" preserve="true" />
/** A channel as a loop: `for await (const push of …)`, at the consumer's pace; `health` counts the pushes that a slow loop lost. */

import type { PublicChannel, PushOf } from '@spotdeck/wire'
import type { ChannelRefused } from '../errors/stream-errors.ts'
import { type KeepPolicy, BoundedQueue } from '../reading/bounded-queue.ts'
import type { MarketStreams, SubscribeOptions } from './market-stream.ts'

/** Options of `readChannel`. */
export type ReadOptions = SubscribeOptions & {
  /** Queue policy for a loop that is slower than the channel: every push up to a bound (1,000 by default), or the newest. */
  readonly policy?: KeepPolicy
  /** Ends the loop. */
  readonly signal?: AbortSignal | undefined
}

/** State of a channel loop and of its queue. */
export type ReadingHealth = {
  /** `lost`: it was live, and is being subscribed again. */
  readonly state: 'pending' | 'live' | 'lost' | 'refused' | 'closed'
  /** Time at which the newest push arrived, ms since the epoch; absent before the first. */
  readonly updatedAt?: number | undefined
  /** Pushes that the loop has taken. */
  readonly delivered: number
  /** Pushes that wait for the loop. */
  readonly waiting: number
  /** Pushes that the loop was too slow for. */
  readonly dropped: number
  /** Number of interruptions of the channel; pushes may have been missed in each. */
  readonly interruptions: number
}

/** A channel as a loop; each iterator serves one loop. */
export interface ChannelIterator<P> extends AsyncIterable<P>, AsyncDisposable {
  readonly health: ReadingHealth
  /** Ends the loop and the subscription. Idempotent. */
  close(): void
}

/**
 * Subscribes at once; the pushes wait for the loop. Each iterator serves one loop. The loop throws `ChannelRefused` when the
 * server will not send the channel, goes on over reconnects by itself (see `health.interruptions`), and ends with the streams.
 * @throws {WireError} `WIRE_BAD_VALUE` for a channel that MEXC's grammar has no name for
 * @throws {InvalidRequest} for a policy without a bound
 */
export function readChannel<C extends PublicChannel>(
  streams: MarketStreams,
  channel: C,
  options: ReadOptions = {},
): ChannelIterator<PushOf<C>> {
  const { policy = { keep: 'queue' }, signal, ...subscribing } = options
  let state: ReadingHealth['state'] = 'pending'
  let interruptions = 0
  let updatedAt: number | undefined
  const close = (): void => {
    if (state !== 'refused') state = 'closed'
    signal?.removeEventListener('abort', close)
    stop()
    queue.end()
  }
  const queue = new BoundedQueue<PushOf<C>>(policy, close)
  const handlers = {
    push: (push: PushOf<C>, receivedAt: number) => {
      updatedAt = receivedAt
      queue.put(push)
    },
    subscribed: () => void (state = 'live'),
    lost: () => {
      state = 'lost'
      interruptions++
    },
    refused: (_reason: string, refusal: ChannelRefused) => {
      state = 'refused'
      signal?.removeEventListener('abort', close)
      queue.end(refusal)
    },
    closed: () => close(),
  }
  const stop = streams.subscribe(channel, handlers, subscribing)
  if (signal?.aborted === true) close()
  else signal?.addEventListener('abort', close)
  return {
    [Symbol.asyncIterator]: () => queue,
    close,
    [Symbol.asyncDispose]: async () => close(),
    get health() {
      const { delivered, waiting, dropped } = queue
      return { state, delivered, waiting, dropped, interruptions, updatedAt }
    },
  }
}
