/**
 * A bounded queue between a source that cannot wait and a slow consumer: it holds items that are not read yet, never more than
 * its limit, and counts those that it dropped.
 */

import { InvalidRequest } from '../errors/mexc-error.ts'

/** `latest`: only the newest unread item is kept. `queue`: up to `most` are, 1,000 by default, then the oldest are given up. */
export type KeepPolicy = { readonly keep: 'latest' } | { readonly keep: 'queue'; readonly most?: number }

/** Enough for some seconds of a busy pair. */
const DEFAULT_MOST = 1_000

type Reader<T> = {
  readonly resolve: (result: IteratorResult<T, undefined>) => void
  readonly reject: (error: Error) => void
}

/** A queue that one loop reads; when it is full, its policy decides which items are dropped. */
export class BoundedQueue<T> implements AsyncIterableIterator<T, undefined> {
  readonly #most: number
  readonly #onReturn: () => void
  /** Read from `#head` on; cut when half of it is read. */
  #items: T[] = []
  #head = 0
  #readers: Reader<T>[] = []
  #ended: { readonly error?: Error | undefined } | undefined
  #delivered = 0
  #dropped = 0

  /**
   * `onReturn` is called when the reader leaves its loop.
   * @throws {InvalidRequest} for a bound that is none
   */
  constructor(policy: KeepPolicy, onReturn: () => void) {
    const { most = DEFAULT_MOST } = policy.keep === 'latest' ? { most: 1 } : policy
    if (!(most >= 1 && most < Number.POSITIVE_INFINITY)) {
      throw new InvalidRequest({ problem: `A queue holds at least 1 item and needs a finite limit, not ${most}.` })
    }
    this.#most = Math.floor(most)
    this.#onReturn = onReturn
  }

  get waiting(): number {
    return this.#items.length - this.#head
  }

  get isFull(): boolean {
    return this.waiting >= this.#most
  }

  get delivered(): number {
    return this.#delivered
  }

  /** Number of items that were dropped unread. */
  get dropped(): number {
    return this.#dropped
  }

  put(item: T): void {
    if (this.#ended !== undefined) return
    const reader = this.#readers.shift()
    if (reader !== undefined) {
      this.#delivered++
      return reader.resolve({ value: item, done: false })
    }
    if (this.isFull) {
      this.#head++
      this.#dropped++
    }
    this.#items.push(item)
    if (this.#head > this.#most) {
      this.#items = this.#items.slice(this.#head)
      this.#head = 0
    }
  }

  /** Drops all unread items and returns their number. */
  clear(): number {
    const count = this.waiting
    this.#dropped += count
    this.#items = []
    this.#head = 0
    return count
  }

  /** Nothing more comes. What waits can still be read; then the loop ends, or throws `error`. */
  end(error?: Error): void {
    if (this.#ended !== undefined) return
    this.#ended = { error }
    for (const reader of this.#readers.splice(0)) this.#finish(reader)
  }

  next(): Promise<IteratorResult<T, undefined>> {
    if (this.waiting > 0) {
      const value = this.#items[this.#head++] as T
      this.#delivered++
      if (this.waiting === 0) {
        this.#items = []
        this.#head = 0
      }
      return Promise.resolve({ value, done: false })
    }
    return new Promise((resolve, reject) => {
      const reader = { resolve, reject }
      if (this.#ended === undefined) this.#readers.push(reader)
      else this.#finish(reader)
    })
  }

  return(): Promise<IteratorResult<T, undefined>> {
    this.clear()
    this.end()
    this.#onReturn()
    return Promise.resolve({ value: undefined, done: true })
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  /** An error is thrown once; a loop that starts after it finds nothing. */
  #finish(reader: Reader<T>): void {
    const error = this.#ended?.error
    if (error === undefined) return reader.resolve({ value: undefined, done: true })
    this.#ended = {}
    reader.reject(error)
  }
}
