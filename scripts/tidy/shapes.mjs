// Sizes of functions, lists of parameters and import cycles, measured on the formatted source.

import ts from 'typescript'
import { importsOf, placeOf } from './program.mjs'

export const MAX_FUNCTION_LINES = 70
export const MAX_PARAMETERS = 3

/** Every function with a body: its node, its lines and its positional parameters. */
export function functionsOf({ tree }) {
  const found = []
  const visit = (node) => {
    if (ts.isFunctionLike(node) && node.body !== undefined) {
      const lines = lineOf(tree, node.end) - lineOf(tree, node.getStart()) + 1
      const parameters = node.parameters.filter(({ name }) => name.getText() !== 'this').length
      found.push({ node, lines, parameters })
    }
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return found
}

function lineOf(tree, position) {
  return tree.getLineAndCharacterOfPosition(position).line
}

export function* checkFunctions(sources) {
  for (const source of sources) {
    for (const { node, lines, parameters } of functionsOf(source)) {
      const place = placeOf(source.tree, node)
      if (lines > MAX_FUNCTION_LINES)
        yield { rule: 'function-lines', text: `${place}: function of ${lines} lines, ${MAX_FUNCTION_LINES} at most` }
      if (parameters > MAX_PARAMETERS)
        yield {
          rule: 'parameters',
          text: `${place}: ${parameters} positional parameters, ${MAX_PARAMETERS} at most: pass one options object`,
        }
    }
  }
}

/** One finding per group of files that import each other, directly or through others. */
export function* checkCycles(sources) {
  const graph = new Map(sources.map((source) => [source.file, importsOf(source)]))
  for (const group of stronglyConnected(graph)) {
    if (group.length > 1) yield { rule: 'cycles', text: `import cycle: ${group.sort().join(' ')}` }
  }
}

/** Tarjan's strongly connected components. */
function stronglyConnected(graph) {
  const index = new Map()
  const low = new Map()
  const stack = []
  const onStack = new Set()
  const groups = []
  const connect = (node) => {
    index.set(node, index.size)
    low.set(node, index.get(node))
    stack.push(node)
    onStack.add(node)
    for (const next of graph.get(node) ?? []) {
      if (!graph.has(next)) continue
      if (!index.has(next)) {
        connect(next)
        low.set(node, Math.min(low.get(node), low.get(next)))
      } else if (onStack.has(next)) low.set(node, Math.min(low.get(node), index.get(next)))
    }
    if (low.get(node) !== index.get(node)) return
    const group = stack.splice(stack.indexOf(node))
    for (const member of group) onStack.delete(member)
    groups.push(group)
  }
  for (const node of graph.keys()) if (!index.has(node)) connect(node)
  return groups
}
