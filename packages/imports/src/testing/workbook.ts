/** Workbooks for tests, honest and hostile. */

import { crc32, deflateRawSync } from 'node:zlib'

export type Part = readonly [name: string, bytes: Buffer]

/** An archive of deflated parts. */
export function zip(parts: readonly Part[]): Buffer {
  const files: Buffer[] = []
  const records: Buffer[] = []
  let at = 0
  for (const [name, bytes] of parts) {
    const packed = deflateRawSync(bytes)
    const head = Buffer.alloc(30)
    head.writeUInt32LE(0x04034b50, 0)
    head.writeUInt16LE(8, 8)
    head.writeUInt32LE(crc32(bytes), 14)
    head.writeUInt32LE(packed.length, 18)
    head.writeUInt32LE(bytes.length, 22)
    head.writeUInt16LE(name.length, 26)
    const record = Buffer.alloc(46)
    record.writeUInt32LE(0x02014b50, 0)
    head.copy(record, 6, 4, 30)
    record.writeUInt16LE(name.length, 28)
    record.writeUInt16LE(0, 30)
    record.writeUInt32LE(at, 42)
    files.push(head, Buffer.from(name), packed)
    records.push(record, Buffer.from(name))
    at += 30 + name.length + packed.length
  }
  const directory = Buffer.concat(records)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(parts.length, 8)
  end.writeUInt16LE(parts.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...files, directory, end])
}

/** Parts of a workbook that differ from the usual; XML without its declaration. */
export type WorkbookOptions = {
  /** Before the rows. */
  readonly before?: string
  /** Before the sheet's root element. */
  readonly prolog?: string
  /** Instead of the whole sheet. */
  readonly sheetXml?: string
  /** Path of the first sheet, as the workbook names it. */
  readonly target?: string
  readonly is1904?: boolean
  /** Sheets that the workbook lists behind its first, and their relations. */
  readonly furtherSheets?: number
  readonly more?: readonly (readonly [name: string, xml: string])[]
}

const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006/relationships'
export const MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'

const xml = (text: string): Buffer => Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>${text}`)
const relations = (type: string, target: string, further = ''): Buffer =>
  xml(
    `<Relationships xmlns="${PACKAGE}"><Relationship Id="rId1" Type="${OFFICE}/${type}" Target="${target}"/>${further}</Relationships>`,
  )

/** A workbook whose first sheet holds these rows, as XML. */
export function workbook(rows: string, options: WorkbookOptions = {}): Buffer {
  const { before = '', prolog = '', target = 'worksheets/sheet1.xml', is1904 = false, more = [] } = options
  const further = (element: (n: number) => string): string =>
    Array.from({ length: options.furtherSheets ?? 0 }, (_, n) => element(n + 2)).join('')
  const sheets = further((n) => `<sheet name="S${n}" sheetId="${n}" r:id="rId${n}"/>`)
  const parts = further((n) => `<Relationship Id="rId${n}" Type="${OFFICE}/worksheet" Target="worksheets/s${n}.xml"/>`)
  const sheetXml = `${prolog}<worksheet ${MAIN}>${before}<sheetData>${rows}</sheetData></worksheet>`
  return zip([
    ['_rels/.rels', relations('officeDocument', 'xl/workbook.xml')],
    [
      'xl/workbook.xml',
      xml(
        `<workbook ${MAIN} xmlns:r="${OFFICE}"><workbookPr date1904="${is1904 ? 1 : 0}"/><sheets><sheet name="A" sheetId="1" r:id="rId1"/>${sheets}</sheets></workbook>`,
      ),
    ],
    ['xl/_rels/workbook.xml.rels', relations('worksheet', target, parts)],
    ['xl/worksheets/sheet1.xml', xml(options.sheetXml ?? sheetXml)],
    ...more.map(([name, part]): Part => [name, xml(part)]),
  ])
}

/** A cell with a text of its own. */
export const text = (at: string, value: string): string => `<c r="${at}" t="inlineStr"><is><t>${value}</t></is></c>`
