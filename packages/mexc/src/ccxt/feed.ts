/** Items that a `watch…` call waits for: the newest of something, or all that came since the call before. */

/** Waiting calls, and what came while nobody waited. */
export class Feed<T> {
  readonly #most: number
  #items: T[] = []
  #failed: { readonly error: Error } | undefined
  #waiting: { readonly resolve: (items: T[]) => void; readonly reject: (error: Error) => void }[] = []

  /** @param most items kept while nobody waits: the newest */
  constructor(most = 1_000) {
    this.#most = most
  }

  /** Gives items to those who wait, or keeps them. */
  push(...items: readonly T[]): void {
    if (items.length === 0) return
    this.#items.push(...items)
    if (this.#items.length > this.#most) this.#items.splice(0, this.#items.length - this.#most)
    if (this.#waiting.length === 0) return
    const come = this.#items.splice(0)
    for (const { resolve } of this.#waiting.splice(0)) resolve([...come])
  }

  /** Rejects those who wait; without any, the next call. */
  fail(error: Error): void {
    const waiting = this.#waiting.splice(0)
    if (waiting.length === 0) this.#failed = { error }
    for (const { reject } of waiting) reject(error)
  }

  /** Resolves to what came since the call before, at least one. */
  next(): Promise<T[]> {
    const failed = this.#failed
    this.#failed = undefined
    if (failed !== undefined) return Promise.reject(failed.error)
    if (this.#items.length > 0) return Promise.resolve(this.#items.splice(0))
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }))
  }
}
