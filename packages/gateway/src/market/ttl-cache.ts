/** Answers kept for a while and shared by those who ask at the same time; bounded, the least recently asked for goes first. */

import type { Clock } from '@spotdeck/ports'

type Entry<T> = { readonly value: Promise<T>; readonly until: number }

export class TtlCache<T> {
  readonly #clock: Clock
  readonly #most: number
  readonly #entries = new Map<string, Entry<T>>()

  constructor(clock: Clock, most: number) {
    this.#clock = clock
    this.#most = most
  }

  get size(): number {
    return this.#entries.size
  }

  /** The answer kept under `key`, or that of `ask`, kept for `keepMs` from now. A failure is not kept. */
  get(key: string, keepMs: number, ask: () => Promise<T>): Promise<T> {
    const known = this.#entries.get(key)
    if (known !== undefined && known.until > this.#clock.now()) {
      this.#entries.delete(key)
      this.#entries.set(key, known)
      return known.value
    }
    const entry = { value: ask(), until: this.#clock.now() + keepMs }
    this.#entries.delete(key)
    this.#entries.set(key, entry)
    const [oldest] = this.#entries.keys()
    if (this.#entries.size > this.#most && oldest !== undefined) this.#entries.delete(oldest)
    entry.value.catch(() => {
      if (this.#entries.get(key) === entry) this.#entries.delete(key)
    })
    return entry.value
  }
}
