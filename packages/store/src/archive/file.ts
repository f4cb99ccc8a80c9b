/** Format of an archive file: one line of JSON, then blocks of events. `docs/decisions/0019-archived-events.md` describes it. */

import { createHash, hash } from 'node:crypto'
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib'
import { DataFolderError } from '../data-folder-error.ts'
import type { ArchivedFile } from '../port.ts'

/** Events of one block: also the distance between two stored past states. */
export const SPAN_EVENTS = 2_048
/** Blocks of one file at most. */
export const MAX_SPANS = 32

/** First line of an archive file. */
export type ArchiveHead = Omit<ArchivedFile, 'name' | 'bytes'> & {
  readonly format: 'spotdeck-archive'
  readonly version: 1
  readonly account: string
  readonly exchange: string
  readonly epoch: string
  readonly events: number
  /** Lengths of the blocks, in bytes. */
  readonly blocks: readonly number[]
}

const PACKING = { params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_LGWIN]: 22 } }

/** Packs the stored texts of events, none of which contains a line break. */
export const packBlock = (bodies: readonly string[]): Uint8Array => brotliCompressSync(bodies.join('\n'), PACKING)

/** Joins blocks to a file; its head gets their lengths and their checksum. */
export function archiveBytes(
  head: Omit<ArchiveHead, 'format' | 'version' | 'blocks' | 'sha256'>,
  blocks: readonly Uint8Array[],
): { readonly head: ArchiveHead; readonly bytes: Uint8Array } {
  const sum = createHash('sha256')
  for (const block of blocks) sum.update(block)
  const whole: ArchiveHead = {
    format: 'spotdeck-archive',
    version: 1,
    ...head,
    blocks: blocks.map(({ length }) => length),
    sha256: sum.digest('hex'),
  }
  return { head: whole, bytes: Buffer.concat([Buffer.from(`${JSON.stringify(whole)}\n`), ...blocks]) }
}

/** An archive file whose checksum holds. */
export class ArchiveFile {
  readonly name: string
  readonly head: ArchiveHead
  readonly #bytes: Uint8Array
  readonly #begins: readonly number[]

  /** @throws {DataFolderError} `ARCHIVE_BAD` for another format, and for bytes that are not those that were written */
  constructor(name: string, bytes: Uint8Array) {
    const end = bytes.indexOf(10)
    const head = headIn(bytes.subarray(0, Math.max(0, end)))
    if (head === undefined || hash('sha256', bytes.subarray(end + 1), 'hex') !== head.sha256) throw damaged(name)
    this.name = name
    this.head = head
    this.#bytes = bytes
    let at = end + 1
    this.#begins = head.blocks.map((length) => (at += length) - length)
  }

  /** Facts as the ledger records them. */
  get facts(): ArchivedFile {
    const { first, last, lastSeq, before, after, from, to, sha256 } = this.head
    return { name: this.name, first, last, lastSeq, before, after, from, to, bytes: this.#bytes.length, sha256 }
  }

  /** Stored texts of the events of a block, counted from 0; none where there is no such block. */
  block(index: number): readonly string[] {
    const [begin, length] = [this.#begins[index], this.head.blocks[index]]
    if (begin === undefined || length === undefined) return []
    try {
      return brotliDecompressSync(this.#bytes.subarray(begin, begin + length))
        .toString('utf8')
        .split('\n')
    } catch (cause) {
      throw damaged(this.name, cause)
    }
  }
}

function headIn(line: Uint8Array): ArchiveHead | undefined {
  try {
    const head = JSON.parse(Buffer.from(line).toString('utf8')) as ArchiveHead
    return isHead(head) ? head : undefined
  } catch {
    return undefined
  }
}

function isHead(head: Partial<ArchiveHead>): boolean {
  const { format, version, blocks, first, last } = head
  if (format !== 'spotdeck-archive' || version !== 1 || !Array.isArray(blocks)) return false
  return Number.isSafeInteger(first) && Number.isSafeInteger(last) && blocks.every((length) => Number.isInteger(length))
}

function damaged(name: string, cause?: unknown): DataFolderError {
  return new DataFolderError('ARCHIVE_BAD', `The archive file ${name} is damaged: put a copy of it in its place.`, {
    cause,
  })
}
