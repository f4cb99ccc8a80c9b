/// <reference lib="esnext.disposable" preserve="true" />
/** An account's private stream as a loop: its events in order, with every gap reported in its place. */

import type { DecodedPush, PrivateChannel, PushOf } from '@spotdeck/wire'
import { BoundedQueue } from '../reading/bounded-queue.ts'
import type { MissedPush, StreamTrouble, UserStream, UserStreamHandlers, UserStreamHealth } from './user-stream.ts'

/** A push of one of the three private channels. */
export type AccountPush = PushOf<PrivateChannel>

/** One step of an account loop. */
export type AccountEvent =
  /** The stream is acknowledged. Unless it is `continuous`, what came before must be read over REST. */
  | { readonly type: 'ready'; readonly continuous: boolean }
  | { readonly type: 'push'; readonly push: AccountPush; readonly receivedAt: number }
  /** No stream until the next `ready`. */
  | { readonly type: 'lost'; readonly trouble: StreamTrouble }
  /**
   * At least `count` pushes were not read, not readable, or never came: read the account over REST, as after a `ready`. `what`
   * says which push never came, where that is known.
   */
  | { readonly type: 'missed'; readonly count: number; readonly what?: MissedPush }

/** Options of `readAccount`. */
export type ReadAccountOptions = {
  /**
   * Maximum number of events that wait for a slow loop; 10,000 by default. Beyond it all waiting events are replaced by one `missed`: a loop
   * that far behind must read the account over REST, and never take a part for the whole.
   */
  readonly most?: number
  /** Ends the loop. */
  readonly signal?: AbortSignal | undefined
}

/** An account's events as a loop; each iterator serves one loop. */
export interface AccountEventIterator extends AsyncIterable<AccountEvent>, AsyncDisposable {
  readonly health: UserStreamHealth
  /** Ends the loop and the stream. Idempotent, bounded to a few seconds. */
  close(): Promise<void>
}

const DEFAULT_MOST = 10_000
/** Room for a `missed` and the event after it. */
const FEWEST = 2

/**
 * The loop throws `AuthError` for a key or secret that is refused before it was ever accepted, and closes the stream.
 * `open` starts the stream with the handlers it is given, as `openUserStream` does.
 */
export function readAccount(
  open: (handlers: UserStreamHandlers) => Pick<UserStream, 'health' | 'close'>,
  options: ReadAccountOptions = {},
): AccountEventIterator {
  const { most = DEFAULT_MOST, signal } = options
  const close = (): Promise<void> => {
    signal?.removeEventListener('abort', onAbort)
    queue.end()
    return stream.close()
  }
  const onAbort = (): void => void close()
  const queue = new BoundedQueue<AccountEvent>({ keep: 'queue', most: Math.max(FEWEST, most) }, onAbort)
  const put = (event: AccountEvent): void => {
    if (queue.isFull) queue.put({ type: 'missed', count: queue.clear() })
    queue.put(event)
  }
  let wasReady = false
  const stream = open({
    ready(continuous) {
      wasReady = true
      put({ type: 'ready', continuous })
    },
    push: (push, receivedAt) => {
      if (isAccountPush(push)) put({ type: 'push', push, receivedAt })
    },
    lost: (trouble) => {
      put({ type: 'lost', trouble })
      if (trouble.error === undefined || wasReady) return
      queue.end(trouble.error)
      void close()
    },
    undecodable: () => put({ type: 'missed', count: 1 }),
    missed: (what) => put({ type: 'missed', count: 1, what }),
    closed: () => queue.end(),
  })
  if (signal?.aborted === true) onAbort()
  else signal?.addEventListener('abort', onAbort)
  return {
    [Symbol.asyncIterator]: () => queue,
    close,
    [Symbol.asyncDispose]: close,
    get health() {
      return stream.health
    },
  }
}

/** Bodies of another schema have been counted as drift. */
function isAccountPush(push: DecodedPush): push is AccountPush {
  return ['privateAccount', 'privateDeals', 'privateOrders'].includes(push.body.kind)
}
