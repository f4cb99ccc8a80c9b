// Docstrings: every export has one, and it starts with a verb or a noun phrase, never with a relative clause.

import ts from 'typescript'
import { placeOf } from './program.mjs'

const RELATIVE = /^(What|Whether|How|Where|Whose|Whom|When|Who|Which)\b/

/** The exported declarations of a file with the text of their docstring. */
export function exportsOf({ tree }) {
  const found = []
  for (const statement of tree.statements) {
    const isExported =
      ts.canHaveModifiers(statement) &&
      ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
    if (!isExported) continue
    found.push({ node: statement, text: docstringOf(statement) })
  }
  return found
}

function docstringOf(node) {
  const doc = ts.getJSDocCommentsAndTags(node).find(ts.isJSDoc)
  return doc === undefined ? undefined : (ts.getTextOfJSDocComment(doc.comment) ?? '').trim()
}

/** Every docstring of a file, members and the opening comment included: `{ pos, text }`. */
export function docstringsOf({ tree }) {
  const found = new Map()
  for (const range of ts.getLeadingCommentRanges(tree.text, openingAt(tree.text)) ?? []) {
    const text = tree.text.slice(range.pos, range.end).replace(/^(\/\*+|\/\/)/, '')
    found.set(range.pos, text.replace(/^[\s*]+/, ''))
    break
  }
  const visit = (node) => {
    for (const doc of node.jsDoc ?? []) found.set(doc.getStart(), (ts.getTextOfJSDocComment(doc.comment) ?? '').trim())
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return [...found].map(([pos, text]) => ({ pos, text }))
}

/** A script's first line may name its interpreter. */
const openingAt = (text) => (text.startsWith('#!') ? text.indexOf('\n') : 0)

export const isRelative = (text) => RELATIVE.test(text)

/** Exports of product code without a docstring. */
export function* checkDocstrings(sources) {
  for (const source of sources) {
    for (const { node, text } of exportsOf(source)) {
      if (text === undefined)
        yield {
          rule: 'exports-without-docstring',
          text: `${placeOf(source.tree, node)}: export without a docstring: write one, or stop exporting it`,
        }
    }
  }
}

/** Docstrings that are only a relative clause, in product code, tests, scripts and benchmarks. */
export function* checkRelativeDocstrings(sources) {
  for (const { tree } of sources) {
    for (const { pos, text } of docstringsOf({ tree })) {
      if (isRelative(text))
        yield {
          rule: 'relative-docstrings',
          text: `${tree.fileName}:${tree.getLineAndCharacterOfPosition(pos).line + 1}: docstring is only a relative clause: start with a verb or a noun phrase`,
        }
    }
  }
}
