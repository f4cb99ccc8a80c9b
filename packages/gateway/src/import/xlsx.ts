/**
 * The first sheet of an XLSX as text. The archive is unpacked here under bounds and handed on as a plain one, so that the
 * reader never sees a bomb, an entry that lies about its size, or anything but the sheet's own parts.
 */

import { crc32, inflateRawSync } from 'node:zlib'
import { type CellValue, readSheet } from 'read-excel-file/node'
import type { UnreadableReason } from '@spotdeck/api'
import { ImportError } from './import-error.ts'

type Entry = { readonly name: string; readonly bytes: Buffer }

const LOCAL = 0x04034b50
const CENTRAL = 0x02014b50
const END = 0x06054b50
const MAX_UNPACKED_BYTES = 128 * 1024 * 1024
const MAX_ENTRIES = 200
/** What a workbook needs to be read; pictures, macros and links are left out. */
const NEEDED =
  /^(?:\[Content_Types\]\.xml|_rels\/\.rels|xl\/(?:workbook|sharedStrings|styles)\.xml|xl\/_rels\/workbook\.xml\.rels|xl\/worksheets\/[\w-]+\.xml)$/
const SHEET = /^xl\/worksheets\//
/** Cells with a formula show a remembered result: nobody knows whether it is the exchange's. */
const FORMULA = /<(?:\w+:)?f[\s>/]/

export function isZip(file: Uint8Array): boolean {
  return file[0] === 0x50 && file[1] === 0x4b
}

/** @throws {ImportError} `IMPORT_UNREADABLE`, `IMPORT_TOO_LARGE` */
export async function readSheetOf(file: Uint8Array): Promise<string[][]> {
  const entries = unpack(Buffer.from(file.buffer, file.byteOffset, file.byteLength))
  const sheets = entries.filter(({ name }) => SHEET.test(name))
  if (sheets.length === 0) throw unreadable('NO_SHEET')
  if (sheets.some(({ bytes }) => FORMULA.test(bytes.toString('latin1')))) throw unreadable('FORMULAS')
  try {
    const rows = await readSheet<string>(pack(entries), { parseNumber: (text: string) => text, trim: false })
    return rows.map((row) => row.map((cell) => textOf(cell)))
  } catch (error) {
    throw new ImportError('IMPORT_UNREADABLE', { reason: 'NOT_WHOLE' }, { cause: error })
  }
}

/** Dates are wall-clock time without a zone; numbers are doubles, whose shortest form is what was written into them. */
function textOf(cell: CellValue<string> | null): string {
  if (cell instanceof Date)
    return Number.isNaN(cell.getTime()) ? '' : cell.toISOString().replace('T', ' ').replace('Z', '')
  if (typeof cell !== 'string') return typeof cell === 'boolean' ? String(cell) : ''
  return /^-?\d*\.?\d{16,}(?:e[+-]?\d+)?$/i.test(cell) && cell.includes('.') ? String(Number(cell)) : cell
}

function unpack(file: Buffer): Entry[] {
  try {
    const entries: Entry[] = []
    let left = MAX_UNPACKED_BYTES
    for (const found of directory(file)) {
      const bytes = bytesOf(file, found, left)
      left -= bytes.length
      entries.push({ name: found.name, bytes })
    }
    return entries
  } catch (error) {
    if (error instanceof ImportError) throw error
    if (error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge()
    throw new ImportError('IMPORT_UNREADABLE', { reason: 'NOT_WHOLE' }, { cause: error })
  }
}

type Found = { readonly name: string; readonly method: number; readonly packed: number; readonly at: number }

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
    const name = file.toString('utf8', at + 46, at + 46 + nameLength)
    const entry = {
      name,
      method: file.readUInt16LE(at + 10),
      packed: file.readUInt32LE(at + 20),
      at: file.readUInt32LE(at + 42),
    }
    if (NEEDED.test(name)) found.push(entry)
    at += 46 + nameLength + file.readUInt16LE(at + 30) + file.readUInt16LE(at + 32)
  }
  return found
}

function bytesOf(file: Buffer, { method, packed, at }: Found, left: number): Buffer {
  if (file.readUInt32LE(at) !== LOCAL) throw unreadable('NOT_WHOLE')
  const from = at + 30 + file.readUInt16LE(at + 26) + file.readUInt16LE(at + 28)
  const data = file.subarray(from, from + packed)
  if (data.length !== packed) throw unreadable('NOT_WHOLE')
  if (method === 8 && left > 0) return inflateRawSync(data, { maxOutputLength: left })
  if (method !== 0) throw left > 0 ? unreadable('PACKED') : tooLarge()
  if (packed > left) throw tooLarge()
  return data
}

/** An archive of the same entries, not compressed. */
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
const tooLarge = (): ImportError =>
  new ImportError('IMPORT_TOO_LARGE', { limit: MAX_UNPACKED_BYTES / 1024 / 1024, what: 'MiB unpacked' })
