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

/** Every docstring of a file, members included. */
export function docstringsOf({ tree }) {
  const found = []
  const visit = (node) => {
    for (const doc of node.jsDoc ?? []) found.push({ node, text: (ts.getTextOfJSDocComment(doc.comment) ?? '').trim() })
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return found
}

export const isRelative = (text) => RELATIVE.test(text)

export function* checkDocstrings(sources) {
  for (const source of sources) {
    for (const { node, text } of exportsOf(source)) {
      if (text === undefined)
        yield {
          rule: 'exports-without-docstring',
          text: `${placeOf(source.tree, node)}: export without a docstring: write one, or stop exporting it`,
        }
    }
    for (const { node, text } of docstringsOf(source)) {
      if (isRelative(text))
        yield {
          rule: 'relative-docstrings',
          text: `${placeOf(source.tree, node)}: docstring is only a relative clause: start with a verb or a noun phrase`,
        }
    }
  }
}
