// Lines beyond the formatter's width. It breaks code by itself, but never a comment, a string or a paragraph.

import { isGenerated, read, trackedFiles } from './files.mjs'

const MAX_COLUMNS = 120

/** Every line that is too long: of sources, and of Markdown in English outside tables and code blocks. */
export function* checkLongLines() {
  for (const file of trackedFiles()) {
    if (!/\.(tsx?|mjs|md)$/.test(file) || isGenerated(file) || file.endsWith('.zh-TW.md')) continue
    const isMarkdown = file.endsWith('.md')
    let inCode = false
    for (const [index, line] of read(file).split('\n').entries()) {
      const isFence = isMarkdown && /^\s*(```|~~~)/.test(line)
      if (isFence) inCode = !inCode
      const isFree = isMarkdown && (inCode || isFence || line.trimStart().startsWith('|'))
      if (line.length > MAX_COLUMNS && !isFree)
        yield { rule: 'long-lines', text: `${file}:${index + 1}: ${line.length} columns, ${MAX_COLUMNS} at most` }
    }
  }
}
