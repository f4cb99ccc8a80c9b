// The parsed sources that the structural checks share: product code of packages, and everything that is written by hand.

import { dirname, join, normalize } from 'node:path'
import ts from 'typescript'
import { isGenerated, isTest, read, trackedFiles } from './files.mjs'

/** Every source file of a package, parsed once: `{ file, name, inner, tree }`, where `inner` is its path below `src/`. */
export function productSources() {
  const sources = []
  for (const file of trackedFiles()) {
    const match = /^packages\/([^/]+)\/src\/(.*\.tsx?)$/.exec(file)
    if (match === null || isGenerated(file) || isTest(file) || file.endsWith('.contract.ts')) continue
    const tree = ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest, true)
    sources.push({ file, name: match[1], inner: match[2], tree })
  }
  return sources
}

/** Every file of code that is written by hand, tests, scripts and benchmarks included, parsed once: `{ file, tree }`. */
export function writtenSources() {
  const sources = []
  for (const file of trackedFiles()) {
    if (!/^(packages|tests|scripts|bench|examples)\/.*\.(tsx?|mjs|js)$/.test(file) || isGenerated(file)) continue
    sources.push({ file, tree: ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest, true) })
  }
  return sources
}

/** The files of the same package that this one imports, type-only imports included. */
export function importsOf({ file, tree }) {
  const targets = []
  for (const statement of tree.statements) {
    const specifier =
      ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement) ? statement.moduleSpecifier : undefined
    if (specifier === undefined || !ts.isStringLiteral(specifier) || !specifier.text.startsWith('.')) continue
    targets.push(normalize(join(dirname(file), specifier.text)).replaceAll('\\', '/'))
  }
  return targets
}

/** `file:line` of a node, as editors open it. */
export function placeOf(tree, node) {
  return `${tree.fileName}:${tree.getLineAndCharacterOfPosition(node.getStart()).line + 1}`
}
