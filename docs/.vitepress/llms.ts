/** `llms.txt`: the pages of the site as a plain list with one sentence each, for programs that read documentation. */

import { readFileSync } from 'node:fs'
import { GROUPS, fileOf, placeOf, root, titleOf } from './navigation.ts'

const SUMMARY =
  'A live desk for MEXC spot accounts on your own machine: an exact ledger of each account, a page, JSON streams, a ' +
  'TypeScript client, and a sandbox exchange that speaks MEXC Spot V3.'

/** The first sentence of a page's text. */
function sentenceOf(file: string): string {
  const paragraphs = readFileSync(root + file, 'utf8').split(/\n{2,}/)
  const first = paragraphs.find((text) => /^[A-Z`“[*]/.test(text) && !text.startsWith('English ·')) ?? ''
  const plain = first
    .replace(/^\*\*Context\.\*\* /, '')
    .replaceAll('**', '')
    .replace(/\s+/g, ' ')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
  return /^.*?[.:](?= |$)/.exec(plain)?.[0].replace(/:$/, '.') ?? plain
}

/** The text of `llms.txt`. */
export function llmsText(): string {
  const lists = GROUPS.map(({ title, pages }) => {
    const lines = pages.map((page) => {
      const file = fileOf(page, 'en')
      const address = `/docs/${placeOf(file).replace(/(?:index)?\.md$/, '')}`
      return `- [${titleOf(file)}](${address}): ${sentenceOf(file)}`
    })
    return `## ${title.en}\n\n${lines.join('\n')}`
  })
  return `# Spotdeck\n\n> ${SUMMARY}\n\n${lists.join('\n\n')}\n`
}
