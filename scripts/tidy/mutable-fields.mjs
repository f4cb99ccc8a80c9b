// Mutable fields of classes: more of them than these decide together in some order that nobody has written down.

import ts from 'typescript'
import { placeOf } from './program.mjs'

const MAX_MUTABLE_FIELDS = 6

/** One finding for each class with more mutable fields than `MAX_MUTABLE_FIELDS`. */
export function* checkMutableFields(sources) {
  for (const { tree } of sources) {
    for (const node of classesOf(tree)) {
      const count = node.members.filter(isMutableField).length
      if (count > MAX_MUTABLE_FIELDS)
        yield {
          rule: 'mutable-fields',
          text: `${placeOf(tree, node)}: ${node.name?.text ?? 'a class'} has ${count} mutable fields, ${MAX_MUTABLE_FIELDS} at most: write a pure step`,
        }
    }
  }
}

function* classesOf(node) {
  if (ts.isClassLike(node)) yield node
  for (const child of node.getChildren()) yield* classesOf(child)
}

function isMutableField(member) {
  const modifiers = ts.canHaveModifiers(member) ? (ts.getModifiers(member) ?? []) : []
  return (
    ts.isPropertyDeclaration(member) &&
    !modifiers.some(({ kind }) => kind === ts.SyntaxKind.ReadonlyKeyword || kind === ts.SyntaxKind.DeclareKeyword)
  )
}
