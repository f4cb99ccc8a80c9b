/** Reads the project's Markdown pages: their headings, code blocks, tables and links. */

import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** The Markdown files that people read, relative to the root. */
export function pages(): readonly string[] {
  const inside = (folder: string): string[] =>
    readdirSync(root + folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
      .map((entry) => (folder === '' ? entry.name : `${folder}/${entry.name}`))
  return ['', 'docs', 'docs/decisions', 'docs/evidence', 'examples/readers', 'examples/spreadsheet', 'packages/mexc']
    .flatMap(inside)
    .sort()
}

export function read(page: string): string {
  return readFileSync(root + page, 'utf8')
}

/** Fenced blocks with their fences, in order. */
export function codeBlocks(text: string): readonly string[] {
  return text.match(/^```[^\n]*\n[\s\S]*?^```$/gm) ?? []
}

/** The text without fenced blocks, so that their lines are not taken for headings, tables or links. */
export function prose(text: string): string {
  return text.replace(/^```[^\n]*\n[\s\S]*?^```$/gm, '')
}

export function headings(text: string): readonly string[] {
  return prose(text)
    .split('\n')
    .filter((line) => /^#{1,6} /.test(line))
}

/** The number of columns of each row, table by table. */
export function tables(text: string): readonly (readonly number[])[] {
  const found: number[][] = []
  let last = -2
  prose(text)
    .split('\n')
    .forEach((line, index) => {
      if (!line.startsWith('|')) return
      const columns = line.replace(/\\\|/g, '').split('|').length - 2
      if (index === last + 1) found.at(-1)?.push(columns)
      else found.push([columns])
      last = index
    })
  return found
}

/** Targets of the links and images, as written. */
export function links(text: string): readonly string[] {
  return [...prose(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target)
}

/** The anchors that GitHub gives the headings of a page. */
export function anchors(text: string): ReadonlySet<string> {
  const seen = new Map<string, number>()
  const slugs = headings(text).map((line) => {
    const words = line.replace(/^#+ /, '').replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    const slug = words
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M} _-]/gu, '')
      .replace(/ /g, '-')
    const count = seen.get(slug) ?? 0
    seen.set(slug, count + 1)
    return count === 0 ? slug : `${slug}-${count}`
  })
  return new Set(slugs)
}
