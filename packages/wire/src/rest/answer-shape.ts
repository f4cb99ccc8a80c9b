/** Shapes of the endpoints' answers as data, generated from their types so that the two cannot differ. */

import { ANSWER_SHAPES } from './generated/answer-shapes.ts'

/** A name that ends in `?` may be absent. `values` are all that are known of an open enumeration. */
export type AnswerShape =
  | 'text'
  | 'number'
  | 'flag'
  | 'null'
  | 'any'
  | { readonly values: readonly string[] }
  | { readonly list: AnswerShape }
  | { readonly tuple: readonly AnswerShape[] }
  | { readonly map: AnswerShape }
  | { readonly fields: Readonly<Record<string, AnswerShape>> }
  | { readonly either: readonly AnswerShape[] }

const KINDS = new Map<string, AnswerShape>([
  ['t', 'text'],
  ['n', 'number'],
  ['f', 'flag'],
  ['z', 'null'],
])

const TEXTS = new Map(ANSWER_SHAPES.split('\n').map((line) => [/^\w+/.exec(line)?.[0] ?? '', line]))
const SHAPES = new Map<string, AnswerShape>()
for (const name of TEXTS.keys()) shapeOf(name)

/** The shape of an endpoint's answer, by the endpoint's name; undefined for a call that is not in the table. */
export function answerShapeOf(endpoint: string): AnswerShape | undefined {
  return SHAPES.get(endpoint)
}

function shapeOf(name: string): AnswerShape {
  const shape = SHAPES.get(name) ?? readShape(TEXTS.get(name) ?? '', name.length + 1)
  SHAPES.set(name, shape)
  return shape
}

/**
 * Reads the short form: a letter of `KINDS` or `a` (any), `[list]`, `<map>`, `(tuple;…)`, `'values …'`, `{kind field
 * field;…}`, `@endpoint`; alternatives stand between `|`.
 */
function readShape(text: string, from: number): AnswerShape {
  let at = from
  const take = (pattern: RegExp): string => {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0] ?? ''
    at += found.length
    return found
  }
  const until = (end: string, read: () => void): void => {
    while (at < text.length && text[at] !== end) {
      read()
      take(/;/y)
    }
    at++
  }
  const one = (): AnswerShape => {
    const sign = take(/./y)
    const inside: AnswerShape[] = []
    const fields: Record<string, AnswerShape> = {}
    switch (sign) {
      case '[':
      case '<':
        until(sign === '[' ? ']' : '>', () => inside.push(either()))
        return sign === '[' ? { list: inside[0] ?? 'any' } : { map: inside[0] ?? 'any' }
      case '(':
        until(')', () => inside.push(either()))
        return { tuple: inside }
      case '{':
        until('}', () => {
          const kind = either()
          for (const field of take(/[ \w?]+/y)
            .trim()
            .split(' '))
            fields[field] = kind
        })
        return { fields }
      case "'":
        return {
          values: take(/[^']*'/y)
            .slice(0, -1)
            .split(' '),
        }
      case '@':
        return shapeOf(take(/\w+/y))
      default:
        return KINDS.get(sign) ?? 'any'
    }
  }
  const either = (): AnswerShape => {
    const parts = [one()]
    while (take(/\|/y) !== '') parts.push(one())
    return parts.length === 1 ? (parts[0] ?? 'any') : { either: parts }
  }
  return either()
}
