/**
 * Parses a file into a table of text: CSV with any usual separator, or the first sheet of an XLSX. The content is
 * untrusted.
 */

import { parse } from 'csv-parse/sync'
import { ImportError, tooLarge, unreadable } from '../import-error.ts'
import { MAX_CELLS, MAX_CELL_CHARS, MAX_COLUMNS, MAX_IMPORT_ROWS } from './limits.ts'
import { isZip, readSheetOf } from './xlsx.ts'

/** `rows[i][j]` belongs to `columns[j]`; all rows are as long as the heading. Row `i` is line `i + 2` of the table. */
export type Table = { readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[] }

/** Characters of the first line that are read to detect the separator. */
const MAX_HEADING_CHARS = MAX_COLUMNS * MAX_CELL_CHARS
/** Spreadsheets leave empty columns at the end of a line; a file with many more is rejected. */
const MAX_SPARE_COLUMNS = 1_000
const SEPARATORS: readonly string[] = [',', ';', '\t']

/**
 * Parses a CSV or XLSX file.
 * @throws {ImportError} `IMPORT_UNREADABLE`, `IMPORT_TOO_LARGE`
 */
export async function readTable(file: Uint8Array): Promise<Table> {
  const lines = isZip(file) ? await readSheetOf(file) : readCsv(file)
  const [heading, ...rows] = lines.filter((line) => line.some((cell) => cell.trim() !== ''))
  if (heading === undefined) throw unreadable('EMPTY')
  if (rows.length > MAX_IMPORT_ROWS) throw tooLarge(MAX_IMPORT_ROWS, 'rows')
  const columns = trimmedEnd(heading).map((name) => name.trim())
  if (columns.length < 2) throw unreadable('NO_COLUMNS')
  if (columns.length > MAX_COLUMNS) throw unreadable('TOO_MANY_COLUMNS')
  return { columns, rows: rows.map((row, index) => fitted(row, columns.length, index + 2)) }
}

function readCsv(file: Uint8Array): string[][] {
  const text = textOf(file)
  const firstLine = text.slice(0, MAX_HEADING_CHARS).split(/\r?\n|\r/, 1)[0] ?? ''
  const parts = (separator: string): number => firstLine.split(separator).length
  const delimiter = SEPARATORS.reduce((best, one) => (parts(one) > parts(best) ? one : best))
  if (parts(delimiter) > MAX_SPARE_COLUMNS) throw unreadable('TOO_MANY_COLUMNS')
  let cells = 0
  try {
    return parse(text, {
      bom: true,
      delimiter,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: MAX_COLUMNS * MAX_CELL_CHARS,
      to: MAX_IMPORT_ROWS + 2,
      on_record: (record: string[]) => {
        cells += record.length
        if (cells > MAX_CELLS) throw tooLarge(MAX_CELLS, 'cells')
        return record
      },
    })
  } catch (error) {
    if (error instanceof ImportError) throw error
    throw new ImportError('IMPORT_UNREADABLE', { reason: 'CUT' }, { cause: error })
  }
}

/** Decodes UTF-8, or UTF-16 with a byte order mark. */
function textOf(file: Uint8Array): string {
  const encoding = file[0] === 0xff && file[1] === 0xfe ? 'utf-16le' : 'utf-8'
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(file)
    if (!BINARY.test(text)) return text
  } catch {
    // Rejected below: not text in the encoding of its byte order mark.
  }
  throw unreadable('NOT_TEXT')
}

/** Control characters that no text file holds. */
const BINARY = /[^\P{Cc}\t\n\v\f\r\u0080-\u009f]/u

/** Pads a row to the width of the heading: spreadsheets leave out empty cells at its end. */
function fitted(row: readonly string[], width: number, line: number): readonly string[] {
  const cells = trimmedEnd(row)
  if (cells.length > width) throw unreadable('MORE_CELLS', line)
  if (row.length < width && row.length < 2) throw unreadable('LINE_CUT', line)
  if (cells.some((cell) => cell.length > MAX_CELL_CHARS)) throw unreadable('CELL_TOO_LONG', line)
  return Array.from({ length: width }, (_, index) => (cells[index] ?? '').trim())
}

function trimmedEnd(row: readonly string[]): readonly string[] {
  let end = row.length
  while (end > 0 && (row[end - 1] ?? '').trim() === '') end -= 1
  return row.slice(0, end)
}
