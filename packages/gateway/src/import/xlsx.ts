/**
 * Parses the first sheet of an XLSX as text. The archive is unpacked here within limits and passed on uncompressed, so
 * that the parser never receives a bomb, an entry with a wrong size, or anything but the sheet's own parts.
 */

import { crc32 } from 'node:zlib'
import { type CellValue, readSheet } from 'read-excel-file/node'
import type { UnreadableReason } from '@spotdeck/api'
import { ImportError } from './import-error.ts'
import { checkSheet } from './check-sheet.ts'
import { CENTRAL, END, type Entry, LOCAL, unpack } from './zip.ts'

/** Entries of a workbook that are needed; pictures, macros and links are ignored. */
const NEEDED =
  /^(?:\[Content_Types\]\.xml|_rels\/\.rels|xl\/(?:workbook|sharedStrings|styles)\.xml|xl\/_rels\/workbook\.xml\.rels|xl\/worksheets\/[\w-]+\.xml)$/
const SHEET = /^xl\/worksheets\//

/** Declarations of XML entities, in the two encodings that an XML parser detects by itself. */
const ENTITY_MARKS: readonly Buffer[] = ['<!DOCTYPE', '<!ENTITY'].flatMap((mark) => [
  Buffer.from(mark),
  Buffer.from(mark, 'utf16le'),
])

/** True if the file starts like a ZIP archive. */
export function isZip(file: Uint8Array): boolean {
  return file[0] === 0x50 && file[1] === 0x4b
}

/**
 * Parses the first sheet: rows of cells as text.
 * @throws {ImportError} `IMPORT_UNREADABLE`, `IMPORT_TOO_LARGE`
 */
export async function readSheetOf(file: Uint8Array): Promise<string[][]> {
  const entries = unpack(Buffer.from(file.buffer, file.byteOffset, file.byteLength), (name) => NEEDED.test(name))
  const sheets = entries.filter(({ name }) => SHEET.test(name))
  if (sheets.length === 0) throw unreadable('NO_SHEET')
  if (entries.some(({ bytes }) => ENTITY_MARKS.some((mark) => bytes.includes(mark)))) throw unreadable('ENTITIES')
  for (const { bytes } of sheets) checkSheet(bytes)
  try {
    const rows = await readSheet<string>(pack(entries), { parseNumber: (text: string) => text, trim: false })
    return rows.map((row) => row.map((cell) => textOf(cell)))
  } catch (error) {
    throw new ImportError('IMPORT_UNREADABLE', { reason: 'NOT_WHOLE' }, { cause: error })
  }
}

/** Text of a cell. Dates are wall-clock time without a zone; numbers are doubles in their shortest form. */
function textOf(cell: CellValue<string> | null): string {
  if (cell instanceof Date)
    return Number.isNaN(cell.getTime()) ? '' : cell.toISOString().replace('T', ' ').replace('Z', '')
  if (typeof cell !== 'string') return typeof cell === 'boolean' ? String(cell) : ''
  return /^-?\d*\.?\d{16,}(?:e[+-]?\d+)?$/i.test(cell) && cell.includes('.') ? String(Number(cell)) : cell
}

/** Packs the entries without compression. */
function pack(entries: readonly Entry[]): Buffer {
  const files: Buffer[] = []
  const records: Buffer[] = []
  let at = 0
  for (const { name, bytes } of entries) {
    const title = Buffer.from(name)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt32LE(crc32(bytes), 10)
    common.writeUInt32LE(bytes.length, 14)
    common.writeUInt32LE(bytes.length, 18)
    common.writeUInt16LE(title.length, 22)
    files.push(word(LOCAL), common, title, bytes)
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(at, 10)
    records.push(word(CENTRAL), Buffer.from([20, 0]), common, tail, title)
    at += 4 + 26 + title.length + bytes.length
  }
  const directoryBytes = Buffer.concat(records)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(entries.length, 4)
  end.writeUInt16LE(entries.length, 6)
  end.writeUInt32LE(directoryBytes.length, 8)
  end.writeUInt32LE(at, 12)
  return Buffer.concat([...files, directoryBytes, word(END), end])
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

const unreadable = (reason: UnreadableReason): ImportError => new ImportError('IMPORT_UNREADABLE', { reason })
