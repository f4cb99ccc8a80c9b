/**
 * Checks a sheet before its table is built: the positions of its cells (one cell can claim a table of 17 billion), and
 * that none of them is computed.
 */

import { StringDecoder } from 'node:string_decoder'
import { Parser } from 'htmlparser2'
import { ImportError } from './import-error.ts'
import { MAX_CELLS, MAX_COLUMNS, MAX_IMPORT_ROWS } from './limits.ts'

/** Spreadsheets leave some formatted, empty rows below the heading and the rows. */
const MAX_ROW = MAX_IMPORT_ROWS + 100
const SLICE_BYTES = 1024 * 1024

/**
 * Rejects a sheet with computed cells or with positions out of bounds.
 * @throws {ImportError} `IMPORT_UNREADABLE` with the reason `OUT_OF_BOUNDS` and the cell, or with `FORMULAS`
 */
export function checkSheet(xml: Buffer): void {
  const area = new Area()
  const parser = new Parser(
    { onopentag: (name, attributes) => area.open(localName(name), referencesOf(attributes)) },
    { xmlMode: true, decodeEntities: true },
  )
  const decoder = new StringDecoder('utf8')
  for (let at = 0; at < xml.length; at += SLICE_BYTES) parser.write(decoder.write(xml.subarray(at, at + SLICE_BYTES)))
  parser.end(decoder.end())
}

/** The area that the cells read so far span, as a spreadsheet parser counts it. */
class Area {
  #row = 0
  #column = 0
  #rows = 0
  #columns = 0

  open(name: string, references: { readonly r?: string; readonly ref?: string }): void {
    if (name === 'dimension') for (const cell of (references.ref ?? '').split(':')) this.#reach(placeOf(cell), cell)
    else if (name === 'row') this.#startRow(references.r)
    else if (name === 'c') this.#startCell(references.r)
    // A computed cell holds a cached result, which may not be the exchange's.
    else if (name === 'f') throw new ImportError('IMPORT_UNREADABLE', { reason: 'FORMULAS' })
  }

  #startRow(r: string | undefined): void {
    this.#row = r === undefined || r === '' ? this.#row + 1 : Number(r)
    this.#column = 0
    this.#reach({ row: this.#row, column: 1 }, `A${r ?? this.#row}`)
  }

  #startCell(r: string | undefined): void {
    const place = r === undefined || r === '' ? { row: this.#row, column: this.#column + 1 } : placeOf(r)
    this.#column = place.column
    this.#row = Math.max(this.#row, place.row)
    this.#reach(place, r ?? `R${place.row}C${place.column}`)
  }

  #reach({ row, column }: Place, cell: string): void {
    if (cell === '') return
    const isWithin = row >= 0 && row <= MAX_ROW && column >= 0 && column <= MAX_COLUMNS
    this.#rows = Math.max(this.#rows, row)
    this.#columns = Math.max(this.#columns, column)
    if (!isWithin || this.#rows * this.#columns > MAX_CELLS)
      throw new ImportError('IMPORT_UNREADABLE', { reason: 'OUT_OF_BOUNDS', cell: cell.slice(0, 20) })
  }
}

type Place = { readonly row: number; readonly column: number }

/** Decodes `B3` as row 3, column 2. A position that cannot be decoded is `NaN`, which is within no bounds. */
function placeOf(cell: string): Place {
  const [, letters = '', digits = ''] = /^\$?([A-Z]{1,3})\$?(\d{1,7})$/.exec(cell) ?? []
  if (letters === '') return { row: Number.NaN, column: Number.NaN }
  const column = [...letters].reduce((total, letter) => total * 26 + (letter.codePointAt(0) ?? 0) - 64, 0)
  return { row: Number(digits), column }
}

const localName = (name: string): string => name.slice(name.lastIndexOf(':') + 1)

/** Attributes that contain a position, with or without a prefix: spreadsheet parsers drop it. */
function referencesOf(attributes: Readonly<Record<string, string>>): { readonly r?: string; readonly ref?: string } {
  const found: { r?: string; ref?: string } = {}
  for (const [name, value] of Object.entries(attributes)) {
    const local = localName(name)
    if (local === 'r' || local === 'ref') found[local] = value
  }
  return found
}
