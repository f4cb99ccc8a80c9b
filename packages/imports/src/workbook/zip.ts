/** Reads a ZIP archive under bounds: the number of entries, what they claim to unpack to, and what they unpack to. */

import { inflateRawSync } from 'node:zlib'
import type { UnreadableReason } from '@spotdeck/api'
import { ImportError } from '../import-error.ts'

/** One unpacked file of an archive. */
export type Entry = { readonly name: string; readonly bytes: Buffer }

/** Signatures of the records of an archive. */
const LOCAL = 0x04034b50
const CENTRAL = 0x02014b50
const END = 0x06054b50
const MAX_UNPACKED_BYTES = 128 * 1024 * 1024
const MAX_ENTRIES = 200
/** Sheets of exports unpack to 5 to 30 times their size. Small entries may do so by chance. */
const MAX_RATIO = 100
const RATIO_FROM_BYTES = 1024 * 1024

/**
 * Unpacks the entries whose names `isNeeded` accepts, in the archive's order; the others are never unpacked.
 * @throws {ImportError} `IMPORT_UNREADABLE`, `IMPORT_TOO_LARGE`
 */
export function unpack(file: Buffer, isNeeded: (name: string) => boolean): Entry[] {
  try {
    const found = directory(file).filter(({ name }) => isNeeded(name))
    if (new Set(found.map(({ name }) => name)).size !== found.length) throw unreadable('NOT_WHOLE')
    if (found.reduce((total, { claimed }) => total + claimed, 0) > MAX_UNPACKED_BYTES) throw tooLarge()
    const entries: Entry[] = []
    let left = MAX_UNPACKED_BYTES
    for (const one of found) {
      const bytes = bytesOf(file, one, left)
      left -= bytes.length
      entries.push({ name: one.name, bytes })
    }
    return entries
  } catch (error) {
    if (error instanceof ImportError) throw error
    throw new ImportError('IMPORT_UNREADABLE', { reason: 'NOT_WHOLE' }, { cause: error })
  }
}

type Found = {
  readonly name: string
  readonly method: number
  readonly packed: number
  readonly claimed: number
  readonly at: number
}

function directory(file: Buffer): Found[] {
  const end = file.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  if (end < 0 || file.readUInt32LE(end) !== END) throw unreadable('NOT_WHOLE')
  const count = file.readUInt16LE(end + 10)
  if (count > MAX_ENTRIES) throw tooLarge()
  const found: Found[] = []
  let at = file.readUInt32LE(end + 16)
  for (let index = 0; index < count; index++) {
    if (file.readUInt32LE(at) !== CENTRAL) throw unreadable('NOT_WHOLE')
    const nameLength = file.readUInt16LE(at + 28)
    found.push({
      name: file.toString('utf8', at + 46, at + 46 + nameLength),
      method: file.readUInt16LE(at + 10),
      packed: file.readUInt32LE(at + 20),
      claimed: file.readUInt32LE(at + 24),
      at: file.readUInt32LE(at + 42),
    })
    at += 46 + nameLength + file.readUInt16LE(at + 30) + file.readUInt16LE(at + 32)
  }
  return found
}

function bytesOf(file: Buffer, { method, packed, at }: Found, left: number): Buffer {
  if (file.readUInt32LE(at) !== LOCAL) throw unreadable('NOT_WHOLE')
  const from = at + 30 + file.readUInt16LE(at + 26) + file.readUInt16LE(at + 28)
  const data = file.subarray(from, from + packed)
  if (data.length !== packed) throw unreadable('NOT_WHOLE')
  if (left <= 0 || (method === 0 && packed > left)) throw tooLarge()
  if (method === 0) return data
  if (method !== 8) throw unreadable('PACKED')
  const bytes = inflate(data, left)
  if (bytes.length > Math.max(RATIO_FROM_BYTES, packed * MAX_RATIO)) throw unreadable('TOO_COMPRESSED')
  return bytes
}

function inflate(data: Buffer, maxOutputLength: number): Buffer {
  try {
    return inflateRawSync(data, { maxOutputLength })
  } catch (error) {
    if (error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge()
    throw error
  }
}

const unreadable = (reason: UnreadableReason): ImportError => new ImportError('IMPORT_UNREADABLE', { reason })
const tooLarge = (): ImportError =>
  new ImportError('IMPORT_TOO_LARGE', { limit: MAX_UNPACKED_BYTES / 1024 / 1024, what: 'MiB unpacked' })
