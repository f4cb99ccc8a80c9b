/** Exported candles and prints as CSV, in the words of common exports: which column is what, and each row read by name. */

import { parse } from 'csv-parse/sync'
import { tryDecimal } from '@spotdeck/exact'

type Column = 'time' | 'open' | 'high' | 'low' | 'close' | 'volume' | 'price' | 'quantity' | 'symbol'

/** Names of columns in lower case without anything but letters and digits; the first that a heading has counts. */
const NAMES: Readonly<Record<Column, readonly string[]>> = {
  time: [
    'time',
    'opentime',
    'timestamp',
    'datetime',
    'date',
    'starttime',
    'start',
    'transacttime',
    'tradetime',
    'unix',
  ],
  open: ['open', 'openprice', 'openingprice'],
  high: ['high', 'highprice', 'highestprice'],
  low: ['low', 'lowprice', 'lowestprice'],
  close: ['close', 'closeprice', 'closingprice'],
  volume: ['volume', 'basevolume', 'vol', 'volumebase'],
  price: ['price', 'executedprice', 'dealprice', 'filledprice'],
  quantity: ['quantity', 'qty', 'executedqty', 'size', 'amount', 'volume', 'vol'],
  symbol: ['symbol', 'pair', 'pairs', 'market'],
}
const CANDLE: readonly Column[] = ['time', 'open', 'high', 'low', 'close', 'volume']
const PRINT: readonly Column[] = ['time', 'price', 'quantity']
const SEPARATORS: readonly string[] = [',', ';', '\t']

/** One row with the line it is on. `number` reads an amount that is not negative. */
export type CsvRow = {
  readonly line: number
  /** ms since the epoch. */
  readonly time: number
  /** `undefined`: there is no such column. */
  readonly symbol: string | undefined
  /** @throws {RangeError} naming line and column */
  number(column: Column): string
}

/** A file of candles or of prints. */
type CsvTable = { readonly kind: 'candles' | 'prints'; readonly rows: readonly CsvRow[] }

/**
 * Reads a file with a heading, or without one in the order time, open, high, low, close, volume, or time, price, quantity.
 * @throws {RangeError} for what is no such file, naming line and column where there is one
 */
export function readCsvTable(text: string): CsvTable {
  const lines = linesOf(text)
  const [first] = lines
  if (first === undefined) throw new RangeError('it is empty')
  const headless = first.cells.every(
    (cell) => cell === '' || tryDecimal(cell) !== undefined || !Number.isNaN(Date.parse(cell)),
  )
  const heading = first.cells.map((cell) => cell.toLowerCase().replace(/[^a-z0-9]/g, ''))
  const place = (column: Column): number =>
    NAMES[column].map((name) => heading.indexOf(name)).find((found) => found >= 0) ?? -1
  const missing = (columns: readonly Column[]): readonly Column[] => columns.filter((column) => place(column) < 0)
  const kind = headless
    ? first.cells.length >= CANDLE.length
      ? 'candles'
      : 'prints'
    : missing(CANDLE).length <= missing(PRINT).length
      ? 'candles'
      : 'prints'
  const columns = kind === 'candles' ? CANDLE : PRINT
  const lacking = headless ? columns.slice(first.cells.length) : missing(columns)
  if (lacking.length > 0) throw new RangeError(`its heading has no column ${lacking.join(', ')}`)
  const places = new Map<Column, number>(
    headless
      ? columns.map((column, at) => [column, at])
      : [...columns, 'symbol' as const].map((one) => [one, place(one)]),
  )
  const rows = lines.slice(headless ? 0 : 1).map((line) => rowOf(line, places))
  if (rows.length === 0) throw new RangeError('it has a heading and no rows')
  return { kind, rows: rows.sort((a, b) => a.time - b.time) }
}

type Line = { readonly line: number; readonly cells: readonly string[] }

function linesOf(text: string): readonly Line[] {
  const heading = text.split(/\r?\n|\r/, 1)[0] ?? ''
  const parts = (separator: string): number => heading.split(separator).length
  const delimiter = SEPARATORS.reduce((best, one) => (parts(one) > parts(best) ? one : best))
  type Parsed = { readonly record: readonly string[]; readonly info: { readonly lines: number } }
  try {
    const options = { bom: true, delimiter, info: true, relax_column_count: true, skip_empty_lines: true, trim: true }
    return (parse(text, options) as unknown as readonly Parsed[]).map(({ record, info }) => ({
      line: info.lines,
      cells: record,
    }))
  } catch (error) {
    throw new RangeError(`it is no CSV: ${error instanceof Error ? error.message : 'it cannot be read'}`, {
      cause: error,
    })
  }
}

function rowOf({ line, cells }: Line, places: ReadonlyMap<Column, number>): CsvRow {
  const cell = (column: Column): string => cells[places.get(column) ?? -1] ?? ''
  const time = timeOf(cell('time'))
  if (time === undefined) throw wrong({ line, column: 'time' }, cell('time'), 'no time')
  const symbol = cell('symbol')
    .replace(/[^A-Za-z0-9]/g, '')
    .toUpperCase()
  return {
    line,
    time,
    symbol: symbol === '' ? undefined : symbol,
    number(column) {
      const text = cell(column)
      const exact = tryDecimal(/e/i.test(text) && text.length < 30 ? plainOf(text) : text)
      if (exact === undefined || exact.startsWith('-')) throw wrong({ line, column }, text, 'no amount')
      return exact
    },
  }
}

/** `1e-05` as programs write small numbers, in plain digits. */
function plainOf(text: string): string {
  const value = Number(text)
  return Number.isFinite(value) ? value.toFixed(18).replace(/\.?0+$/, '') : text
}

/** Seconds, milliseconds or microseconds since the epoch by their digits, or a date; one without a zone is in UTC. */
function timeOf(text: string): number | undefined {
  if (/^\d{9,17}(\.\d+)?$/.test(text)) {
    const value = Number(text)
    return Math.floor(value < 1e11 ? value * 1_000 : value < 1e14 ? value : value / 1_000)
  }
  const zoned = /(?:[zZ]|[+-]\d{2}:?\d{2}| UTC)$/.test(text) ? text : `${text.replace(' ', 'T')}Z`
  const time = Date.parse(zoned)
  return text === '' || Number.isNaN(time) ? undefined : time
}

/** The error of one cell. */
export function wrong(
  { line, column }: { readonly line: number; readonly column: Column },
  text: string,
  what: string,
): RangeError {
  return new RangeError(`line ${line}, column ${column}: "${text.slice(0, 40)}" is ${what}`)
}
