/** What goes out to many readers is made once: the text of a batch by one door, and the bytes that its carrier makes of it. */

/** `bytes` is the carrier's own: whoever sends it first leaves there what the others send as it is. */
export type EncodedFrame = { readonly text: string; bytes?: Uint8Array }

/** Batches of the last moment. Readers at the same place ask for the same one within a tick; nobody asks for an old one. */
const MAX_CACHED = 32

export class FrameCache {
  readonly #kept = new Map<string, readonly EncodedFrame[]>()

  /** What is kept under `key`, or that of `render`. The key says everything that the text depends on. */
  of(key: string, render: () => readonly string[]): readonly EncodedFrame[] {
    const known = this.#kept.get(key)
    if (known !== undefined) return known
    const made = render().map((text): EncodedFrame => ({ text }))
    this.#kept.set(key, made)
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > MAX_CACHED && oldest !== undefined) this.#kept.delete(oldest)
    return made
  }
}
