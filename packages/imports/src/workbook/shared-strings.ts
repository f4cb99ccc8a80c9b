/** Reads texts of an XLSX: the list that cells share, and the rule by which any text is put together from its runs. */

import { tooLarge } from '../import-error.ts'
import { MAX_CELLS, MAX_CELL_CHARS } from './limits.ts'
import { SPREADSHEET_NAMESPACES } from './workbook.ts'
import { type ElementReader, readXml } from './xml.ts'

/** Characters of all shared texts together, and of all cells together. */
export const MAX_TEXT_CHARS = 64 * 1024 * 1024

/** Collects one text under the limit of a cell. A text beyond it is dropped, so that only its use is an error. */
export class TextCollector {
  #text = ''
  #isTooLong = false

  add(text: string): void {
    if (this.#isTooLong) return
    this.#isTooLong = this.#text.length + text.length > MAX_CELL_CHARS
    this.#text = this.#isTooLong ? '' : this.#text + text
  }

  /** Returns the text and starts the next one; `undefined` if it was too long. */
  take(): string | undefined {
    const text = this.#isTooLong ? undefined : this.#text
    this.#text = ''
    this.#isTooLong = false
    return text
  }
}

/** Reads a text as it stands in `si` and `is`: plain or in runs. Phonetic readings of it are skipped. */
export function textReader(collector: TextCollector): ReadonlyMap<string, ElementReader> {
  const plain = ['t', { text: (text: string) => collector.add(text) }] as const
  return new Map<string, ElementReader>([plain, ['r', { children: new Map([plain]) }]])
}

/** XLSX writes characters that XML cannot hold, such as carriage returns, as `_x000D_`. */
export function unescapeText(text: string): string {
  if (!text.includes('_x')) return text
  return text.replaceAll(/_x([\dA-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

/**
 * Returns the shared texts by their index, `undefined` where one is longer than a cell may be.
 * @throws {ImportError} `IMPORT_UNREADABLE`, `IMPORT_TOO_LARGE`
 */
export function readSharedStrings(xml: Uint8Array): readonly (string | undefined)[] {
  const strings: (string | undefined)[] = []
  const collector = new TextCollector()
  let chars = 0
  const close = (): void => {
    const text = collector.take()
    chars += text?.length ?? 0
    if (strings.length >= MAX_CELLS) throw tooLarge(MAX_CELLS, 'shared texts')
    if (chars > MAX_TEXT_CHARS) throw tooLarge(MAX_TEXT_CHARS, 'characters')
    strings.push(text === undefined ? undefined : unescapeText(text))
  }
  const root = { children: new Map([['si', { children: textReader(collector), close }]]) }
  readXml(xml, { namespaces: SPREADSHEET_NAMESPACES, rootName: 'sst', root })
  return strings
}
