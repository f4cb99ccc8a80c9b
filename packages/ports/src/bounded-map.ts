/** A map that holds a limited number of entries. */

/** Size of a map, and which entry it drops. */
export type BoundedMapOptions = {
  /** Entries kept at most, 1 or more. */
  readonly maxSize: number
  /** `insertion` (the default) drops the entry that was set first; `use` drops the one that was read or set least recently. */
  readonly order?: 'insertion' | 'use' | undefined
}

/** Policy when full: the oldest entry is dropped, by insertion or by use. */
export class BoundedMap<Key, Value> {
  readonly #entries = new Map<Key, Value>()
  readonly #options: BoundedMapOptions

  constructor(options: BoundedMapOptions) {
    this.#options = options
  }

  get size(): number {
    return this.#entries.size
  }

  /** Returns whether the map holds `key`; does not count as a use. */
  has(key: Key): boolean {
    return this.#entries.has(key)
  }

  /** The value under `key`, if any; counts as a use. */
  get(key: Key): Value | undefined {
    const value = this.#entries.get(key)
    if (value !== undefined && this.#options.order === 'use') this.#move(key, value)
    return value
  }

  /** Sets an entry as the newest one, and drops the oldest where the map is full. */
  set(key: Key, value: Value): void {
    this.#move(key, value)
    if (this.#entries.size <= this.#options.maxSize) return
    for (const oldest of this.#entries.keys()) {
      this.#entries.delete(oldest)
      return
    }
  }

  /** The value under `key`, or the one that `make` returns, which is then set. */
  getOrSet(key: Key, make: () => Value): Value {
    const known = this.get(key)
    if (known !== undefined) return known
    const made = make()
    this.set(key, made)
    return made
  }

  /** Removes an entry; true if there was one. */
  delete(key: Key): boolean {
    return this.#entries.delete(key)
  }

  /** Removes every entry. */
  clear(): void {
    this.#entries.clear()
  }

  /** Entries from the oldest to the newest. */
  entries(): IterableIterator<[Key, Value]> {
    return this.#entries.entries()
  }

  /** Keys from the oldest to the newest. */
  keys(): IterableIterator<Key> {
    return this.#entries.keys()
  }

  /** Values from the oldest to the newest. */
  values(): IterableIterator<Value> {
    return this.#entries.values()
  }

  #move(key: Key, value: Value): void {
    this.#entries.delete(key)
    this.#entries.set(key, value)
  }
}
