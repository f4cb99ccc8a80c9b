// Conditional objects, `x === undefined ? {} : { x }`: spread into another object, they only keep an undefined property out of it.

import ts from 'typescript'
import { placeOf } from './program.mjs'

const ADVICE =
  'declare `x?: T | undefined` and pass `x`; for data that is stored or sent use `defined` of @spotdeck/ports'

/** Every object that is empty when a value is undefined, spread at once or named first. */
export function* checkSpreads(sources) {
  for (const { tree } of sources) {
    const found = []
    const visit = (node) => {
      if (isConditionalObject(node)) found.push(node)
      ts.forEachChild(node, visit)
    }
    visit(tree)
    for (const node of found)
      yield {
        rule: 'conditional-spreads',
        text: `${placeOf(tree, node)}: ${node.getText().replace(/\s+/g, ' ')}: ${ADVICE}`,
      }
  }
}

function isConditionalObject(node) {
  if (ts.isConditionalExpression(node)) {
    const branches = [bare(node.whenTrue), bare(node.whenFalse)]
    return comparesUndefined(node.condition) && branches.every(ts.isObjectLiteralExpression) && branches.some(isEmpty)
  }
  return (
    (ts.isSpreadAssignment(node) || ts.isJsxSpreadAttribute(node)) &&
    ts.isBinaryExpression(bare(node.expression)) &&
    comparesUndefined(bare(node.expression).left)
  )
}

function comparesUndefined(node) {
  const condition = bare(node)
  return (
    ts.isBinaryExpression(condition) && [condition.left, condition.right].some((side) => side.getText() === 'undefined')
  )
}

function isEmpty(node) {
  return node.properties.length === 0
}

function bare(node) {
  return ts.isParenthesizedExpression(node) || ts.isAsExpression(node) ? bare(node.expression) : node
}
