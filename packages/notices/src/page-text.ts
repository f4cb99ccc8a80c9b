/** Extracts the text of a third-party page as paragraphs: markup is never executed, and everything is bounded. */

import { Parser } from 'htmlparser2'

/** Text of one paragraph, list item, heading or cell, with single spaces. */
export type Paragraph = string

/** Maximal number of characters that are read; an announcement has some tens of kilobytes. */
export const MAX_PAGE_CHARS = 1_000_000
const MAX_PARAGRAPHS = 20_000
const MAX_PARAGRAPH_CHARS = 20_000
/** Maximal depth of nested elements; deeper content is ignored. */
const MAX_DEPTH = 500

const BLOCKS: ReadonlySet<string> = new Set([
  'address',
  'article',
  'aside',
  'blockquote',
  'body',
  'br',
  'dd',
  'div',
  'dl',
  'dt',
  'footer',
  'form',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'header',
  'hr',
  'html',
  'li',
  'main',
  'nav',
  'ol',
  'option',
  'p',
  'pre',
  'section',
  'table',
  'tbody',
  'td',
  'th',
  'thead',
  'tr',
  'ul',
])
const UNREAD: ReadonlySet<string> = new Set(['script', 'style', 'template', 'noscript', 'svg'])
const LOOKS_LIKE_HTML = /<(?:p|div|span|html|body|li|br|table|h[1-6])[\s>/]/i

/**
 * Splits a text into announcements, each as its paragraphs. A page is one; in a file of several, pages are separated by
 * an empty line outside of any element. Plain text is split at lines of dashes.
 */
export function readPages(text: string): readonly (readonly Paragraph[])[] {
  const bounded = text.slice(0, MAX_PAGE_CHARS)
  const pages = LOOKS_LIKE_HTML.test(bounded) ? readHtml(bounded) : readPlain(bounded)
  return pages.filter((page) => page.length > 0)
}

class Collector {
  readonly pages: Paragraph[][] = [[]]
  #text = ''
  #count = 0

  add(text: string): void {
    if (this.#text.length < MAX_PARAGRAPH_CHARS) this.#text += text.slice(0, MAX_PARAGRAPH_CHARS)
  }

  endParagraph(): void {
    const text = this.#text.replace(/[\s\u200b\ufeff]+/g, ' ').trim()
    this.#text = ''
    if (text === '' || this.#count >= MAX_PARAGRAPHS) return
    this.#count += 1
    this.pages.at(-1)?.push(text)
  }

  endPage(): void {
    this.endParagraph()
    if (this.pages.at(-1)?.length !== 0) this.pages.push([])
  }
}

function readHtml(html: string): readonly (readonly Paragraph[])[] {
  const collected = new Collector()
  const open: string[] = []
  let unread = 0
  const parser = new Parser(
    {
      onopentagname(name) {
        if (BLOCKS.has(name)) collected.endParagraph()
        if (UNREAD.has(name)) unread += 1
        open.push(name)
        if (open.length > MAX_DEPTH) parser.pause()
      },
      ontext(text) {
        if (unread > 0) return
        if (open.length > 0) return collected.add(text)
        for (const [index, part] of text.split(/\n\s*\n/).entries()) {
          if (index > 0) collected.endPage()
          collected.add(part)
        }
      },
      onclosetag(name) {
        if (BLOCKS.has(name)) collected.endParagraph()
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

function readPlain(text: string): readonly (readonly Paragraph[])[] {
  const collected = new Collector()
  for (const line of text.split('\n')) {
    if (/^\s*(?:-{3,}|={3,})\s*$/.test(line)) {
      collected.endPage()
      continue
    }
    collected.add(line)
    collected.endParagraph()
  }
  collected.endPage()
  return collected.pages
}
