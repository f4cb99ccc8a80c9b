/** Finds the parts of a workbook that hold its first sheet. */

import { unreadable } from '../import-error.ts'
import { type ElementReader, type GetAttribute, readXml } from './xml.ts'

/** An XLSX is written in the transitional or in the strict variant of the standard; they differ in their namespaces. */
export const SPREADSHEET_NAMESPACES: ReadonlySet<string> = new Set([
  'http://schemas.openxmlformats.org/spreadsheetml/2006/main',
  'http://purl.oclc.org/ooxml/spreadsheetml/main',
])
const RELATION_NAMESPACES: ReadonlySet<string> = new Set([
  'http://schemas.openxmlformats.org/officeDocument/2006/relationships',
  'http://purl.oclc.org/ooxml/officeDocument/relationships',
])
const PACKAGE_NAMESPACES: ReadonlySet<string> = new Set([
  'http://schemas.openxmlformats.org/package/2006/relationships',
])

/** Lists the sheets. */
export const WORKBOOK_PART = 'xl/workbook.xml'
/** Relates ids of sheets to parts. */
export const RELATIONS_PART = 'xl/_rels/workbook.xml.rels'
/** Matches the parts that may be worksheets. */
export const WORKSHEET_PART = /^xl\/worksheets\/[\w-]+\.xml$/

/** Sheets and relations that a workbook may list: no export has more than a few, and an archive holds no more parts. */
const MAX_SHEETS = 200

/** Counts what a workbook lists. @throws {ImportError} `IMPORT_UNREADABLE` beyond `MAX_SHEETS` */
function limited(): () => void {
  let count = 0
  return () => {
    count += 1
    if (count > MAX_SHEETS) throw unreadable('TOO_MANY_SHEETS')
  }
}

/** The workbook's list of sheets, as far as it is needed. */
export type Workbook = {
  /** The relation of the first sheet. */
  readonly sheetId: string
  /** True if serial dates count from 1904 and not from 1900. */
  readonly is1904: boolean
}

/** @throws {ImportError} `IMPORT_UNREADABLE` */
export function readWorkbook(xml: Uint8Array): Workbook {
  let sheetId: string | undefined
  let is1904 = false
  const count = limited()
  const sheet = {
    open: (attribute: GetAttribute) => {
      count()
      sheetId ??= attribute('id', RELATION_NAMESPACES)
    },
  }
  const properties = { open: (attribute: GetAttribute) => void (is1904 = isTrue(attribute('date1904'))) }
  const children = new Map<string, ElementReader>([
    ['workbookPr', properties],
    ['sheets', { children: new Map([['sheet', sheet]]) }],
  ])
  readXml(xml, { namespaces: SPREADSHEET_NAMESPACES, rootName: 'workbook', root: { children } })
  if (sheetId === undefined) throw unreadable('NO_SHEET')
  return { sheetId, is1904 }
}

/**
 * Returns the name of the part that holds the sheet. Only a worksheet's own place counts: a relation may name any.
 * @throws {ImportError} `IMPORT_UNREADABLE`
 */
export function readSheetPart(relations: Uint8Array, sheetId: string): string {
  const found: string[] = []
  const count = limited()
  const relation = {
    open: (attribute: GetAttribute) => {
      count()
      if (attribute('Id') !== sheetId) return
      const part = partOf(attribute('Target') ?? '')
      const isWorksheet = [...RELATION_NAMESPACES].some((type) => attribute('Type') === `${type}/worksheet`)
      if (!isWorksheet || attribute('TargetMode') === 'External' || !WORKSHEET_PART.test(part))
        throw unreadable('NO_SHEET')
      if (found.length > 0) throw unreadable('NOT_WHOLE')
      found.push(part)
    },
  }
  const root = { children: new Map([['Relationship', relation]]) }
  readXml(relations, { namespaces: PACKAGE_NAMESPACES, rootName: 'Relationships', root })
  const [part] = found
  if (part === undefined) throw unreadable('NO_SHEET')
  return part
}

/** A target is relative to the workbook unless it starts at the root of the archive. */
const partOf = (target: string): string => (target.startsWith('/') ? target.slice(1) : `xl/${target}`)
const isTrue = (value: string | undefined): boolean => value === '1' || value === 'true'
