/** Reads a recording from its beginning, one block at a time. A last block that was cut off is left out. */

import { closeSync, openSync, readSync } from 'node:fs'
import { SandboxStartError } from '../start-error.ts'
import { LENGTH_BYTES, MAX_BLOCK_BYTES, MAX_HEADER_BYTES, decodeBlock, decodeHeader } from './format.ts'
import type { MarketRecord, RecordingHeader } from './record.ts'

/** A recording that is being read. */
export class RecordingReader {
  readonly header: RecordingHeader
  readonly #path: string
  #file: number | undefined
  #at: number
  #cutOff = false

  /** @throws {SandboxStartError} `SANDBOX_BAD_RECORDING` for a file that cannot be read or is no recording */
  constructor(path: string) {
    this.#path = path
    try {
      this.#file = openSync(path, 'r')
    } catch (cause) {
      throw badRecording(path, 'it cannot be opened', { cause })
    }
    const line = this.#firstLine()
    const header = line === undefined ? 'it is empty or does not begin as a recording does' : decodeHeader(line)
    if (typeof header === 'string') {
      this.close()
      throw badRecording(path, header)
    }
    this.header = header
    this.#at = Buffer.byteLength(line ?? '') + 1
  }

  /** True once a last block was found that was cut off. */
  get cutOff(): boolean {
    return this.#cutOff
  }

  /** The next block's records; `undefined` at the end. @throws {SandboxStartError} `SANDBOX_BAD_RECORDING` when it is damaged */
  next(): readonly MarketRecord[] | undefined {
    const length = this.#read(LENGTH_BYTES)
    if (length === undefined || length.length < LENGTH_BYTES) return this.#end((length?.length ?? 0) > 0)
    const size = length.readUInt32LE()
    if (size > MAX_BLOCK_BYTES) throw badRecording(this.#path, `it is damaged at byte ${this.#at}`)
    const packed = this.#read(size)
    if (packed === undefined || packed.length < size) return this.#end(true)
    try {
      return decodeBlock(packed, this.header.startedAt)
    } catch (cause) {
      throw badRecording(this.#path, `it is damaged before byte ${this.#at}`, { cause })
    }
  }

  /** Idempotent. */
  close(): void {
    if (this.#file === undefined) return
    closeSync(this.#file)
    this.#file = undefined
  }

  #end(cutOff: boolean): undefined {
    this.#cutOff = cutOff
    this.close()
  }

  #firstLine(): string | undefined {
    const found: Buffer[] = []
    for (let at = 0; at < MAX_HEADER_BYTES;) {
      const part = this.#readAt(at, 64 * 1024)
      const end = part.indexOf(10)
      found.push(end < 0 ? part : part.subarray(0, end))
      if (end >= 0) return Buffer.concat(found).toString('utf8')
      if (part.length === 0) return undefined
      at += part.length
    }
    return undefined
  }

  #read(size: number): Buffer | undefined {
    if (this.#file === undefined) return undefined
    const bytes = this.#readAt(this.#at, size)
    this.#at += bytes.length
    return bytes
  }

  #readAt(position: number, size: number): Buffer {
    const bytes = Buffer.alloc(size)
    let length = 0
    while (this.#file !== undefined && length < size) {
      const read = readSync(this.#file, bytes, length, size - length, position + length)
      if (read === 0) break
      length += read
    }
    return bytes.subarray(0, length)
  }
}

/** The error of a file that cannot be played. */
export function badRecording(path: string, what: string, options?: ErrorOptions): SandboxStartError {
  const message = `The recording ${path} cannot be played: ${what}. Name a file that spotdeck record has written.`
  return new SandboxStartError('SANDBOX_BAD_RECORDING', message, options)
}
