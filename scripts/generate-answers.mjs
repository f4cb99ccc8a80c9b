// The shape of every endpoint's answer, read from its type: packages/wire/src/rest/generated/answer-shapes.ts.
// `node scripts/generate-answers.mjs` writes it, `--check` says whether it is up to date.

import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import ts from 'typescript'
import { root } from './lib/steps.mjs'

const folder = join(root, 'packages/wire/src/rest')
const target = join(folder, 'generated/answer-shapes.ts')

function readShapes() {
  const files = readdirSync(folder, { recursive: true }).filter((file) => /(?<!\.test)\.ts$/.test(file))
  const paths = files.map((file) => join(folder, file))
  const options = { strict: true, module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext }
  const program = ts.createProgram(paths, {
    ...options,
    target: ts.ScriptTarget.ES2023,
    exactOptionalPropertyTypes: true,
    allowImportingTsExtensions: true,
    noEmit: true,
    customConditions: ['source'],
    types: [],
  })
  const checker = program.getTypeChecker()
  const shapes = new Map()
  for (const path of paths) {
    const source = program.getSourceFile(path)
    const module = source === undefined ? undefined : checker.getSymbolAtLocation(source)
    for (const symbol of module === undefined ? [] : checker.getExportsOfModule(module)) {
      if (symbol.valueDeclaration === undefined) continue
      const type = checker.getTypeOfSymbolAtLocation(symbol, symbol.valueDeclaration)
      // An endpoint whose answer depends on its query is an `Endpoint` and what it depends on.
      const parts = type.isIntersection() ? type.types : [type]
      const endpoint = parts.find(({ aliasSymbol }) => aliasSymbol?.name === 'Endpoint')
      if (endpoint !== undefined) shapes.set(symbol.name, shapeOf(endpoint.aliasTypeArguments[1], checker))
    }
  }
  return new Map([...shapes].sort(([a], [b]) => (a < b ? -1 : 1)))
}

function shapeOf(type, checker) {
  if (type.isUnion()) return unionShape(type, checker)
  const { flags } = type
  if (flags & ts.TypeFlags.StringLiteral) return { values: [type.value] }
  if (flags & ts.TypeFlags.NumberLiteral) return 'number'
  if (flags & ts.TypeFlags.StringLike) return 'text'
  if (flags & ts.TypeFlags.NumberLike) return 'number'
  if (flags & ts.TypeFlags.BooleanLike) return 'flag'
  if (flags & ts.TypeFlags.Null) return 'null'
  if (!(flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection))) return 'any'
  if (checker.isTupleType(type)) return { tuple: checker.getTypeArguments(type).map((item) => shapeOf(item, checker)) }
  if (checker.isArrayType(type)) return { list: shapeOf(checker.getTypeArguments(type)[0], checker) }
  const index = type.getStringIndexType()
  if (index !== undefined) return { map: shapeOf(index, checker) }
  const fields = {}
  for (const property of checker.getPropertiesOfType(type)) {
    const declared = property.valueDeclaration ?? property.declarations?.[0]
    const propertyType = declared
      ? checker.getTypeOfSymbolAtLocation(property, declared)
      : checker.getTypeOfSymbol(property)
    const optional = (property.flags & ts.SymbolFlags.Optional) !== 0
    fields[optional ? `${property.name}?` : property.name] = shapeOf(propertyType, checker)
  }
  return { fields }
}

/** Alternatives; those that are objects become one whose fields may all be absent, unless all of them have it. */
function unionShape(type, checker) {
  const parts = type.types
    .filter((part) => !(part.flags & ts.TypeFlags.Undefined))
    .map((part) => shapeOf(part, checker))
  const objects = parts.filter((part) => part.fields !== undefined)
  const others = parts.filter((part) => part.fields === undefined)
  return either(objects.length > 1 ? [...others, mergeObjects(objects)] : parts)
}

function mergeObjects(objects) {
  const names = new Set(objects.flatMap(({ fields }) => Object.keys(fields).map((name) => name.replace(/\?$/, ''))))
  const fields = {}
  for (const name of names) {
    const always = objects.every((object) => name in object.fields)
    const kinds = objects.flatMap((object) => object.fields[name] ?? object.fields[`${name}?`] ?? [])
    fields[always ? name : `${name}?`] = either(kinds)
  }
  return { fields }
}

function either(parts) {
  const values = parts.flatMap((part) => part.values ?? [])
  const others = parts.filter((part) => part.values === undefined)
  const all = [...(values.length > 0 ? [{ values }] : []), ...others.flatMap((part) => part.either ?? [part])]
  const unique = [...new Map(all.map((part) => [JSON.stringify(part), part])).values()]
  return unique.length === 1 ? unique[0] : { either: unique }
}

const LETTERS = { text: 't', number: 'n', flag: 'f', null: 'z', any: 'a' }

/** A shape in the short form that `answer-shape.ts` reads: fields of one kind stand together behind it. */
function write(shape, named) {
  const name = named.get(JSON.stringify(shape))
  if (name !== undefined) return `@${name}`
  const inner = (part) => write(part, named)
  if (typeof shape === 'string') return LETTERS[shape]
  if (shape.values !== undefined) return `'${shape.values.join(' ')}'`
  if (shape.list !== undefined) return `[${inner(shape.list)}]`
  if (shape.map !== undefined) return `<${inner(shape.map)}>`
  if (shape.tuple !== undefined) return `(${shape.tuple.map(inner).join(';')})`
  if (shape.either !== undefined) return shape.either.map(inner).join('|')
  const groups = new Map()
  for (const [field, kind] of Object.entries(shape.fields)) {
    const written = inner(kind)
    groups.set(written, [...(groups.get(written) ?? []), field])
  }
  return `{${[...groups].map(([kind, fields]) => `${kind} ${fields.join(' ')}`).join(';')}}`
}

/** An answer that is part of another, or the same, is written once; the others name its endpoint. */
function render(shapes) {
  const named = new Map()
  for (const [name, shape] of shapes) {
    const text = JSON.stringify(shape)
    if (text.length > 40 && !named.has(text)) named.set(text, name)
  }
  const lines = [...shapes].map(([name, shape]) => {
    const text = JSON.stringify(shape)
    const others = new Map([...named].filter(([other, owner]) => !(other === text && owner === name)))
    return `${name} ${write(shape, others)}`
  })
  return `/** Made by scripts/generate-answers.mjs from the types of the endpoint table. Do not edit. */

/** The shape of each endpoint's answer, one a line; see \`readShape\`. */
export const ANSWER_SHAPES = \`${lines.join('\n')}\`
`
}

const text = render(readShapes())
if (process.argv.includes('--check')) {
  const current = existsSync(target) && readFileSync(target, 'utf8') === text
  if (!current) process.stderr.write('The answer shapes are out of date: run node scripts/generate-answers.mjs\n')
  process.exit(current ? 0 : 1)
}
mkdirSync(dirname(target), { recursive: true })
writeFileSync(target, text)
