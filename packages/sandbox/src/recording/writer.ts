/** Writes a recording, block by block: whatever was flushed survives the end of the process. */

import { encodeBlock, encodeHeader } from './format.ts'
import type { MarketRecord, RecordingHeader } from './record.ts'

/** Bytes of records after which a block is written without waiting for a flush. */
const FULL_BYTES = 4 * 1024 * 1024

/** A recording that is being written. */
export class RecordingWriter {
  readonly #header: RecordingHeader
  readonly #append: (bytes: Uint8Array) => void
  #waiting: MarketRecord[] = []
  #waitingBytes = 0
  #bytes = 0
  #records = 0

  /** @param append adds bytes to the end of the file; throws when it cannot */
  constructor(header: RecordingHeader, append: (bytes: Uint8Array) => void) {
    this.#header = header
    this.#append = append
    this.#write(encodeHeader(header))
  }

  /** Records added, and bytes written. */
  get written(): { readonly records: number; readonly bytes: number } {
    return { records: this.#records, bytes: this.#bytes }
  }

  /** Adds a record; it is written with the next flush. */
  add(record: MarketRecord): void {
    this.#waiting.push(record)
    this.#records++
    this.#waitingBytes +=
      record.kind === 'frame' ? record.bytes.length : record.kind === 'answer' ? record.body.length : 0
    if (this.#waitingBytes > FULL_BYTES) this.flush()
  }

  /** Writes what waits as one block. */
  flush(): void {
    if (this.#waiting.length === 0) return
    const block = encodeBlock(this.#waiting, this.#header.startedAt)
    this.#waiting = []
    this.#waitingBytes = 0
    this.#write(block)
  }

  #write(bytes: Uint8Array): void {
    this.#append(bytes)
    this.#bytes += bytes.length
  }
}
