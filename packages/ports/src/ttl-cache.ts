/** Cache of answers with a lifetime, which also shares concurrent requests; bounded, least recently used first out. */

import { BoundedMap } from './bounded-map.ts'
import type { Clock } from './time.ts'

type Entry<T> = {
  readonly value: Promise<T>
  readonly until: number
  readonly abandoned: AbortController
  callers: number
}

/** Time for which an answer is kept, in ms, and the signal by which its caller leaves. */
type Keep = { readonly keepMs: number; readonly caller?: AbortSignal | undefined }

/** Caches answers by key for a time; failures are not cached. */
export class TtlCache<T> {
  readonly #clock: Clock
  readonly #entries: BoundedMap<string, Entry<T>>

  constructor(clock: Clock, maxSize: number) {
    this.#clock = clock
    this.#entries = new BoundedMap({ maxSize, order: 'use' })
  }

  /** Number of cached answers. */
  get size(): number {
    return this.#entries.size
  }

  /**
   * Returns the cached answer of `key`, or that of `ask`, which is cached for `keepMs` from now. The signal that `ask` receives aborts
   * when every caller that shares the request has left, by the `caller` signal of each.
   */
  get(key: string, { keepMs, caller }: Keep, ask: (abandoned: AbortSignal) => Promise<T>): Promise<T> {
    const known = this.#entries.get(key)
    if (known !== undefined && known.until > this.#clock.now()) return this.#joined(key, known, caller)
    const abandoned = new AbortController()
    const entry = { value: ask(abandoned.signal), until: this.#clock.now() + keepMs, abandoned, callers: 0 }
    this.#entries.set(key, entry)
    entry.value.catch(() => this.#forget(key, entry))
    return this.#joined(key, entry, caller)
  }

  #joined(key: string, entry: Entry<T>, caller: AbortSignal | undefined): Promise<T> {
    entry.callers += 1
    if (caller === undefined) return entry.value
    const left = (): void => {
      entry.callers -= 1
      if (entry.callers > 0) return
      this.#forget(key, entry)
      entry.abandoned.abort()
    }
    const done = (): void => caller.removeEventListener('abort', left)
    if (caller.aborted) left()
    else caller.addEventListener('abort', left)
    entry.value.then(done, done)
    return entry.value
  }

  #forget(key: string, entry: Entry<T>): void {
    if (this.#entries.get(key) === entry) this.#entries.delete(key)
  }
}
