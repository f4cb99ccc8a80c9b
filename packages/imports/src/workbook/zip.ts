/** Reads a ZIP archive under bounds: of entries, and of the sizes they claim, beyond which none unpacks. */

import { type UnzipFileInfo, unzipSync } from 'fflate'
import { ImportError, tooLarge, unreadable } from '../import-error.ts'

/** One unpacked file of an archive. */
export type Entry = { readonly name: string; readonly bytes: Buffer }

const MAX_UNPACKED_BYTES = 128 * 1024 * 1024
const MAX_ENTRIES = 200
/** Sheets of exports unpack to 5 to 30 times their size. Small entries may do so by chance. */
const MAX_RATIO = 100
const RATIO_FROM_BYTES = 1024 * 1024
/** Methods of packing: none, and deflate. */
const METHODS: readonly number[] = [0, 8]

/**
 * Unpacks the entries whose names `isNeeded` accepts, in the archive's order; the others are never unpacked.
 * @throws {ImportError} `IMPORT_UNREADABLE`, `IMPORT_TOO_LARGE`
 */
export function unpack(file: Buffer, isNeeded: (name: string) => boolean): Entry[] {
  const claimed = new Map<string, number>()
  let count = 0
  let total = 0
  const filter = ({ name, size, originalSize, compression }: UnzipFileInfo): boolean => {
    count++
    if (count > MAX_ENTRIES) throw tooLarge(MAX_UNPACKED_BYTES / 1024 / 1024, 'MiB unpacked')
    if (!isNeeded(name)) return false
    if (claimed.has(name)) throw unreadable('NOT_WHOLE')
    claimed.set(name, originalSize)
    total += originalSize
    if (total > MAX_UNPACKED_BYTES) throw tooLarge(MAX_UNPACKED_BYTES / 1024 / 1024, 'MiB unpacked')
    if (!METHODS.includes(compression)) throw unreadable('PACKED')
    if (originalSize > Math.max(RATIO_FROM_BYTES, size * MAX_RATIO)) throw unreadable('TOO_COMPRESSED')
    return true
  }
  try {
    const found = unzipSync(file, { filter })
    return [...claimed].map(([name, length]) => {
      const bytes = found[name]
      if (bytes?.length !== length) throw unreadable('NOT_WHOLE')
      return { name, bytes: Buffer.from(bytes.buffer, bytes.byteOffset, length) }
    })
  } catch (error) {
    if (error instanceof ImportError) throw error
    throw new ImportError('IMPORT_UNREADABLE', { reason: 'NOT_WHOLE' }, { cause: error })
  }
}
