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

/** The shape of an endpoint's answer, by the endpoint's name; undefined for a call that is not in the table. */
export function answerShapeOf(endpoint: string): AnswerShape | undefined {
  return Object.hasOwn(ANSWER_SHAPES, endpoint) ? ANSWER_SHAPES[endpoint] : undefined
}
