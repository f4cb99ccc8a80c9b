/** Encodes a batch once for all subscribers: its text per transport, and the bytes that the transport makes of it. */

import type { EncodedFrame } from '../answer/transport.ts'
import { BoundedMap } from '@spotdeck/ports'

/** Newest batches. Subscribers at the same position need the same one within a tick; old ones are not needed again. */
const MAX_CACHED = 32

/** Encoded frames of the newest batches by key; the oldest is dropped. */
export class FrameCache {
  readonly #kept = new BoundedMap<string, readonly EncodedFrame[]>({ maxSize: MAX_CACHED })

  /** The frames under `key`, or those of `render`. The key names everything that the text depends on. */
  of(key: string, render: () => readonly string[]): readonly EncodedFrame[] {
    return this.#kept.getOrSet(key, () => render().map((text): EncodedFrame => ({ text })))
  }
}
