/** Counts what is open by key; a key of which nothing is open is forgotten. */

/** Counts of what is open, by key. */
export class Counts<Key> {
  readonly #counts = new Map<Key, number>()

  /** Number of keys of which something is open. */
  get size(): number {
    return this.#counts.size
  }

  /** Number of what is open of `key`. */
  of(key: Key): number {
    return this.#counts.get(key) ?? 0
  }

  /** Counts one more; call the answer once when it ends. */
  add(key: Key): () => void {
    this.#counts.set(key, this.of(key) + 1)
    return () => {
      const left = this.of(key) - 1
      if (left > 0) this.#counts.set(key, left)
      else this.#counts.delete(key)
    }
  }
}
