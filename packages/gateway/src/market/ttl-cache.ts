/** Cache of answers with a lifetime, which also shares concurrent requests; bounded, least recently used first out. */

import { BoundedMap, type Clock } from '@spotdeck/ports'

type Entry<T> = { readonly value: Promise<T>; readonly until: number }

/** Caches answers by key for a time; failures are not cached. */
export class TtlCache<T> {
  readonly #clock: Clock
  readonly #entries: BoundedMap<string, Entry<T>>

  constructor(clock: Clock, maxSize: number) {
    this.#clock = clock
    this.#entries = new BoundedMap({ maxSize, order: 'use' })
  }

  get size(): number {
    return this.#entries.size
  }

  /** Returns the cached answer of `key`, or that of `ask`, which is cached for `keepMs` from now. */
  get(key: string, keepMs: number, ask: () => Promise<T>): Promise<T> {
    const known = this.#entries.get(key)
    if (known !== undefined && known.until > this.#clock.now()) return known.value
    const entry = { value: ask(), until: this.#clock.now() + keepMs }
    this.#entries.set(key, entry)
    entry.value.catch(() => {
      if (this.#entries.get(key) === entry) this.#entries.delete(key)
    })
    return entry.value
  }
}
