/**
 * Reads the rows of a worksheet in one pass. Places that cells claim are only compared with bounds; memory grows by
 * what was read, never by a number in the file.
 */

import { ImportError, tooLarge, unreadable } from '../import-error.ts'
import { MAX_CELLS, MAX_COLUMNS, MAX_IMPORT_ROWS } from './limits.ts'
import { MAX_TEXT_CHARS, TextCollector, textReader, unescapeText } from './shared-strings.ts'
import { formatSerialDate } from './sheet-styles.ts'
import { SPREADSHEET_NAMESPACES } from './workbook.ts'
import { type ElementReader, type GetAttribute, readXml } from './xml.ts'

/** Last row number that is read: spreadsheets have some formatted empty rows after the data. */
const MAX_ROW = MAX_IMPORT_ROWS + 100

/** The other parts that cells refer to. */
export type SheetContext = {
  /** `undefined` stands for a text longer than a cell may have. */
  readonly sharedStrings: readonly (string | undefined)[]
  /** Per style, true if it shows numbers as dates. */
  readonly dateStyles: readonly boolean[]
  readonly is1904: boolean
}

/**
 * Returns the rows that hold any cell, in order, as text.
 * @throws {ImportError} `IMPORT_UNREADABLE`, `IMPORT_TOO_LARGE`
 */
export function readRows(xml: Uint8Array, context: SheetContext): string[][] {
  const sheet = new SheetReader(context)
  readXml(xml, { namespaces: SPREADSHEET_NAMESPACES, rootName: 'worksheet', root: sheet.root() })
  return sheet.rows
}

type Cell = { readonly column: number; readonly type: string; readonly style: number; value?: string; isSet: boolean }
type Place = { readonly row: number; readonly column: number }

class SheetReader {
  readonly rows: string[][] = []
  readonly #context: SheetContext
  readonly #text = new TextCollector()
  #cells: string[] = []
  #cell: Cell | undefined
  /** The number of the row being read; `#hasNumber` is false while it is only counted. */
  #row = 0
  #hasNumber = false
  #column = 0
  /** The widest row so far. */
  #width = 0
  #chars = 0

  constructor(context: SheetContext) {
    this.#context = context
  }

  root(): ElementReader {
    const value: ElementReader = {
      open: () => this.#startValue(),
      text: (text) => this.#text.add(text),
      close: () => this.#endValue(),
    }
    const inline: ElementReader = {
      children: textReader(this.#text),
      open: () => this.#startValue(),
      close: () => this.#endValue(),
    }
    // A computed cell shows a remembered result: nobody knows whether it is the exchange's.
    const formula: ElementReader = {
      open: () => {
        throw unreadable('FORMULAS')
      },
    }
    const cell: ElementReader = {
      children: new Map([
        ['v', value],
        ['is', inline],
        ['f', formula],
      ]),
      open: (attribute) => this.#startCell(attribute),
      close: () => this.#endCell(),
    }
    const row: ElementReader = {
      children: new Map([['c', cell]]),
      open: (attribute) => this.#startRow(attribute('r')),
      close: () => this.#endRow(),
    }
    return { children: new Map([['sheetData', { children: new Map([['row', row]]) }]]) }
  }

  #startRow(r: string | undefined): void {
    this.#hasNumber = r !== undefined
    const row = r === undefined ? this.#row + 1 : /^\d{1,7}$/.test(r) ? Number(r) : Number.NaN
    this.#checkPlace({ row, column: 1 }, `A${r ?? row}`)
    if (row <= this.#row) throw unreadable('NOT_WHOLE')
    this.#row = row
    this.#column = 0
    this.#cells = []
  }

  #startCell(attribute: GetAttribute): void {
    const r = attribute('r')
    const place = r === undefined ? { row: this.#row, column: this.#column + 1 } : parsePlace(r)
    this.#checkPlace(place, r ?? `R${place.row}C${place.column}`)
    // A row without a number of its own has that of its first cell.
    if (!this.#hasNumber && this.#column === 0 && place.row > this.#row) this.#row = place.row
    if (place.row !== this.#row || place.column <= this.#column) throw unreadable('NOT_WHOLE')
    this.#column = place.column
    this.#cell = {
      column: place.column,
      type: attribute('t') ?? 'n',
      style: Number(attribute('s') ?? Number.NaN),
      isSet: false,
    }
  }

  #startValue(): void {
    if (this.#cell?.isSet === true) throw unreadable('NOT_WHOLE')
  }

  #endValue(): void {
    const text = this.#text.take()
    if (text === undefined) throw unreadable('CELL_TOO_LONG', this.#row)
    if (this.#cell === undefined) return
    this.#cell.value = text
    this.#cell.isSet = true
  }

  #endCell(): void {
    const cell = this.#cell
    this.#cell = undefined
    const text = cell?.value === undefined ? '' : this.#textOf(cell, cell.value)
    if (cell === undefined || text === '') return
    this.#chars += text.length
    if (this.#chars > MAX_TEXT_CHARS) throw tooLarge(MAX_TEXT_CHARS, 'characters')
    // At most `MAX_COLUMNS` steps: the cell's place was checked.
    while (this.#cells.length < cell.column - 1) this.#cells.push('')
    this.#cells.push(text)
  }

  #endRow(): void {
    if (this.#cells.length > 0) this.rows.push(this.#cells)
    this.#cells = []
  }

  #checkPlace({ row, column }: Place, cell: string): void {
    const isWithin = row >= 1 && row <= MAX_ROW && column >= 1 && column <= MAX_COLUMNS
    this.#width = Math.max(this.#width, column)
    if (!isWithin || row * this.#width > MAX_CELLS)
      throw new ImportError('IMPORT_UNREADABLE', { reason: 'OUT_OF_BOUNDS', cell: cell.slice(0, 20) })
  }

  #textOf({ type, style }: Cell, value: string): string {
    switch (type) {
      case 's':
        return this.#sharedString(value.trim())
      case 'b':
        return value === '1' ? 'true' : value === '0' ? 'false' : value
      case 'd':
        return value.replace(/^(\d{4}-\d{2}-\d{2})T([\d:.]+)Z?$/, '$1 $2')
      case 'n':
        return this.#context.dateStyles[style] === true && value.trim() !== ''
          ? formatSerialDate(value, this.#context.is1904)
          : shortestNumber(value.trim())
      case 'str':
      case 'inlineStr':
      case 'e':
        return unescapeText(value)
      default:
        throw unreadable('NOT_WHOLE')
    }
  }

  #sharedString(index: string): string {
    const { sharedStrings } = this.#context
    if (!/^\d{1,7}$/.test(index) || Number(index) >= sharedStrings.length) throw unreadable('NOT_WHOLE')
    const text = sharedStrings[Number(index)]
    if (text === undefined) throw unreadable('CELL_TOO_LONG', this.#row)
    return text
  }
}

/** `B3` is row 3, column 2. Anything else has the place `NaN`, which is within no bounds. */
function parsePlace(cell: string): Place {
  const [, letters = '', digits = ''] = /^([A-Z]{1,3})(\d{1,7})$/.exec(cell) ?? []
  if (letters === '') return { row: Number.NaN, column: Number.NaN }
  const column = [...letters].reduce((total, letter) => total * 26 + (letter.codePointAt(0) ?? 0) - 64, 0)
  return { row: Number(digits), column }
}

/** Numbers are doubles, whose shortest form is what was written into them: 0.10000000000000001 is 0.1. */
function shortestNumber(text: string): string {
  return text.includes('.') && /^-?\d*\.?\d{16,}(?:e[+-]?\d+)?$/i.test(text) ? String(Number(text)) : text
}
