// Names that the glossary replaced: no declaration and no file uses them again.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { root } from '../lib/steps.mjs'
import { placeOf } from './program.mjs'

const replaced = new Map(
  Object.entries(JSON.parse(readFileSync(join(root, 'scripts/tidy/replaced-names.json'), 'utf8'))),
)
const bannedPrefix = /^(MOST|USUAL|LONGEST|LEAST)_/

export function* checkGlossary(sources) {
  for (const { tree } of sources) {
    for (const { node, name } of declarationsOf(tree)) {
      const instead = replaced.get(name)
      if (instead !== undefined)
        yield { rule: 'replaced-names', text: `${placeOf(tree, node)}: write ${instead} instead of ${name}` }
      if (bannedPrefix.test(name))
        yield {
          rule: 'replaced-names',
          text: `${placeOf(tree, node)}: name the limit MAX_, MIN_ or DEFAULT_ instead of ${name}`,
        }
    }
  }
}

/** Functions, classes, types and variables that a file declares at any depth. */
function* declarationsOf(tree) {
  const pending = [tree]
  while (pending.length > 0) {
    const node = pending.pop()
    const isDeclaration =
      ts.isFunctionDeclaration(node) ||
      ts.isClassDeclaration(node) ||
      ts.isTypeAliasDeclaration(node) ||
      ts.isInterfaceDeclaration(node) ||
      ts.isVariableDeclaration(node)
    if (isDeclaration && node.name !== undefined && ts.isIdentifier(node.name)) yield { node, name: node.name.text }
    ts.forEachChild(node, (child) => void pending.push(child))
  }
}
