/** Extracts the text of a third-party page by its structure: markup is never executed, and everything is bounded. */

import { Parser } from 'htmlparser2'

/** One heading, paragraph, list item or table row of a page, with single spaces. */
export type Block = {
  readonly kind: 'heading' | 'text' | 'item' | 'row'
  readonly text: string
  /** Cells of a row; empty for other blocks. */
  readonly cells: readonly string[]
  /** True where the whole text is a link. */
  readonly isLink: boolean
}

/** Maximal number of characters that are read; an announcement has some tens of kilobytes. */
export const MAX_PAGE_CHARS = 1_000_000
const MAX_BLOCKS = 20_000
const MAX_BLOCK_CHARS = 20_000
/** Maximal depth of nested elements; deeper content is ignored. */
const MAX_DEPTH = 500

const setOf = (names: string): ReadonlySet<string> => new Set(names.split(' '))
const HEADINGS = setOf('h1 h2 h3 h4 h5 h6')
const BREAKS = setOf(
  'address article aside blockquote body br dd div dl dt footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol option p pre section table tbody td th thead tr ul',
)
/** A cell that holds one of these lays out a page and states no fact of its row. */
const LAYOUT = setOf('table ul ol h1 h2 h3 h4 h5 h6')
/** Code, and what stands around an announcement: menus and controls. */
const UNREAD = setOf('script style template noscript svg nav aside footer form select button menu')
const LOOKS_LIKE_HTML = /<(?:p|div|span|html|body|li|br|table|h[1-6])[\s>/]/i
const ITEM = /^(?:[-*•]|\(?\d{1,3}[.)、])\s+/

/**
 * Splits a text into announcements, each as its blocks. A page is one; in a file of several, pages are separated by an
 * empty line outside of any element. Plain text is split at lines of dashes.
 */
export function readPages(text: string): readonly (readonly Block[])[] {
  const bounded = text.slice(0, MAX_PAGE_CHARS)
  const pages = LOOKS_LIKE_HTML.test(bounded) ? readHtml(bounded) : readPlain(bounded)
  return pages.filter((page) => page.length > 0)
}

/** Returns a paragraph of plain text. */
export function textBlock(text: string, kind: Block['kind'] = 'text'): Block {
  return { kind, text: spaced(text), cells: [], isLink: false }
}

const spaced = (text: string): string => text.replace(/[\s\u200b\ufeff]+/g, ' ').trim()

type Row = { readonly cells: string[]; isLayout: boolean }

class Collector {
  readonly pages: Block[][] = [[]]
  readonly rows: Row[] = []
  #text = ''
  #unlinked = false
  #count = 0

  add(text: string, isLink = false): void {
    if (this.#text.length < MAX_BLOCK_CHARS) this.#text += text.slice(0, MAX_BLOCK_CHARS)
    if (!isLink && /[^\s,;、|]/.test(text)) this.#unlinked = true
  }

  end(kind: Block['kind']): void {
    const row = this.rows.at(-1)
    if (row !== undefined && !row.isLayout) return this.add(' ', true)
    const isLink = !this.#unlinked
    this.#push({ kind, text: this.#take(), cells: [], isLink })
  }

  endCell(): void {
    const row = this.rows.at(-1)
    if (row === undefined || row.isLayout) return this.end('text')
    if (row.cells.length < MAX_DEPTH) row.cells.push(this.#take())
  }

  /** Turns the cells of open rows into text: they lay out a page. */
  layOut(): void {
    for (const row of this.rows) {
      row.isLayout = true
      for (const text of row.cells.splice(0)) this.#push(textBlock(text))
    }
  }

  endRow(): void {
    const { cells = [] } = this.rows.pop() ?? {}
    this.#push({ kind: 'row', text: spaced(cells.join(' ')), cells, isLink: false })
  }

  endPage(): void {
    this.end('text')
    if (this.pages.at(-1)?.length !== 0) this.pages.push([])
  }

  #take(): string {
    const text = spaced(this.#text)
    this.#text = ''
    this.#unlinked = false
    return text
  }

  #push(block: Block): void {
    if (block.text === '' || this.#count >= MAX_BLOCKS) return
    this.#count += 1
    this.pages.at(-1)?.push(block)
  }
}

function readHtml(html: string): readonly (readonly Block[])[] {
  const collected = new Collector()
  const open: string[] = []
  let unread = 0
  const kindNow = (): Block['kind'] =>
    open.includes('li') ? 'item' : open.some((name) => HEADINGS.has(name)) ? 'heading' : 'text'
  const parser = new Parser(
    {
      onopentagname(name) {
        if (LAYOUT.has(name) && collected.rows.length > 0) collected.layOut()
        if (BREAKS.has(name)) collected.end(kindNow())
        if (name === 'tr') collected.rows.push({ cells: [], isLayout: false })
        if (UNREAD.has(name)) unread += 1
        open.push(name)
        if (open.length > MAX_DEPTH) parser.pause()
      },
      ontext(text) {
        if (unread > 0) return
        if (open.length > 0) return collected.add(text, open.includes('a'))
        for (const [index, part] of text.split(/\n\s*\n/).entries()) {
          if (index > 0) collected.endPage()
          collected.add(part)
        }
      },
      onclosetag(name) {
        if (name === 'td' || name === 'th') collected.endCell()
        else if (name === 'tr') collected.endRow()
        else if (BREAKS.has(name)) collected.end(kindNow())
        if (UNREAD.has(name)) unread = Math.max(0, unread - 1)
        const at = open.lastIndexOf(name)
        if (at >= 0) open.length = at
      },
    },
    { decodeEntities: true, lowerCaseTags: true },
  )
  parser.write(html)
  if (open.length <= MAX_DEPTH) parser.end()
  collected.endPage()
  return collected.pages
}

function readPlain(text: string): readonly (readonly Block[])[] {
  const pages: Block[][] = [[]]
  for (const line of text.split('\n', MAX_BLOCKS)) {
    if (/^\s*(?:-{3,}|={3,})\s*$/.test(line)) pages.push([])
    else if (/[^\s|:-]/.test(line)) pages.at(-1)?.push(lineBlock(line.slice(0, MAX_BLOCK_CHARS)))
  }
  return pages
}

function lineBlock(line: string): Block {
  const cells = line.replace(/^\s*\||\|\s*$/g, '').split(/[\t|]/)
  if (cells.length > 1) return { ...textBlock(cells.join(' '), 'row'), cells: cells.map(spaced) }
  const text = spaced(line)
  return ITEM.test(text) ? textBlock(text.replace(ITEM, ''), 'item') : textBlock(text)
}
