/** Decides by its style whether a number of an XLSX is a date, and writes such a number as wall-clock time. */

import { DAY_MS } from '@spotdeck/ports'
import { tooLarge } from '../import-error.ts'
import { SPREADSHEET_NAMESPACES } from './workbook.ts'
import { type ElementReader, type GetAttribute, readXml } from './xml.ts'

/** Excel itself allows 65,490. */
const MAX_STYLES = 100_000
/** Built-in date and time formats: in every language, East Asian, Thai. Others are spelt out in the file. */
const DATE_FORMATS: readonly (readonly [first: number, last: number])[] = [
  [14, 22],
  [27, 36],
  [45, 47],
  [50, 58],
  [71, 81],
]
/** Serial dates count days; day 25,569 is 1970-01-01. Those from 1904 count from 1,462 days later. */
const UNIX_EPOCH_DAY = 25_569
const DAYS_TO_1904 = 1_462

/** Returns per style, in the order that cells refer to, whether it shows a number as a date. @throws {ImportError} */
export function readDateStyles(xml: Uint8Array): readonly boolean[] {
  const codes = new Map<number, boolean>()
  const formats: number[] = []
  const format = {
    open: (attribute: GetAttribute) => {
      if (codes.size >= MAX_STYLES) throw tooLarge(MAX_STYLES, 'styles')
      codes.set(Number(attribute('numFmtId')), isDateCode(attribute('formatCode') ?? ''))
    },
  }
  const style = {
    open: (attribute: GetAttribute) => {
      if (formats.length >= MAX_STYLES) throw tooLarge(MAX_STYLES, 'styles')
      formats.push(Number(attribute('numFmtId') ?? 0))
    },
  }
  const children = new Map<string, ElementReader>([
    ['numFmts', { children: new Map([['numFmt', format]]) }],
    ['cellXfs', { children: new Map([['xf', style]]) }],
  ])
  readXml(xml, { namespaces: SPREADSHEET_NAMESPACES, rootName: 'styleSheet', root: { children } })
  return formats.map((id) => isBuiltInDate(id) || codes.get(id) === true)
}

const isBuiltInDate = (id: number): boolean => DATE_FORMATS.some(([first, last]) => id >= first && id <= last)

const MAX_CODE_CHARS = 1_000

/** Returns whether a format code shows a date or a time: parts of one, and no digits but fractions of seconds. */
function isDateCode(code: string): boolean {
  if (code.length > MAX_CODE_CHARS || /general/i.test(code)) return false
  const bare = code
    .replaceAll(/"[^"]*"|[\\_*]./g, '')
    .replaceAll(/\[([hms]+)\]/gi, '$1')
    .replaceAll(/\[[^\]]*\]/g, '')
    .replaceAll(/s\.0+/gi, 's')
  return bare.split(';').some((section) => /[ymdhse]/i.test(section) && !/[0#?%]/.test(section))
}

/** Returns a serial date as wall-clock time to the millisecond; the text itself where it is none. */
export function formatSerialDate(text: string, is1904: boolean): string {
  const days = Number(text) + (is1904 ? DAYS_TO_1904 : 0)
  const date = new Date(Math.round((days - UNIX_EPOCH_DAY) * DAY_MS))
  return Number.isNaN(date.getTime()) ? text : date.toISOString().replace('T', ' ').replace('Z', '')
}
