/**
 * Reads the first sheet of an XLSX as text. The archive is unpacked under bounds, and each part is read once, by one
 * parser: what is checked is what is read.
 */

import { unreadable } from '../import-error.ts'
import { readSharedStrings } from './shared-strings.ts'
import { readRows } from './sheet.ts'
import { readDateStyles } from './sheet-styles.ts'
import { RELATIONS_PART, WORKBOOK_PART, WORKSHEET_PART, readSheetPart, readWorkbook } from './workbook.ts'
import { unpack } from './zip.ts'

const SHARED_STRINGS_PART = 'xl/sharedStrings.xml'
const STYLES_PART = 'xl/styles.xml'
/** Everything else, such as pictures, macros and links, is never unpacked. */
const NEEDED: ReadonlySet<string> = new Set([WORKBOOK_PART, RELATIONS_PART, SHARED_STRINGS_PART, STYLES_PART])

/** Returns whether a file starts as an archive does. */
export function isZip(file: Uint8Array): boolean {
  return file[0] === 0x50 && file[1] === 0x4b
}

/**
 * Returns the rows that hold any cell. Dates are wall-clock time without a zone.
 * @throws {ImportError} `IMPORT_UNREADABLE`, `IMPORT_TOO_LARGE`
 */
export async function readSheetOf(file: Uint8Array): Promise<string[][]> {
  const entries = unpack(
    Buffer.from(file.buffer, file.byteOffset, file.byteLength),
    (name) => NEEDED.has(name) || WORKSHEET_PART.test(name),
  )
  const parts = new Map(entries.map(({ name, bytes }) => [name, bytes]))
  const workbookXml = parts.get(WORKBOOK_PART)
  const relationsXml = parts.get(RELATIONS_PART)
  if (workbookXml === undefined || relationsXml === undefined) throw unreadable('NOT_WHOLE')
  const { sheetId, is1904 } = readWorkbook(workbookXml)
  const sheetXml = parts.get(readSheetPart(relationsXml, sheetId))
  if (sheetXml === undefined) throw unreadable('NO_SHEET')
  const sharedXml = parts.get(SHARED_STRINGS_PART)
  const stylesXml = parts.get(STYLES_PART)
  return readRows(sheetXml, {
    sharedStrings: sharedXml === undefined ? [] : readSharedStrings(sharedXml),
    dateStyles: stylesXml === undefined ? [] : readDateStyles(stylesXml),
    is1904,
  })
}
