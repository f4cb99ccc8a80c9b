/** Reads an XML part of an XLSX in one strict pass. Malformed XML, a DOCTYPE and too large documents are refused. */

import { type SaxesAttributeNS, SaxesParser, type SaxesTagNS } from 'saxes'
import { ImportError, tooLarge, unreadable } from '../import-error.ts'

/** Returns the value of an attribute without a prefix, or of one whose namespace is among `namespaces`. */
export type GetAttribute = (name: string, namespaces?: ReadonlySet<string>) => string | undefined

/** Receives one element. Child elements that are not listed are skipped with everything inside them. */
export type ElementReader = {
  readonly children?: ReadonlyMap<string, ElementReader>
  readonly open?: (attribute: GetAttribute) => void
  /** One piece of the element's own text; there may be several. */
  readonly text?: (text: string) => void
  readonly close?: () => void
}

/** The expected document and the reader of its root element. */
export type XmlDocument = {
  /** The namespaces of the elements that are read; elements of others are skipped. */
  readonly namespaces: ReadonlySet<string>
  readonly rootName: string
  readonly root: ElementReader
}

const SLICE_BYTES = 1024 * 1024
/** Parts of an XLSX nest about ten elements deep and give an element about ten attributes. */
const MAX_DEPTH = 64
const MAX_ATTRIBUTES = 64
/** Three million cells have at most three elements each, and rows around them. */
const MAX_ELEMENTS = 12_000_000
const ENCODINGS: ReadonlySet<string> = new Set(['utf-8', 'utf8', 'us-ascii'])

/**
 * Reads a document in UTF-8.
 * @throws {ImportError} `IMPORT_UNREADABLE`, `IMPORT_TOO_LARGE`, and whatever the reader of an element throws
 */
export function readXml(bytes: Uint8Array, document: XmlDocument): void {
  try {
    const parser = parserOf(new ElementStack(document))
    const decoder = new TextDecoder('utf-8', { fatal: true })
    for (let at = 0; at < bytes.length; at += SLICE_BYTES)
      parser.write(decoder.decode(bytes.subarray(at, at + SLICE_BYTES), { stream: true }))
    parser.write(decoder.decode()).close()
  } catch (error) {
    if (error instanceof ImportError) throw error
    throw new ImportError('IMPORT_UNREADABLE', { reason: 'NOT_WHOLE' }, { cause: error })
  }
}

function parserOf(stack: ElementStack): SaxesParser<{ xmlns: true; position: false }> {
  const parser = new SaxesParser({ xmlns: true, position: false })
  let elements = 0
  let attributes = 0
  parser.on('xmldecl', ({ encoding = 'utf-8' }) => {
    if (!ENCODINGS.has(encoding.toLowerCase())) throw unreadable('NOT_TEXT')
  })
  parser.on('doctype', () => {
    throw unreadable('ENTITIES')
  })
  parser.on('opentagstart', () => {
    elements += 1
    attributes = 0
    if (elements > MAX_ELEMENTS) throw tooLarge(MAX_ELEMENTS, 'XML elements')
  })
  // Counted while they are parsed: the parser collects them before it reports the element.
  parser.on('attribute', () => {
    attributes += 1
    if (attributes > MAX_ATTRIBUTES) throw unreadable('NOT_WHOLE')
  })
  parser.on('opentag', (tag) => stack.open(tag))
  parser.on('text', (text) => stack.text(text))
  parser.on('cdata', (text) => stack.text(text))
  parser.on('closetag', () => stack.close())
  return parser
}

/** The open elements, each with its reader, or `undefined` where it is skipped. */
class ElementStack {
  readonly #document: XmlDocument
  readonly #readers: (ElementReader | undefined)[] = []

  constructor(document: XmlDocument) {
    this.#document = document
  }

  open({ local, uri, attributes }: SaxesTagNS): void {
    if (this.#readers.length >= MAX_DEPTH) throw unreadable('NOT_WHOLE')
    const reader = this.#document.namespaces.has(uri) ? this.#readerOf(local) : undefined
    if (this.#readers.length === 0 && reader === undefined) throw unreadable('NOT_WHOLE')
    this.#readers.push(reader)
    reader?.open?.((name, namespaces) =>
      namespaces === undefined ? attributes[name]?.value : qualified(attributes, name, namespaces),
    )
  }

  text(text: string): void {
    this.#readers.at(-1)?.text?.(text)
  }

  close(): void {
    this.#readers.pop()?.close?.()
  }

  #readerOf(name: string): ElementReader | undefined {
    if (this.#readers.length > 0) return this.#readers.at(-1)?.children?.get(name)
    return name === this.#document.rootName ? this.#document.root : undefined
  }
}

function qualified(
  attributes: Readonly<Record<string, SaxesAttributeNS>>,
  name: string,
  namespaces: ReadonlySet<string>,
): string | undefined {
  return Object.values(attributes).find(({ local, uri }) => local === name && namespaces.has(uri))?.value
}
