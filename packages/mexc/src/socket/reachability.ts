/** Tells those who wait for the exchange that it answers again somewhere else: over REST, or on another socket. */

/** Paths to the exchange that failed, and the callers who wait for one of them to work again. */
export class Reachability {
  readonly #failed = new Set<unknown>()
  readonly #listeners = new Set<() => void>()

  /** `path` is any value that stands for one way to the exchange, such as a REST client or a socket's owner. */
  failed(path: unknown): void {
    this.#failed.add(path)
  }

  /** Listeners are called only when this path had failed before: a path that always worked says nothing about the others. */
  succeeded(path: unknown): void {
    if (!this.#failed.delete(path)) return
    for (const listener of [...this.#listeners]) listener()
  }

  /** The path is not used any more. */
  forget(path: unknown): void {
    this.#failed.delete(path)
  }

  /** Calls `listener` whenever a path works again; answers the function that stops it. */
  onBack(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }
}
